package rif

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
)

// The research files hold claims, their lines and the codes of their accounts apart.
const (
	baseHeader = "BENE_ID,CLM_ID,NCH_NEAR_LINE_REC_IDENT_CD,NCH_CLM_TYPE_CD,CLM_FROM_DT,CLM_THRU_DT,NCH_WKLY_PROC_DT,FI_CLM_PROC_DT,PRVDR_NUM," +
		"CLM_FAC_TYPE_CD,CLM_SRVC_CLSFCTN_TYPE_CD,CLM_FREQ_CD,PTNT_DSCHRG_STUS_CD,CLM_TOT_CHRG_AMT,CLM_ADMSN_DT,NCH_BENE_DSCHRG_DT,CLM_DRG_CD," +
		"ADMTG_DGNS_CD,PRNCPAL_DGNS_CD,ICD_DGNS_CD1,CLM_POA_IND_SW1,ICD_DGNS_CD2,CLM_POA_IND_SW2,FST_DGNS_E_CD,ICD_PRCDR_CD1,PRCDR_DT1,DOB_DT,GNDR_CD"
	revenueHeader = "BENE_ID,CLM_ID,CLM_THRU_DT,CLM_LINE_NUM,NCH_CLM_TYPE_CD,REV_CNTR,REV_CNTR_DT,HCPCS_CD,HCPCS_1ST_MDFR_CD,REV_CNTR_UNIT_CNT,REV_CNTR_TOT_CHRG_AMT"
	// Names of SAS and of the older files.
	sasHeader = "BENE_ID,CLM_ID,RIC_CD,CLM_TYPE,FROM_DT,THRU_DT,WKLY_DT,PROVIDER,FAC_TYPE,TYPESRVC,FREQ_CD,STUS_CD,TOT_CHRG,ADMSN_DT,TYPE_ADM,SRC_ADMS," +
		"DSCHRGDT,DRG_CD,AD_DGNS,PDGNS_CD,DGNS_CD1,DGNS_CD2,PRCDR_CD1,PRCDR_DT1,AT_NPI"
)

func TestResearchFilesHoldClaimsAndLinesApart(t *testing.T) {
	base := cells{
		"BENE_ID": "G1", "CLM_ID": "77", "NCH_CLM_TYPE_CD": "60", "CLM_FROM_DT": "20150928", "CLM_THRU_DT": "20151002", "NCH_WKLY_PROC_DT": "20151016",
		"PRVDR_NUM": "100007", "CLM_FAC_TYPE_CD": "1", "CLM_SRVC_CLSFCTN_TYPE_CD": "1", "CLM_FREQ_CD": "1", "PTNT_DSCHRG_STUS_CD": "01", "CLM_TOT_CHRG_AMT": "900",
		"CLM_ADMSN_DT": "20150928", "NCH_BENE_DSCHRG_DT": "20151002", "CLM_DRG_CD": "871", "PRNCPAL_DGNS_CD": "A419", "ICD_DGNS_CD1": "A419", "CLM_POA_IND_SW1": "Y",
		"ICD_PRCDR_CD1": "02HV33Z", "PRCDR_DT1": "20150929", "DOB_DT": "19400929", "GNDR_CD": "1",
	}
	line := cells{"BENE_ID": "G1", "CLM_ID": "77", "CLM_THRU_DT": "20151002", "CLM_LINE_NUM": "1", "REV_CNTR": "0120", "REV_CNTR_UNIT_CNT": "4", "REV_CNTR_TOT_CHRG_AMT": "900"}
	got := claimtest.Read(t, Source{},
		claimtest.File(t, "inpatient_revenue_center_k.csv", csv(revenueHeader, line, line.with("CLM_LINE_NUM", "2", "REV_CNTR", "1"))),
		claimtest.File(t, "inpatient_base_claims_k.csv", csv(baseHeader, base)))
	if e := got.Rows["encounter"]; len(e) != 1 || e[0]["age_years"] != "74" || e[0]["bill_type"] != "111" || e[0]["total_charges"] != "900" {
		t.Errorf("claim %v", e)
	}
	// An inpatient stay across 1 October 2015 is coded in ICD-10 (VER-02).
	if have := diagnoses(got); have != "principal 1 A419 ICD-10-CM Y" {
		t.Errorf("diagnoses %s", have)
	}
	if p := got.Rows["procedure"]; len(p) != 1 || p[0]["code_system"] != "ICD-10-PCS" {
		t.Errorf("procedures %v", p)
	}
	if l := got.Rows["service_line"]; len(l) != 2 || l[1]["revenue_code"] != "0001" || l[1][source.Stated] != "" {
		t.Errorf("lines %v", l)
	}
	for _, l := range got.Rows["code_list"] {
		if l["list"] == "service_line" {
			t.Error("a file without lines says that it has all of them")
		}
	}
}

func TestLineFilesNeedAClaimAndANumber(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", csv(revenueHeader,
		cells{"BENE_ID": "1", "CLM_LINE_NUM": "1"}, cells{"BENE_ID": "1", "CLM_ID": "2"}, cells{"CLM_ID": "2", "CLM_LINE_NUM": "3"})))
	var columns []string
	for _, r := range got.Rejects {
		columns = append(columns, fmt.Sprint(r.Record, " ", r.Table.Name, ".", r.Column, " ", r.Reason))
	}
	want := "1 service_line.encounter_id missing_value, 2 service_line.line_no missing_value"
	if have := strings.Join(columns, ", "); have != want || len(got.Rows["service_line"]) != 1 {
		t.Errorf("rejects %s, want %s", have, want)
	}
}

