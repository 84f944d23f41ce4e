package rif

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"chartline/pipeline/source/cms/claimtest"
	"chartline/pipeline/source/sourcetest"
)

// codesOf are the diagnoses of a claim: role, sequence, code, system and POA of each.
func codesOf(t *testing.T, content string) string {
	t.Helper()
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", content))
	if len(got.Rejects) > 0 {
		t.Fatalf("%d rejects", len(got.Rejects))
	}
	return diagnoses(got)
}

func diagnoses(got *sourcetest.Collector) string {
	var all []string
	for _, d := range got.Rows["diagnosis"] {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", d["role"], d["sequence"], d["code"], d["code_system"], d["poa"])))
	}
	return strings.Join(all, ", ")
}

// bare is a claim without diagnoses.
func bare() cells {
	c := stay.with()
	for k := range c {
		if strings.Contains(k, "DGNS") || strings.Contains(k, "POA") {
			delete(c, k)
		}
	}
	return c
}

// TestDiagnoses holds the traps of standard.md 5.5 about codes.
func TestDiagnoses(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim cells
		want  string
	}{
		{"trap 1: the principal is repeated at position 1",
			bare().with("PRNCPAL_DGNS_CD", "A41", "ICD_DGNS_CD1", "A41", "CLM_POA_IND_SW1", "Y", "ICD_DGNS_CD2", "N179", "CLM_POA_IND_SW2", "N"),
			"principal 1 A41 ICD-10-CM Y, other 1 N179 ICD-10-CM N"},
		{"trap 1: the principal is repeated at position 4",
			bare().with("PRNCPAL_DGNS_CD", "A41", "ICD_DGNS_CD1", "I10", "ICD_DGNS_CD2", "E119", "ICD_DGNS_CD3", "N179", "ICD_DGNS_CD4", "A41", "CLM_POA_IND_SW4", "N", "ICD_DGNS_CD5", "Z794"),
			"principal 1 A41 ICD-10-CM N, other 1 I10 ICD-10-CM, other 2 E119 ICD-10-CM, other 3 N179 ICD-10-CM, other 4 Z794 ICD-10-CM"},
		{"trap 1: the principal is not in the list",
			bare().with("PRNCPAL_DGNS_CD", "A41", "ICD_DGNS_CD1", "I10", "CLM_POA_IND_SW1", "Y"),
			"principal 1 A41 ICD-10-CM, other 1 I10 ICD-10-CM Y"},
		{"trap 1: another code is there twice, once with a dot and once in lower case",
			bare().with("PRNCPAL_DGNS_CD", "A41", "ICD_DGNS_CD1", "K21.9", "ICD_DGNS_CD2", "k219", "CLM_POA_IND_SW2", "U", "ICD_DGNS_CD3", "K21"),
			"principal 1 A41 ICD-10-CM, other 1 K21.9 ICD-10-CM U, other 2 K21 ICD-10-CM"},
		{"no principal is stated, so none is made up",
			bare().with("ICD_DGNS_CD1", "I10"), "other 1 I10 ICD-10-CM"},
		{"a gap in the list",
			bare().with("ICD_DGNS_CD2", "I10", "ICD_DGNS_CD25", "E119"), "other 1 I10 ICD-10-CM, other 2 E119 ICD-10-CM"},
		{"the same text in two versions is two codes",
			bare().with("PRNCPAL_DGNS_CD", "E8881", "PRNCPAL_DGNS_VRSN_CD", "0", "ICD_DGNS_CD1", "E8881", "ICD_DGNS_VRSN_CD1", "9"),
			"principal 1 E8881 ICD-10-CM, other 1 E8881 ICD-9-CM"},
		{"version 9", bare().with("PRNCPAL_DGNS_CD", "0389", "PRNCPAL_DGNS_VRSN_CD", "9"), "principal 1 0389 ICD-9-CM"},
		{"no version, ended before 1 October 2015",
			bare().with("CLM_THRU_DT", "30-Sep-2015", "PRNCPAL_DGNS_CD", "V5867"), "principal 1 V5867 ICD-9-CM"},
		{"no version, ended on 1 October 2015",
			bare().with("CLM_THRU_DT", "01-Oct-2015", "PRNCPAL_DGNS_CD", "Z794"), "principal 1 Z794 ICD-10-CM"},
		{"an unknown version is no version that is known",
			bare().with("PRNCPAL_DGNS_CD", "Z794", "PRNCPAL_DGNS_VRSN_CD", "7"), "principal 1 Z794 other"},
		{"trap 2: POA 0 and 1 are exempt, X and Z end the list, others stand (ING-07)",
			bare().with("ICD_DGNS_CD1", "A1", "CLM_POA_IND_SW1", "0", "ICD_DGNS_CD2", "A2", "CLM_POA_IND_SW2", "1",
				"ICD_DGNS_CD3", "A3", "CLM_POA_IND_SW3", "X", "ICD_DGNS_CD4", "A4", "CLM_POA_IND_SW4", "Z",
				"ICD_DGNS_CD5", "A5", "CLM_POA_IND_SW5", "W", "ICD_DGNS_CD6", "A6", "CLM_POA_IND_SW6", "u", "ICD_DGNS_CD7", "A7", "CLM_POA_IND_SW7", "Q"),
			"other 1 A1 ICD-10-CM, other 2 A2 ICD-10-CM, other 3 A3 ICD-10-CM, other 4 A4 ICD-10-CM, " +
				"other 5 A5 ICD-10-CM W, other 6 A6 ICD-10-CM U, other 7 A7 ICD-10-CM Q"},
		{"trap 2: a blank POA of a code is none, and an indicator without a code says nothing",
			bare().with("ICD_DGNS_CD1", "A1", "CLM_POA_IND_SW2", "Y"), "other 1 A1 ICD-10-CM"},
		{"the first external cause is repeated in its list",
			bare().with("FST_DGNS_E_CD", "W19XXXA", "ICD_DGNS_E_CD1", "Y92009", "ICD_DGNS_E_CD2", "W19XXXA", "CLM_E_POA_IND_SW2", "N", "ICD_DGNS_E_CD12", "Y998"),
			"external_cause 1 W19XXXA ICD-10-CM N, external_cause 2 Y92009 ICD-10-CM, external_cause 3 Y998 ICD-10-CM"},
		{"an admitting code and a reason for the visit are their own, also where they are the principal",
			bare().with("PRNCPAL_DGNS_CD", "R0602", "ADMTG_DGNS_CD", "R0602", "RSN_VISIT_CD1", "R0602", "RSN_VISIT_CD3", "R05"),
			"principal 1 R0602 ICD-10-CM, admitting 1 R0602 ICD-10-CM, reason_for_visit 1 R0602 ICD-10-CM, reason_for_visit 2 R05 ICD-10-CM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := codesOf(t, file(inpatientHeader, c.claim)); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestLineDiagnosisIsNoDiagnosisOfItsOwn: it points to one of the claim's.
func TestLineDiagnosisIsNoDiagnosisOfItsOwn(t *testing.T) {
	want := "principal 1 E1122 ICD-10-CM, other 1 I10 ICD-10-CM"
	if got := codesOf(t, file(carrierHeader, visit, visit.with("LINE_NUM", "2", "LINE_ICD_DGNS_CD", "E1122"))); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestEncounter holds what is said of an account.
func TestEncounter(t *testing.T) {
	for _, c := range []struct {
		name, header string
		claim        cells
		want         cells // of the columns named
	}{
		{"a stay", inpatientHeader, stay, cells{
			"encounter_id": "-1001", "patient_id": "-10", "facility_id": "220001", "patient_type": "IP",
			"admitted_on": "2024-03-02", "discharged_on": "2024-03-08", "admitted_at": "", "discharged_at": "",
			"discharge_status": "01", "admission_type": "1", "admission_source": "2", "bill_type": "111",
			"attending_id": "1888888883", "payer_class": "Medicare", "total_charges": "12345.67", "cancelled": "false", "dates_shifted": "false"}},
		{"a visit", carrierHeader, visit, cells{
			"encounter_id": "-2001", "facility_id": "1777777774", "patient_type": "PROF", "admitted_on": "2024-04-01",
			"discharged_on": "2024-04-01", "bill_type": "", "total_charges": "245.04"}},
		{"no admission: the claim's first day", inpatientHeader, stay.with("CLM_ADMSN_DT", ""), cells{"admitted_on": "2024-03-03"}},
		{"no discharge: the through date (standard.md 5.1)", inpatientHeader, stay.with("NCH_BENE_DSCHRG_DT", ""), cells{"discharged_on": "2024-03-09"}},
		{"still a patient", inpatientHeader, stay.with("NCH_BENE_DSCHRG_DT", "", "PTNT_DSCHRG_STUS_CD", "30"), cells{"discharged_on": "", "discharge_status": "30"}},
		{"the first part of a stay (FRQ-04)", inpatientHeader, stay.with("NCH_BENE_DSCHRG_DT", "", "CLM_FREQ_CD", "2"), cells{"discharged_on": "", "bill_type": "112"}},
		{"a part between (FRQ-04)", inpatientHeader, stay.with("NCH_BENE_DSCHRG_DT", "", "CLM_FREQ_CD", "3"), cells{"discharged_on": ""}},
		{"the part that closes it", inpatientHeader, stay.with("NCH_BENE_DSCHRG_DT", "", "CLM_FREQ_CD", "4"), cells{"discharged_on": "2024-03-09"}},
		{"a part that names the discharge", inpatientHeader, stay.with("CLM_FREQ_CD", "3"), cells{"discharged_on": "2024-03-08"}},
		{"a month of visits", inpatientHeader, stay.with("NCH_BENE_DSCHRG_DT", "", "CLM_SRVC_CLSFCTN_TYPE_CD", "3", "CLM_FREQ_CD", "3"), cells{"discharged_on": "2024-03-09", "patient_type": "ANC"}},
		{"dates without hyphens", inpatientHeader, stay.with("CLM_ADMSN_DT", "02MAR2024", "NCH_BENE_DSCHRG_DT", "08mar2024"), cells{"admitted_on": "2024-03-02", "discharged_on": "2024-03-08"}},
		{"dates in digits", inpatientHeader, stay.with("CLM_ADMSN_DT", "20240302", "NCH_BENE_DSCHRG_DT", "00000000"), cells{"admitted_on": "2024-03-02", "discharged_on": "2024-03-09"}},
		{"the NPI where there is no provider number", inpatientHeader, stay.with("PRVDR_NUM", ""), cells{"facility_id": "1999999992"}},
		{"a placeholder is no NPI", inpatientHeader, stay.with("PRVDR_NUM", "", "ORG_NPI_NUM", "0000000000"), cells{"facility_id": "medicare"}},
		{"outpatient", inpatientHeader, stay.with("CLM_SRVC_CLSFCTN_TYPE_CD", "3"), cells{"patient_type": "ANC", "bill_type": "131"}},
		{"skilled nursing", inpatientHeader, stay.with("CLM_FAC_TYPE_CD", "2"), cells{"patient_type": "IP", "bill_type": "211"}},
		{"home health", inpatientHeader, stay.with("CLM_FAC_TYPE_CD", "3", "CLM_SRVC_CLSFCTN_TYPE_CD", "2", "CLM_FREQ_CD", "9"), cells{"patient_type": "OP-REC", "bill_type": "329"}},
		{"hospice", inpatientHeader, stay.with("CLM_FAC_TYPE_CD", "8"), cells{"patient_type": "OP-REC", "bill_type": "811"}},
		{"ambulatory surgery", inpatientHeader, stay.with("CLM_FAC_TYPE_CD", "8", "CLM_SRVC_CLSFCTN_TYPE_CD", "3"), cells{"patient_type": "SDS"}},
		{"no type of bill: the type of claim", inpatientHeader, stay.with("CLM_FAC_TYPE_CD", "", "NCH_CLM_TYPE_CD", "50"), cells{"patient_type": "OP-REC", "bill_type": ""}},
		{"neither: what the file has columns for", inpatientHeader, stay.with("CLM_FAC_TYPE_CD", "", "NCH_CLM_TYPE_CD", ""), cells{"patient_type": "IP"}},
		{"another pays first", inpatientHeader, stay.with("NCH_PRMRY_PYR_CD", "A"), cells{"payer_class": ""}},
		{"Medicare pays first, in so many words", inpatientHeader, stay.with("NCH_PRMRY_PYR_CD", "Z"), cells{"payer_class": "Medicare"}},
		{"negative charges", inpatientHeader, stay.with("CLM_TOT_CHRG_AMT", "-12.345"), cells{"total_charges": "-12.35"}},
		{"no charges", inpatientHeader, stay.with("CLM_TOT_CHRG_AMT", ""), cells{"total_charges": ""}},
		{"deleted", inpatientHeader, stay.with("DML_IND", "DELETE"), cells{"cancelled": "true"}},
		{"no longer final", inpatientHeader, stay.with("FINAL_ACTION", "N"), cells{"cancelled": "true"}},
		{"void", inpatientHeader, stay.with("CLM_FREQ_CD", "8"), cells{"cancelled": "true"}},
		{"a replacement is a claim of its own", inpatientHeader, stay.with("CLM_FREQ_CD", "7"), cells{"cancelled": "false", "bill_type": "117"}},
		{"cancel-only adjustment", inpatientHeader, stay.with("FI_CLM_ACTN_CD", "4"), cells{"cancelled": "true"}},
		{"full credit of a carrier", carrierHeader, visit.with("CARR_CLM_ENTRY_CD", "3"), cells{"cancelled": "true"}},
		{"cancelled by a carrier", carrierHeader, visit.with("CLM_DISP_CD", "03"), cells{"cancelled": "true"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(c.header, c.claim)))
			if len(got.Rows["encounter"]) != 1 {
				t.Fatalf("%d claims, %d rejects", len(got.Rows["encounter"]), len(got.Rejects))
			}
			for column, want := range c.want {
				if have := got.Rows["encounter"][0][column]; have != want {
					t.Errorf("%s is %q, want %q", column, have, want)
				}
			}
			if c.want["cancelled"] == "true" && len(got.Rows["diagnosis"])+len(got.Rows["service_line"])+len(got.Rows["procedure"])+len(got.Rows["drg_assignment"]) > 0 {
				t.Error("a claim that is taken back still has codes or lines")
			}
			if lists := len(got.Rows["code_list"]); lists != 4 {
				t.Errorf("%d lists are complete, want 4", lists)
			}
		})
	}
}

func TestAgeNeedsABirth(t *testing.T) {
	header := inpatientHeader + "|DOB_DT"
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(header,
		stay.with("DOB_DT", "03-Mar-1942"), stay.with("CLM_ID", "2", "DOB_DT", "02-Mar-1942"), stay.with("CLM_ID", "3"))))
	var ages []string
	for _, e := range got.Rows["encounter"] {
		ages = append(ages, e["age_years"])
	}
	// Admitted on 2 March 2024: a day before the 82nd birthday, on it, and of unknown age.
	if fmt.Sprint(ages) != "[81 82 ]" {
		t.Errorf("ages %v, want 81, 82 and none", ages)
	}
}

