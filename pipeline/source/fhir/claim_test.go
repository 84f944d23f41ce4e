package fhir_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source/sourcetest"
)

// eob reads one ExplanationOfBenefit with these members.
func eob(t *testing.T, members string, options ...string) *sourcetest.Collector {
	t.Helper()
	return read(t, "x.json", `{"resourceType":"ExplanationOfBenefit","id":"k","status":"active",`+members+`}`, options...)
}

// dx is a diagnosis in ICD-10-CM with codes of its type.
func dx(sequence int, code string, types ...string) string {
	var kinds []string
	for _, k := range types {
		kinds = append(kinds, fmt.Sprintf(`{"coding":[{"code":%q}]}`, k))
	}
	return fmt.Sprintf(`{"sequence":%d,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":%q}]},"type":[%s]}`,
		sequence, code, strings.Join(kinds, ","))
}

// 5.3: type of a diagnosis, with several principal ones resolved by sequence.
func TestDiagnosisRoles(t *testing.T) {
	for _, c := range []struct {
		name string
		list []string
		want []string
	}{
		{"CARIN inpatient", []string{dx(1, "A", "principal"), dx(2, "B", "admitting"), dx(3, "C", "other"), dx(4, "D", "externalcauseofinjury"), dx(5, "E", "patientreasonforvisit")},
			[]string{"role=principal sequence=1 code=A", "role=other sequence=1 code=C", "role=admitting sequence=1 code=B",
				"role=external_cause sequence=1 code=D", "role=reason_for_visit sequence=1 code=E"}},
		{"several principal", []string{dx(3, "C", "principal"), dx(1, "A", "principal"), dx(2, "B", "principal")},
			[]string{"role=principal sequence=1 code=A", "role=other sequence=1 code=B", "role=other sequence=2 code=C"}},
		{"none principal", []string{dx(1, "A"), dx(2, "B")}, []string{"role=principal code=A", "role=other code=B"}},
		{"none principal, the first is other", []string{dx(1, "A", "other"), dx(2, "B", "secondary")},
			[]string{"role=other sequence=1 code=A", "role=other sequence=2 code=B"}},
		{"admitting and principal in one", []string{dx(1, "A", "admitting", "principal"), dx(2, "B", "principal")},
			[]string{"role=principal code=A", "role=other code=B", "role=admitting code=A"}},
		{"types that are no role", []string{dx(1, "A", "clinical"), dx(2, "B", "laboratory"), dx(3, "C", "discharge")},
			[]string{"role=principal code=A", "role=other code=B", "role=other code=C"}},
		{"Blue Button's external causes", []string{dx(1, "A", "principal"), dx(2, "B", "external-first"), dx(3, "C", "external")},
			[]string{"role=principal code=A", "role=external_cause sequence=1 code=B", "role=external_cause sequence=2 code=C"}},
		{"one sequence twice", []string{dx(1, "A", "principal"), dx(1, "B"), dx(1, "C")},
			[]string{"role=principal code=A", "role=other sequence=1 code=B", "role=other sequence=2 code=C"}},
		{"the principal repeated", []string{dx(1, "A1.0", "principal"), dx(2, "a10", "other"), dx(3, "B", "other"), dx(4, "B", "other"), dx(5, "A10", "admitting")},
			[]string{"role=principal code=A1.0", "role=other sequence=1 code=B", "role=admitting code=A10"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := eob(t, `"diagnosis":[`+strings.Join(c.list, ",")+`]`)
			rows(t, got, "diagnosis", c.want...)
			rejected(t, got)
		})
	}
}

// 5.3: a diagnosis in the codes of two systems keeps each, at one place; an entry without
// a code is rejected and the others stand.
func TestDiagnosisCodings(t *testing.T) {
	got := eob(t, `"diagnosis":[
		{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"A00"},{"system":"http://hl7.org/fhir/sid/icd-10","code":"A00.0"},{"system":"http://snomed.info/sct","code":"63650001"}]}},
		{"sequence":2,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm"}]},"type":[{"coding":[{"code":"principal"}]}]},
		{"sequence":3,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-9-cm","code":"250.00"}]}}]`)
	rows(t, got, "diagnosis",
		"sequence=1 role=principal code=A00 code_system=ICD-10-CM", "sequence=1 role=principal code=63650001 code_system=SNOMED_CT",
		"sequence=1 role=other code=250.00 code_system=ICD-9-CM")
	rejected(t, got, "diagnosis code missing_value")
}

