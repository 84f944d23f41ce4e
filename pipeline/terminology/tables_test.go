package terminology

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source/sourcetest"
)

// table5 is Table 5 as CMS ships its text: a title over two lines in Windows-1252, two
// weights, and footnotes.
const table5 = "\"TABLE 5.\x97LIST OF MS-DRGS, RELATIVE WEIGHTING FACTORS,\nAND MEAN LENGTH OF STAY\x97FY 2026 Final Rule\"\t\t\t\t\t\t\t\t\t\r\n" +
	"MS-DRG \tFY 2026 Final Post-Acute DRG\tFY 2026 Final Special Pay DRG\tMDC\tTYPE\tMS-DRG Title\tWeights - Before Cap\tWeights - 10% Cap Applied \tGeometric mean LOS\tArithmetic mean LOS\r\n" +
	"002\tNo\tNo\tPRE\tSURG\tHEART TRANSPLANT WITHOUT MCC\t14.1\t14.5\t15.1\t18.3\r\n" +
	"001\tYes\tYes\tPRE\tSURG\tHEART TRANSPLANT WITH MCC\t26.4106\t26.4106\t29.1\t37.0\r\n" +
	"999\tNo\tNo\t**\t**\tUNGROUPABLE\t0.0000\t.\t0.0\t\r\n" +
	"MS-DRGs 998 and 999 contain cases that could not be assigned.\r\n" +
	"* a note\r\n"

// TestTable5: the weight is the one after the 10 % cap (CMX-01), and both rules of transfers are
// read (FIN-05).
func TestTable5(t *testing.T) {
	rows := [][]any{
		{"TABLE 5.—LIST OF MS-DRGS—FY 2026 Final Rule"}, {},
		{"MS-DRG", "FY 2026 Final\nPost-Acute DRG", "FY 2026 Final\nSpecial Pay DRG", "MDC", "TYPE", "MS-DRG Title", "Weights - Before Cap", "Weights - 10% Cap Applied", "Geometric mean LOS", "Arithmetic mean LOS"},
		{"002", "No", "No", "PRE", "SURG", "HEART TRANSPLANT WITHOUT MCC", 14.1, 14.5, 15.1, 18.3},
		{"001", "Yes", "Yes", "PRE", "SURG", "HEART TRANSPLANT WITH MCC", 26.410599999999999, 26.4106, 29.1, 37},
		{"999", "No", "No", "**", "**", "UNGROUPABLE", 0, ".", 0, ""},
		{"MS-DRGs 998 and 999 contain cases that could not be assigned."}, {"* a note"},
	}
	for name, got := range map[string]*sourcetest.Collector{
		"text":     mustReadText(t, "CMS-1833-F Table 5.txt", table5),
		"workbook": mustReadText(t, "CMS-1833-F Table 5.xlsx", workbook(t, map[string][][]any{"Table 5": rows})),
	} {
		all := got.Rows["drg_set"]
		if len(all) != 3 || len(got.Rejects) != 0 || got.Skipped["footnote"] != 2 {
			t.Fatalf("%s: rows %v, %d rejects, skipped %v", name, all, len(got.Rejects), got.Skipped)
		}
		want := sourcetest.Row{
			"drg_system": "MS-DRG", "grouper_version": "43", "drg": "002", "title": "HEART TRANSPLANT WITHOUT MCC", "mdc": "PRE", "drg_type": "SURG",
			"weight": "14.5", "uncapped_weight": "14.1", "gmlos": "15.1", "amlos": "18.3", "base_title": "HEART TRANSPLANT", "severity": "without_MCC",
			"post_acute": "false", "special_pay": "false",
		}
		if fmt.Sprint(all[1]) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", name, all[1], want)
		}
		if all[0]["uncapped_weight"] != "26.4106" || all[2]["weight"] != "" || all[2]["mdc"] != "" || all[2]["drg_type"] != "" || all[2]["amlos"] != "" ||
			all[0]["post_acute"] != "true" || all[0]["special_pay"] != "true" {
			t.Errorf("%s: %v", name, all)
		}
	}
}

// TestTable5OfOneWeight is how it was before the cap.
func TestTable5OfOneWeight(t *testing.T) {
	got := mustReadText(t, "FY 2019 Table 5.csv", "MS-DRG,MDC,TYPE,MS-DRG Title,Weights,Geometric mean LOS,Arithmetic mean LOS\n"+
		"1,PRE,SURG,A W MCC,1.5,2,3\n1,PRE,SURG,A W MCC,1.5,2,3\n2,01,MED,B,x,2,3\nabc,01,MED,B,1,2,3\n")
	if all := got.Rows["drg_set"]; len(all) != 1 || all[0]["drg"] != "001" || all[0]["grouper_version"] != "36" || all[0]["weight"] != "1.5" || all[0]["uncapped_weight"] != "" {
		t.Errorf("rows %v", all)
	}
	if len(got.Rejects) != 3 || got.Rejects[0].Column != "drg" || got.Rejects[1].Column != "weight" || got.Rejects[2].Column != "drg" {
		t.Errorf("%d rejects", len(got.Rejects))
	}
	refused(t, "table.csv", "MS-DRG,MDC,TYPE,MS-DRG Title,Weights,Geometric mean LOS\n1,PRE,SURG,A,1,2\n", "of which fiscal year")
	refused(t, "table 5 FY2025.txt", table5, "another fiscal year")
}

