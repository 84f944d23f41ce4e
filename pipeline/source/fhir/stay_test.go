package fhir_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source/sourcetest"
)

func TestPatientTypeOfClaims(t *testing.T) {
	kind := func(code string) string { return `"type":{"coding":[{"code":"` + code + `"}]}` }
	bill := func(code string) string { return `"supportingInfo":[` + info("typeofbill", code) + `]` }
	revenue := func(codes ...string) string {
		var items []string
		for i, c := range codes {
			items = append(items, fmt.Sprintf(`{"sequence":%d,"revenue":{"coding":[{"code":%q}]}}`, i+1, c))
		}
		return `,"item":[` + strings.Join(items, ",") + `]`
	}
	for members, want := range map[string]string{
		bill("111"): "IP", bill("0112"): "IP", bill("211"): "IP", bill("831"): "SDS", bill("321"): "OP-REC", bill("141"): "ANC", bill("991"): "OTHER",
		bill("131"):                           "ANC",
		bill("131") + revenue("0450", "0300"): "ED",
		bill("131") + revenue("0450", "0762"): "OBS",
		bill("131") + revenue("360"):          "SDS",
		kind("professional"):                  "PROF",
		kind("oral"):                          "PROF",
		kind("institutional"):                 "ANC",
		kind("institutional") + `,"hospitalization":{"start":"2024-01-01"}`:      "IP",
		kind("institutional") + `,"subType":{"coding":[{"code":"inpatient"}]}`:   "IP",
		kind("institutional") + `,"subType":[{"coding":[{"code":"inpatient"}]}]`: "IP", // STU3
		kind("INPATIENT"): "IP", kind("SNF"): "IP", kind("HOSPICE"): "OP-REC", kind("CARRIER"): "PROF",
		`"type":{"coding":[{"code":"OUTPATIENT"},{"code":"professional"}]}`:                                           "ANC", // Blue Button
		`"type":{"coding":[{"system":"https://bluebutton.cms.gov/resources/variables/nch_clm_type_cd","code":"60"}]}`: "IP",
		`"type":{"coding":[{"system":"https://bluebutton.cms.gov/resources/variables/nch_clm_type_cd","code":"40"}]}`: "ANC",
		`"use":"claim"`: "OTHER",
	} {
		got := eob(t, members)
		if rows := got.Rows["encounter"]; len(rows) != 1 || rows[0]["patient_type"] != want {
			t.Errorf("%s: %v, want %s", members, rows, want)
		}
	}
}

// CLK-06, 5.1: interim bills, and patients who are still there, have no discharge.
func TestStayOfClaims(t *testing.T) {
	period := `"billablePeriod":{"start":"2024-01-01","end":"2024-01-09"}`
	for members, want := range map[string]string{
		period: "admitted_on=2024-01-01 discharged_on=2024-01-09",
		period + `,"supportingInfo":[` + info("discharge-status", "30") + `]`:                                                           "admitted_on=2024-01-01 discharged_on=- discharge_status=30",
		period + `,"supportingInfo":[` + info("typeofbill", "112") + `]`:                                                                "admitted_on=2024-01-01 discharged_on=-",
		period + `,"hospitalization":{"start":"2023-12-31"}`:                                                                            "admitted_on=2023-12-31 discharged_on=2024-01-09",
		`"billablePeriod":{"start":"2024","end":"2024"}`:                                                                                "admitted_on=- discharged_on=-",
		`"item":[{"sequence":1,"servicedDate":"2024-01-05"},{"sequence":2,"servicedPeriod":{"start":"2024-01-02","end":"2024-01-03"}}]`: "admitted_on=2024-01-02 discharged_on=2024-01-05",
	} {
		rows(t, eob(t, members), "encounter", want)
	}
}

func TestLines(t *testing.T) {
	got := eob(t, `"item":[
		{"sequence":1,"revenue":{"coding":[{"code":"450"}]},"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99284"}]},"modifier":[{"coding":[{"code":"25"}]},{"coding":[{"code":"LT"}]}],
		 "servicedDate":"2024-01-02","quantity":{"value":1.5},"net":{"value":100},"adjudication":[{"category":{"coding":[{"code":"eligible"}]},"amount":{"value":1}},{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":250.5,"currency":"USD"}}]},
		{"sequence":1,"productOrService":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"not-applicable"}]},"net":{"value":3,"currency":"EUR"}},
		{"sequence":2,"service":{"coding":[{"system":"https://bluebutton.cms.gov/resources/codesystem/hcpcs","code":"J1100"}]},"servicedPeriod":{"start":"2024-01-03"},
		 "adjudication":[{"category":{"coding":[{"code":"https://bluebutton.cms.gov/resources/variables/line_sbmtd_chrg_amt"}]},"amount":{"value":"7.00","code":"USD"}}]},
		{"sequence":3,"productOrService":{"coding":[{"system":"http://hl7.org/fhir/sid/ndc","code":"00378360101"}]}},
		{"sequence":4,"revenue":{"coding":[{"code":"0001"}]},"net":{"value":357.5}},
		{"sequence":5,"net":{"value":1e20}},
		{"sequence":6,"quantity":{"value":"many"}},
		{"sequence":7,"servicedDate":"yesterday"}]`)
	rows(t, got, "service_line",
		"line_no=1 revenue_code=0450 code=99284 modifiers=25_LT service_on=2024-01-02 units=1.5 charge=250.5",
		"line_no=1.2 code=- charge=- units=-", "line_no=2 code=J1100 service_on=2024-01-03 charge=7", "line_no=3 code=-")
	rejected(t, got, "service_line charge wrong_type", "service_line units wrong_type", "service_line service_on wrong_type")
	one(t, got, "encounter", "total_charges=357.5")
}

