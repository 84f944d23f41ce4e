package fhir_test

import (
	"fmt"
	"strings"
	"testing"
)

func lines(records ...string) string { return strings.Join(records, "\n") + "\n" }

func TestPatient(t *testing.T) {
	got := read(t, "x.ndjson", lines(
		`{"resourceType":"Patient","id":"1","gender":"female","birthDate":"1950-05-06","address":[{"use":"work","postalCode":"1"},{"use":"home","postalCode":"2"}],"meta":{"versionId":"7","lastUpdated":"2024-03-01T10:11:12.500Z"}}`,
		`{"resourceType":"Patient","id":"2","gender":"other","birthDate":"1950-05","address":[{"use":"old","postalCode":"1"},{"postalCode":"3"}]}`,
		`{"resourceType":"Patient","id":"3","gender":"X","birthDate":"1950","address":null}`))
	rows(t, got, "patient",
		// 2024-03-01T10:11:12.5Z by date(1), and the version in the last digits.
		"patient_id=1 birth_on=1950-05-06 sex=F postal_code=2 _stated=1709287872500007",
		"patient_id=2 birth_on=- sex=O postal_code=3 _stated=-",
		"patient_id=3 birth_on=- sex=X postal_code=-")
}

// 5.3: class is the patient type; times only where there is a time of day (CLK-06).
func TestEncounterClass(t *testing.T) {
	for class, want := range map[string]string{
		`{"code":"AMB"}`: "ANC", `{"code":"IMP"}`: "IP", `{"code":"EMER"}`: "ED", `{"code":"OBSENC"}`: "OBS",
		`{"code":"SS"}`: "SDS", `{"code":"ACUTE"}`: "IP", `{"code":"NONAC"}`: "IP", `{"code":"PRENC"}`: "ANC",
		`{"code":"HH"}`: "OP-REC", `{"code":"VR"}`: "ANC", `{"code":"ZZZ"}`: "OTHER", `null`: "OTHER",
		`"inpatient"`: "IP", // DSTU2
		`[{"coding":[{"code":"13"},{"code":"IMP"}]}]`: "IP", // R5
	} {
		got := read(t, "x.ndjson", lines(`{"resourceType":"Encounter","id":"1","class":`+class+`}`))
		one(t, got, "encounter", "patient_type="+want)
	}
}

func TestEncounter(t *testing.T) {
	got := read(t, "x.ndjson", lines(
		`{"resourceType":"Encounter","id":"1","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/9"},"serviceProvider":{"reference":"Organization/org"},`+
			`"period":{"start":"2024-01-01T23:30:00-06:00","end":"2024-01-03"},"participant":[{"type":[{"coding":[{"code":"PPRF"}]}],"individual":{"reference":"Practitioner/a"}},{"type":[{"coding":[{"code":"ATND"}]}],"individual":{"reference":"Practitioner/b"}}],`+
			`"hospitalization":{"admitSource":{"coding":[{"code":"7"}]},"dischargeDisposition":{"coding":[{"code":"home"},{"code":"1"}]}}}`,
		`{"resourceType":"Encounter","id":"2","status":"in-progress","period":{"start":"2024-01-01","end":"2024-09-09"}}`,
		`{"resourceType":"Encounter","id":"3","status":"cancelled"}`,
		`{"resourceType":"Encounter","id":"4","status":"entered-in-error","diagnosis":[{"condition":{"reference":"Condition/1"}}]}`,
		`{"resourceType":"Encounter","id":"5","status":"planned"}`,
		`{"resourceType":"Encounter","id":"6","status":"finished","serviceProvider":{"reference":"#o"},"contained":[{"resourceType":"Organization","id":"o","identifier":[{"type":{"coding":[{"code":"TAX"}]},"value":"TAXED"},{"type":{"coding":[{"code":"PRN"}]},"value":" 17 "}]}],"hospitalization":{"dischargeDisposition":{"coding":[{"code":"exp"}]}}}`),
		"dates_shifted", "true", "facility", "general")
	rows(t, got, "encounter",
		"encounter_id=1 patient_id=9 facility_id=org patient_type=IP admitted_on=2024-01-01 admitted_at=2024-01-02T05:30:00Z discharged_on=2024-01-03 discharged_at=- discharge_status=01 admission_source=7 attending_id=b cancelled=false dates_shifted=true",
		"encounter_id=2 facility_id=general admitted_on=2024-01-01 admitted_at=- discharged_on=-",
		"encounter_id=3 cancelled=true", "encounter_id=4 cancelled=true",
		"encounter_id=6 facility_id=17 discharge_status=-")
	if len(got.Rows["code_link"]) > 0 || got.Skipped["Encounter planned"] != 1 {
		t.Errorf("links %v, skipped %v: want no link of what was taken back, and one planned", got.Rows["code_link"], got.Skipped)
	}
}

