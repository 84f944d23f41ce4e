package x12

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// hospital is a stay and a void of another, made by one sender in two versions, with an
// answer from the payer's front end and a payment.
var hospital = map[string]string{
	"837/claims.txt": file(1, "837", institutional, claims("20250120*1015",
		stay("A1", "1", "HI*ABF:E119:::::::N*ABF:I10:::::::Y", "HI*BBR:02703ZZ:D8:20250111", "HI*DR:247", "HI*BG:09*BG:45"),
		stay("A2", "8"))),
	"837/visits.edi": file(2, "837", professional, claims("20250204*0900", visit("V1", "HI*ABK:J069*ABF:R05"))),
	"277/taken":      file(3, "277", "005010X214", acknowledged("A1", "A2:20")),
	"835/paid.835":   file(4, "835", "005010X221A1", paid("A1", "1")),
}

// hospitalRows counts the rows of hospital by hand: A1 has a principal, an admitting and
// two other diagnoses, A2 none since it is void, V1 two; lists are five to a claim.
var hospitalRows = map[string]int{
	"patient": 3, "encounter": 3, "diagnosis": 6, "procedure": 1, "drg_assignment": 1, "account_code": 2,
	"service_line": 2, "code_list": 15, "event": 5,
}

// acknowledged is a 277CA about one claim with a status.
func acknowledged(account, status string) []string {
	return []string{
		"BHT*0085*08*REF1*20250122*0700*TH", "HL*1**20*1", "NM1*PR*2*PAYER*****PI*99", "TRN*1*1",
		"HL*2*1*21*1", "NM1*41*2*SENDER*****46*1", "TRN*2*REF1", "STC*A1:20*20250121*WQ*1",
		"HL*3*2*19*1", "NM1*85*2*HOSPITAL*****XX*1999999984", "TRN*1*0", "STC*A1:19**WQ*1",
		"HL*4*3*PT", "NM1*QC*1*DOE*ANN****MI*M100", "TRN*2*" + account, "STC*" + status + "*20250123*WQ*1500.5", "REF*1K*PAYER7",
		"SVC*HC:99213*80", "STC*A3:21*20250124*U*80",
	}
}

// paid is an 835 with one payment of a claim with a status.
func paid(account, status string) []string {
	return []string{
		"BPR*I*900*C*ACH*CCP*01*1*DA*1*1*1*01*1*DA*1*20250131", "TRN*1*CHECK7*1", "DTM*405*20250130",
		"N1*PR*PAYER", "N1*PE*HOSPITAL*XX*1999999984", "LX*1",
		"CLP*" + account + "*" + status + "*1500.5*900**MC*PAYER7*11*1", "DTM*232*20250110",
	}
}

func TestSourceKeepsItsPromises(t *testing.T) {
	broken := maps.Clone(hospital)
	broken["837/claims.txt"] = file(1, "837", institutional, claims("20250120*1015",
		stay("A1", "1", "HI*ABF:POISON::::::X:Y*POISON*XX:POISON", "HI*BBR:02703ZZ:D8:POISON", "HI*BE:01:::POISON", "HI*BH:POISON:D8"),
		stay("POISON", "1", "DTP*434*D8*20250231"),
		stay("POISON\xff", "1"),
		append(stay("A4", "1"), "LX*2", "SV2*0300*HC:POISON*ten*UN*1", "LX*3", "SV2*0300**1*UN*POISON", "POISONED*1"),
		[]string{"CLM*"},
	))
	broken["837/claims.txt"] = strings.Replace(broken["837/claims.txt"], "CLM*~", "CLM**1***POISON~", 1)
	broken["837/visits.edi"] = strings.Replace(hospital["837/visits.edi"], "DMG*D8*19500615*F", "DMG*D8*POISON*F", 1)
	broken["277/taken"] = file(3, "277", "005010X214", acknowledged("POISON\xff", "A2:20"))
	broken["835/paid.835"] = strings.Replace(file(4, "835", "005010X221A1", paid("", "1")), "PAYER7", "POISON", 1)
	sourcetest.Run(t, Source{}, sourcetest.Fixture{
		Spec:    source.Spec{Name: "feed", Timezone: "America/Chicago"},
		Files:   hospital,
		Rows:    hospitalRows,
		Broken:  broken,
		Rejects: 6 + 1 + 1 + 3 + 1 + 1 + 1 + 1,
		Main:    "837/claims.txt",
		Refused: map[string]string{
			"a file without its header":  hospital["837/claims.txt"][106:],
			"a file cut in half":         hospital["837/claims.txt"][:len(hospital["837/claims.txt"])/2],
			"a header cut off":           hospital["837/claims.txt"][:60],
			"a table":                    "account,code\n" + sourcetest.Poison + ",I10\n",
			"an element that never ends": isa(institutional, 1) + "GS*" + strings.Repeat(sourcetest.Poison, 1<<18),
		},
		Endless: endless,
	})
}