func TestTotals(t *testing.T) {
	for members, want := range map[string]string{
		`"total":{"value":639.66,"currency":"USD"}`:                                   "639.66", // Claim
		`"totalCost":{"value":12,"code":"USD"}`:                                       "12",     // STU3
		`"total":{"value":5,"currency":"CAD"}`:                                        "-",
		`"total":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":5}}]`: "-",
		`"extension":[{"url":"https://bluebutton.cms.gov/resources/variables/nch_carr_clm_sbmtd_chrg_amt","valueMoney":{"value":850,"code":"USD"}}]`: "850",
	} {
		one(t, eob(t, members), "encounter", "total_charges="+want)
	}
	rejected(t, eob(t, `"total":{"value":1e99}`), "encounter total_charges wrong_type")
}

func TestAccountCodes(t *testing.T) {
	nubc := func(system, code, rest string) string {
		return `{"category":{"coding":[{"code":"info"}]},"code":{"coding":[{"system":"https://www.nubc.org/CodeSystem/` + system + `","code":"` + code + `"}]}` + rest + `}`
	}
	got := eob(t, `"supportingInfo":[`+strings.Join([]string{
		nubc("ConditionCodes", "45", ""), nubc("OccurrenceCodes", "11", `,"timingDate":"2024-01-01"`),
		nubc("OccurrenceSpanCodes", "72", `,"timingPeriod":{"start":"2024-01-01","end":"2024-01-02"}`),
		nubc("ValueCodes", "80", `,"valueQuantity":{"value":4}`), nubc("ConditionCodes", "09", ""), nubc("ValueCodes", "81", `,"valueQuantity":{"value":"x"}`),
	}, ",")+`]`)
	rows(t, got, "account_code", "kind=condition sequence=1 code=45", "kind=occurrence sequence=1 code=11 occurred_on=2024-01-01 through_on=-",
		"kind=occurrence_span code=72 occurred_on=2024-01-01 through_on=2024-01-02", "kind=value code=80 amount=4", "kind=condition sequence=2 code=09")
	rejected(t, got, "account_code - wrong_type")
}

// 5.10: a claim is billed when it is made; one that replaces another is billed again, and
// an interim one is not final.
func TestEvents(t *testing.T) {
	claim := func(members string) *sourcetest.Collector {
		return read(t, "x.ndjson", lines(`{"resourceType":"Claim","id":"k","created":"2024-01-05T10:00:00Z",`+members+`}`))
	}
	one(t, claim(`"use":"claim"`), "event", "event_id=fhir/k/final_billed", "event_type=final_billed", "occurred_on=2024-01-05", "occurred_at=2024-01-05T10:00:00Z")
	one(t, claim(`"supportingInfo":[`+info("typeofbill", "117")+`]`), "event", "event_type=rebilled")
	rows(t, claim(`"supportingInfo":[`+info("typeofbill", "112")+`]`), "event")
	rows(t, claim(`"status":"cancelled"`), "event")
	rejected(t, claim(`"payment":{"date":"x"}`), "event occurred_on wrong_type")
}

// The Blue Button of CMS: contained parties, and a type of bill in three variables.
func TestBlueButton(t *testing.T) {
	got := read(t, "x.json", `{"resourceType":"Claim","id":"f-1","status":"active","created":"2024-04-19","billablePeriod":{"start":"2016-10-30","end":"2016-10-30"},
		"patient":{"reference":"#patient"},"provider":{"reference":"#provider-org"},
		"contained":[{"resourceType":"Patient","id":"patient","birthDate":"1953-11-18","gender":"male","identifier":[{"value":"MBI1"}]},
			{"resourceType":"Organization","id":"provider-org","identifier":[{"type":{"coding":[{"code":"PRN"}]},"value":"450702"},{"system":"http://hl7.org/fhir/sid/us-npi","value":"8884381863"}]}],
		"facility":{"extension":[{"url":"https://bluebutton.cms.gov/resources/variables/fiss/lob-cd","valueCoding":{"code":"1"}}]},
		"extension":[{"url":"https://bluebutton.cms.gov/resources/variables/fiss/serv-typ-cd","valueCoding":{"code":"3"}}],
		"supportingInfo":[`+info("typeofbill", "1")+`]}`)
	one(t, got, "encounter", "patient_id=MBI1", "facility_id=8884381863", "bill_type=131", "age_years=62", "patient_type=ANC")
	one(t, got, "patient", "patient_id=MBI1", "birth_on=1953-11-18", "sex=M")
}
