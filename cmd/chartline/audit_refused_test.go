package main

import (
	"strings"
	"testing"
)

// refuses fills workbooks in wrong ways, of which package review has all: each problem is listed
// with its cell, and nothing is stored.
func refuses(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(w *worksheetOf, id string)
		line  string // whose cell is named
		no    string
		head  string
		want  string
	}{
		"half filled": {func(w *worksheetOf, id string) { w.set(w.find(id, "diagnosis", "1"), "Result", "") },
			"diagnosis", "1", "Result", "half filled: the result is missing"},
		"locked code": {func(w *worksheetOf, id string) { w.set(w.find(id, "diagnosis", "1"), "Code", "POISON") },
			"diagnosis", "1", "Code", "a locked cell was changed"},
		"no principal": {func(w *worksheetOf, id string) {
			w.set(w.find(id, "diagnosis", "1"), "Result", "remove", "Error type", "CM commission", "Root cause", "criteria not met")
		}, "case", "", "Case", "no diagnosis has the number 1"},
	} {
		t.Run(name, func(t *testing.T) {
			w := openWorkbook(t, "handout/Q3-A01.xlsx")
			id := w.cases()[0]
			for _, each := range w.cases() {
				w.agree(each)
			}
			row := w.find(id, c.line, c.no)
			c.spoil(w, id)
			said := mustRun(t, 7, "audit", "import", w.save(strings.ReplaceAll(name, " ", "-")+".xlsx"))
			if place := "Review!" + w.cell(row, c.head); !strings.Contains(said, place) || !strings.Contains(said, c.want) {
				t.Errorf("it says\n%s\nwant %s %s", said, place, c.want)
			}
			if strings.Contains(strings.ToLower(said), "poison") {
				t.Errorf("it tells a value: %s", said)
			}
			if got := rowsOf(t, "SELECT count(*) FROM audit_code WHERE side = 'auditor' AND audit_case_id LIKE 'Q3-%'"); got[0][0] != "0" {
				t.Errorf("%s codes were stored", got[0][0])
			}
		})
	}
}