// endless writes the beginning of an interchange and then stays without an end.
func endless(w io.Writer) error {
	b := bufio.NewWriter(w)
	first, _, _ := strings.Cut(file(1, "837", institutional, claims("20250120*1015")), "SE*")
	if _, err := b.WriteString(first); err != nil {
		return err
	}
	for i := 0; ; i++ {
		for _, s := range largeStay(i) {
			if _, err := b.WriteString(s + "~"); err != nil {
				return err
			}
		}
	}
}

func TestReadMapsEveryTable(t *testing.T) {
	got := mustRead(t, hospital["837/claims.txt"])
	answers := mustRead(t, hospital["277/taken"])
	remitted := mustRead(t, hospital["835/paid.835"])
	visits := mustRead(t, hospital["837/visits.edi"])
	for name, c := range map[string]struct {
		from              *sourcetest.Collector
		table, key, value string
		want              sourcetest.Row
		ofItsOwn          []string // columns that another test looks at
	}{
		"a patient": {got, "patient", "patient_id", "MRN7", sourcetest.Row{
			"patient_id": "MRN7", "birth_on": "1950-06-15", "sex": "F", "postal_code": "20002"}, nil},
		"a stay, whose admission has a time and whose discharge has none": {got, "encounter", "encounter_id", "A1", sourcetest.Row{
			"encounter_id": "A1", "patient_id": "MRN7", "facility_id": "1999999984", "patient_type": "IP", "admitted_on": "2025-01-10",
			"admitted_at": "2025-01-10T20:05:00Z", "discharged_on": "2025-01-14", "discharge_status": "01", "admission_type": "1", "admission_source": "7",
			"bill_type": "111", "age_years": "74", "payer_class": "Medicaid", "total_charges": "1500.5", "cancelled": "false", "dates_shifted": "false"}, nil},
		"a principal diagnosis": {got, "diagnosis", "role", "principal", sourcetest.Row{
			"encounter_id": "A1", "sequence": "1", "role": "principal", "code": "I214", "code_system": "ICD-10-CM", "poa": "Y"}, nil},
		"another diagnosis": {got, "diagnosis", "sequence", "2", sourcetest.Row{
			"encounter_id": "A1", "sequence": "2", "role": "other", "code": "I10", "code_system": "ICD-10-CM", "poa": "Y"}, nil},
		"a procedure": {got, "procedure", "code", "02703ZZ", sourcetest.Row{
			"encounter_id": "A1", "sequence": "1", "role": "principal", "code": "02703ZZ", "code_system": "ICD-10-PCS", "performed_on": "2025-01-11"}, nil},
		"a DRG, of the fiscal year": {got, "drg_assignment", "drg", "247", sourcetest.Row{
			"encounter_id": "A1", "drg_system": "MS-DRG", "grouper_version": "42", "drg": "247"}, nil},
		"condition code 45": {got, "account_code", "code", "45", sourcetest.Row{
			"encounter_id": "A1", "kind": "condition", "sequence": "2", "code": "45"}, nil},
		"a line": {got, "service_line", "encounter_id", "A1", sourcetest.Row{
			"encounter_id": "A1", "line_no": "1", "revenue_code": "0120", "service_on": "2025-01-10", "units": "4", "charge": "1500.5"}, nil},
		"a bill": {got, "event", "encounter_id", "A1", sourcetest.Row{
			"encounter_id": "A1", "event_type": "final_billed", "occurred_on": "2025-01-20", "occurred_at": "2025-01-20T16:15:00Z"}, []string{"event_id"}},
		"a void": {got, "encounter", "cancelled", "true", sourcetest.Row{
			"encounter_id": "A2", "patient_id": "MRN7", "facility_id": "1999999984", "patient_type": "IP", "admitted_on": "2025-01-10",
			"admitted_at": "2025-01-10T20:05:00Z", "discharged_on": "2025-01-14", "discharge_status": "01", "admission_type": "1", "admission_source": "7",
			"bill_type": "118", "age_years": "74", "payer_class": "Medicaid", "total_charges": "1500.5", "cancelled": "true", "dates_shifted": "false"}, nil},
		"a claim that was taken": {answers, "event", "encounter_id", "A1", sourcetest.Row{
			"encounter_id": "A1", "event_type": "claim_submitted", "occurred_on": "2025-01-23"}, []string{"event_id"}},
		"a claim that was paid": {remitted, "event", "encounter_id", "A1", sourcetest.Row{
			"encounter_id": "A1", "event_type": "remitted", "occurred_on": "2025-01-31"}, []string{"event_id"}},
		"a visit": {visits, "encounter", "encounter_id", "V1", sourcetest.Row{
			"encounter_id": "V1", "patient_id": "M100", "facility_id": "1999999984", "patient_type": "PROF", "admitted_on": "2025-02-03",
			"discharged_on": "2025-02-03", "age_years": "74", "payer_class": "Medicaid", "total_charges": "80", "cancelled": "false", "dates_shifted": "false"}, nil},
		"a first-listed diagnosis": {visits, "diagnosis", "role", "principal", sourcetest.Row{
			"encounter_id": "V1", "sequence": "1", "role": "principal", "code": "J069", "code_system": "ICD-10-CM"}, nil},
		"a line of a visit": {visits, "service_line", "encounter_id", "V1", sourcetest.Row{
			"encounter_id": "V1", "line_no": "1", "code": "99213", "modifiers": "25", "service_on": "2025-02-03", "units": "1", "charge": "80"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			rows := c.from.Where(c.table, c.key, c.value)
			if len(rows) == 0 {
				t.Fatalf("no row of %s in which %s is %s", c.table, c.key, c.value)
			}
			row := maps.Clone(rows[0])
			for _, column := range append(c.ofItsOwn, source.Stated) {
				if row[column] == "" {
					t.Errorf("no %s", column)
				}
				delete(row, column)
			}
			if fmt.Sprint(row) != fmt.Sprint(c.want) {
				t.Errorf("got  %v\nwant %v", row, c.want)
			}
		})
	}
}

