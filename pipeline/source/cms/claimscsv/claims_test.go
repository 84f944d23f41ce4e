package claimscsv

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sort"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
	"chartline/pipeline/source/sourcetest"
)

func diagnoses(got *sourcetest.Collector) string {
	var all []string
	for _, d := range got.Rows["diagnosis"] {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", d["role"], d["sequence"], d["code"], d["code_system"], d["poa"])))
	}
	return strings.Join(all, ", ")
}

// bare is a stay without codes.
func bare() cells {
	c := stay.with()
	for k := range c {
		if strings.HasPrefix(k, "diagnosis") || strings.HasPrefix(k, "procedure") {
			delete(c, k)
		}
	}
	return c
}

func TestDiagnoses(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim cells
		want  string
	}{
		{"the first is principal", stay, "principal 1 I5023 ICD-10-CM Y, other 1 N179 ICD-10-CM N"},
		{"first-listed of a professional claim", visit, "principal 1 E1122 ICD-10-CM, other 1 I10 ICD-10-CM"},
		{"the first is blank, so none is principal", bare().with("diagnosis_code_2", "I10", "diagnosis_code_3", "E119"), "other 1 I10 ICD-10-CM, other 2 E119 ICD-10-CM"},
		{"25 columns", bare().with("diagnosis_code_1", "I10", "diagnosis_code_25", "Z794", "diagnosis_poa_25", "W"), "principal 1 I10 ICD-10-CM, other 1 Z794 ICD-10-CM W"},
		{"the principal is repeated", bare().with("diagnosis_code_1", "E7800", "diagnosis_code_2", "E7800", "diagnosis_poa_2", "Y", "diagnosis_code_3", "I10"),
			"principal 1 E7800 ICD-10-CM Y, other 1 I10 ICD-10-CM"},
		{"another is repeated", bare().with("diagnosis_code_1", "I10", "diagnosis_code_2", "E039", "diagnosis_code_3", "E785", "diagnosis_code_4", "e03.9"),
			"principal 1 I10 ICD-10-CM, other 1 E039 ICD-10-CM, other 2 E785 ICD-10-CM"},
		{"POA 0 and 1 are exempt, and an unknown one stands", bare().with("diagnosis_code_1", "A1", "diagnosis_poa_1", "0", "diagnosis_code_2", "A2", "diagnosis_poa_2", "1",
			"diagnosis_code_3", "A3", "diagnosis_poa_3", "y", "diagnosis_code_4", "A4", "diagnosis_poa_4", "E"),
			"principal 1 A1 ICD-10-CM, other 1 A2 ICD-10-CM, other 2 A3 ICD-10-CM Y, other 3 A4 ICD-10-CM E"},
		{"ICD-9", bare().with("diagnosis_code_type", "ICD-9-CM", "diagnosis_code_1", "4280"), "principal 1 4280 ICD-9-CM"},
		{"ICD-10 in other words", bare().with("diagnosis_code_type", "10", "diagnosis_code_1", "I10"), "principal 1 I10 ICD-10-CM"},
		{"SNOMED CT is its own", bare().with("diagnosis_code_type", "snomed-ct", "diagnosis_code_1", "38341003"), "principal 1 38341003 SNOMED CT"},
		{"a system that is not known", bare().with("diagnosis_code_type", "a system of our own", "diagnosis_code_1", "X"), "principal 1 X other"},
		{"no system, ended before 1 October 2015", bare().with("claim_end_date", "2015-09-30", "diagnosis_code_1", "4280"), "principal 1 4280 ICD-9-CM"},
		{"no system, ended on 1 October 2015", bare().with("claim_end_date", "2015-10-01", "diagnosis_code_1", "I10"), "principal 1 I10 ICD-10-CM"},
		{"no end of the claim: the discharge", bare().with("claim_end_date", "", "discharge_date", "2014-10-01", "diagnosis_code_1", "4280"), "principal 1 4280 ICD-9-CM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader, c.claim)))
			if have := diagnoses(got); have != c.want {
				t.Errorf("\n got %s\nwant %s", have, c.want)
			}
		})
	}
}