// 5.3, 5.1: present on admission in HL7's three code systems, CMS's and CARIN's, with the
// legacy 1; other values stay what they are (ING-07).
func TestPOA(t *testing.T) {
	for code, want := range map[string]string{
		"y": "Y", "n": "N", "u": "U", "w": "W", "Y": "Y", "N": "N", "U": "U", "W": "W", "1": "-",
		"yes": "Y", "no": "N", "unknown": "U", "undetermined": "W", "exempt": "-", "": "-", "Z": "Z",
	} {
		got := eob(t, `"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"code":"A"}]},"onAdmission":{"coding":[{"code":"`+code+`"}]}},
			{"sequence":2,"diagnosisCodeableConcept":{"coding":[{"code":"B"}]},"extension":[{"url":"https://bluebutton.cms.gov/resources/variables/clm_poa_ind_sw2","valueCoding":{"code":"`+code+`"}}]}]`)
		rows(t, got, "diagnosis", "code=A poa="+want, "code=B poa="+want)
	}
}

// 5.3: the DRG is in packageCode, in a slice of supportingInfo, or (R5) of its own; with
// a version when the Coding has one (VER-09).
func TestDRG(t *testing.T) {
	const ms = `"system":"https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software"`
	for _, c := range []struct {
		name, members string
		want          []string
	}{
		{"CARIN", `"supportingInfo":[{"category":{"coding":[{"code":"drg"}]},"code":{"coding":[{` + ms + `,"version":"41","code":"14"}]}}]`,
			[]string{"drg_system=MS-DRG drg=014 grouper_version=41"}},
		{"packageCode", `"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"code":"A"}]},"packageCode":{"coding":[{"system":"https://bluebutton.cms.gov/resources/variables/clm_drg_cd","code":"291"}]}},` +
			`{"sequence":2,"diagnosisCodeableConcept":{"coding":[{"code":"B"}]},"packageCode":{"coding":[{"system":"https://bluebutton.cms.gov/resources/variables/clm_drg_cd","code":"291"}]}}]`,
			[]string{"drg_system=MS-DRG drg=291 grouper_version=-"}},
		{"R5", `"diagnosisRelatedGroup":{"coding":[{` + ms + `,"code":"291"},{"system":"http://uri.hddaccess.com/cs/aprdrg","code":"1942"},{"system":"http://uri.hddaccess.com/cs/apdrg","code":"127"}]}`,
			[]string{"drg_system=MS-DRG", "drg_system=APR-DRG drg=1942", "drg_system=AP-DRG drg=127"}},
		{"another grouper", `"supportingInfo":[{"category":{"coding":[{"code":"drg"}]},"code":{"coding":[{"system":"http://x","code":"A1"}]}}]`,
			[]string{"drg_system=other drg=A1"}},
	} {
		t.Run(c.name, func(t *testing.T) { rows(t, eob(t, c.members), "drg_assignment", c.want...) })
	}
}

func TestProceduresOfClaims(t *testing.T) {
	got := eob(t, `"procedure":[
		{"sequence":2,"date":"2024-01-02T00:00:00-05:00","procedureCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"02703ZZ"}]},"type":[{"coding":[{"code":"principal"}]}]},
		{"sequence":1,"procedureCodeableConcept":{"coding":[{"system":"http://www.cms.gov/Medicare/Coding/ICD10","code":"B211YZZ"},{"system":"http://www.ama-assn.org/go/cpt","code":"93454"}]}},
		{"sequence":3,"procedureCodeableConcept":{"coding":[{"system":"http://www.cms.gov/Medicare/Coding/ICD10","code":"B211YZZ"}]},"type":[{"coding":[{"code":"principal"}]}]},
		{"sequence":4,"date":"never","procedureCodeableConcept":{"coding":[{"code":"X"}]}},
		{"sequence":5}]`)
	rows(t, got, "procedure",
		"sequence=1 role=other code=B211YZZ code_system=ICD-10-PCS", "sequence=1 role=other code=93454 code_system=CPT",
		"sequence=2 role=principal code=02703ZZ code_system=ICD-10-PCS performed_on=2024-01-02",
		"sequence=3 role=other code=B211YZZ")
	rejected(t, got, "procedure code missing_value", "procedure performed_on wrong_type")
	rows(t, eob(t, `"procedure":[{"sequence":1,"procedureCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-9-cm","code":"3606"}]}}]`),
		"procedure", "role=principal code_system=ICD-9-PCS")
}

