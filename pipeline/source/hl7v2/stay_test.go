package hl7v2

import (
	"strings"
	"testing"

	"chartline/pipeline/source"
)

// TestStay has the columns of a visit and of a patient.
func TestStay(t *testing.T) {
	got := read(t, nil, sent("ADT^A03", "20260301120000", "EVN||20260301120000", pid,
		visitOf(map[int]string{2: "I", 3: "4E^1^A^NORTH&1.2&ISO", 4: "E", 44: "202602251015", 45: "202603011100-0500", 47: "1234.5"})))
	is(t, only(t, got, "encounter"), map[string]string{
		"encounter_id": "V1", "patient_id": "M1", "facility_id": "NORTH", "patient_type": "IP", "service_line": "CAR",
		"admitted_on": "2026-02-25", "admitted_at": "2026-02-25T16:15:00Z", // Chicago is six hours behind
		"discharged_on": "2026-03-01", "discharged_at": "2026-03-01T16:00:00Z", // the offset says five
		"discharge_status": "01", "admission_type": "1", "admission_source": "7", "attending_id": "D7", "age_years": "65",
		"payer_class": "MC", "total_charges": "1234.5", "cancelled": "false", "dates_shifted": "false",
	})
	is(t, only(t, got, "patient"), map[string]string{"patient_id": "M1", "birth_on": "1960-06-15", "sex": "F", "postal_code": "62701"})
}

// TestDatesOfAStay: a date without a time has no instant (CLK-06), and an event that is
// the admission or the discharge may be its date.
func TestDatesOfAStay(t *testing.T) {
	const evn, recorded = "EVN||20260301120000||||20260301113000", "EVN||20260301120000"
	for name, c := range map[string]struct {
		kind, event, admitted, discharged string
		want                              map[string]string
	}{
		"dates only":                    {"ADT^A08", evn, "20260225", "20260301", map[string]string{"admitted_on": "2026-02-25", "admitted_at": "", "discharged_on": "2026-03-01", "discharged_at": ""}},
		"to the hour":                   {"ADT^A08", evn, "2026022510", "", map[string]string{"admitted_at": "2026-02-25T16:00:00Z"}},
		"deleted":                       {"ADT^A08", evn, "20260225", `""`, map[string]string{"discharged_on": ""}},
		"A03 without a date":            {"ADT^A03", evn, "20260225", "", map[string]string{"discharged_at": "2026-03-01T17:30:00Z"}},
		"A03 without a time of event":   {"ADT^A03", recorded, "20260225", "", map[string]string{"discharged_at": "2026-03-01T18:00:00Z"}},
		"A01 without a date":            {"ADT^A01", evn, "", "", map[string]string{"admitted_at": "2026-03-01T17:30:00Z"}},
		"A04 without a date":            {"ADT^A04", recorded, "", "", map[string]string{"admitted_at": "2026-03-01T18:00:00Z"}},
		"A08 without a date":            {"ADT^A08", evn, "", "", map[string]string{"admitted_on": "", "discharged_on": ""}},
		"A13 that repeats what it ends": {"ADT^A13", evn, "20260225", "20260301", map[string]string{"admitted_on": "2026-02-25", "discharged_on": "", "discharge_status": ""}},
		"A11":                           {"ADT^A11", evn, "20260225", "", map[string]string{"cancelled": "true"}},
		"A23":                           {"ADT^A23", evn, "20260225", "20260301", map[string]string{"cancelled": "true"}},
		"the hour that occurs twice":    {"ADT^A08", evn, "202511020130", "", map[string]string{"admitted_at": "2025-11-02T07:30:00Z"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent(c.kind, "20260301120000", c.event, pid, stay(c.admitted, c.discharged)))
			is(t, only(t, got, "encounter"), c.want)
		})
	}
}

// TestBadDates reject the visit and keep what hangs on it.
func TestBadDates(t *testing.T) {
	for name, c := range map[string]struct{ admitted, discharged, column string }{
		"no such day":        {"20260230", "", "admitted_on"},
		"ISO":                {"2026-02-25", "", "admitted_on"},
		"a month":            {"202602", "", "admitted_on"},
		"a word":             {"20260225", "today", "discharged_on"},
		"a year out of time": {"20260225", "99991231", "discharged_on"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent("ADT^A08", "20260301", pid, stay(c.admitted, c.discharged), dg1("1", "A1^^I10", "F", "1")))
			if len(got.Rows["encounter"]) != 0 || len(got.Rows["diagnosis"]) != 1 || len(got.Rejects) != 1 {
				t.Fatalf("%v %v", got.Rows, got.Rejects)
			}
			r := got.Rejects[0]
			if r.Table.Name != "encounter" || r.Column != c.column || r.Reason != source.ReasonType || r.Raw != stay(c.admitted, c.discharged) {
				t.Errorf("%+v", r)
			}
		})
	}
}

