package rif

import (
	"fmt"
	"slices"
	"strings"
)

// Headers in the order of the files that Blue Button reads, with what this package
// reads of them and some that it does not.
var (
	inpatientHeader = strings.Join([]string{
		"DML_IND|BENE_ID|CLM_ID|CLM_GRP_ID|FINAL_ACTION|NCH_NEAR_LINE_REC_IDENT_CD|NCH_CLM_TYPE_CD",
		"CLM_FROM_DT|CLM_THRU_DT|NCH_WKLY_PROC_DT|FI_CLM_PROC_DT|PRVDR_NUM|CLM_FAC_TYPE_CD|CLM_SRVC_CLSFCTN_TYPE_CD|CLM_FREQ_CD",
		"CLM_PMT_AMT|NCH_PRMRY_PYR_CD|FI_CLM_ACTN_CD|ORG_NPI_NUM|AT_PHYSN_NPI|PTNT_DSCHRG_STUS_CD|CLM_TOT_CHRG_AMT",
		"CLM_ADMSN_DT|CLM_IP_ADMSN_TYPE_CD|CLM_SRC_IP_ADMSN_CD|NCH_BENE_DSCHRG_DT|CLM_DRG_CD",
		"ADMTG_DGNS_CD|ADMTG_DGNS_VRSN_CD|PRNCPAL_DGNS_CD|PRNCPAL_DGNS_VRSN_CD",
		triples("ICD_DGNS_CD%[1]d|ICD_DGNS_VRSN_CD%[1]d|CLM_POA_IND_SW%[1]d", 25),
		"FST_DGNS_E_CD|FST_DGNS_E_VRSN_CD",
		triples("ICD_DGNS_E_CD%[1]d|ICD_DGNS_E_VRSN_CD%[1]d|CLM_E_POA_IND_SW%[1]d", 12),
		triples("ICD_PRCDR_CD%[1]d|ICD_PRCDR_VRSN_CD%[1]d|PRCDR_DT%[1]d", 25),
		triples("RSN_VISIT_CD%[1]d|RSN_VISIT_VRSN_CD%[1]d", 3),
		"CLM_LINE_NUM|REV_CNTR|REV_CNTR_DT|HCPCS_CD|HCPCS_1ST_MDFR_CD|HCPCS_2ND_MDFR_CD|REV_CNTR_UNIT_CNT|REV_CNTR_TOT_CHRG_AMT",
	}, "|")
	carrierHeader = strings.Join([]string{
		"DML_IND|BENE_ID|CLM_ID|CLM_GRP_ID|FINAL_ACTION|NCH_CLM_TYPE_CD|CLM_FROM_DT|CLM_THRU_DT|NCH_WKLY_PROC_DT",
		"CARR_CLM_ENTRY_CD|CLM_DISP_CD|CARR_NUM|NCH_CARR_CLM_SBMTD_CHRG_AMT|PRNCPAL_DGNS_CD|PRNCPAL_DGNS_VRSN_CD",
		triples("ICD_DGNS_CD%[1]d|ICD_DGNS_VRSN_CD%[1]d", 12),
		"CARR_CLM_BLG_NPI_NUM|LINE_NUM|PRF_PHYSN_NPI|ORG_NPI_NUM|LINE_SRVC_CNT|LINE_1ST_EXPNS_DT|HCPCS_CD|HCPCS_1ST_MDFR_CD|HCPCS_2ND_MDFR_CD",
		"LINE_SBMTD_CHRG_AMT|LINE_ICD_DGNS_CD|LINE_ICD_DGNS_VRSN_CD",
	}, "|")
	beneficiaryHeader = "DML_IND|BENE_ID|STATE_CODE|BENE_ZIP_CD|BENE_BIRTH_DT|BENE_SEX_IDENT_CD|BENE_SRNM_NAME|RFRNC_YR|EFCTV_BGN_DT"
	historyHeader     = "DML_IND|BENE_ID|BENE_BIRTH_DT|BENE_SEX_IDENT_CD|MBI_NUM|EFCTV_BGN_DT|EFCTV_END_DT"
)

func triples(pattern string, upTo int) string {
	var all []string
	for n := 1; n <= upTo; n++ {
		all = append(all, fmt.Sprintf(pattern, n))
	}
	return strings.Join(all, "|")
}

// cells are the values of a record by their columns.
type cells map[string]string