// TestInstantsNeedAZone: without one a time of day is no instant, and of shifted dates
// neither the zone nor the fiscal year is known (CLK-06).
func TestInstantsNeedAZone(t *testing.T) {
	text := hospital["837/claims.txt"]
	for name, spec := range map[string]source.Spec{
		"no zone":       {Name: "feed"},
		"dates shifted": {Name: "feed", Timezone: "America/Chicago", Options: map[string]string{"dates_shifted": "true"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readSpec(t, text, spec)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := got.Rows["encounter"][0]["admitted_at"]; ok {
				t.Error("an instant of admission")
			}
			if _, ok := got.Rows["event"][0]["occurred_at"]; ok {
				t.Error("an instant of billing")
			}
			shifted := spec.Options["dates_shifted"] == "true"
			if fmt.Sprint(shifted) != got.Rows["encounter"][0]["dates_shifted"] {
				t.Errorf("dates_shifted is %s", got.Rows["encounter"][0]["dates_shifted"])
			}
			if _, ok := got.Rows["drg_assignment"][0]["grouper_version"]; ok == shifted {
				t.Errorf("a grouper version: %v", ok)
			}
		})
	}
	if _, err := readSpec(t, text, source.Spec{Name: "feed", Timezone: "Nowhere/Land"}); fault.KindOf(err) != fault.Config {
		t.Errorf("error %v for a zone that there is not, want one of the configuration", err)
	}
}