// TestRecycledDRGs is the trap 23 of standard.md 8: 522 and 523 were DRGs of alcohol and
// drug use before 1 October 2007 and mean something else now (VER-09).
func TestRecycledDRGs(t *testing.T) {
	got := mustReadText(t, "codes-drg.csv", "\"MS-DRGs\",\"Description\"\n\"MS-DRG 522\",\"Alcohol\"\n\"MS-DRG 895\",\"Alcohol\"\n")
	for _, r := range got.Rows["code_mark"] {
		if want := map[string]string{"522": "2007-10-01"}[r["code"]]; r["valid_to"] != want || r["code_system"] != "MS-DRG" {
			t.Errorf("%v, want it to end on %q", r, want)
		}
	}
	if len(got.Rows["code_mark"]) != 2 {
		t.Errorf("rows %v", got.Rows)
	}
}

func TestSensitiveListWithDates(t *testing.T) {
	got := mustReadText(t, "sensitive.csv", "CPT Code,Description,Category,Start Date,End Date\nH0005,Counseling,alcohol,2001-01-01,2020-12-31\n99408,Screening,,,\n4320F,Patient,x,soon,\n")
	want := []sourcetest.Row{
		{"list": "sensitive", "code_system": "HCPCS", "code": "H0005", "valid_from": "2001-01-01", "valid_to": "2020-12-31", "detail": "alcohol"},
		{"list": "sensitive", "code_system": "CPT", "code": "99408", "valid_from": "1966-01-01", "detail": "substance_use"},
	}
	if fmt.Sprint(got.Rows["code_mark"]) != fmt.Sprint(want) || len(got.Rejects) != 1 || got.Rejects[0].Column != "valid_from" {
		t.Errorf("rows %v, %d rejects", got.Rows, len(got.Rejects))
	}
	refused(t, "budget.csv", "CPT Code,Description\n99408,Screening\n", "not a file of codes that is known")
}

func TestCodeEditsOfOtherVersions(t *testing.T) {
	const header = "MCE_Version\tICD_Version\tMCE_Section\tMCE_Subsection\tMCE_Edit_Type\tICD_Code_Type\tICD_Code\tICD_Desc\n"
	got := mustReadText(t, "MCE_v39.1.txt", header+
		"39.1\t10\t20\tA\tUnspecified_Code\tD\tA33\tx\n32\t9\t5\tA\tFemale_Only\tD\t6221\tx\n"+
		"37.9\t10\t5\tA\tFemale_Only\tD\tA33\tx\n37\t10\t5\tA\tFemale_Only\tQ\tA33\tx\n37\t10\t5\tA\tNot a word\tD\tA33\tx\n")
	want := []sourcetest.Row{
		{"list": "mce_unspecified_code", "code_system": "ICD-10-CM", "code": "A33", "valid_from": "2022-04-01", "valid_to": "2022-09-30", "list_version": "39.1"},
		{"list": "mce_sex", "code_system": "ICD-9-CM", "code": "6221", "valid_from": "2014-10-01", "valid_to": "2015-09-30", "detail": "F", "list_version": "32"},
	}
	if fmt.Sprint(got.Rows["code_mark"]) != fmt.Sprint(want) || len(got.Rejects) != 3 {
		t.Errorf("rows %v, %d rejects", got.Rows["code_mark"], len(got.Rejects))
	}
}

// classicCCSR is the file of CCSR (standard.md 5.5): values in single quotes, those with
// commas in double ones, empty categories as blanks, and a quote missing in the header.
const classicCCSR = "'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','Default CCSR CATEGORY IP,'Default CCSR CATEGORY DESCRIPTION IP','Default CCSR CATEGORY OP','Default CCSR CATEGORY DESCRIPTION OP'," +
	"'CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION','CCSR CATEGORY 2','CCSR CATEGORY 2 DESCRIPTION','CCSR CATEGORY 3','CCSR CATEGORY 3 DESCRIPTION','Rationale for Default Assignment'\r\n" +
	"'I110',\"Hypertensive heart disease, with failure\",'CIR019','Heart failure','CIR019','Heart failure','CIR008','Hypertension','CIR019','Heart failure',' ',' ','06 Infectious conditions'\r\n" +
	"'B950','Streptococcus, group A','XXX000','Unacceptable PDX','XXX111','Unacceptable DX1','INF003','Bacterial infections',' ',' ',' ',' ','01 One'\r\n" +
	"'K5000',\"Crohn's disease\",'DIG011','Enteritis','DIG011','Enteritis','DIG011','Enteritis',' ',' ',' ',' ','01 One'\r\n" +
	"' ','x','DIG011','x','DIG011','x','DIG011','x',' ',' ',' ',' ','01'\r\n"

