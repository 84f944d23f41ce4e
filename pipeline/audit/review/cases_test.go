package review_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/audit/review"
	ws "chartline/pipeline/audit/worksheet"
	"chartline/pipeline/fault"
	"chartline/pipeline/store/storetest"
)

// TestCasesThatAreNotTaken: of another draw or auditor, of nobody, of one's own coding, told to
// the coder, or reviewed elsewhere; lines that are gone or stand twice.
func TestCasesThatAreNotTaken(t *testing.T) {
	for name, c := range map[string]struct {
		change []string // of the store
		spoil  func(*form)
		want   string
	}{
		"nobody's": {nil, func(f *form) {
			f.lines = append(f.lines, ws.Line{ws.Case: "Q9-0001", ws.Kind: ws.CaseLine, ws.Result: ws.Reviewed})
		}, "the store has no such case"},
		"one's own coding": {[]string{"UPDATE history.audit_case SET coder_id = 'A1'"}, func(*form) {}, "its auditor is its coder"},
		"reviewed elsewhere": {[]string{
			storetest.Rows("audit_case", "audit_case_id audit_id encounter_id selection", "Z-1 Z E1 random"),
			storetest.Rows("audit_code", "audit_case_id side element sequence code", "Z-1 auditor diagnosis 1 I10"),
		}, func(*form) {}, "reviewed in another audit too"},
		"told to the coder": {[]string{
			storetest.Rows("audit_finding", "finding_id audit_case_id element error_type", "Q1-0001-01 Q1-0001 diagnosis OM"),
			storetest.Rows("rebuttal", "finding_id step_no to_state occurred_at occurred_on actor_id reason",
				"Q1-0001-01 1 draft 2026-04-01T10:00:00Z 2026-04-01 A1 found", "Q1-0001-01 2 issued 2026-04-02T10:00:00Z 2026-04-02 A1 told"),
		}, func(*form) {}, "only a rebuttal changes it now"},
		"closed":              {[]string{"UPDATE history.audit_case SET closed_on = DATE '2026-04-02'"}, func(*form) {}, "only a rebuttal changes it now"},
		"a line that is gone": {nil, func(f *form) { f.lines = slices.Delete(f.lines, f.at("drg", "1"), f.at("drg", "1")+1) }, "the line drg 1 is gone"},
		"without first line":  {nil, func(f *form) { f.lines = slices.Delete(f.lines, 0, 1) }, "the first line of the case is gone"},
		"a line twice":        {nil, func(f *form) { f.lines = append(f.lines, f.lines[f.at("drg", "1")]) }, "the line stands twice"},
		"a line too many": {nil, func(f *form) {
			l := f.lines[f.at("diagnosis", "3")]
			l[ws.No] = "4"
			f.lines = append(f.lines, l)
		}, "the coder has no such line"},
	} {
		t.Run(name, func(t *testing.T) {
			f := handedOut().agree()
			c.spoil(f)
			r := f.read(t, storetest.Holding(t, append(drawn(), c.change...)...))
			if said := fmt.Sprint(r.Problems); !strings.Contains(said, c.want) {
				t.Errorf("it says %s, want %s", said, c.want)
			}
		})
	}
}

// TestWorkbookOfAnotherDraw is refused whole.
func TestWorkbookOfAnotherDraw(t *testing.T) {
	form := &ws.Returned{Identity: ws.Identity{Audit: "Q1", Auditor: "A1", FrameHash: strings.Repeat("0", 64)}}
	_, err := review.Read(context.Background(), storetest.Holding(t, drawn()...), form, day("2026-05-01"))
	if fault.KindOf(err) != fault.Policy || !strings.Contains(err.Error(), "a draw that this store does not know") {
		t.Errorf("it says %v", err)
	}
}

// TestNotBegun: what nobody wrote into is outstanding, whatever stands below it without a case.
func TestNotBegun(t *testing.T) {
	f := handedOut()
	f.lines = append(f.lines, ws.Line{ws.Title: "a note of mine"})
	if r := f.read(t, storetest.Holding(t, drawn()...)); r.Outstanding != 2 || r.Complete != 0 || len(r.Problems) > 0 {
		t.Errorf("%d outstanding, %d complete, %v", r.Outstanding, r.Complete, r.Problems)
	}
}