// info is a slice of supportingInfo with a code.
func info(category, code string) string {
	return fmt.Sprintf(`{"category":{"coding":[{"code":%q}]},"code":{"coding":[{"code":%q}]}}`, category, code)
}

// 5.3: the slices of CARIN's inpatient profile.
func TestCARINInpatient(t *testing.T) {
	got := eob(t, `"meta":{"lastUpdated":"2024-03-01T10:11:12Z"},"type":{"coding":[{"code":"institutional"}]},"subType":{"coding":[{"code":"inpatient"}]},
		"patient":{"reference":"Patient/p"},"provider":{"reference":"Organization/o"},"billablePeriod":{"start":"2024-01-01","end":"2024-01-31"},
		"careTeam":[{"provider":{"reference":"Practitioner/s"},"role":{"coding":[{"code":"supervisor"}]}},{"provider":{"reference":"Practitioner/d"},"role":{"coding":[{"code":"attending"}]}}],
		"supportingInfo":[`+strings.Join([]string{
		`{"category":{"coding":[{"code":"admissionperiod"}]},"timingPeriod":{"start":"2024-01-03T04:05:00-05:00","end":"2024-01-09"}}`,
		`{"category":{"coding":[{"code":"clmrecvddate"}]},"timingDate":"2024-02-01"}`,
		`{"category":{"coding":[{"code":"patientaccountnumber"}]},"valueString":"ACC-1"}`,
		info("typeofbill", "0111"), info("admtype", "1"), info("pointoforigin", "7"), info("discharge-status", "3"),
	}, ",")+`],"payment":{"date":"2024-02-20"},
		"total":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":1}},{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":1234.565,"currency":"USD"}}]`)
	one(t, got, "encounter", "encounter_id=ACC-1", "patient_id=p", "facility_id=o", "patient_type=IP", "admitted_on=2024-01-03",
		"admitted_at=2024-01-03T09:05:00Z", "discharged_on=2024-01-09", "discharged_at=-", "discharge_status=03", "admission_type=1",
		"admission_source=7", "bill_type=111", "attending_id=d", "total_charges=1234.57", "cancelled=false", "_stated=1709287872000000")
	rows(t, got, "event", "event_type=claim_submitted occurred_on=2024-02-01 occurred_at=- event_id=fhir/k/claim_submitted encounter_id=ACC-1",
		"event_type=remitted occurred_on=2024-02-20")
	rows(t, got, "code_list", "list=diagnosis", "list=procedure", "list=drg_assignment", "list=account_code", "list=service_line")
}

// A claim is the encounter of its account number, of the Encounter that its lines name, or
// its own.
func TestEncounterOfClaim(t *testing.T) {
	account := `"identifier":[{"type":{"coding":[{"code":"AN"}]},"value":"ACC"}]`
	line := func(id string) string { return `{"sequence":1,"encounter":[{"reference":"Encounter/` + id + `"}]}` }
	for _, c := range []struct {
		name, members, want string
		options             []string
	}{
		{"itself", `"use":"claim"`, "k", nil},
		{"an account", account, "ACC", nil},
		{"an account, by claim", account, "k", []string{"encounters", "claim"}},
		{"the claim that it explains", `"claim":{"reference":"Claim/c"}`, "c", nil},
		{"two encounters", `"item":[` + line("e1") + "," + line("e2") + `]`, "k", nil},
		{"one encounter, by claim", `"item":[` + line("e1") + `]`, "k", []string{"encounters", "claim"}},
	} {
		t.Run(c.name, func(t *testing.T) { one(t, eob(t, c.members, c.options...), "encounter", "encounter_id="+c.want) })
	}
	rejected(t, read(t, "x.ndjson", lines(`{"resourceType":"Claim","status":"active"}`)), "encounter encounter_id missing_value")
}