// TestClassicCCSR is GRP-05 to GRP-07, with the quirks of its file.
func TestClassicCCSR(t *testing.T) {
	for _, header := range []string{classicCCSR, strings.Replace(classicCCSR, "'ICD-10-CM CODE DESCRIPTION'", "'ICD-10-CM CODE DESCRIPTION\"", 1)} {
		got := mustReadText(t, "DXCCSR_v2026-1.csv", header)
		var lines []string
		for _, r := range got.Rows["code_group"] {
			lines = append(lines, strings.TrimSpace(fmt.Sprint(r["code"], " ", r["grouping"], " ", r["position"], " ", r["default_inpatient"], " ", r["default_outpatient"], " ", r["scheme_version"])))
		}
		want := "I110 CIR008 1 false false v2026.1\nI110 CIR019 2 true true v2026.1\nB950 INF003 1 false false v2026.1\n" +
			"B950 XXX000  true false v2026.1\nB950 XXX111  false true v2026.1\nK5000 DIG011 1 true true v2026.1"
		if strings.Join(lines, "\n") != want {
			t.Errorf("rows\n%s\nwant\n%s", strings.Join(lines, "\n"), want)
		}
		if len(got.Rejects) != 1 || got.Rejects[0].Column != "code" {
			t.Errorf("%d rejects, want the one without a code", len(got.Rejects))
		}
		if r := got.Where("group_title", "grouping", "XXX000"); len(r) != 1 || r[0]["title"] != "Unacceptable PDX" || r[0]["parent"] != "" {
			t.Errorf("title of XXX000: %v", r)
		}
		if r := got.Where("group_title", "grouping", "CIR019"); len(r) != 1 || r[0]["parent"] != "CIR" {
			t.Errorf("title of CIR019: %v", r)
		}
	}
	refused(t, "DXCCSR.csv", classicCCSR, "which version of CCSR")
}

// TestCCSRWorkbook has the two sheets that are read, and another.
func TestCCSRWorkbook(t *testing.T) {
	book := workbook(t, map[string][][]any{
		"About": {{"This is about it"}},
		"DX_to_CCSR_Mapping": {
			{"Searchable list of ICD-10-CM diagnosis codes mapped to CCSR categories, v2026.1"},
			{"ICD-10-CM Code", "ICD-10-CM Code Description", "CCSR Category", "CCSR Category Description", "Inpatient Default CCSR (Y/N/X)", "Outpatient Default CCSR (Y/N/X)"},
			{"B6013", "Keratoconjunctivitis", "EYE001", "Cornea", "X", "Y"}, {"B6013", "Keratoconjunctivitis", "INF009", "Parasitic", "X", "N"},
			{"B6014", "x", "EYE001", "Cornea", "Z", "Y"}, {"B6015", "x", "none", "Cornea", "Y", "Y"},
		},
		"CCSR_Categories": {{"Searchable list of CCSR categories, v2026.1"}, {"CCSR Category", "CCSR Category Description"}, {"EYE001", "Cornea"}, {"XXX000", "Dummy"}},
	})
	got := mustReadText(t, "DXCCSR-Reference-File-v2026-1.xlsx", book)
	if n := len(got.Where("code_group", "code", "B6013")); n != 3 || len(got.Where("code_group", "grouping", "XXX000")) != 1 {
		t.Errorf("%d groups of B60.13, want its two categories and one dummy: %v", n, got.Rows["code_group"])
	}
	if len(got.Rejects) != 2 || got.Skipped["sheet of another kind"] != 2 { // a new workbook has an empty sheet of its own
		t.Errorf("%d rejects, skipped %v", len(got.Rejects), got.Skipped)
	}
}

