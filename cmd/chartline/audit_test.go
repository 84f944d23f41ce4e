package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/engine/duckdb"
)

// TestAudit plays the audit loop in the sample hospital, each part in a copy of one
// department: its store has an audit Q3 of twelve accounts that was drawn and exported.
func TestAudit(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	atSample(t)
	department, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	mustRun(t, 0, "audit", "draw", "Q3", "--from", "2026-07-01", "--to", "2026-10-01", "--size", "12", "--seed", "7", "-q")
	mustRun(t, 0, "audit", "export", "Q3", "--out", "handout", "-q")
	t.Run("files are private", filesArePrivate) // before they are copied
	for name, play := range map[string]func(*testing.T){
		"round trip": roundTrip, "draft is replaced": draftIsReplaced, "refuses": refuses, "accepts complete": acceptsComplete,
		"columns move": columnsMove, "disputes": disputes, "draws once": drawsOnce, "neyman": neyman,
		"two audits": twoAudits, "second reviews": secondReviews,
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			if err := copySite(copied, department); err != nil {
				t.Fatal(err)
			}
			t.Chdir(copied)
			play(t)
		})
	}
}

// mustRun runs a command line that must end with an exit code, and gives what it wrote.
func mustRun(t *testing.T, code int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	now := func() time.Time { return time.Date(2026, 10, 2, 15, 0, 0, 0, time.UTC) }
	if got := (invocation{args: args, stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: now}).run(); got != code {
		t.Fatalf("chartline %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, code, out.String(), errs.String())
	}
	return out.String() + errs.String()
}

// rowsOf gives the rows of a question to the store.
func rowsOf(t *testing.T, sql string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(mustRun(t, 0, "sql", "--format", "csv", "-q", "-c", sql))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// roundTrip exports a workbook, fills it and takes it back: the store then holds
// what was filled, and the same workbook changes nothing.
func roundTrip(t *testing.T) {
	w := openWorkbook(t, "handout/Q3-A01.xlsx")
	ids := w.cases()
	for _, id := range ids[1:] {
		w.agree(id)
	}
	changed := ids[1]
	w.set(w.find(changed, "diagnosis", "1"), "Result", "change", "New code", "a41.51", "New POA", "n", "Error type", "SP specificity",
		"Root cause", "index not verified", "Direction", "under", "DRG changed", "yes", "Citation", "OCG I.B.2", "Subtype", "organism")
	w.set(w.find(changed, "diagnosis", "2"), "Result", "remove", "Error type", "CM commission", "Root cause", "criteria not met", "Direction", "over")
	free := w.find(changed, "", "")
	w.set(free, "Line", "diagnosis", "Result", "add", "New code", "N18.30", "New POA", "Y", "Error type", "OM omission", "Root cause", "incomplete record review")
	w.set(w.find(ids[0], "case", ""), "Result", "not reviewable", "Note", "record is sealed")
	path := w.save("back.xlsx")

	before := rowsOf(t, "SELECT code, coalesce(poa, '') FROM audit_code WHERE side = 'coder' AND element = 'diagnosis' AND audit_case_id = '"+changed+"' ORDER BY sequence")
	want := "back.xlsx: " + strconv.Itoa(len(ids)) + " cases stored, 0 unchanged, 0 not begun, 0 problems\n"
	if got := mustRun(t, 0, "audit", "import", path); !strings.Contains(got, want) {
		t.Fatalf("import says\n%s\nwant %s", got, want)
	}
	got := rowsOf(t, "SELECT code, coalesce(poa, '') FROM audit_code WHERE side = 'auditor' AND element = 'diagnosis' AND audit_case_id = '"+changed+"' ORDER BY sequence")
	expected := append([][]string{{"A4151", "N"}}, before[2:]...)
	expected = append(expected, []string{"N1830", "Y"})
	if !slices.EqualFunc(got, expected, slices.Equal[[]string]) {
		t.Errorf("the auditor has %v, want %v", got, expected)
	}
	found := rowsOf(t, "SELECT error_type, coalesce(coder_value, ''), coalesce(auditor_value, ''), coalesce(direction, ''), drg_changed, final_state FROM audit_finding WHERE audit_case_id = '"+changed+"' ORDER BY finding_id")
	wanted := [][]string{
		{"SP", before[0][0], "A4151", "under", "true", "open"}, {"CM", before[1][0], "", "over", "false", "open"}, {"OM", "", "N1830", "", "false", "open"},
	}
	if !slices.EqualFunc(found, wanted, slices.Equal[[]string]) {
		t.Errorf("findings %v, want %v", found, wanted)
	}
	// The case that cannot be reviewed has the first spare in its place.
	spare := rowsOf(t, "SELECT s.part, s.stands_for, c.auditor_id FROM audit_sample AS s JOIN audit_case AS c USING (audit_case_id) WHERE s.audit_id = 'Q3' AND s.part = 'spare'")
	number := strings.TrimLeft(ids[0][len("Q3-"):], "0")
	if !slices.EqualFunc(spare, [][]string{{"spare", number, "A01"}}, slices.Equal[[]string]) {
		t.Errorf("the spare is %v", spare)
	}
	rows := rowsOf(t, "SELECT count(*) FROM ledger.input")
	if got := mustRun(t, 0, "audit", "import", path); !strings.Contains(got, " 0 cases stored, "+strconv.Itoa(len(ids))+" unchanged") {
		t.Errorf("the same workbook again: %s", got)
	}
	if again := rowsOf(t, "SELECT count(*) FROM ledger.input"); again[0][0] != rows[0][0] {
		t.Errorf("%s inputs after it, %s before", again[0][0], rows[0][0])
	}
}

// draftIsReplaced: until findings are issued, a corrected workbook replaces them,
// and what it no longer has is gone.
func draftIsReplaced(t *testing.T) {
	w := openWorkbook(t, "handout/Q3-A01.xlsx")
	id := w.cases()[0]
	w.agree(id)
	w.set(w.find(id, "", ""), "Line", "diagnosis", "Result", "add", "New code", "Z99.89", "Error type", "OM omission", "Root cause", "incomplete record review")
	mustRun(t, 0, "audit", "import", w.save("first.xlsx"))
	count := func() string {
		return rowsOf(t, "SELECT count(*) FROM audit_finding WHERE audit_case_id = '"+id+"'")[0][0] + " " +
			rowsOf(t, "SELECT count(*) FROM audit_code WHERE side = 'auditor' AND code = 'Z9989' AND audit_case_id = '"+id+"'")[0][0]
	}
	if got := count(); got != "1 1" {
		t.Fatalf("%s findings and codes, want one of each", got)
	}
	again := openWorkbook(t, "handout/Q3-A01.xlsx")
	again.agree(id)
	mustRun(t, 0, "audit", "import", again.save("second.xlsx"))
	if got := count(); got != "0 0" {
		t.Errorf("%s findings and codes after the correction, want none", got)
	}
}

// acceptsComplete stores the complete cases where it is told to.
func acceptsComplete(t *testing.T) {
	w := openWorkbook(t, "handout/Q3-A01.xlsx")
	ids := w.cases()
	w.agree(ids[0])
	w.agree(ids[1])
	w.set(w.find(ids[1], "diagnosis", "1"), "Result", "")
	path := w.save("partly.xlsx")
	mustRun(t, 7, "audit", "import", path)
	said := mustRun(t, 0, "audit", "import", path, "--accept-complete")
	if want := "1 cases stored, 0 unchanged, " + strconv.Itoa(len(ids)-2) + " not begun, 1 problems"; !strings.Contains(said, want) {
		t.Errorf("it says %s, want %s", said, want)
	}
	got := rowsOf(t, "SELECT DISTINCT audit_case_id FROM audit_code WHERE side = 'auditor' AND audit_case_id LIKE 'Q3-%'")
	if len(got) != 1 || got[0][0] != ids[0] {
		t.Errorf("stored %v, want %s", got, ids[0])
	}
}

// columnsMove finds columns by their heads, in a workbook and in CSV, and refuses a
// form without one, with one twice, or of a draw that nobody knows.
func columnsMove(t *testing.T) {
	w := openWorkbook(t, "handout/Q3-A01.xlsx")
	for _, id := range w.cases() {
		w.agree(id)
	}
	filled := w.save("filled.xlsx")
	rows := openWorkbook(t, filled).rows[1:]
	form := make([][]string, len(rows))
	for i, cells := range rows {
		cells = append(slices.Clone(cells), make([]string, len(rows[0])-len(cells))...)
		slices.Reverse(cells)
		form[i] = append([]string{"a note of mine"}, cells...)
	}
	for i, text := range form[0] {
		if text == "New date" {
			for _, cells := range form[1:] {
				cells[i] = strings.Replace(cells[i], "10-01-26", "2026-10-01", 1)
			}
		}
	}
	writeCSV(t, "moved.csv", form)
	for name, c := range map[string]struct {
		head string
		to   string
		want string
	}{
		"gone":  {"Error type", "Kind of error", `the column "Error type" is gone`},
		"twice": {"Error type", "New code", `two columns are called "New code"`},
		"all":   {"Result", "Outcome", "no row of column heads"},
	} {
		t.Run(name, func(t *testing.T) {
			spoilt := slices.Clone(form)
			spoilt[0] = slices.Clone(form[0])
			spoilt[0][slices.Index(spoilt[0], c.head)] = c.to
			writeCSV(t, name+".csv", spoilt)
			if said := mustRun(t, 4, "audit", "import", name+".csv"); !strings.Contains(said, c.want) {
				t.Errorf("it says %s, want %s", said, c.want)
			}
		})
	}
	if said := mustRun(t, 0, "audit", "import", "moved.csv"); !strings.Contains(said, " 0 problems") || strings.Contains(said, " 0 cases stored") {
		t.Errorf("moved columns: %s", said)
	}
	if err := w.file.SetCellStr("Chartline", "B4", strings.Repeat("0", 64)); err != nil {
		t.Fatal(err)
	}
	if said := mustRun(t, 7, "audit", "import", w.save("foreign.xlsx")); !strings.Contains(said, "of a draw that this store does not know") {
		t.Errorf("another draw: %s", said)
	}
}

func writeCSV(t *testing.T, path string, rows [][]string) {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// filesArePrivate: what is handed out is for its owner only, and says what it is.
func filesArePrivate(t *testing.T) {
	files, err := filepath.Glob("handout/*")
	if err != nil || len(files) != 5 {
		t.Fatalf("%d files, want two workbooks and three of evidence: %v", len(files), err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", f, info.Mode().Perm())
		}
	}
	w := openWorkbook(t, "handout/Q3-A01.xlsx")
	if !strings.Contains(w.rows[0][0], "Identified patient data") {
		t.Errorf("its first row says %q", w.rows[0][0])
	}
	if visible, err := w.file.GetSheetVisible("Chartline"); err != nil || visible {
		t.Errorf("the sheet with the draw is visible: %v", err)
	}
	for head, locked := range map[string]bool{"Code": true, "POA": true, "Account": true, "Result": false, "New code": false, "New date": false} {
		row := w.find(w.cases()[0], "diagnosis", "1")
		id, err := w.file.GetCellStyle("Review", w.cell(row, head))
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.file.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Protection == nil || s.Protection.Locked; got != locked {
			t.Errorf("%s is locked: %v, want %v", head, got, locked)
		}
	}
}
