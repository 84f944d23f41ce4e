package main

import (
	"slices"
	"strings"
	"testing"
)

// disputes leads three findings of one review through their states: one is overturned, one
// accepted, one partly overturned. The final set and the initial one are then both kept.
func disputes(t *testing.T) {
	w := openWorkbook(t, "handout/Q3-A01.xlsx")
	ids := w.cases()
	for _, id := range ids {
		w.agree(id)
	}
	id := ids[1]
	coder := rowsOf(t, "SELECT code FROM audit_code WHERE side = 'coder' AND element = 'diagnosis' AND audit_case_id = '"+id+"' ORDER BY sequence")
	w.set(w.find(id, "diagnosis", "1"), "Result", "change", "New code", "A41.51", "Error type", "SP specificity", "Root cause", "index not verified", "Citation", "OCG I.B.2")
	w.set(w.find(id, "diagnosis", "2"), "Result", "remove", "Error type", "CM commission", "Root cause", "criteria not met")
	w.set(w.find(id, "", ""), "Line", "diagnosis", "Result", "add", "New code", "N18.30", "Error type", "OM omission", "Root cause", "incomplete record review")
	mustRun(t, 0, "audit", "import", w.save("back.xlsx"), "-q")

	if said := mustRun(t, 7, "audit", "rebut", "--finding", id+"-01", "--to", "accepted", "--by", "C01", "--reason", "agreed"); !strings.Contains(said, "it is draft: after draft comes issued") {
		t.Errorf("a draft was accepted: %s", said)
	}
	if said := mustRun(t, 0, "audit", "issue", "Q3", "--by", "A01", "-q"); !strings.Contains(said, "issue of Q3: steps taken 3, reviews closed "+number(int64(len(ids)-1))) {
		t.Errorf("issue says %s", said)
	}
	// What was issued is not replaced by another workbook.
	changed := openWorkbook(t, "handout/Q3-A01.xlsx")
	for _, each := range ids {
		changed.agree(each)
	}
	if said := mustRun(t, 7, "audit", "import", changed.save("late.xlsx")); !strings.Contains(said, "only a rebuttal changes it now") {
		t.Errorf("a late workbook: %s", said)
	}
	writeCSV(t, "moves.csv", [][]string{
		{"finding_id", "to_state", "actor_id", "reason", "final_value", "citation"},
		{id + "-01", "rebutted", "C01", "the culture is documented", "", ""},
		{id + "-01", "overturned", "A02", "it is", "", ""},
		{id + "-01", "closed", "A02", "done", "", ""},
		{id + "-02", "accepted", "C01", "agreed", "", ""},
		{id + "-02", "upheld", "A02", "too far", "", ""},
	})
	said := mustRun(t, 7, "audit", "rebut", "moves.csv")
	if !strings.Contains(said, "moves.csv, row 6") || !strings.Contains(said, "it is accepted: after accepted comes closed") {
		t.Errorf("an upheld acceptance: %s", said)
	}
	if got := rowsOf(t, "SELECT count(*) FROM rebuttal WHERE finding_id LIKE 'Q3-%' AND to_state NOT IN ('draft', 'issued')"); got[0][0] != "0" {
		t.Fatalf("%s steps were taken although one could not be", got[0][0])
	}
	writeCSV(t, "moves.csv", [][]string{
		{"finding_id", "to_state", "actor_id", "reason", "final_value", "citation"},
		{id + "-01", "rebutted", "C01", "the culture is documented", "", ""},
		{id + "-01", "overturned", "A02", "it is", "", ""},
		{id + "-01", "closed", "A02", "done", "", ""},
		{id + "-02", "accepted", "C01", "agreed", "", ""},
		{id + "-03", "rebutted", "C01", "another stage", "", ""},
		{id + "-03", "partially_overturned", "A02", "stage 3b", "N18.32", "OCG I.C.14"},
		{id + "-03", "closed", "A02", "done", "", ""},
	})
	mustRun(t, 0, "audit", "rebut", "moves.csv", "-q")
	if said := mustRun(t, 0, "audit", "close", "Q3", "--by", "A01", "-q"); !strings.Contains(said, "it has no citation") {
		t.Errorf("closing without a citation: %s", said)
	}
	said = mustRun(t, 0, "audit", "rebut", "--finding", id+"-02", "--to", "closed", "--by", "A01", "--reason", "done", "--citation", "CC 2Q 2026", "-q")
	if !strings.Contains(said, "steps taken 1, reviews closed 1") {
		t.Errorf("closing says %s", said)
	}
	final := rowsOf(t, "SELECT code FROM audit_code WHERE side = 'auditor' AND element = 'diagnosis' AND audit_case_id = '"+id+"' ORDER BY sequence")
	want := append([][]string{coder[0]}, coder[2:]...)
	want = append(want, []string{"N1832"})
	if !slices.EqualFunc(final, want, slices.Equal[[]string]) {
		t.Errorf("the final set is %v, want %v", final, want)
	}
	initial := rowsOf(t, "SELECT code FROM initial_code WHERE element = 'diagnosis' AND audit_case_id = '"+id+"' ORDER BY sequence")
	want = append([][]string{{"A4151"}}, coder[2:]...)
	want = append(want, []string{"N1830"})
	if !slices.EqualFunc(initial, want, slices.Equal[[]string]) {
		t.Errorf("the initial set is %v, want %v", initial, want)
	}
	states := rowsOf(t, "SELECT final_state FROM audit_finding WHERE audit_case_id = '"+id+"' ORDER BY finding_id")
	if !slices.EqualFunc(states, [][]string{{"overturned"}, {"accepted"}, {"partially_overturned"}}, slices.Equal[[]string]) {
		t.Errorf("the findings are %v", states)
	}
	if got := rowsOf(t, "SELECT count(*) FROM audit_case WHERE audit_id = 'Q3' AND closed_on IS NOT NULL"); got[0][0] != number(int64(len(ids))) {
		t.Errorf("%s reviews are closed, want %d", got[0][0], len(ids))
	}
	if said := mustRun(t, 0, "audit", "status"); !strings.Contains(said, "Q3     simple") || strings.Count(said, "\nQ3 ") != 1 {
		t.Errorf("status says %s", said)
	}
}