func TestEncounter(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim cells
		want  cells
	}{
		{"a stay", stay, cells{
			"encounter_id": "C1", "patient_id": "P1", "facility_id": "1999999992", "patient_type": "IP", "admitted_on": "2024-03-02", "discharged_on": "2024-03-08",
			"admitted_at": "", "discharged_at": "", "discharge_status": "01", "admission_type": "1", "admission_source": "2", "bill_type": "111",
			"total_charges": "", "cancelled": "false", "dates_shifted": "false"}},
		{"a visit", visit, cells{"patient_type": "PROF", "facility_id": "payer", "admitted_on": "2024-04-01", "discharged_on": "2024-04-01"}},
		{"no admission and discharge: those of the claim", stay.with("admission_date", "", "discharge_date", ""), cells{"admitted_on": "2024-03-03", "discharged_on": "2024-03-09"}},
		{"still a patient", stay.with("discharge_date", "", "discharge_disposition_code", "30"), cells{"discharged_on": ""}},
		{"the first part of a stay (FRQ-04)", stay.with("discharge_date", "", "bill_type_code", "112"), cells{"discharged_on": ""}},
		{"the part that closes it", stay.with("discharge_date", "", "bill_type_code", "114"), cells{"discharged_on": "2024-03-09"}},
		{"dates with a time of day", stay.with("admission_date", "2024-03-02 00:00:00", "discharge_date", "2024-03-08T00:00:00.000Z"), cells{"admitted_on": "2024-03-02", "discharged_on": "2024-03-08", "admitted_at": ""}},
		{"dates as in a spreadsheet", stay.with("admission_date", "03/02/2024", "discharge_date", "20240308"), cells{"admitted_on": "2024-03-02", "discharged_on": "2024-03-08"}},
		{"the zeros that a spreadsheet takes", stay.with("discharge_disposition_code", "1"), cells{"discharge_status": "01"}},
		{"a type of bill with its leading zero", stay.with("bill_type_code", "0131"), cells{"bill_type": "131", "patient_type": "ANC"}},
		{"no facility: who bills", stay.with("facility_npi", ""), cells{"facility_id": "1777777774"}},
		{"home health", stay.with("bill_type_code", "329"), cells{"patient_type": "OP-REC"}},
		{"no type of bill, but a DRG", stay.with("bill_type_code", "", "admission_date", ""), cells{"patient_type": "IP", "bill_type": ""}},
		{"no type of bill and no stay", stay.with("bill_type_code", "", "admission_date", "", "ms_drg_code", ""), cells{"patient_type": "ANC"}},
		{"a frequency of letters", stay.with("bill_type_code", "13I"), cells{"bill_type": "13I", "cancelled": "false"}},
		{"void", stay.with("bill_type_code", "118"), cells{"cancelled": "true"}},
		{"charges of the line", stay.with("charge_amount", "10"), cells{"total_charges": ""}},
		{"charges of the claim in CCLF", stay.with("charge_amount", "10", "data_source", "CCLF"), cells{"total_charges": "10"}},
		{"charges of a line in CCLF, on a professional claim", visit, cells{"total_charges": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader, c.claim)))
			if len(got.Rows["encounter"]) != 1 {
				t.Fatalf("%d claims, %d rejects", len(got.Rows["encounter"]), len(got.Rejects))
			}
			e := got.Rows["encounter"][0]
			if e["facility_id"] == "medicare" {
				e["facility_id"] = "payer" // the name of the source
			}
			for column, want := range c.want {
				if have := e[column]; have != want {
					t.Errorf("%s is %q, want %q", column, have, want)
				}
			}
			if e["cancelled"] == "true" && len(got.Rows) > 1 {
				t.Error("a void claim still has codes or lines")
			}
		})
	}
}

// TestChargesOfTheClaimAreNoLines': Tuva's CCLF files repeat them on each line.
func TestChargesOfTheClaimAreNoLines(t *testing.T) {
	for _, c := range []struct{ option, source, total, charge string }{
		{"auto", "payer", "", "850.5"}, {"auto", "cclf", "850.5", ""}, {"line", "cclf", "", "850.5"}, {"claim", "payer", "850.5", ""},
	} {
		in := claimtest.File(t, "x.csv", file(tuvaHeader, stay.with("data_source", c.source), stay.with("data_source", c.source, "claim_line_number", "2")))
		in.Spec.Options = map[string]string{"charges": c.option}
		got := claimtest.Read(t, Source{}, in)
		e, l := got.Rows["encounter"], got.Rows["service_line"]
		if len(e) != 1 || len(l) != 2 || e[0]["total_charges"] != c.total || l[0]["charge"] != c.charge || l[1]["charge"] != c.charge {
			t.Errorf("%s, %s: claims %v, lines %v", c.option, c.source, e, l)
		}
	}
}