// with gives a copy with some values set.
func (c cells) with(pairs ...string) cells {
	all := cells{}
	for k, v := range c {
		all[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

// file is a header with records under it; what a record does not say is a single blank,
// as CMS writes it.
func file(header string, records ...cells) string {
	delimiter := ","
	if strings.Contains(header, "|") {
		delimiter = "|"
	}
	names := strings.Split(header, delimiter)
	lines := []string{header}
	for _, r := range records {
		values := make([]string, len(names))
		for i, n := range names {
			if values[i] = " "; r[n] != "" {
				values[i] = r[n]
			}
		}
		for n := range r {
			if !slices.Contains(names, n) {
				panic("no column " + n)
			}
		}
		lines = append(lines, strings.Join(values, delimiter))
	}
	return strings.Join(lines, "\n") + "\n"
}

// stay is an inpatient claim of one line, as the others are made from.
var stay = cells{
	"DML_IND": "INSERT", "BENE_ID": "-10", "CLM_ID": "-1001", "FINAL_ACTION": "F", "NCH_CLM_TYPE_CD": "60",
	"CLM_FROM_DT": "03-Mar-2024", "CLM_THRU_DT": "09-Mar-2024", "NCH_WKLY_PROC_DT": "22-Mar-2024", "FI_CLM_PROC_DT": "15-Mar-2024",
	"PRVDR_NUM": "220001", "CLM_FAC_TYPE_CD": "1", "CLM_SRVC_CLSFCTN_TYPE_CD": "1", "CLM_FREQ_CD": "1",
	"ORG_NPI_NUM": "1999999992", "AT_PHYSN_NPI": "1888888883", "PTNT_DSCHRG_STUS_CD": "1", "CLM_TOT_CHRG_AMT": "12345.67",
	"CLM_ADMSN_DT": "02-Mar-2024", "CLM_IP_ADMSN_TYPE_CD": "1", "CLM_SRC_IP_ADMSN_CD": "2", "NCH_BENE_DSCHRG_DT": "08-Mar-2024",
	"CLM_DRG_CD": "291", "ADMTG_DGNS_CD": "R0602", "ADMTG_DGNS_VRSN_CD": "0",
	"PRNCPAL_DGNS_CD": "I5023", "PRNCPAL_DGNS_VRSN_CD": "0",
	"ICD_DGNS_CD1": "I5023", "ICD_DGNS_VRSN_CD1": "0", "CLM_POA_IND_SW1": "Y",
	"ICD_DGNS_CD2": "N179", "ICD_DGNS_VRSN_CD2": "0", "CLM_POA_IND_SW2": "N",
	"ICD_DGNS_CD3": "Z794", "ICD_DGNS_VRSN_CD3": "0", "CLM_POA_IND_SW3": "1",
	"ICD_PRCDR_CD1": "5A1945Z", "ICD_PRCDR_VRSN_CD1": "0", "PRCDR_DT1": "04-Mar-2024",
	"CLM_LINE_NUM": "1", "REV_CNTR": "450", "REV_CNTR_DT": "02-Mar-2024", "HCPCS_CD": "99285",
	"HCPCS_1ST_MDFR_CD": "25", "HCPCS_2ND_MDFR_CD": "59", "REV_CNTR_UNIT_CNT": "1", "REV_CNTR_TOT_CHRG_AMT": "850.5",
}

// visit is a carrier claim of one line.
var visit = cells{
	"DML_IND": "INSERT", "BENE_ID": "-10", "CLM_ID": "-2001", "FINAL_ACTION": "F", "NCH_CLM_TYPE_CD": "71",
	"CLM_FROM_DT": "20240401", "CLM_THRU_DT": "20240401", "NCH_WKLY_PROC_DT": "20240412",
	"CARR_CLM_ENTRY_CD": "1", "CLM_DISP_CD": "1", "CARR_NUM": "14212", "NCH_CARR_CLM_SBMTD_CHRG_AMT": "245.04",
	"PRNCPAL_DGNS_CD": "E1122", "PRNCPAL_DGNS_VRSN_CD": "0", "ICD_DGNS_CD1": "E1122", "ICD_DGNS_VRSN_CD1": "0",
	"ICD_DGNS_CD2": "I10", "ICD_DGNS_VRSN_CD2": "0", "CARR_CLM_BLG_NPI_NUM": "1777777774", "LINE_NUM": "1",
	"LINE_SRVC_CNT": "1.0", "LINE_1ST_EXPNS_DT": "20240401", "HCPCS_CD": "99214", "LINE_SBMTD_CHRG_AMT": "245.04",
	"LINE_ICD_DGNS_CD": "I10", "LINE_ICD_DGNS_VRSN_CD": "0",
}

// person is a beneficiary.
var person = cells{
	"DML_IND": "INSERT", "BENE_ID": "-10", "BENE_ZIP_CD": "1730", "BENE_BIRTH_DT": "17-Jan-1942",
	"BENE_SEX_IDENT_CD": "2", "RFRNC_YR": "2024",
}