// drawsOnce: the same command draws the same accounts, and another sample of the same name
// is refused. A targeted draw says that it is not generalisable wherever it is shown.
func drawsOnce(t *testing.T) {
	draw := func(code int, more ...string) string {
		return mustRun(t, code, append([]string{"audit", "draw", "Q3", "--from", "2026-07-01", "--to", "2026-10-01", "-q"}, more...)...)
	}
	before := rowsOf(t, "SELECT encounter_id FROM audit_sample WHERE audit_id = 'Q3' ORDER BY sample_no")
	if said := draw(0, "--size", "12", "--seed", "7"); !strings.Contains(said, "the same 12 accounts in the same order") {
		t.Errorf("the same draw: %s", said)
	}
	for want, more := range map[string][]string{
		"with another seed": {"--size", "12", "--seed", "8"}, "in other numbers": {"--size", "13", "--seed", "7"},
		"by other parameters": {"--size", "12", "--seed", "7", "--patient-type", "IP"},
	} {
		if said := draw(7, more...); !strings.Contains(said, want) {
			t.Errorf("%v: %s", more, said)
		}
	}
	if after := rowsOf(t, "SELECT encounter_id FROM audit_sample WHERE audit_id = 'Q3' ORDER BY sample_no"); !slices.EqualFunc(before, after, slices.Equal[[]string]) {
		t.Errorf("the sample is %v, and was %v", after, before)
	}
	said := mustRun(t, 0, "audit", "draw", "RISKY", "--from", "2026-07-01", "--to", "2026-10-01", "--method", "targeted", "--risk", "short_stay", "--size", "4", "-q")
	mustRun(t, 0, "audit", "export", "RISKY", "--out", "risky", "-q")
	banner := openWorkbook(t, "risky/RISKY-A01.xlsx").rows[0][0]
	for what, text := range map[string]string{"draw": said, "status": mustRun(t, 0, "audit", "status"), "workbook": banner} {
		if !strings.Contains(text, "not generalisable") {
			t.Errorf("%s does not say that it is not generalisable: %s", what, text)
		}
	}
	if got := rowsOf(t, "SELECT DISTINCT selection FROM audit_case WHERE audit_id = 'RISKY'"); got[0][0] != "targeted" {
		t.Errorf("its cases are %v: the accuracy queries would count them", got)
	}
	// A coder who is the only auditor reviews nobody's own work.
	if said := mustRun(t, 7, "audit", "draw", "OWN", "--from", "2026-07-01", "--to", "2026-10-01", "--size", "3", "--coder", "C01", "--auditor", "C01", "-q"); !strings.Contains(said, "the only auditor is the coder") {
		t.Errorf("own work: %s", said)
	}
	mustRun(t, 2, "audit", "draw", "X", "--from", "2026-07-01", "--to", "2026-10-01", "--size", "0")
	mustRun(t, 7, "audit", "draw", "X", "--from", "2031-07-01", "--to", "2031-10-01", "--size", "3")
}

// twoAudits loads an account into a second audit behind the program's back: import lists
// it, and does not choose.
func twoAudits(t *testing.T) {
	w := openWorkbook(t, "handout/Q3-A01.xlsx")
	id := w.cases()[0]
	for _, each := range w.cases() {
		w.agree(each)
	}
	account := w.get(w.find(id, "case", ""), "Account")
	writeCSV(t, "sample-data/audit_case.other.csv", [][]string{
		{"audit_case_id", "audit_id", "encounter_id", "selection", "coder_id", "auditor_id", "version_no", "coded_on"},
		{"OTHER-1", "OTHER", account, "random", "C09", "A02", "1", "2026-09-01"},
	})
	writeCSV(t, "sample-data/audit_code.other.csv", [][]string{
		{"audit_case_id", "side", "element", "sequence", "code"}, {"OTHER-1", "auditor", "diagnosis", "1", "I10"},
	})
	mustRun(t, 0, "pull", "-q")
	row := w.find(id, "case", "")
	said := mustRun(t, 7, "audit", "import", w.save("twice.xlsx"))
	if !strings.Contains(said, "Review!"+w.cell(row, "Case")) || !strings.Contains(said, "reviewed in another audit too") {
		t.Errorf("it says %s", said)
	}
}
