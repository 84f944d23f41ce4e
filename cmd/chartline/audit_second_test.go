package main

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// secondReviews plays the blind second review (standard 2.7): closed reviews go to another auditor
// than the first, whose workbook holds nothing of what that one found; nobody is told of the
// result; once it is closed it counts among the pairs of auditors and in no rate of coders.
func secondReviews(t *testing.T) {
	period := []string{"--from", "2026-01-01", "--to", "2026-10-01", "--seed", "3"}
	draw := func(name string, more ...string) []string {
		return append(append([]string{"audit", "draw", name, "--method", "second"}, period...), more...)
	}
	said := mustRun(t, 0, draw("Q3B", "--size", "6")...)
	if !strings.Contains(said, "compare auditors, and are in no rate of coders") {
		t.Errorf("the draw says\n%s", said)
	}
	mustRun(t, 0, "audit", "export", "Q3B", "--out", "again", "-q")
	first := rowsOf(t, `SELECT f.auditor_id, f.closed_on IS NOT NULL, f.selection, s.auditor_id, s.coder_id
		FROM audit_case AS s JOIN audit_case AS f ON f.encounter_id = s.encounter_id AND f.audit_id <> 'Q3B' WHERE s.audit_id = 'Q3B'`)
	if len(first) != 6 {
		t.Fatalf("%d first reviews of six accounts", len(first))
	}
	for _, r := range first {
		if r[1] != "true" || r[2] != "random" || r[0] == r[3] || r[4] == r[3] {
			t.Errorf("a second review by %s of the coder %s, after a %s review by %s, closed: %s", r[3], r[4], r[2], r[0], r[1])
		}
	}
	before := pairsAndRates(t)
	reviewedAgain(t)
	mustRun(t, 7, "audit", "issue", "Q3B", "--by", "A01")
	finding := rowsOf(t, "SELECT min(finding_id) FROM audit_finding WHERE audit_case_id LIKE 'Q3B-%'")[0][0]
	told := mustRun(t, 7, "audit", "rebut", "--finding", finding, "--to", "issued", "--by", "A01", "--reason", "told")
	if !strings.Contains(told, "a second review compares auditors") {
		t.Errorf("a step of a second review: %s", told)
	}
	if said := mustRun(t, 0, "audit", "close", "Q3B", "--by", "A01"); !strings.Contains(said, "steps taken 0, reviews closed 6") {
		t.Errorf("closing says %s", said)
	}
	after := pairsAndRates(t)
	if want := []int{before[0] + 6, before[1], before[2]}; !slices.Equal(after, want) {
		t.Errorf("pairs of auditors, reviews in rates and findings told are %v, want %v", after, want)
	}
	if status := mustRun(t, 0, "audit", "status"); strings.Contains(status, "Q3B  draft") || !strings.Contains(status, "compares auditors") {
		t.Errorf("the status is\n%s", status)
	}
	third := mustRun(t, 0, draw("Q3C", "--share", "100", "--dry-run")...)
	for _, id := range rowsOf(t, "SELECT encounter_id FROM audit_case WHERE audit_id = 'Q3B'") {
		if strings.Contains(third, id[0]) {
			t.Errorf("%s is drawn a third time", id[0])
		}
	}
	mustRun(t, 2, draw("Q3D", "--share", "0")...)
	mustRun(t, 2, draw("Q3D", "--by", "payer")...)
}

// reviewedAgain fills the workbooks, finds one omission in each, and takes them back. The
// hidden sheet, the codes and the guide hold no code that only the first auditor had.
func reviewedAgain(t *testing.T) {
	t.Helper()
	for _, auditor := range rowsOf(t, "SELECT DISTINCT auditor_id FROM audit_case WHERE audit_id = 'Q3B' ORDER BY 1") {
		path := "again/Q3B-" + auditor[0] + ".xlsx"
		w := openWorkbook(t, path)
		ids := w.cases()
		for _, id := range ids {
			notCoded := rowsOf(t, `SELECT k.code FROM audit_code AS k JOIN audit_case AS f USING (audit_case_id)
				JOIN audit_case AS s ON s.encounter_id = f.encounter_id AND s.audit_case_id = '`+id+`'
				WHERE f.audit_id <> 'Q3B' AND k.side = 'auditor' AND k.element = 'diagnosis'
				AND k.code NOT IN (SELECT code FROM audit_code WHERE audit_case_id = s.audit_case_id)`)
			for row := range w.rows {
				if w.get(row+1, "Case") == id && slices.ContainsFunc(notCoded, func(c []string) bool { return slices.Contains(w.rows[row], c[0]) }) {
					t.Errorf("%s tells what the first auditor found", id)
				}
			}
			w.agree(id)
		}
		w.set(w.find(ids[0], "", ""), "Line", "diagnosis", "Result", "add", "New code", "Z99.89", "Error type", "OM omission", "Root cause", "incomplete record review",
			"DRG changed", "yes", "Direction", "over")
		if said := mustRun(t, 0, "audit", "import", w.save("again-"+auditor[0]+".xlsx")); !strings.Contains(said, " 0 problems") {
			t.Fatalf("the second review: %s", said)
		}
	}
}

// pairsAndRates gives the pairs of auditors, the random reviews that rates rest on, and the findings
// of which coders were told.
func pairsAndRates(t *testing.T) []int {
	t.Helper()
	var all []int
	for _, question := range [][]string{
		{"accuracy/agreement", "records"}, {"accuracy/codes", "charts"}, {"accuracy/rebuttals", "issued"},
	} {
		out := mustRun(t, 0, "query", question[0], "--format", "csv", "-q", "--param", "from_date=2024-10-01", "--param", "to_date=2026-10-02",
			"--param", "as_of_on=2026-10-02", "--param", "by=all")
		all = append(all, total(t, out, question[1]))
	}
	return all
}

// total sums a column of CSV; of pairs of auditors, those that say whether the coder is right.
func total(t *testing.T, text, column string) (sum int) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, level := slices.Index(rows[0], column), slices.Index(rows[0], "level")
	if at < 0 {
		t.Fatalf("no column %s in %v", column, rows[0])
	}
	for _, cells := range rows[1:] {
		if level >= 0 && cells[level] != "verdict" {
			continue
		}
		n, err := strconv.Atoi(cells[at])
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	return sum
}