func TestFacilityAndAccounts(t *testing.T) {
	text := hospital["837/visits.edi"]
	nobody := strings.Replace(text, "NM1*85*2*HOSPITAL*****XX*1999999984", "NM1*85*2*HOSPITAL", 1)
	nobody = strings.Replace(nobody, "REF*EI*520000000", "REF*0B*520000000", 1)
	for name, c := range map[string]struct {
		text, facility, account string
		options                 []string
	}{
		"the billing provider":            {text, "1999999984", "V1", []string{"facility", "LMC"}},
		"the option":                      {nobody, "LMC", "V1", []string{"facility", "LMC"}},
		"the name of the source":          {nobody, "feed", "V1", nil},
		"accounts of a provider":          {text, "1999999984", "1999999984/V1", []string{"accounts", "by-provider"}},
		"accounts of a provider not told": {nobody, "feed", "V1", []string{"accounts", "by-provider"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, c.text, c.options...)
			e := got.Rows["encounter"][0]
			if e["facility_id"] != c.facility || e["encounter_id"] != c.account {
				t.Errorf("facility %q and account %q, want %q and %q", e["facility_id"], e["encounter_id"], c.facility, c.account)
			}
		})
	}
	for _, name := range []string{"277/taken", "835/paid.835"} {
		got := mustRead(t, hospital[name], "accounts", "by-provider")
		if got.Rows["event"][0]["encounter_id"] != "1999999984/A1" {
			t.Errorf("%s: account %q", name, got.Rows["event"][0]["encounter_id"])
		}
	}
}

// TestPayerOfTheFirstRank: when the first payer has paid, the same bill goes to the next.
// The class is that of the first all the same, and the account is not billed again.
func TestPayerOfTheFirstRank(t *testing.T) {
	text := strings.Replace(file(1, "837", professional, claims("20250301*0900", visit("V1", "SBR*P*18*******MA"))), "SBR*P*18*******MC", "SBR*S*18*******MC", 1)
	got := mustRead(t, text)
	if class := got.Rows["encounter"][0]["payer_class"]; class != "Medicare" || len(got.Rows["event"]) != 0 {
		t.Errorf("class %q and %d events, want Medicare and none", class, len(got.Rows["event"]))
	}
}

// TestWhatIsPassedOver: sound records that are of no table are counted by what they are.
func TestWhatIsPassedOver(t *testing.T) {
	for name, c := range map[string]struct{ text, word string }{
		"an eligibility answer":  {file(1, "271", "005010X279A1", []string{"BHT*0022*11*1*20250101*1319", "HL*1**20*1"}), "transaction 271"},
		"an acknowledgement":     {file(1, "999", "005010X231A1", []string{"AK1*HC*1*005010X223A2"}), "transaction 999"},
		"a status":               {file(1, "277", "005010X212", acknowledged("A1", "A2:20")), "transaction 277"},
		"a set that nobody uses": {file(1, "POISON", "005010", []string{"BHT*1"}), "transaction other"},
		"an interchange's own":   {isa(institutional, 1) + "TA1*000000001*250301*0900*A*000~\nIEA*0*1~\n", "TA1"},
		"a claim not accepted":   {file(1, "277", "005010X214", acknowledged("A1", "A7:562:85")), "STC A7 (not accepted)"},
		"a claim without status": {file(1, "277", "005010X214", acknowledged("A1", "POISON")), "STC other (not accepted)"},
		"a reversal":             {file(1, "835", "005010X221A1", paid("A1", "22")), "CLP02 22 (reversal)"},
		"a claim handed on":      {file(1, "835", "005010X221A1", paid("A1", "23")), "CLP02 23 (forwarded)"},
		"what would be paid":     {file(1, "835", "005010X221A1", paid("A1", "25")), "CLP02 25 (predetermination)"},
		"a hospice's notice":     {file(1, "837", institutional, claims("20250120*1015", stay("A1", "A"))), "notice (CLM05-3 A to E)"},
		"a dentist's question":   {file(1, "837", dental, claims("20250120*1015", []string{"CLM*1*5***11:B:1**************PB"})), "predetermination (CLM19 PB)"},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, c.text)
			if len(got.Rows) != 0 || len(got.Rejects) != 0 || len(got.Skipped) != 1 || got.Skipped[c.word] != 1 {
				t.Errorf("%d rows, %d rejects, passed over %v; want one %q", len(got.Rows), len(got.Rejects), got.Skipped, c.word)
			}
		})
	}
	got := mustRead(t, file(1, "837", institutional, claims("20250120*1015", stay("A1", "1", "HI*TC:A01*TC:A02"))))
	if got.Skipped["HI TC"] != 2 || len(got.Rows["encounter"]) != 1 {
		t.Errorf("passed over %v of %d claims, want two treatment codes of one", got.Skipped, len(got.Rows["encounter"]))
	}
}