// TestLinesThatDifferInTheClaimsCharges: then the claim is written again.
func TestLinesThatDifferInTheClaimsCharges(t *testing.T) {
	cclf := stay.with("data_source", "cclf")
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader, cclf, cclf.with("charge_amount", "900"), cclf.with("charge_amount", "900", "claim_line_number", "3"))))
	if e := got.Rows["encounter"]; len(e) != 2 || e[1]["total_charges"] != "900" {
		t.Errorf("claims %v", e)
	}
}

func TestLines(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader,
		stay, visit, stay.with("claim_line_number", "2", "revenue_center_code", "1", "hcpcs_code", "", "hcpcs_modifier_1", "", "service_unit_quantity", "0.5", "charge_amount", "-3"),
		stay.with("claim_line_number", ""))))
	var lines []string
	for _, l := range got.Rows["service_line"] {
		lines = append(lines, fmt.Sprint(l["encounter_id"], " ", l["line_no"], " ", l["revenue_code"], " ", l["code"], " ", l["modifiers"], " ", l["service_on"], " ", l["units"], " ", l["charge"]))
	}
	sort.Strings(lines)
	want := []string{"C1 1 0450 99285 25 59  1 850.5", "C1 2 0001  59  0.5 -3", "C2 1  99214  2024-04-01 1 245.04"}
	if fmt.Sprint(lines) != fmt.Sprint(want) {
		t.Errorf("\n got %q\nwant %q", lines, want)
	}
	if len(got.Rows["encounter"]) != 3 {
		t.Errorf("%d claims, want 3: the first comes back", len(got.Rows["encounter"]))
	}
	if got.Skipped["line without a number"] != 1 {
		t.Errorf("skipped %v, want the line without a number", got.Skipped)
	}
}

func TestPaidLaterStandsWhateverIsReadFirst(t *testing.T) {
	first := stay.with("paid_date", "2024-04-01", "diagnosis_code_3", "E119")
	later := stay.with("paid_date", "2024-05-01", "diagnosis_code_2", "", "diagnosis_poa_2", "", "ms_drg_code", "292")
	for _, order := range [][]cells{{first, later}, {later, first}} {
		got := claimtest.Winning(claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader, order...))))
		if len(got["encounter"]) != 1 || len(got["diagnosis"]) != 1 || len(got["drg_assignment"]) != 1 || !strings.Contains(got["drg_assignment"][0], "drg:292") {
			t.Errorf("%v %v", got["diagnosis"], got["drg_assignment"])
		}
	}
}

func TestLinesThatArePaidOnOtherDates(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader,
		stay.with("paid_date", "1970-01-02"), stay.with("paid_date", "1970-01-03", "claim_line_number", "2"))))
	e, l := got.Rows["encounter"], got.Rows["service_line"]
	if len(e) != 2 || len(l) != 2 || e[1][source.Stated] != "172800000000" || l[0][source.Stated] != "86400000000" || l[1][source.Stated] != "172800000000" {
		t.Errorf("claims %v, lines %v", e, l)
	}
}

func TestWithoutAPaymentWhatIsReadLastStands(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader, stay)), claimtest.File(t, "y.csv", file(tuvaHeader, stay.with("ms_drg_code", "292"))))
	if _, stated := got.Rows["encounter"][0][source.Stated]; stated || len(got.Rows["code_list"]) > 0 {
		t.Error("something is stated where there is no clock")
	}
	if d := claimtest.Winning(got)["drg_assignment"]; len(d) != 1 || !strings.Contains(d[0], "drg:292") {
		t.Errorf("DRG %v, want that of the later file", d)
	}
}

