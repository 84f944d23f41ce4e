package fhirbulk

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// bundle is a line of a file of deletions.
func bundle(updated string, urls ...string) string {
	var entries []string
	for _, u := range urls {
		entries = append(entries, fmt.Sprintf(`{"request":{"method":"DELETE","url":%q}}`, u))
	}
	return fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","meta":{"lastUpdated":%q},"entry":[%s]}`,
		updated, strings.Join(entries, ",")) + "\n"
}

// TestDeleted: deleted encounters are cancelled, what deleted conditions and procedures
// stated is withdrawn, and the rest is counted by
// its type, if it is one that is exported.
func TestDeleted(t *testing.T) {
	h := newHospital(t)
	h.Files = nil
	h.Deleted["d1"] = bundle("2026-02-03T04:05:06.789Z", "Encounter/e1", "https://ehr.example/fhir/Encounter/e2", "Condition/c1/_history/3") +
		bundle("", "Procedure/p1", "Patient/x", "Observation/y") + bundle("2026-04-01T00:00:00Z", "Procedure/p2", "Claim/y") // after the export
	s := newSite(t, h)
	s.spec.Options["facility"] = "F1"
	got := s.mustPull(t)

	// date -u -d 2026-02-03T04:05:06Z +%s, and of 2026-03-01T03:05:06Z: after all of the millisecond.
	const said, exported = "1770091506789999", "1772334306789999"
	want := []sourcetest.Row{
		{"encounter_id": "e1", "facility_id": "F1", "patient_type": "OTHER", "cancelled": "true", "_stated": said},
		{"encounter_id": "e2", "facility_id": "F1", "patient_type": "OTHER", "cancelled": "true", "_stated": said},
	}
	if !reflect.DeepEqual(got.Rows["encounter"], want) {
		t.Errorf("encounters %v, want %v", got.Rows["encounter"], want)
	}
	for _, c := range []struct{ id, kind, system, stated string }{
		{"c1", "diagnosis", "ICD-10-CM", said}, {"c1", "diagnosis", "SNOMED CT", said}, {"c1", "diagnosis", "other", said},
		{"p1", "procedure", "CPT", exported}, {"p1", "procedure", "ICD-10-PCS", exported}, {"p2", "procedure", "HCPCS", exported},
	} {
		want := sourcetest.Row{"statement_id": c.id, "kind": c.kind, "code_system": c.system, "code": "DELETED", "withdrawn": "true", "_stated": c.stated}
		found := 0
		for _, r := range got.Rows["code_statement"] {
			if reflect.DeepEqual(r, want) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d rows %v, want one", found, want)
		}
	}
	for _, r := range got.Rows["code_statement"] {
		if (r["statement_id"] == "c1") != (r["kind"] == "diagnosis") {
			t.Errorf("%v withdraws what was never stated", r)
		}
	}
	if !reflect.DeepEqual(got.Skipped, map[string]int64{"deleted resource": 1, "deleted Patient": 1, "deleted Claim": 1}) || len(got.Rejects) != 0 {
		t.Errorf("skipped %v, rejects %v", got.Skipped, got.Rejects)
	}
}

// TestBadDeletions: a line that cannot be read is rejected, and so is one that names
// nothing; what else it names counts.
func TestBadDeletions(t *testing.T) {
	h := newHospital(t)
	h.Files = nil
	lines := []struct{ text, reason string }{
		{bundle("", "Encounter/e1"), ""},
		{`{"resourceType":"Bundle","entry":[{"request":{"method":"PUT","url":"Encounter/e2"}}]}` + "\n", source.ReasonUnmatched},
		{bundle("", "Condition?identifier="+sourcetest.Poison, "Encounter/e3"), source.ReasonUnmatched},
		{bundle("", "Encounter/"), source.ReasonUnmatched},
		{bundle("", "e4"), source.ReasonUnmatched},
		{bundle("", "encounter/e5"), source.ReasonUnmatched},
		{`{"resourceType":"Patient","id":"` + sourcetest.Poison + `"}` + "\n", source.ReasonStructure},
		{sourcetest.Poison + "\n", source.ReasonStructure},
		{"{\"resourceType\":\"Bundle\xff\"}\n", source.ReasonEncoding},
		{`{"resourceType":"Bundle","entry":` + strings.Repeat("[", 1<<20) + "\n", source.ReasonStructure},
		{`{"resourceType":"Bundle","x":"` + strings.Repeat("a", 64<<20) + `"}` + "\n", source.ReasonTooLarge},
		{bundle("", "Encounter/e6"), ""},
	}
	var want []string
	for i, l := range lines {
		h.Deleted["d1"] += l.text
		if l.reason != "" {
			want = append(want, fmt.Sprint(i+1, l.reason))
		}
	}
	got := newSite(t, h).mustPull(t)
	var rejects []string
	for _, r := range got.Rejects {
		rejects = append(rejects, fmt.Sprint(r.Record, r.Reason))
		if r.Table != source.Unread || r.Raw == "" || len(r.Raw) > 64<<10 {
			t.Errorf("record %d: table %s with %d bytes of text", r.Record, r.Table.Name, len(r.Raw))
		}
	}
	if !reflect.DeepEqual(rejects, want) {
		t.Errorf("rejects %q, want %q", rejects, want)
	}
	var cancelled []string
	for _, r := range got.Rows["encounter"] {
		cancelled = append(cancelled, r["encounter_id"])
	}
	if fmt.Sprint(cancelled) != "[e1 e3 e6]" {
		t.Errorf("cancelled %v", cancelled)
	}
}

// TestOutcomes: what the server could not export is counted by how bad it is, and not
// quoted.
func TestOutcomes(t *testing.T) {
	h := newHospital(t)
	issue := func(severity ...string) string {
		var issues []string
		for _, s := range severity {
			issues = append(issues, fmt.Sprintf(`{"severity":%q,"diagnostics":%q}`, s, sourcetest.Poison))
		}
		return fmt.Sprintf(`{"resourceType":"OperationOutcome","issue":[%s]}`, strings.Join(issues, ",")) + "\n"
	}
	h.Errors["x1"] = issue("error") + issue("information", "fatal", "warning") + issue("error", "warning") + issue(sourcetest.Poison) + issue() +
		`{"resourceType":"Patient","id":"` + sourcetest.Poison + `"}` + "\n"
	got := newSite(t, h).mustPull(t)
	want := map[string]int64{"OperationOutcome (error)": 2, "OperationOutcome (fatal)": 1, "OperationOutcome": 2}
	if !reflect.DeepEqual(got.Skipped, want) {
		t.Errorf("skipped %v, want %v", got.Skipped, want)
	}
	if len(got.Rejects) != 1 || got.Rejects[0].Record != 6+6 || got.Rejects[0].Reason != source.ReasonStructure {
		t.Errorf("rejects %v, want the patient among the outcomes", got.Rejects)
	}
	if len(got.Marks) != 1 {
		t.Error("the mark did not move on")
	}
}