// A claim that names an Encounter adds to what that states: codes as statements, lines
// under the number of the claim, and neither a row of the encounter nor a complete list.
func TestClaimOfAnEncounter(t *testing.T) {
	got := eob(t, `"meta":{"lastUpdated":"2024-03-01T10:11:12Z"},"claim":{"reference":"Claim/c"},
		"diagnosis":[`+dx(1, "A", "principal", "admitting")+`,{"sequence":2,"diagnosisReference":{"reference":"Condition/x"},"onAdmission":{"coding":[{"code":"y"}]}}],
		"procedure":[{"sequence":1,"date":"2024-01-01","procedureReference":{"reference":"Procedure/y"}},{"sequence":2,"date":"2024-01-02","procedureCodeableConcept":{"coding":[{"code":"P"}]}}],
		"item":[{"sequence":1,"encounter":[{"reference":"urn:uuid:e"}]}]`)
	rows(t, got, "encounter")
	rows(t, got, "code_list")
	rows(t, got, "diagnosis")
	rows(t, got, "code_statement",
		"statement_id=c/diagnosis/1/principal encounter_id=e role=principal rank=1 code=A kind=diagnosis",
		"statement_id=c/diagnosis/1/admitting encounter_id=e role=admitting rank=1",
		"statement_id=c/procedure/2 encounter_id=e kind=procedure role=other rank=2 stated_on=2024-01-02")
	rows(t, got, "code_link", "encounter_id=e statement_id=x role=other rank=2", "encounter_id=e statement_id=y role=principal rank=1")
	rows(t, got, "service_line", "encounter_id=e line_no=c/1")
}

// Codes that are stated elsewhere become references, and the rest of their list statements
// beside them; a contained Condition is read in place.
func TestDiagnosisReference(t *testing.T) {
	got := eob(t, `"contained":[{"resourceType":"Condition","id":"c1","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]}}],
		"diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"#c1"}}]`)
	one(t, got, "diagnosis", "code=I10", "role=principal", "code_system=ICD-10-CM")
	got = eob(t, `"diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"https://x/fhir/Condition/c2"}},`+dx(2, "B")+`,{"sequence":3,"diagnosisReference":{"reference":"#gone"}}]`)
	rows(t, got, "diagnosis")
	rows(t, got, "code_link", "encounter_id=k statement_id=c2 role=principal rank=1")
	rows(t, got, "code_statement", "statement_id=k/diagnosis/2/other encounter_id=k role=other rank=2 code=B")
	rejected(t, got, "diagnosis code missing_value")
	got = eob(t, `"diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"Condition/c2"},"type":[{"coding":[{"code":"principal"},{"code":"other"}]}]}]`)
	rows(t, got, "code_link", "statement_id=c2 role=principal")
}

// ING-06: a claim that was cancelled, entered in error, voided or replaced takes its
// account back, with empty lists; one that replaces another takes that back.
func TestVoidsAndReplacements(t *testing.T) {
	related := func(kind, id string) string {
		return `"related":[{"claim":{"reference":"Claim/` + id + `"},"relationship":{"coding":[{"code":"` + kind + `"}]}}]`
	}
	claim := func(status, members string) *sourcetest.Collector {
		return read(t, "x.ndjson", lines(`{"resourceType":"Claim","id":"k","status":"`+status+`","created":"2024-01-05","type":{"coding":[{"code":"professional"}]},"diagnosis":[`+dx(1, "A")+`],`+members+`}`))
	}
	const gone = "encounter_id=k cancelled=true"
	for _, c := range []struct {
		name  string
		got   *sourcetest.Collector
		want  []string
		codes int
	}{
		{"cancelled", claim("cancelled", `"use":"claim"`), []string{gone}, 0},
		{"in error", claim("entered-in-error", related("prior", "j")), []string{gone}, 0},
		{"void by its frequency", claim("active", `"supportingInfo":[`+info("typeofbill", "138")+`]`), []string{gone}, 0},
		{"replaced", claim("active", related("replacedby", "j")), []string{gone}, 0},
		{"prior", claim("active", related("prior", "j")), []string{"encounter_id=k cancelled=false", "encounter_id=j cancelled=true patient_type=PROF _stated=4611686018427387904"}, 1},
		{"replaces", claim("active", related("replaces", "j")), []string{"encounter_id=k", "encounter_id=j cancelled=true"}, 1},
		{"associated", claim("active", related("associated", "j")), []string{"encounter_id=k cancelled=false"}, 1},
		{"prior of the same account", claim("active", `"identifier":[{"type":{"coding":[{"code":"AN"}]},"value":"ACC"}],`+related("prior", "j")), []string{"encounter_id=ACC cancelled=false"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows(t, c.got, "encounter", c.want...)
			if n := len(c.got.Rows["diagnosis"]); n != c.codes {
				t.Errorf("%d diagnoses, want %d", n, c.codes)
			}
			if len(c.got.Rows["code_list"]) != 5 {
				t.Errorf("%d lists, want 5", len(c.got.Rows["code_list"]))
			}
		})
	}
	unnamed := claim("active", `"related":[{"relationship":{"coding":[{"code":"prior"}]},"reference":{"value":"123"}}]`)
	if unnamed.Skipped["related claim named by its number alone"] != 1 {
		t.Errorf("skipped %v, want the number that names no claim", unnamed.Skipped)
	}
}