// TestPatients has PID-3, PID-7 and what is wrong with them.
func TestPatients(t *testing.T) {
	person := func(fields map[int]string) string { return segmentOf("PID", fields) }
	for name, c := range map[string]struct {
		pid    string
		want   map[string]string
		reject string
	}{
		"type MR among others":       {person(map[int]string{3: "9^^^X^SS~8^^^X^PI~M7^^^X^MR"}), map[string]string{"patient_id": "M7"}, ""},
		"none of type MR":            {person(map[int]string{3: "8^^^X^PI~7^^^X^XX"}), map[string]string{"patient_id": "8"}, ""},
		"a social security number":   {person(map[int]string{3: "999001234^^^X^SS~8^^^X^PI"}), map[string]string{"patient_id": "8"}, ""},
		"without types":              {person(map[int]string{3: "8"}), map[string]string{"patient_id": "8"}, ""},
		"PID-2 of old versions":      {person(map[int]string{2: "5"}), map[string]string{"patient_id": "5"}, ""},
		"born in a year":             {person(map[int]string{3: "8", 7: "1960"}), map[string]string{"birth_on": ""}, ""},
		"born in a month":            {person(map[int]string{3: "8", 7: "196006"}), map[string]string{"birth_on": ""}, ""},
		"born at a time":             {person(map[int]string{3: "8", 7: "196006152359"}), map[string]string{"birth_on": "1960-06-15"}, ""},
		"born on no day":             {person(map[int]string{3: "8", 7: "19601315"}), nil, "birth_on wrong_type"},
		"no identifier":              {person(map[int]string{5: "DOE"}), nil, "patient_id missing_value"},
		"an enormous identifier":     {person(map[int]string{3: strings.Repeat("9", 1001)}), nil, "patient_id too_large"},
		"a deleted date of birth":    {person(map[int]string{3: "8", 7: `""`}), map[string]string{"birth_on": ""}, ""},
		"postal code of a 2nd place": {person(map[int]string{3: "8", 11: "1 ROAD^^TOWN^IL^62701^USA^H~2 ROAD^^TOWN^IL^99999"}), map[string]string{"postal_code": "62701"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent("ADT^A31", "20260301", c.pid))
			if c.reject == "" {
				is(t, only(t, got, "patient"), c.want)
				return
			}
			if len(got.Rejects) != 1 || got.Rejects[0].Table.Name != "patient" || got.Rejects[0].Column+" "+got.Rejects[0].Reason != c.reject {
				t.Errorf("%v, want %s", got.Rejects, c.reject)
			}
		})
	}
}

func TestPatientTypes(t *testing.T) {
	for name, c := range map[string]struct {
		class, site string
		options     map[string]string
		want        string
	}{
		"inpatient":               {"I", "", nil, "IP"},
		"obstetrics":              {"B", "", nil, "IP"},
		"emergency":               {"E", "", nil, "ED"},
		"recurring":               {"R", "", nil, "OP-REC"},
		"outpatient":              {"O", "", nil, "ANC"},
		"outpatient, by option":   {"O", "", map[string]string{"outpatient": "PROF"}, "PROF"},
		"pre-admitted":            {"P", "", nil, "ANC"},
		"with a text":             {"I^Inpatient^HL70004", "", nil, "IP"},
		"a class of the site":     {"X", "", nil, "X"},
		"unknown":                 {"U", "", nil, "U"},
		"none":                    {"", "", nil, "U"},
		"a type by its name":      {"O", "OBS", nil, "OBS"},
		"a type of the site":      {"O", "S", map[string]string{"patient_types": "S=SDS, V=OBS"}, "SDS"},
		"a type that says none":   {"O", "Z", map[string]string{"patient_types": "S=SDS V=OBS"}, "ANC"},
		"a site's code of a word": {"E", "OBS", map[string]string{"patient_types": "OBS=ED"}, "ED"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, c.options, sent("ADT^A08", "20260301", pid, visitOf(map[int]string{2: c.class, 18: c.site})))
			is(t, only(t, got, "encounter"), map[string]string{"patient_type": c.want})
		})
	}
}