// TestBillsWithoutADate were made when their group was.
func TestBillsWithoutADate(t *testing.T) {
	text := strings.Replace(hospital["837/visits.edi"], "*20250204*0900*CH", "***CH", 1)
	if on := mustRead(t, text).Rows["event"][0]["occurred_on"]; on != "2025-03-01" {
		t.Errorf("billed on %s, want the date of the group", on)
	}
}

// TestOneRefusalDecides: a claim with several statuses was taken only if none of them says
// that it was not.
func TestOneRefusalDecides(t *testing.T) {
	for statuses, taken := range map[string]int{"A2:20 A7:21": 0, "A7:21 A2:20": 0, "A1:19 A2:20": 1} {
		first, second, _ := strings.Cut(statuses, " ")
		segments := acknowledged("A1", first)
		for i, s := range segments {
			if strings.HasPrefix(s, "REF*1K") {
				segments[i] = "STC*" + second + "*20250123*U*1"
			}
		}
		if got := mustRead(t, file(1, "277", "005010X214", segments)); len(got.Rows["event"]) != taken {
			t.Errorf("%s: %d events, want %d", statuses, len(got.Rows["event"]), taken)
		}
	}
}

// TestProvidersOfAnswers: the next level of providers forgets the one before.
func TestProvidersOfAnswers(t *testing.T) {
	segments := append(acknowledged("A1", "A2:20"), "HL*5*2*19*1", "HL*6*5*PT", "TRN*2*A2", "STC*A2:20*20250123*WQ*1")
	got := mustRead(t, file(1, "277", "005010X214", segments), "accounts", "by-provider").Rows["event"]
	if len(got) != 2 || got[0]["encounter_id"] != "1999999984/A1" || got[1]["encounter_id"] != "A2" {
		t.Errorf("events %v", got)
	}
}

// TestAgesAreNotNegative: a birth after the visit is a slip of one or the other.
func TestAgesAreNotNegative(t *testing.T) {
	text := strings.Replace(hospital["837/visits.edi"], "DMG*D8*19500615", "DMG*D8*20250615", 1)
	if age, ok := mustRead(t, text).Rows["encounter"][0]["age_years"]; ok {
		t.Errorf("an age of %s", age)
	}
}

// TestDatesOfAnswers: a payment without a date of its own has that of the remittance,
// then that of the group.
func TestDatesOfAnswers(t *testing.T) {
	payment := file(1, "835", "005010X221A1", paid("A1", "4"))
	taken := file(1, "277", "005010X214", acknowledged("A1", "A1:19"))
	for name, c := range map[string]struct{ text, want string }{
		"a denial, on the payment": {payment, "2025-01-31"},
		"on the remittance":        {strings.Replace(payment, "*20250131~", "~", 1), "2025-01-30"},
		"on the group":             {strings.NewReplacer("*20250131~", "~", "DTM*405*20250130", "DTM*232*20250130").Replace(payment), "2025-03-01"},
		"on the status":            {taken, "2025-01-23"},
		"on the acknowledgement":   {strings.Replace(taken, "A1:19*20250123*", "A1:19**", 1), "2025-01-22"},
		"on the interchange":       {strings.NewReplacer("A1:19*20250123*", "A1:19**", "*20250122*0700*", "*soon**", "RECEIVER*20250301*", "RECEIVER*later*").Replace(taken), "2025-03-01"},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, c.text)
			if len(got.Rows["event"]) != 1 || got.Rows["event"][0]["occurred_on"] != c.want {
				t.Errorf("events %v, want one on %s", got.Rows["event"], c.want)
			}
		})
	}
}