func TestHospiceBeginsWithItsElection(t *testing.T) {
	header := strings.Replace(inpatientHeader, "CLM_ADMSN_DT", "CLM_HOSPC_START_DT_ID", 1)
	hospice := stay.with("CLM_HOSPC_START_DT_ID", "06-Feb-2024")
	delete(hospice, "CLM_ADMSN_DT")
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(header, hospice)))
	if e := got.Rows["encounter"]; len(e) != 1 || e[0]["admitted_on"] != "2024-02-06" {
		t.Errorf("claims %v", e)
	}
}

func TestOptions(t *testing.T) {
	in := claimtest.File(t, "x.csv", file(inpatientHeader, stay.with("PRVDR_NUM", "", "ORG_NPI_NUM", "")))
	in.Spec.Options = map[string]string{"facility": "MAIN", "dates_shifted": "true"}
	e := claimtest.Read(t, Source{}, in).Rows["encounter"][0]
	if e["facility_id"] != "MAIN" || e["dates_shifted"] != "true" {
		t.Errorf("facility %q, shifted %q", e["facility_id"], e["dates_shifted"])
	}
}

// TestDRGOfFourCharacters: they occur in test data (trap 3), and a DRG is text.
func TestDRGOfFourCharacters(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader,
		stay.with("CLM_DRG_CD", "6955"), stay.with("CLM_ID", "2", "CLM_DRG_CD", "014"), stay.with("CLM_ID", "3", "CLM_DRG_CD", ""))))
	var drgs []string
	for _, d := range got.Rows["drg_assignment"] {
		drgs = append(drgs, d["drg_system"]+" "+d["drg"]+d["grouper_version"])
	}
	if fmt.Sprint(drgs) != "[MS-DRG 6955 MS-DRG 014]" {
		t.Errorf("%v", drgs)
	}
}