// TestAccount has the number of the account in either field.
func TestAccount(t *testing.T) {
	without := func(segment string, field int) string {
		fields := strings.Split(segment, "|")
		fields[field] = ""
		return strings.Join(fields, "|")
	}
	for name, c := range map[string]struct {
		option, pid, pv1, want string
	}{
		"the visit number":            {"PV1-19", pid, pv1, "V1"},
		"the account number":          {"PID-18", pid, pv1, "A1"},
		"no visit number":             {"PV1-19", pid, without(pv1, 19), "A1"},
		"no account number":           {"PID-18", without(pid, 18), pv1, "V1"},
		"with a check digit and more": {"PV1-19", pid, visitOf(map[int]string{19: "V9^4^M11^NORTH^VN"}), "V9"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, map[string]string{"account": c.option}, sent("ADT^A08", "20260301", c.pid, c.pv1))
			is(t, only(t, got, "encounter"), map[string]string{"encounter_id": c.want})
		})
	}
	for kind, reason := range map[string]string{"ADT^A08": source.ReasonMissing, "BAR^P12": source.ReasonMissing,
		"ADT^A11": source.ReasonUnmatched, "ADT^A13": source.ReasonUnmatched} {
		got := read(t, nil, sent(kind, "20260301", without(pid, 18), without(pv1, 19), dg1("1", "A1^^I10", "F", "1")))
		if len(got.Rejects) != 1 || got.Rejects[0].Column != "encounter_id" || got.Rejects[0].Reason != reason || len(got.Rows["diagnosis"]) > 0 {
			t.Errorf("%s without an account: %v", kind, got.Rejects)
		}
	}
}

func TestFacility(t *testing.T) {
	for name, c := range map[string]struct {
		message, option, want string
	}{
		"of the location": {sent("ADT^A08", "20260301", pid, pv1), "", "NORTH"},
		"of the sender":   {sent("ADT^A08", "20260301", pid, visitOf(map[int]string{3: "4E"})), "", "SEND"},
		"of the option":   {strings.Replace(sent("ADT^A08", "20260301", pid, visitOf(map[int]string{3: ""})), "|SEND|", "||", 1), "EAST", "EAST"},
		"of the source":   {strings.Replace(sent("ADT^A08", "20260301", pid, visitOf(map[int]string{3: ""})), "|SEND|", "||", 1), "", "feed"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, map[string]string{"facility": c.option}, c.message)
			is(t, only(t, got, "encounter"), map[string]string{"facility_id": c.want})
		})
	}
}

// TestShiftedDates have no instants: nobody knows the daylight saving time of a date that
// is not the true one.
func TestShiftedDates(t *testing.T) {
	got := read(t, map[string]string{"dates_shifted": "true"}, sent("BAR^P12", "20260301", "EVN||20260301||||202603011015", pid,
		stay("202602251015", "202603011100"), dg1("1", "A1^^I10", "F", "1")))
	is(t, only(t, got, "encounter"), map[string]string{"dates_shifted": "true", "admitted_on": "2026-02-25", "admitted_at": "", "discharged_at": ""})
	is(t, only(t, got, "event"), map[string]string{"occurred_on": "2026-03-01", "occurred_at": ""})
	is(t, only(t, got, "code_assignment"), map[string]string{"assigned_at": ""})
}

// TestMessagesWithoutAVisit may be about the person only; those that begin, end or cancel
// a visit may not.
func TestMessagesWithoutAVisit(t *testing.T) {
	for kind, rejects := range map[string]int{"ADT^A08": 0, "BAR^P05": 0, "DFT^P03": 0, "ADT^A01": 1, "ADT^A03": 1, "ADT^A11": 1, "ADT^A13": 1} {
		got := read(t, nil, sent(kind, "20260301", pid, dg1("1", "A1^^I10", "F", "1")))
		if len(got.Rejects) != rejects || len(got.Rows["encounter"]) > 0 || len(got.Rows["patient"]) != 1 {
			t.Errorf("%s: rejects %v, rows %v", kind, got.Rejects, got.Rows)
		}
	}
}

// TestSeveralVisitsInABill keeps their codes apart: BAR repeats its PV1 with all behind it.
func TestSeveralVisitsInABill(t *testing.T) {
	got := read(t, nil, sent("BAR^P05", "20260301", pid, stay("20260225", "20260301"), dg1("1", "A1^^I10", "F", "1"),
		visitOf(map[int]string{19: "V2", 44: "20260102", 45: "20260103"}), dg1("1", "B2^^I10", "F", "1"), "PR1|1||99285^^C4"))
	for _, c := range []struct{ table, account, column, value string }{
		{"diagnosis", "V1", "code", "A1"}, {"diagnosis", "V2", "code", "B2"}, {"procedure", "V2", "code", "99285"},
		{"encounter", "V2", "discharged_on", "2026-01-03"}, {"code_list", "V1", "list", "diagnosis"},
	} {
		found := 0
		for _, r := range got.Where(c.table, "encounter_id", c.account) {
			if r[c.column] == c.value {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s of %s: %v", c.table, c.account, got.Rows[c.table])
		}
	}
	if len(got.Rows["patient"]) != 1 || len(got.Rows["diagnosis"]) != 2 || len(got.Rows["procedure"]) != 1 {
		t.Errorf("%v", got.Rows)
	}
}
