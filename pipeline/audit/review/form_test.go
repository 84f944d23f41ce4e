package review_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/audittest"
	"chartline/pipeline/audit/review"
	ws "chartline/pipeline/audit/worksheet"
	"chartline/pipeline/engine"
	"chartline/pipeline/store/storetest"
)

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// coded are the codes of the coder in every case of drawn.
var coded = []audit.Code{
	{Element: audit.Diagnosis, Sequence: 1, Code: "I10", System: "ICD-10-CM", POA: "Y"},
	{Element: audit.Diagnosis, Sequence: 2, Code: "E119", System: "ICD-10-CM", POA: "N"},
	{Element: audit.Diagnosis, Sequence: 3, Code: "Z7901", System: "ICD-10-CM", Exempt: true},
	{Element: audit.Procedure, Sequence: 1, Code: "0DTJ4ZZ", System: "ICD-10-PCS", Performed: day("2026-03-02")},
	{Element: audit.DRG, Sequence: 1, Code: "470", System: "MS-DRG", Grouper: "43"},
	{Element: audit.DischargeStatus, Sequence: 1, Code: "01", System: "UB-04"},
}

// drawn is audit Q1 with the cases Q1-0001 and Q1-0002 of coder C1, which A1 reviews, and two
// spares, the first of them A1's own coding.
func drawn() []string {
	codes := func(id string) string {
		return storetest.Rows("audit_code", "audit_case_id side element sequence code code_system grouper_version poa poa_exempt performed_on",
			id+" coder diagnosis 1 I10 ICD-10-CM - Y false -", id+" coder diagnosis 2 E119 ICD-10-CM - N false -",
			id+" coder diagnosis 3 Z7901 ICD-10-CM - - true -", id+" coder procedure 1 0DTJ4ZZ ICD-10-PCS - - false 2026-03-02",
			id+" coder drg 1 470 MS-DRG 43 - false -", id+" coder discharge_status 1 01 UB-04 - - false -")
	}
	return []string{
		storetest.Rows("encounter", "encounter_id discharged_on", "E1 2026-03-05", "E2 2026-03-05", "E3 2026-03-05", "E4 2026-03-05"),
		storetest.Rows("audit_case", "audit_case_id audit_id encounter_id selection stratum coder_id auditor_id version_no coded_on",
			"Q1-0001 Q1 E1 random IP C1 A1 1 2026-03-10", "Q1-0002 Q1 E2 random IP C1 A1 1 2026-03-10"),
		storetest.Rows("audit_sample", "audit_id sample_no position part stratum encounter_id audit_case_id",
			"Q1 1 1 sample IP E1 Q1-0001", "Q1 2 2 sample IP E2 Q1-0002", "Q1 3 3 spare IP E3 -", "Q1 4 4 spare IP E4 -"),
		storetest.Rows("audit_frame", "audit_id position encounter_id version_no coder_id stratum risk",
			"Q1 1 E1 1 C1 IP 0", "Q1 2 E2 1 C1 IP 0", "Q1 3 E3 1 A1 IP 0", "Q1 4 E4 1 C2 IP 0"),
		codes("Q1-0001"), codes("Q1-0002"),
		storetest.Rows("code_release", "code_system code valid_from valid_to billable", "ICD-10-CM A4151 2025-10-01 2026-09-30 true",
			"ICD-10-CM A415 2025-10-01 2026-09-30 false", "ICD-10-CM Z7902 2025-10-01 2026-09-30 true", "ICD-10-CM N390 2025-10-01 2026-09-30 true"),
		storetest.Rows("code_mark", "list code_system code valid_from", "poa_exempt ICD-10-CM Z7902 2025-10-01"),
	}
}

// form is what an auditor fills, as lines of CSV: row 1 has the heads.
type form struct{ lines []ws.Line }

// handedOut is the form of both cases with a free line each, as it is exported.
func handedOut() *form {
	f := &form{}
	for _, c := range [][2]string{{"Q1-0001", "E1"}, {"Q1-0002", "E2"}} {
		f.lines = append(f.lines, ws.Line{ws.Case: c[0], ws.Account: c[1], ws.Kind: ws.CaseLine})
		for _, code := range coded {
			l := audit.CodeLine(code)
			l[ws.Case], l[ws.Account] = c[0], c[1]
			f.lines = append(f.lines, l)
		}
		f.lines = append(f.lines, ws.Line{ws.Case: c[0], ws.Account: c[1]})
	}
	return f
}

// at is the place of a line of the first case; a free line has no kind and no number.
func (f *form) at(kind, no string) int {
	return slices.IndexFunc(f.lines, func(l ws.Line) bool { return l.Key() == ws.Key{Case: "Q1-0001", Kind: kind, No: no} })
}

// set writes into a line of the first case.
func (f *form) set(kind, no string, cells map[ws.Column]string) {
	l := &f.lines[f.at(kind, no)]
	for c, text := range cells {
		l[c] = text
	}
}

// agree fills the first case as one in which everything is right.
func (f *form) agree() *form {
	for i := range f.lines {
		switch l := &f.lines[i]; {
		case l[ws.Case] != "Q1-0001":
		case l[ws.Kind] == ws.CaseLine:
			l[ws.Result], l[ws.NewDate] = ws.Reviewed, "2026-04-01"
		case l[ws.No] != "":
			l[ws.Result] = ws.Agree
		}
	}
	return f
}

// read writes the form, opens it and compares it with a store.
func (f *form) read(t *testing.T, e engine.Engine) *review.Result {
	t.Helper()
	var b bytes.Buffer
	if err := ws.WriteCSV(&b, ws.Book{Lines: f.lines}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "back.csv")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	returned, err := ws.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	returned.RootCauses = []string{"haste", "index not verified"}
	r, err := review.Read(context.Background(), e, returned, day("2026-05-01"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rows are those of a table that a result would store.
func rows(t *testing.T, r *review.Result, table string) (lines []string) {
	t.Helper()
	for _, line := range audittest.Emitted(t, r.Rows("", day("2026-05-01"), day("2026-05-01"))) {
		if rest, ok := strings.CutPrefix(line, table+" "); ok {
			lines = append(lines, rest)
		}
	}
	return lines
}
