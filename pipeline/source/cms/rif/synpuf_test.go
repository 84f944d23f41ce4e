package rif

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
)

// Headers as the codebook of the DE-SynPUF lists its columns (standard.md 5.5).
var (
	synpufInpatient = "DESYNPUF_ID,CLM_ID,SEGMENT,CLM_FROM_DT,CLM_THRU_DT,PRVDR_NUM,CLM_PMT_AMT,NCH_PRMRY_PYR_CLM_PD_AMT," +
		"AT_PHYSN_NPI,OP_PHYSN_NPI,OT_PHYSN_NPI,CLM_ADMSN_DT,ADMTNG_ICD9_DGNS_CD,CLM_PASS_THRU_PER_DIEM_AMT,NCH_BENE_IP_DDCTBL_AMT," +
		"NCH_BENE_PTA_COINSRNC_LBLTY_AM,NCH_BENE_BLOOD_DDCTBL_LBLTY_AM,CLM_UTLZTN_DAY_CNT,NCH_BENE_DSCHRG_DT,CLM_DRG_CD," +
		commas("ICD9_DGNS_CD_%d", 10) + "," + commas("ICD9_PRCDR_CD_%d", 6) + "," + commas("HCPCS_CD_%d", 45)
	synpufOutpatient = "DESYNPUF_ID,CLM_ID,SEGMENT,CLM_FROM_DT,CLM_THRU_DT,PRVDR_NUM,CLM_PMT_AMT,NCH_PRMRY_PYR_CLM_PD_AMT," +
		"AT_PHYSN_NPI,OP_PHYSN_NPI,OT_PHYSN_NPI,NCH_BENE_BLOOD_DDCTBL_LBLTY_AM," + commas("ICD9_DGNS_CD_%d", 10) + "," +
		commas("ICD9_PRCDR_CD_%d", 6) + ",NCH_BENE_PTB_DDCTBL_AMT,NCH_BENE_PTB_COINSRNC_AMT,ADMTNG_ICD9_DGNS_CD," + commas("HCPCS_CD_%d", 45)
	synpufCarrier = "DESYNPUF_ID,CLM_ID,CLM_FROM_DT,CLM_THRU_DT," + commas("ICD9_DGNS_CD_%d", 8) + "," + commas("PRF_PHYSN_NPI_%d", 13) + "," +
		commas("TAX_NUM_%d", 13) + "," + commas("HCPCS_CD_%d", 13) + "," + commas("LINE_NCH_PMT_AMT_%d", 13) + "," +
		commas("LINE_ALOWD_CHRG_AMT_%d", 13) + "," + commas("LINE_PRCSG_IND_CD_%d", 13) + "," + commas("LINE_ICD9_DGNS_CD_%d", 13)
	synpufBeneficiary = "DESYNPUF_ID,BENE_BIRTH_DT,BENE_DEATH_DT,BENE_SEX_IDENT_CD,BENE_RACE_CD,BENE_ESRD_IND,SP_STATE_CODE,BENE_COUNTY_CD," +
		"BENE_HI_CVRAGE_TOT_MONS,SP_CHF,MEDREIMB_IP"
)

func commas(pattern string, upTo int) string {
	return strings.ReplaceAll(triples(pattern, upTo), "|", ",")
}

// csv is a file of the SynPUF: what a record does not say is empty.
func csv(header string, records ...cells) string {
	return strings.ReplaceAll(file(header, records...), " ", "")
}

var segment1 = cells{
	"DESYNPUF_ID": "00013D2EFD8E45D1", "CLM_ID": "196661176988405", "SEGMENT": "1", "CLM_FROM_DT": "20100312", "CLM_THRU_DT": "20100313",
	"PRVDR_NUM": "2600GD", "AT_PHYSN_NPI": "3139083564", "CLM_ADMSN_DT": "20100312", "ADMTNG_ICD9_DGNS_CD": "4580",
	"NCH_BENE_DSCHRG_DT": "20100313", "CLM_DRG_CD": "OTH", "ICD9_DGNS_CD_1": "7802", "ICD9_DGNS_CD_2": "78820", "ICD9_DGNS_CD_3": "7802",
	"ICD9_DGNS_CD_10": "V4501", "ICD9_PRCDR_CD_1": "8952", "ICD9_PRCDR_CD_6": "9904", "HCPCS_CD_1": "99223", "HCPCS_CD_45": "J1100",
}

// segment2 says nothing but more codes, and of the tenth version's time nothing: its
// dates are blank.
var segment2 = cells{
	"DESYNPUF_ID": "00013D2EFD8E45D1", "CLM_ID": "196661176988405", "SEGMENT": "2",
	"ICD9_DGNS_CD_1": "4019", "ICD9_DGNS_CD_2": "25000", "ICD9_PRCDR_CD_1": "3893", "HCPCS_CD_1": "85025",
}