// returned is a draft of Q1-0001 that the store has already: a code added, and its finding.
func returned() []string {
	auditor := "Q1-0001 auditor "
	return append(drawn(),
		storetest.Rows("audit_code", "audit_case_id side element sequence code code_system grouper_version poa poa_exempt performed_on",
			auditor+"diagnosis 1 I10 ICD-10-CM - Y false -", auditor+"diagnosis 2 E119 ICD-10-CM - N false -",
			auditor+"diagnosis 3 Z7901 ICD-10-CM - - true -", auditor+"diagnosis 4 N390 ICD-10-CM - - false -",
			auditor+"procedure 1 0DTJ4ZZ ICD-10-PCS - - false 2026-03-02",
			auditor+"drg 1 470 MS-DRG 43 - false -", auditor+"discharge_status 1 01 UB-04 - - false -"),
		storetest.Rows("audit_finding", "finding_id audit_case_id element error_type auditor_value root_cause drg_changed final_state",
			"Q1-0001-01 Q1-0001 diagnosis OM N390 haste false open"),
		storetest.Rows("rebuttal", "finding_id step_no to_state occurred_at occurred_on actor_id reason",
			"Q1-0001-01 1 draft 2026-04-01T10:00:00Z 2026-04-01 A1 found"))
}

// TestDrafts: the same form again changes nothing, and a corrected one takes back what it no
// longer has.
func TestDrafts(t *testing.T) {
	db := storetest.Holding(t, returned()...)
	again := handedOut().agree()
	again.set("", "", found("OM omission", cells{ws.Kind: "diagnosis", ws.Result: ws.Add, ws.NewCode: "N39.0"}))
	if r := again.read(t, db); r.Unchanged != 1 || r.Complete != 0 || len(r.Problems) > 0 {
		t.Errorf("the same: %d unchanged, %d complete, %v", r.Unchanged, r.Complete, r.Problems)
	}
	r := handedOut().agree().read(t, db)
	if r.Complete != 1 {
		t.Fatalf("the correction: %d complete, %v", r.Complete, r.Problems)
	}
	gone := func(line string) bool { return strings.Contains(line, "withdrawn=true") }
	codes, findings := rows(t, r, "audit_code"), rows(t, r, "audit_finding")
	if at := slices.IndexFunc(codes, gone); at < 0 || values(codes[at])["code"] != "N390" || len(codes) != 7 {
		t.Errorf("codes %v", codes)
	}
	if len(findings) != 1 || !gone(findings[0]) || len(rows(t, r, "rebuttal")) != 0 {
		t.Errorf("findings %v", findings)
	}
}

// TestSpareStandsIn: the first spare that is not the auditor's own coding stands in for a case
// that cannot be reviewed, with its number (SMP-02); where none is left, that is said.
func TestSpareStandsIn(t *testing.T) {
	sealed := func() *form {
		f := handedOut()
		f.set("case", "", cells{ws.Result: ws.NotReviewable, ws.Note: "sealed"})
		return f
	}
	r := sealed().read(t, storetest.Holding(t, drawn()...))
	samples, cases, events := rows(t, r, "audit_sample"), rows(t, r, "audit_case"), rows(t, r, "audit_event")
	if len(samples) != 1 || len(cases) != 1 || len(events) != 1 {
		t.Fatalf("samples %v, cases %v, events %v", samples, cases, events)
	}
	s, c, v := values(samples[0]), values(cases[0]), values(events[0])
	if s["encounter_id"] != "E4" || s["stands_for"] != "1" || s["part"] != "spare" || s["position"] != "4" {
		t.Errorf("the spare is %v", s)
	}
	if c["audit_case_id"] != "Q1-0004" || c["coder_id"] != "C2" || c["auditor_id"] != "A1" || c["selection"] != "random" {
		t.Errorf("its case is %v", c)
	}
	if v["event_type"] != "unavailable" || v["reason"] != "sealed" {
		t.Errorf("the event is %v", v)
	}
	none := storetest.Holding(t, append(drawn(), "DELETE FROM history.audit_sample WHERE part = 'spare'")...)
	if r := sealed().read(t, none); r.Complete != 1 || !strings.Contains(fmt.Sprint(r.Notes), "no spare is left for Q1-0001") {
		t.Errorf("%d complete, notes %v", r.Complete, r.Notes)
	}
}