// What is no bill is passed over by name.
func TestClaimsThatAreNoBills(t *testing.T) {
	for members, want := range map[string]string{
		`"use":"preauthorization"`:                       "Claim asked in advance",
		`"use":"predetermination"`:                       "Claim asked in advance",
		`"status":"draft"`:                               "Claim draft",
		`"type":{"coding":[{"code":"pharmacy"}]}`:        "Claim pharmacy",
		`"type":{"coding":[{"code":"PDE"}]},"use":"any"`: "Claim pharmacy",
	} {
		got := read(t, "x.ndjson", lines(`{"resourceType":"Claim","id":"1",`+members+`}`))
		if got.Skipped[want] != 1 || len(got.Rows) > 0 {
			t.Errorf("%s: skipped %v, rows %v, want %q", members, got.Skipped, got.Rows, want)
		}
	}
}

// Without a time nothing is complete: the store could not tell what was before.
func TestListsNeedATime(t *testing.T) {
	rows(t, eob(t, `"diagnosis":[`+dx(1, "A")+`]`), "code_list")
	got := eob(t, `"created":"2024-01-05"`)
	if n := len(got.Rows["code_list"]); n != 5 || got.Rows["code_list"][0]["_stated"] != "1704412800000000" { // date -d 2024-01-05Z +%s
		t.Errorf("%d lists, want 5 stated when the claim was created: %v", n, got.Rows["code_list"])
	}
	rejected(t, eob(t, `"created":"soon"`), "encounter - wrong_type")
}

// A claim says the same whatever was read before it.
func TestNothingStaysOfTheClaimBefore(t *testing.T) {
	sparse := `{"resourceType":"Claim","id":"s","diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"code":"X"}]}}],"procedure":[{"procedureCodeableConcept":{"coding":[{"code":"P"}]}}],"item":[{},{"sequence":2}],"supportingInfo":[{},{}],"careTeam":[{}],"related":[{}],"identifier":[{}],"extension":[{}]}`
	condition := `{"resourceType":"Condition","id":"c","code":{"coding":[{"code":"Y"}]}}`
	want := read(t, "x.ndjson", lines(sparse, condition))
	all := read(t, "x.ndjson", lines(institutional(1), institutional(2), feed()[3], bigCondition(), sparse, condition))
	for table, rows := range want.Rows {
		got := all.Rows[table]
		if len(got) < len(rows) || fmt.Sprint(got[len(got)-len(rows):]) != fmt.Sprint(rows) {
			t.Errorf("%s: %v, want %v at its end", table, got, rows)
		}
	}
	if len(want.Rows["diagnosis"]) != 1 || len(want.Rows["service_line"]) != 2 || len(want.Rows["code_statement"]) != 1 {
		t.Errorf("rows %v", want.Rows)
	}
}

func bigCondition() string {
	return `{"resourceType":"Condition","id":"b","recordedDate":"2024-01-01","encounter":{"reference":"Encounter/1"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"1","userSelected":true},{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"2"}]}}`
}