func TestTitlesOfICD9(t *testing.T) {
	got := mustReadText(t, "CMS32_DESC_LONG_DX.txt", "0010  Cholera due to vibrio cholerae\r\n38600 M\xe9ni\xe8re's disease, unspecified\r\nV010  Contact with cholera\r\nE8000 Railway accident\r\n0010  Again\r\nno code\r\n")
	if all := got.Rows["code_release"]; len(all) != 4 || fmt.Sprint(all[1]) != fmt.Sprint(sourcetest.Row{
		"code_system": "ICD-9-CM", "valid_from": "2014-10-01", "valid_to": "2015-09-30", "code": "38600", "billable": "true", "title": "Ménière's disease, unspecified",
	}) {
		t.Errorf("rows %v", all)
	}
	if len(got.Rejects) != 2 || got.Rejects[0].Record != 5 || got.Rejects[1].Record != 6 {
		t.Errorf("%d rejects", len(got.Rejects))
	}
	if r := mustReadText(t, "CMS31_DESC_LONG_SG.txt", "0001 Therapeutic ultrasound\n").Rows["code_release"]; r[0]["code_system"] != "ICD-9-PCS" || r[0]["valid_from"] != "2013-10-01" {
		t.Errorf("procedures %v", r)
	}
	if got := mustReadText(t, "CMS32_DESC_SHORT_DX.txt", "0010  Cholera\n0011  Cholera el\n"); got.Skipped["abbreviated title"] != 2 {
		t.Errorf("skipped %v", got.Skipped)
	}
}

// TestConversionCells has cells as NCHS writes them (VER-08).
func TestConversionCells(t *testing.T) {
	for cell, want := range map[string]string{
		"A04.7": "A04.7", "C56.1 and C56.2": "C56.1 C56.2", "E75.240, E75.241; E75.248 & E75.249 ": "E75.240 E75.241 E75.248 E75.249",
		"H02.101-H02.103; H02.109": "H02.101 H02.102 H02.103 H02.109", "S06.898A-S06.899A": "S06.898A S06.899A", "Codes in Categories T15-T17": "T15 T16 T17",
		"I63.-": "I63", "a code from R11-": "R11", "K59.09 and Code from categories T36-T37": "K59.09 T36 T37", "I10-I15.9": "I10 I15.9", "I63.031 AND I63.032": "I63.031 I63.032",
		"A04.7, A04.7": "A04.7", "see the list": "", "": "",
	} {
		content := workbook(t, map[string][][]any{"Table": {
			{"The National Center for Health Statistics"}, {"Current code assignment", "Effective", "Previous Code(s) Assignment"}, {"Z99.0 ", 2025, cell},
		}})
		got := mustReadText(t, "conversion table.xlsx", content)
		var previous []string
		for _, r := range got.Rows["code_change"] {
			previous = append(previous, r["previous_code"])
			if r["code"] != "Z99.0" || r["valid_from"] != "2025-10-01" {
				t.Errorf("%v", r)
			}
		}
		if strings.Join(previous, " ") != want || len(got.Rejects) != map[bool]int{true: 1}[want == ""] {
			t.Errorf("%q: %v and %d rejects, want %s", cell, previous, len(got.Rejects), want)
		}
	}
}

func TestConversionDates(t *testing.T) {
	const header = "Current code assignment,Effective,Previous Code(s) Assignment\n"
	got := mustReadText(t, "conversion.csv", header+"A00,2025,A01\nA02,45017,A01\nA03,4/1/2023,A01\nA04,2023-04-01,A01\nA05,soon,A01\nA06,1999,A01\nA07,2020,None\n")
	var dates []string
	for _, r := range got.Rows["code_change"] {
		dates = append(dates, r["valid_from"])
	}
	if want := "[2025-10-01 2023-04-01 2023-04-01 2023-04-01]"; fmt.Sprint(dates) != want || len(got.Rejects) != 2 || got.Skipped["code without a previous one"] != 1 {
		t.Errorf("dates %v, want %s; %d rejects, skipped %v", dates, want, len(got.Rejects), got.Skipped)
	}
}

func TestTablesOfOne(t *testing.T) {
	for name, content := range map[string]string{
		"comma": groups, "semicolon": strings.ReplaceAll(strings.ReplaceAll(groups, "Gut, all", "Gut all"), ",", ";"), "tab": strings.ReplaceAll(strings.ReplaceAll(groups, "Gut, all", "Gut all"), ",", "\t"),
	} {
		got := mustReadText(t, "service lines.csv", content)
		if len(got.Rows["code_group"]) != 2 || len(got.Rows["group_title"]) != 1 || got.Rows["code_group"][0]["position"] != "1" {
			t.Errorf("%s: %v", name, got.Rows)
		}
	}
}

// TestOpenQuoteEndsWithItsLine: it does not swallow the rest of the file.
func TestOpenQuoteEndsWithItsLine(t *testing.T) {
	got := mustReadText(t, "groups.csv", groups+"lines,1,ICD-10-CM,\"A003,gut,x\n"+strings.Repeat("lines,1,ICD-10-CM,A004,gut,x\n", 40)+
		"lines,1,ICD-10-CM,A005,gut,\""+strings.Repeat("x", 300_000)+"\"\nlines,1,ICD-10-CM,A006,gut,\"two\nlines\"\n")
	if n := len(got.Rows["code_group"]); n != 43 || len(got.Rejects) != 2 {
		t.Errorf("%d rows and %d rejects, want 43 and 2", n, len(got.Rejects))
	}
}