// TestSegment2ContinuesSegment1 (standard.md 5.5): one account, one principal diagnosis,
// positions that follow on.
func TestSegment2ContinuesSegment1(t *testing.T) {
	for name, records := range map[string][]cells{"in order": {segment1, segment2}, "the other way round": {segment2, segment1}} {
		t.Run(name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", csv(synpufInpatient, records...)))
			if len(got.Rows["encounter"]) != 1 {
				t.Fatalf("%d claims, want 1", len(got.Rows["encounter"]))
			}
			e := got.Rows["encounter"][0]
			if e["patient_type"] != "IP" || e["admitted_on"] != "2010-03-12" || e["discharged_on"] != "2010-03-13" || e["total_charges"] != "" || e["facility_id"] != "2600GD" {
				t.Errorf("claim %v", e)
			}
			if _, stated := e[source.Stated]; stated || len(got.Rows["code_list"]) > 0 {
				t.Error("the SynPUF does not say when it was stated")
			}
			want := []string{
				"admitting 1 4580 ICD-9-CM", "other 1 78820 ICD-9-CM", "other 10 4019 ICD-9-CM", "other 11 25000 ICD-9-CM",
				"other 2 V4501 ICD-9-CM", "principal 1 7802 ICD-9-CM",
			}
			if have := sorted(strings.Split(diagnoses(got), ", ")); fmt.Sprint(have) != fmt.Sprint(want) {
				t.Errorf("\n got %v\nwant %v", have, want)
			}
			var procedures, lines []string
			for _, p := range got.Rows["procedure"] {
				procedures = append(procedures, fmt.Sprint(p["sequence"], " ", p["role"], " ", p["code"], " ", p["code_system"]))
			}
			if have := fmt.Sprint(sorted(procedures)); have != "[1 principal 8952 ICD-9-PCS 2 other 9904 ICD-9-PCS 7 other 3893 ICD-9-PCS]" {
				t.Errorf("procedures %s", have)
			}
			for _, l := range got.Rows["service_line"] {
				lines = append(lines, fmt.Sprint(l["line_no"], " ", l["code"], l["charge"]))
			}
			if have := fmt.Sprint(sorted(lines)); have != "[1 99223 45 J1100 46 85025]" {
				t.Errorf("lines %s", have)
			}
			if d := got.Rows["drg_assignment"]; len(d) != 1 || d[0]["drg"] != "OTH" {
				t.Errorf("DRGs %v: a word is kept as it stands", d)
			}
		})
	}
}

// TestSynPUFCarrierLines: a code that only a line has is the claim's too.
func TestSynPUFCarrierLines(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", csv(synpufCarrier, cells{
		"DESYNPUF_ID": "1", "CLM_ID": "2", "CLM_FROM_DT": "20080104", "CLM_THRU_DT": "20080104", "ICD9_DGNS_CD_1": "3598", "ICD9_DGNS_CD_2": "27541",
		"HCPCS_CD_1": "99213", "HCPCS_CD_3": "36415", "LINE_ICD9_DGNS_CD_1": "27541", "LINE_ICD9_DGNS_CD_3": "4011", "LINE_ALOWD_CHRG_AMT_1": "60.00",
	})))
	want := "principal 1 3598 ICD-9-CM, other 1 27541 ICD-9-CM, other 2 4011 ICD-9-CM"
	if have := diagnoses(got); have != want {
		t.Errorf("\n got %s\nwant %s", have, want)
	}
	if e := got.Rows["encounter"]; len(e) != 1 || e[0]["patient_type"] != "PROF" || e[0]["facility_id"] != "medicare" {
		t.Errorf("claim %v", e)
	}
	// What is allowed is no charge.
	if l := got.Rows["service_line"]; len(l) != 2 || l[1]["line_no"] != "3" || l[0]["charge"] != "" {
		t.Errorf("lines %v", l)
	}
}

func TestSynPUFOutpatientAndBeneficiaries(t *testing.T) {
	visit := cells{
		"DESYNPUF_ID": "1", "CLM_ID": "542192281063886", "SEGMENT": "1", "CLM_FROM_DT": "20080904", "CLM_THRU_DT": "20080905",
		"PRVDR_NUM": "2600RA", "ICD9_DGNS_CD_1": "V5841", "HCPCS_CD_1": "85610",
	}
	patient := cells{"DESYNPUF_ID": "1", "BENE_BIRTH_DT": "19230501", "BENE_SEX_IDENT_CD": "1", "BENE_COUNTY_CD": "950"}
	got := claimtest.Read(t, Source{}, claimtest.File(t, "op.csv", csv(synpufOutpatient, visit)), claimtest.File(t, "bene.csv", csv(synpufBeneficiary, patient)))
	if e := got.Rows["encounter"]; len(e) != 1 || e[0]["patient_type"] != "ANC" || e[0]["discharged_on"] != "2008-09-05" || e[0]["patient_id"] != "1" {
		t.Errorf("claim %v", e)
	}
	if p := got.Rows["patient"]; len(p) != 1 || p[0]["birth_on"] != "1923-05-01" || p[0]["sex"] != "M" || p[0]["postal_code"] != "" {
		t.Errorf("patient %v", p)
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func TestBadSegmentIsRejected(t *testing.T) {
	for _, segment := range []string{"0", "x", "10"} {
		got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", csv(synpufInpatient, segment1.with("SEGMENT", segment))))
		if len(got.Rejects) != 1 || len(got.Rows) > 0 || got.Rejects[0].Reason != source.ReasonType {
			t.Errorf("segment %q: %d rejects", segment, len(got.Rejects))
		}
	}
}