func TestProceduresCountAsTheyStand(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader, stay.with(
		"ICD_PRCDR_CD2", "5A1945Z", "ICD_PRCDR_VRSN_CD2", "0", "PRCDR_DT2", "04-Mar-2024",
		"ICD_PRCDR_CD4", "9604", "ICD_PRCDR_VRSN_CD4", "9"))))
	var all []string
	for _, p := range got.Rows["procedure"] {
		all = append(all, strings.TrimSpace(fmt.Sprint(p["sequence"], " ", p["role"], " ", p["code"], " ", p["code_system"], " ", p["performed_on"])))
	}
	want := "1 principal 5A1945Z ICD-10-PCS 2024-03-04, 2 other 5A1945Z ICD-10-PCS 2024-03-04, 3 other 9604 ICD-9-PCS"
	if got := strings.Join(all, ", "); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestLinesRepeatTheirClaim: it is written once for a run of lines that agree, again
// where it comes back, and again where a line says something else of it.
func TestLinesRepeatTheirClaim(t *testing.T) {
	other := stay.with("CLM_ID", "-1002")
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader,
		stay, stay.with("CLM_LINE_NUM", "2", "REV_CNTR", "1", "HCPCS_1ST_MDFR_CD", ""), other,
		stay.with("CLM_LINE_NUM", "3"), stay.with("CLM_LINE_NUM", "4", "PTNT_DSCHRG_STUS_CD", "6"))))
	var claims []string
	for _, e := range got.Rows["encounter"] {
		claims = append(claims, e["encounter_id"]+" "+e["discharge_status"])
	}
	if want := "[-1001 01 -1002 01 -1001 01 -1001 06]"; fmt.Sprint(claims) != want {
		t.Errorf("claims %v, want %s", claims, want)
	}
	var lines []string
	for _, l := range got.Rows["service_line"] {
		lines = append(lines, fmt.Sprint(l["encounter_id"], " ", l["line_no"], " ", l["revenue_code"], " ", l["code"], " ", l["modifiers"], " ", l["service_on"], " ", l["units"], " ", l["charge"]))
	}
	sort.Strings(lines)
	want := []string{
		"-1001 1 0450 99285 25 59 2024-03-02 1 850.5", "-1001 2 0001 99285 59 2024-03-02 1 850.5",
		"-1001 3 0450 99285 25 59 2024-03-02 1 850.5", "-1001 4 0450 99285 25 59 2024-03-02 1 850.5",
		"-1002 1 0450 99285 25 59 2024-03-02 1 850.5",
	}
	if fmt.Sprint(lines) != fmt.Sprint(want) {
		t.Errorf("\n got %v\nwant %v", lines, want)
	}
}