func TestSynonymsOfColumns(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"dx1", "Claim_Number,Member_ID,From_Date,Thru_Date,DX1,DX2,POA1,POA2\n1,2,2024-01-01,2024-01-02,I10,E119,Y,N\n", "principal 1 I10 ICD-10-CM Y, other 1 E119 ICD-10-CM N"},
		{"dx_01", "claim_no,dx_01,dx_02,dx_01_poa\n1,I10,E119,\n", "principal 1 I10 ICD-10-CM, other 1 E119 ICD-10-CM"},
		{"a principal of its own", "claim_id,principal_diagnosis_code,principal_poa,diag_1,diag_2,diag_poa_1\n1,A419,Y,I10,A419,N\n", "principal 1 A419 ICD-10-CM Y, other 1 I10 ICD-10-CM N"},
		{"30 columns", "claim_id," + series("diagnosis_code_", 30) + "\n1" + strings.Repeat(",", 30) + "Z794\n", "other 1 Z794 ICD-10-CM"},
		{"admitting, external cause, reason for the visit", "claim_id,dx1,admitting_diagnosis_code,ecode_1,ecode_poa_1,reason_for_visit_1\n1,S72001A,M25551,W19XXXA,N,M25551\n",
			"principal 1 S72001A ICD-10-CM, admitting 1 M25551 ICD-10-CM, external_cause 1 W19XXXA ICD-10-CM N, reason_for_visit 1 M25551 ICD-10-CM"},
		{"semicolons and quotes", "\"claim_id\";\"dx1\";\"dx2\"\n\"1\";\"I10\";\"E11.9\"\n", "principal 1 I10 ICD-10-CM, other 1 E11.9 ICD-10-CM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := claimtest.File(t, "x.csv", c.content)
			if have := diagnoses(claimtest.Read(t, Source{}, in)); have != c.want {
				t.Errorf("\n got %s\nwant %s", have, c.want)
			}
			if !(Source{}).Recognises("x.csv", []byte(c.content)) {
				t.Error("it is not recognised")
			}
		})
	}
}

func TestDRGsOfSeveralSystems(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv",
		"claim_id,dx1,ms_drg_code,apr_drg_code\n1,I10,291,194\n"), claimtest.File(t, "y.csv",
		"claim_id,dx1,drg_code,drg_code_type\n2,I10,194,apr-drg\n3,I10,014,\n"))
	var all []string
	for _, d := range got.Rows["drg_assignment"] {
		all = append(all, d["encounter_id"]+" "+d["drg_system"]+" "+d["drg"])
	}
	if want := "[1 MS-DRG 291 1 APR-DRG 194 2 APR-DRG 194 3 MS-DRG 014]"; fmt.Sprint(all) != want {
		t.Errorf("%v, want %s", all, want)
	}
}

func TestMembers(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "eligibility.csv", file(memberHeader,
		member, member.with("patient_id", "P2", "gender", "Male", "birth_date", "", "zip_code", "021391234"),
		member.with("patient_id", "P3", "gender", "unknown", "zip_code", ""), member.with("patient_id", "P4", "gender", "X"))))
	var all []string
	for _, p := range got.Rows["patient"] {
		all = append(all, fmt.Sprint(p["patient_id"], " ", p["birth_on"], " ", p["sex"], " ", p["postal_code"]))
	}
	want := "P1 1942-01-17 F 01730, P2  M 021391234, P3 1942-01-17 U , P4 1942-01-17 X 01730"
	if have := strings.Join(all, ", "); have != want {
		t.Errorf("\n got %s\nwant %s", have, want)
	}
}

// TestShuffledAndSplitFilesGiveTheSame: sixty claims of one to six lines, some paid
// twice, in one file and in three of another order.
func TestShuffledAndSplitFilesGiveTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var records []cells
	for n := range 60 {
		for version := range 1 + n%2 {
			c := stay.with("claim_id", fmt.Sprint("C", n), "ms_drg_code", fmt.Sprint(100+version), "diagnosis_code_3", fmt.Sprintf("E%d", 10+version))
			if n%3 > 0 || version > 0 {
				c["paid_date"] = fmt.Sprintf("2024-04-%02d", 1+version)
			}
			for line := range 1 + random.IntN(6) {
				records = append(records, c.with("claim_line_number", fmt.Sprint(line+1), "hcpcs_code", fmt.Sprintf("G%04d", 100*n+10*line+version)))
			}
		}
	}
	want := claimtest.Winning(claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader, records...))))
	if len(want["encounter"]) != 60 || len(want["diagnosis"]) != 180 {
		t.Fatalf("%d claims, %d diagnoses", len(want["encounter"]), len(want["diagnosis"]))
	}
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 3)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		a, b := len(records)/5, len(records)/2
		got := claimtest.Winning(claimtest.Read(t, Source{},
			claimtest.File(t, "b.csv", file(tuvaHeader, records[b:]...)), claimtest.File(t, "x.csv", file(tuvaHeader, records[:a]...)),
			claimtest.File(t, "a.csv", file(tuvaHeader, records[a:b]...)), claimtest.File(t, "again.csv", file(tuvaHeader, records[a:]...))))
		for table := range want {
			if !reflect.DeepEqual(got[table], want[table]) {
				t.Fatalf("seed %d: %s differs", seed, table)
			}
		}
	}
}