// 5.3: Encounter.diagnosis with use and rank, in STU3 role, in R5 CodeableReferences.
func TestEncounterDiagnosis(t *testing.T) {
	d := func(id, use string, rank int) string {
		return fmt.Sprintf(`{"condition":{"reference":"Condition/%s"},"use":{"coding":[{"code":%q}]},"rank":%d}`, id, use, rank)
	}
	for _, c := range []struct {
		name, diagnoses string
		want            []string
	}{
		{"uses", strings.Join([]string{d("a", "AD", 1), d("b", "DD", 1), d("c", "DD", 2), d("d", "CC", 1), d("e", "CM", 1), d("f", "post-op", 1)}, ","),
			[]string{"statement_id=a role=admitting rank=1", "statement_id=b role=principal rank=1", "statement_id=c role=other rank=2",
				"statement_id=d role=reason_for_visit", "statement_id=e role=other", "statement_id=f role=other"}},
		{"billing before discharge", d("a", "DD", 1) + "," + d("b", "billing", 1), []string{"statement_id=a role=other", "statement_id=b role=principal"}},
		{"no use", `{"condition":{"reference":"Condition/a"}}`, []string{"statement_id=a role=- rank=-"}},
		{"twice", d("a", "AD", 1) + "," + d("a", "DD", 1), []string{"statement_id=a role=principal rank=1"}},
		{"STU3", `{"condition":{"reference":"Condition/a"},"role":{"coding":[{"code":"AD"}]}}`, []string{"statement_id=a role=admitting"}},
		{"R5", `{"condition":[{"reference":{"reference":"Condition/a"}},{"reference":{"reference":"Condition/b"}}],"use":[{"coding":[{"code":"AD"}]}]}`,
			[]string{"statement_id=a role=admitting", "statement_id=b role=admitting"}},
		{"nobody", `{"condition":{"display":"words"}}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, "x.ndjson", lines(`{"resourceType":"Encounter","id":"1","diagnosis":[`+c.diagnoses+`]}`))
			rows(t, got, "code_link", c.want...)
		})
	}
}

func TestContainedCondition(t *testing.T) {
	got := read(t, "x.ndjson", lines(`{"resourceType":"Encounter","id":"1","contained":[{"resourceType":"Condition","id":"c","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]}}],"diagnosis":[{"condition":{"reference":"#c"},"use":{"coding":[{"code":"AD"}]}},{"condition":{"reference":"#gone"}}]}`))
	one(t, got, "code_statement", "statement_id=1#c", "encounter_id=1", "code=I10", "code_system=ICD-10-CM", "kind=diagnosis")
	one(t, got, "code_link", "encounter_id=1", "statement_id=1#c", "role=admitting")
}

// 5.3: problem lists are not coded diagnoses.
func TestConditionCategory(t *testing.T) {
	for category, want := range map[string]string{
		`[{"coding":[{"code":"encounter-diagnosis"}]}]`:                                           "",
		`[{"coding":[{"code":"problem-list-item"}]}]`:                                             "Condition problem-list-item",
		`[{"coding":[{"code":"health-concern"}]}]`:                                                "Condition health-concern",
		`[{"coding":[{"code":"problem-list-item"}]},{"coding":[{"code":"encounter-diagnosis"}]}]`: "",
		`[{"coding":[{"code":"health-concern"},{"code":"problem-list-item"}]}]`:                   "Condition problem-list-item",
		`[{"coding":[{"code":"SECRET"}]}]`:                                                        "Condition of another category",
		`[{"text":"encounter-diagnosis-like"}]`:                                                   "Condition of another category",
		`[]`:                                                                                      "", `null`: "",
		`{"coding":[{"code":"diagnosis"}]}`: "", // DSTU2
	} {
		got := read(t, "x.ndjson", lines(`{"resourceType":"Condition","id":"1","category":`+category+`,"code":{"coding":[{"code":"1"}]}}`))
		if n := len(got.Rows["code_statement"]); want == "" && n != 1 || want != "" && got.Skipped[want] != 1 {
			t.Errorf("%s: %d statements, skipped %v, want %q", category, n, got.Skipped, want)
		}
	}
}

func TestCondition(t *testing.T) {
	code := `"code":{"coding":[{"system":"http://snomed.info/sct","code":"1"}]}`
	got := read(t, "x.ndjson", lines(
		`{"resourceType":"Condition","id":"1","verificationStatus":{"coding":[{"code":"confirmed"}]},"recordedDate":"2024-01-02T23:00:00-08:00","encounter":{"reference":"Encounter/e"},`+code+`}`,
		`{"resourceType":"Condition","id":"2","verificationStatus":{"coding":[{"code":"refuted"}]},`+code+`}`,
		`{"resourceType":"Condition","id":"3","verificationStatus":"entered-in-error","assertedDate":"2017-01-02","context":{"reference":"Encounter/e3"},`+code+`}`, // STU3
		`{"resourceType":"Condition","id":"4","recordedDate":"2024","verificationStatus":{"coding":[{"code":"provisional"}]},`+code+`}`,
		`{"resourceType":"Condition","id":"5","code":{"text":"a cold"}}`,
		`{"resourceType":"Condition","id":"6","code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown"}]}}`,
		`{"resourceType":"Condition","id":"7","code":{"coding":[{"system":"http://snomed.info/sct","code":" "}]}}`,
		`{"resourceType":"Condition","id":"8","recordedDate":"soon",`+code+`}`,
		`{"resourceType":"Condition",`+code+`}`))
	rows(t, got, "code_statement",
		"statement_id=1 encounter_id=e kind=diagnosis code=1 code_system=SNOMED_CT stated_on=2024-01-02 withdrawn=false role=- poa=-",
		"statement_id=2 encounter_id=- withdrawn=true", "statement_id=3 encounter_id=e3 stated_on=2017-01-02 withdrawn=true",
		"statement_id=4 stated_on=- withdrawn=false")
	rejected(t, got, "code_statement code missing_value", "code_statement stated_on wrong_type", "code_statement statement_id missing_value")
	if got.Skipped["Condition without a code"] != 2 {
		t.Errorf("skipped %v, want 2 conditions without a code", got.Skipped)
	}
}

// 5.3, 4.1: codings of one system are one code, and those of others stay their own.
func TestCodings(t *testing.T) {
	icd, sct := `"http://hl7.org/fhir/sid/icd-10-cm"`, `"http://snomed.info/sct"`
	for _, c := range []struct {
		name, codings string
		want          []string
	}{
		{"two systems", `{"system":` + icd + `,"code":"E11.9"},{"system":` + sct + `,"code":"44054006"}`,
			[]string{"code=E11.9 code_system=ICD-10-CM", "code=44054006 code_system=SNOMED_CT"}},
		{"twice in a system", `{"system":` + icd + `,"code":"E11.9"},{"system":"urn:oid:2.16.840.1.113883.6.90","code":"E11.8"}`, []string{"code=E11.9"}},
		{"one that a person chose", `{"system":` + icd + `,"code":"E11.9"},{"system":` + icd + `,"code":"E11.8","userSelected":true}`, []string{"code=E11.8"}},
		{"an empty one", `{"system":` + icd + `},{"system":` + icd + `,"code":"E11.8"}`, []string{"code=E11.8"}},
		{"an unknown system", `{"system":"http://local","code":"X"}`, []string{"code=X code_system=other"}},
		{"an edition", `{"system":"http://snomed.info/sct/731000124108","code":"X"}`, []string{"code_system=SNOMED_CT"}},
		{"ICD-9", `{"system":"http://hl7.org/fhir/sid/icd-9-cm","code":"250.00"}`, []string{"code=250.00 code_system=ICD-9-CM"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, "x.ndjson", lines(`{"resourceType":"Condition","id":"1","code":{"coding":[`+c.codings+`]}}`))
			rows(t, got, "code_statement", c.want...)
		})
	}
}

func TestProcedure(t *testing.T) {
	code := `"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-9-cm","code":"36.06"}]}`
	got := read(t, "x.ndjson", lines(
		`{"resourceType":"Procedure","id":"1","status":"completed","encounter":{"reference":"Encounter/e"},"performedPeriod":{"start":"2024-01-02T08:00:00Z"},`+code+`}`,
		`{"resourceType":"Procedure","id":"2","status":"not-done",`+code+`}`,
		`{"resourceType":"Procedure","id":"3","notDone":true,"context":{"reference":"Encounter/e"},"performedDateTime":"2017-01-01",`+code+`}`, // STU3
		`{"resourceType":"Procedure","id":"4","status":"entered-in-error",`+code+`}`,
		`{"resourceType":"Procedure","id":"5","status":"preparation",`+code+`}`,
		`{"resourceType":"Procedure","id":"6","code":{"text":"words"}}`,
		`{"resourceType":"Procedure","id":"7","occurrenceDateTime":"2024-05-05","code":{"coding":[{"system":"http://www.cms.gov/Medicare/Coding/ICD10","code":"02703ZZ"},{"system":"http://www.ama-assn.org/go/cpt","code":"92928"}]}}`)) // R5
	rows(t, got, "code_statement",
		"statement_id=1 kind=procedure encounter_id=e code_system=ICD-9-PCS stated_on=2024-01-02 withdrawn=false",
		"statement_id=2 withdrawn=true", "statement_id=3 encounter_id=e stated_on=2017-01-01 withdrawn=true", "statement_id=4 withdrawn=true",
		"statement_id=7 code=02703ZZ code_system=ICD-10-PCS stated_on=2024-05-05", "statement_id=7 code=92928 code_system=CPT")
	if got.Skipped["Procedure preparation"] != 1 || got.Skipped["Procedure without a code"] != 1 {
		t.Errorf("skipped %v", got.Skipped)
	}
}
