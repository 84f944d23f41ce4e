package main

import (
	"strings"
	"testing"
)

// refuses fills workbooks in every wrong way: each problem is listed with its cell,
// and nothing is stored.
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
		"not said to be complete": {func(w *worksheetOf, id string) { w.set(w.find(id, "case", ""), "Result", "") },
			"case", "", "Result", "half filled: say reviewed"},
		"no day": {func(w *worksheetOf, id string) { w.set(w.find(id, "case", ""), "New date", "") },
			"case", "", "New date", "the day of the review is missing"},
		"not yet": {func(w *worksheetOf, id string) { w.set(w.find(id, "case", ""), "New date", "2027-01-01") },
			"case", "", "New date", "not yet"},
		"locked code": {func(w *worksheetOf, id string) { w.set(w.find(id, "diagnosis", "1"), "Code", "POISON") },
			"diagnosis", "1", "Code", "a locked cell was changed"},
		"locked account": {func(w *worksheetOf, id string) { w.set(w.find(id, "case", ""), "Account", "POISON") },
			"case", "", "Account", "a locked cell was changed"},
		"locked number": {func(w *worksheetOf, id string) { w.set(w.find(id, "diagnosis", "1"), "No.", "77") },
			"diagnosis", "1", "No.", "the coder has no such line"},
		"agreed and changed": {func(w *worksheetOf, id string) { w.set(w.find(id, "diagnosis", "1"), "New code", "POISON") },
			"diagnosis", "1", "New code", "filled, and the result is agree"},
		"change of nothing": {func(w *worksheetOf, id string) { w.set(w.find(id, "diagnosis", "1"), "Result", "change") },
			"diagnosis", "1", "New code", "a change that changes nothing"},
		"no cause": {func(w *worksheetOf, id string) {
			w.set(w.find(id, "diagnosis", "1"), "Result", "change", "New code", "A41.51", "Error type", "SP specificity")
		}, "diagnosis", "1", "Root cause", "half filled: the root cause is missing"},
		"no error type": {func(w *worksheetOf, id string) {
			w.set(w.find(id, "discharge_status", "1"), "Result", "change", "New code", "99", "Root cause", "abstraction screen")
		}, "discharge_status", "1", "Error type", "half filled: the error type is missing"},
		"no such error type": {func(w *worksheetOf, id string) {
			w.set(w.find(id, "discharge_status", "1"), "Result", "change", "New code", "99", "Error type", "XX poison", "Root cause", "abstraction screen")
		}, "discharge_status", "1", "Error type", "no such error type"},
		"no code": {func(w *worksheetOf, id string) {
			w.set(w.find(id, "diagnosis", "1"), "Result", "change", "New code", "poison – code", "Error type", "SP specificity", "Root cause", "index not verified")
		}, "diagnosis", "1", "New code", "not a code"},
		"code of another year": {func(w *worksheetOf, id string) { // E78.01 was subdivided on 2025-10-01
			w.set(w.find(id, "diagnosis", "1"), "Result", "change", "New code", "E78.01", "Error type", "SP specificity", "Root cause", "index not verified")
		}, "diagnosis", "1", "New code", "not a valid code on the day of discharge"},
		"no principal": {func(w *worksheetOf, id string) {
			w.set(w.find(id, "diagnosis", "1"), "Result", "remove", "Error type", "CM commission", "Root cause", "criteria not met")
		}, "case", "", "Case", "no diagnosis has the number 1"},
		"missed code without a code": {func(w *worksheetOf, id string) { w.set(w.find(id, "", ""), "Line", "diagnosis", "Result", "add") },
			"", "", "New code", "half filled: the code is missing"},
		"sealed without a reason": {func(w *worksheetOf, id string) {
			w.set(w.find(id, "case", ""), "Result", "not reviewable")
		}, "case", "", "Note", "the reason is missing"},
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