func TestOlderNamesOfColumns(t *testing.T) {
	got := claimtest.Read(t, Source{}, claimtest.File(t, "inp_clms.csv", csv(sasHeader, cells{
		"BENE_ID": "G1", "CLM_ID": "78", "CLM_TYPE": "60", "FROM_DT": "20090101", "THRU_DT": "20090105", "WKLY_DT": "20090120", "PROVIDER": "100007",
		"FAC_TYPE": "1", "TYPESRVC": "1", "FREQ_CD": "4", "STUS_CD": "3", "TOT_CHRG": "10.5", "ADMSN_DT": "20081231", "TYPE_ADM": "1", "SRC_ADMS": "7",
		"DSCHRGDT": "20090105", "DRG_CD": "470", "AD_DGNS": "71536", "PDGNS_CD": "71536", "DGNS_CD1": "71536", "DGNS_CD2": "4019",
		"PRCDR_CD1": "8154", "PRCDR_DT1": "20090101", "AT_NPI": "1",
	})))
	if have := diagnoses(got); have != "principal 1 71536 ICD-9-CM, other 1 4019 ICD-9-CM, admitting 1 71536 ICD-9-CM" {
		t.Errorf("diagnoses %s", have)
	}
	want := cells{"bill_type": "114", "discharge_status": "03", "admission_type": "1", "admission_source": "7", "admitted_on": "2008-12-31",
		"discharged_on": "2009-01-05", "total_charges": "10.5", "attending_id": "1", source.Stated: "1232409600000000"}
	for column, value := range want {
		if have := got.Rows["encounter"][0][column]; have != value {
			t.Errorf("%s is %q, want %q", column, have, value)
		}
	}
	if len(got.Rows["procedure"]) != 1 || len(got.Rows["drg_assignment"]) != 1 {
		t.Errorf("%d procedures, %d DRGs", len(got.Rows["procedure"]), len(got.Rows["drg_assignment"]))
	}
}

func TestCodesOfAnAccount(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"condition", "BENE_ID,CLM_ID,NCH_CLM_TYPE_CD,RLT_COND_CD_SEQ,CLM_RLT_COND_CD\n1,77,60,2,44\n", "77 condition 2 44"},
		{"occurrence", "BENE_ID,CLM_ID,NCH_CLM_TYPE_CD,RLT_OCRNC_CD_SEQ,CLM_RLT_OCRNC_CD,CLM_RLT_OCRNC_DT\n1,77,60,1,11,20240131\n", "77 occurrence 1 11 2024-01-31"},
		{"span", "BENE_ID,CLM_ID,NCH_CLM_TYPE_CD,RLT_SPAN_CD_SEQ,CLM_SPAN_CD,CLM_SPAN_FROM_DT,CLM_SPAN_THRU_DT\n1,77,60,1,74,20240131,20240202\n",
			"77 occurrence_span 1 74 2024-01-31 2024-02-02"},
		{"value", "BENE_ID,CLM_ID,NCH_CLM_TYPE_CD,RLT_VAL_CD_SEQ,CLM_VAL_CD,CLM_VAL_AMT\n1,77,60,1,02,512.25\n", "77 value 1 02 512.25"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", c.content))
			if len(got.Rows["account_code"]) != 1 {
				t.Fatalf("%d codes, %d rejects", len(got.Rows["account_code"]), len(got.Rejects))
			}
			a := got.Rows["account_code"][0]
			have := strings.Join(strings.Fields(fmt.Sprintln(a["encounter_id"], a["kind"], a["sequence"], a["code"], a["occurred_on"], a["through_on"], a["amount"])), " ")
			if have != c.want {
				t.Errorf("%s, want %s", have, c.want)
			}
		})
	}
}

func TestBadCodesOfAnAccountAreRejected(t *testing.T) {
	header := "BENE_ID,CLM_ID,RLT_SPAN_CD_SEQ,CLM_SPAN_CD,CLM_SPAN_FROM_DT,CLM_SPAN_THRU_DT\n"
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", header+
		"1,,1,74,20240131,20240202\n1,77,1,,20240131,20240202\n1,77,one,74,20240131,20240202\n1,77,1,74,2024013,20240202\n1,77,1,74,20240131,x\n1,77,1,74,,\n"))
	var columns []string
	for _, r := range got.Rejects {
		columns = append(columns, r.Column)
	}
	if fmt.Sprint(columns) != "[encounter_id code sequence occurred_on through_on]" {
		t.Errorf("rejected for %v", columns)
	}
	if rows := got.Rows["account_code"]; len(rows) != 1 || rows[0]["occurred_on"] != "" {
		t.Errorf("rows %v: nothing of a rejected record may be left in the next one", rows)
	}
	value := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", "BENE_ID,CLM_ID,RLT_VAL_CD_SEQ,CLM_VAL_CD,CLM_VAL_AMT\n1,77,1,02,x\n"))
	if len(value.Rejects) != 1 || value.Rejects[0].Column != "amount" {
		t.Errorf("rejects %v", value.Rejects)
	}
}
