package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	ws "chartline/pipeline/audit/worksheet"

	"chartline/pipeline/store/storetest"
)

// cells of a line.
type cells = map[ws.Column]string

// found are the cells that say why something is different.
func found(errorType string, more cells) cells {
	c := cells{ws.ErrorType: errorType, ws.RootCause: "haste"}
	for column, text := range more {
		c[column] = text
	}
	return c
}

// TestWhatIsRead: what each result makes of the auditor's diagnoses, and of findings as
// element, type, the coder's value and the auditor's.
func TestWhatIsRead(t *testing.T) {
	db := storetest.Holding(t, drawn()...)
	for name, c := range map[string]struct {
		fill      func(*form)
		diagnoses string // code/POA/exempt in order
		findings  []string
	}{
		"everything right": {func(*form) {}, "I10/Y/false E119/N/false Z7901//true", nil},
		"another code": {func(f *form) {
			f.set("diagnosis", "1", found("SP specificity", cells{ws.Result: ws.Change, ws.NewCode: "a41.51"}))
		}, "A4151/Y/false E119/N/false Z7901//true", []string{"diagnosis SP I10 A4151"}},
		"whatever the case of its words": {func(f *form) {
			f.set("diagnosis", "1", cells{ws.Result: "Change", ws.NewCode: "A41.51", ws.ErrorType: "sp", ws.RootCause: "Haste"})
			f.set("case", "", cells{ws.Result: "Reviewed"})
		}, "A4151/Y/false E119/N/false Z7901//true", []string{"diagnosis SP I10 A4151"}},
		"another POA": {func(f *form) {
			f.set("diagnosis", "2", found("PO present on admission", cells{ws.Result: ws.Change, ws.NewPOA: "y"}))
		}, "I10/Y/false E119/Y/false Z7901//true", []string{"diagnosis PO E119/N E119/Y"}},
		"removed": {func(f *form) {
			f.set("diagnosis", "2", found("CM commission", cells{ws.Result: ws.Remove}))
		}, "I10/Y/false Z7901//true", []string{"diagnosis CM E119 -"}},
		"missed, and exempt": {func(f *form) {
			f.set("", "", found("OM omission", cells{ws.Kind: "diagnosis", ws.Result: ws.Add, ws.NewCode: "Z79.02"}))
		}, "I10/Y/false E119/N/false Z7901//true Z7902//true", []string{"diagnosis OM - Z7902"}},
		"two change places": {func(f *form) {
			f.set("diagnosis", "1", cells{ws.Result: ws.Change, ws.NewNo: "2"})
			f.set("diagnosis", "2", found("SQ sequencing", cells{ws.Result: ws.Change, ws.NewNo: "1"}))
		}, "E119/N/false I10/Y/false Z7901//true", []string{"diagnosis SQ I10 E119"}},
		"another day of a procedure": {func(f *form) {
			f.set("procedure", "1", found("PR procedure attributes", cells{ws.Result: ws.Change, ws.NewDate: "2026-03-03"}))
		}, "I10/Y/false E119/N/false Z7901//true", []string{"procedure PR 0DTJ4ZZ 0DTJ4ZZ"}},
		"another DRG": {func(f *form) {
			f.set("drg", "1", found("IC incorrect code", cells{ws.Result: ws.Change, ws.NewCode: "469"}))
		}, "I10/Y/false E119/N/false Z7901//true", []string{"drg IC 470 469"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := handedOut().agree()
			c.fill(f)
			r := f.read(t, db)
			if len(r.Problems) > 0 || r.Complete != 1 || r.Outstanding != 1 {
				t.Fatalf("%d complete, %d outstanding, problems %v", r.Complete, r.Outstanding, r.Problems)
			}
			var diagnoses []string
			for _, line := range rows(t, r, "audit_code") {
				if v := values(line); v["element"] == "diagnosis" && v["side"] == "auditor" {
					diagnoses = append(diagnoses, v["code"]+"/"+v["poa"]+"/"+v["poa_exempt"])
				}
			}
			if got := strings.Join(diagnoses, " "); got != c.diagnoses {
				t.Errorf("the auditor has %s, want %s", got, c.diagnoses)
			}
			var findings []string
			for _, line := range rows(t, r, "audit_finding") {
				v := values(line)
				findings = append(findings, strings.Join([]string{v["element"], v["error_type"], dash(v["coder_value"]), dash(v["auditor_value"])}, " "))
			}
			if !slices.Equal(findings, c.findings) {
				t.Errorf("findings %v, want %v", findings, c.findings)
			}
		})
	}
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// values reads NAME=VALUE of a line without blanks in its values.
func values(line string) map[string]string {
	m := map[string]string{}
	for field := range strings.FieldsSeq(line) {
		name, value, _ := strings.Cut(field, "=")
		m[name] = value
	}
	return m
}

// TestWhatIsRefused: every wrong way to fill a form is named with its cell, tells no value, and
// leaves nothing to be stored.
func TestWhatIsRefused(t *testing.T) {
	db := storetest.Holding(t, drawn()...)
	for name, c := range map[string]struct {
		kind, no string
		cells    cells
		head     ws.Column
		want     string
	}{
		"half filled":              {"diagnosis", "1", cells{ws.Result: ""}, ws.Result, "half filled: the result is missing"},
		"not said to be complete":  {"case", "", cells{ws.Result: ""}, ws.Result, "half filled: say reviewed"},
		"a word of one's own":      {"case", "", cells{ws.Result: "poison"}, ws.Result, "no such result: choose reviewed or not reviewable"},
		"another word":             {"diagnosis", "1", cells{ws.Result: "poison"}, ws.Result, "none of agree, change and remove"},
		"no day":                   {"case", "", cells{ws.NewDate: ""}, ws.NewDate, "the day of the review is missing"},
		"no date":                  {"case", "", cells{ws.NewDate: "poison"}, ws.NewDate, "not a date as YYYY-MM-DD"},
		"not yet":                  {"case", "", cells{ws.NewDate: "2027-01-01"}, ws.NewDate, "not yet"},
		"before the coding":        {"case", "", cells{ws.NewDate: "2026-03-09"}, ws.NewDate, "before the coding"},
		"locked code":              {"diagnosis", "1", cells{ws.Code: "POISON"}, ws.Code, "a locked cell was changed"},
		"locked POA":               {"diagnosis", "1", cells{ws.POA: "W"}, ws.POA, "a locked cell was changed"},
		"locked day":               {"procedure", "1", cells{ws.Date: "2026-01-01"}, ws.Date, "a locked cell was changed"},
		"locked account":           {"case", "", cells{ws.Account: "POISON"}, ws.Account, "a locked cell was changed"},
		"agreed and changed":       {"diagnosis", "1", cells{ws.NewCode: "POISON"}, ws.NewCode, "filled, and the result is agree"},
		"removed and changed":      {"diagnosis", "2", cells{ws.Result: ws.Remove, ws.NewPOA: "Y"}, ws.NewPOA, "filled, and the result is remove"},
		"change of nothing":        {"diagnosis", "1", cells{ws.Result: ws.Change}, ws.NewCode, "a change that changes nothing"},
		"no cause":                 {"diagnosis", "1", cells{ws.Result: ws.Change, ws.NewCode: "A41.51", ws.ErrorType: "SP"}, ws.RootCause, "half filled: the root cause is missing"},
		"a cause of one's own":     {"diagnosis", "1", cells{ws.Result: ws.Change, ws.NewCode: "A41.51", ws.ErrorType: "SP", ws.RootCause: "poison"}, ws.RootCause, "not on the list of root causes"},
		"no error type":            {"drg", "1", cells{ws.Result: ws.Change, ws.NewCode: "469", ws.RootCause: "haste"}, ws.ErrorType, "half filled: the error type is missing"},
		"no such error type":       {"drg", "1", found("XX poison", cells{ws.Result: ws.Change, ws.NewCode: "469"}), ws.ErrorType, "no such error type"},
		"no such direction":        {"drg", "1", found("IC", cells{ws.Result: ws.Change, ws.NewCode: "469", ws.Direction: "poison"}), ws.Direction, "none of over, under and neutral"},
		"neither yes nor no":       {"drg", "1", found("IC", cells{ws.Result: ws.Change, ws.NewCode: "469", ws.DRGChanged: "poison"}), ws.DRGChanged, "neither yes nor no"},
		"no code":                  {"diagnosis", "1", found("SP", cells{ws.Result: ws.Change, ws.NewCode: "poison – code"}), ws.NewCode, "not a code"},
		"code of another year":     {"diagnosis", "1", found("SP", cells{ws.Result: ws.Change, ws.NewCode: "A41.59"}), ws.NewCode, "not a valid code on the day of discharge"},
		"a header":                 {"diagnosis", "1", found("SP", cells{ws.Result: ws.Change, ws.NewCode: "A41.5"}), ws.NewCode, "not a valid code on the day of discharge"},
		"no such POA":              {"diagnosis", "1", found("PO", cells{ws.Result: ws.Change, ws.NewPOA: "X"}), ws.NewPOA, "none of Y, N, U, W and exempt"},
		"POA of a procedure":       {"procedure", "1", found("PR", cells{ws.Result: ws.Change, ws.NewPOA: "Y"}), ws.NewPOA, "only a diagnosis has a POA"},
		"day of a diagnosis":       {"diagnosis", "2", found("SP", cells{ws.Result: ws.Change, ws.NewDate: "2026-03-03"}), ws.NewDate, "only a procedure has a date"},
		"no such place":            {"diagnosis", "2", found("SQ", cells{ws.Result: ws.Change, ws.NewNo: "first"}), ws.NewNo, "not a whole number from 1"},
		"a place that is taken":    {"diagnosis", "3", found("SQ", cells{ws.Result: ws.Change, ws.NewNo: "1"}), ws.NewNo, "another code has this number"},
		"no principal":             {"diagnosis", "1", found("CM", cells{ws.Result: ws.Remove}), ws.Case, "no diagnosis has the number 1"},
		"a diagnosis twice":        {"", "", found("OM", cells{ws.Kind: "diagnosis", ws.Result: ws.Add, ws.NewCode: "E11.9"}), ws.Case, "the auditor has a diagnosis twice"},
		"missed without a code":    {"", "", cells{ws.Kind: "diagnosis", ws.Result: ws.Add}, ws.NewCode, "half filled: the code is missing"},
		"missed without a result":  {"", "", cells{ws.Kind: "diagnosis", ws.NewCode: "N390"}, ws.Result, "needs the result add"},
		"missed of no element":     {"", "", cells{ws.Kind: "poison", ws.Result: ws.Add, ws.NewCode: "N390"}, ws.Kind, "neither diagnosis nor procedure"},
		"sealed without a reason":  {"case", "", cells{ws.Result: ws.NotReviewable}, ws.Note, "the reason is missing"},
		"sealed and then reviewed": {"case", "", cells{ws.Result: ws.NotReviewable, ws.Note: "sealed"}, ws.Result, "filled, and the case is said not to be reviewable"},
	} {
		t.Run(name, func(t *testing.T) {
			f := handedOut().agree()
			at := f.at(c.kind, c.no)
			f.set(c.kind, c.no, c.cells)
			if c.head == ws.Case {
				at = f.at("case", "")
			}
			r := f.read(t, db)
			said := fmt.Sprint(r.Problems)
			if c.want == "filled, and the case is said not to be reviewable" {
				at = f.at("diagnosis", "1") // the first line that is filled nevertheless
			}
			if place := fmt.Sprintf("row %d, %s", at+2, ws.Heads[c.head]); !strings.Contains(said, place) || !strings.Contains(said, c.want) {
				t.Errorf("it says %s\nwant %s: %s", said, place, c.want)
			}
			if strings.Contains(strings.ToLower(said), "poison") {
				t.Errorf("it tells a value: %s", said)
			}
			if got := rows(t, r, "audit_code"); r.Complete != 0 || len(got) > 0 {
				t.Errorf("%d complete, and %d codes to be stored", r.Complete, len(got))
			}
		})
	}
}