func TestBeneficiaries(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "beneficiary.csv", "\ufeff"+file(beneficiaryHeader,
		person, person.with("BENE_ID", `34867\`, "BENE_SEX_IDENT_CD", "1", "BENE_ZIP_CD", "021391234", "BENE_SRNM_NAME", `O"Neil\`),
		person.with("BENE_ID", "3", "BENE_SEX_IDENT_CD", "0", "BENE_ZIP_CD", ""), person.with("BENE_ID", "4", "DML_IND", "DELETE"))))
	var all []string
	for _, p := range got.Rows["patient"] {
		all = append(all, fmt.Sprint(p["patient_id"], " ", p["birth_on"], " ", p["sex"], " ", p["postal_code"]))
	}
	// A spreadsheet has taken the leading zero of a postal code; a backslash is a letter.
	want := `-10 1942-01-17 F 01730, 34867\ 1942-01-17 M 021391234, 3 1942-01-17 U `
	if got := strings.Join(all, ", "); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if got.Skipped["deleted beneficiary"] != 1 {
		t.Errorf("skipped %v, want the one who is deleted", got.Skipped)
	}
}

func TestFilesOfNoCanonicalTableArePassedOver(t *testing.T) {
	for header, what := range map[string]string{
		"DML_IND|PDE_ID|CLM_GRP_ID|FINAL_ACTION|BENE_ID|SRVC_DT|PROD_SRVC_ID": "prescription drug event",
		"DESYNPUF_ID,PDE_ID,SRVC_DT,PROD_SRVC_ID":                             "prescription drug event",
		historyHeader: "beneficiary history",
		"BENE_ID,CARRIER_CLAIMS,DME_CLAIMS,HHA_CLAIMS":                "export summary",
		"BENE_ID,CLM_ID,NCH_CLM_TYPE_CD,DEMO_ID_SQNC_NUM,DEMO_ID_NUM": "demonstration code",
	} {
		got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(header, cells{}, cells{})))
		if got.Skipped[what] != 2 || len(got.Rows)+len(got.Rejects) > 0 {
			t.Errorf("%s: skipped %v, want two", what, got.Skipped)
		}
	}
}
