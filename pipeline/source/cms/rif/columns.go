package rif

import (
	"fmt"
	"slices"

	"chartline/pipeline/source/delimited"
)

// Names of a column, the first that a file has counts: as in Blue Button and the newer
// research files, then as in SAS and the older ones.
var (
	claimID     = []string{"CLM_ID", "CLAIM_NO"}
	patientID   = []string{"BENE_ID", "DESYNPUF_ID", "DSYSRTKY"}
	fromDate    = []string{"CLM_FROM_DT", "FROM_DT"}
	throughDate = []string{"CLM_THRU_DT", "THRU_DT"}
	lineNumber  = []string{"CLM_LINE_NUM", "CLM_LN", "LINE_NUM"}
)

// columns are the positions of what is read of a claim, -1 for what a file does not have.
type columns struct {
	id, patient, from, through, admitted, discharged, birth int
	weekly, local, action, final                            int // when it was stated, and what that was
	provider, npi                                           int // of the account
	facility, class, frequency, claimType                   int
	cancel, entry, disposition                              int // whether it takes a claim back
	status, admissionType, admissionSource                  int
	attending, primaryPayer, charges, drg                   int
	principal, admitting, firstExternal                     coded
	listed, external, reasons                               []coded
	procedures                                              []dated
	line                                                    lineColumns
	professional                                            bool  // a CMS-1500 claim
	ninth                                                   bool  // all codes are of the ninth version of the ICD
	ofClaim                                                 []int // all that speak of the claim, and not of a line
}

// coded is a code with its version of the ICD and its POA indicator.
type coded struct{ code, version, poa int }

// dated is a procedure with its version of the ICD and its date.
type dated struct{ code, version, date int }

// lineColumns are the positions of what is read of a line.
type lineColumns struct {
	claim, number, revenue, code, service, units, charge int
	modifiers                                            []int
}

// finder finds columns, and remembers those that speak of the claim.
type finder struct {
	h       *delimited.Header
	ofClaim []int
}

func (f *finder) find(names ...string) int {
	at := find(f.h, names...)
	if at >= 0 {
		f.ofClaim = append(f.ofClaim, at)
	}
	return at
}

// columnsOf finds the columns of a file of claims.
func columnsOf(h *delimited.Header) *columns {
	f := &finder{h: h}
	c := &columns{
		professional: find(h, "CARR_NUM", "LINE_NUM", "CARR_CLM_ENTRY_CD") >= 0,
		id:           f.find(claimID...), patient: f.find(patientID...),
		from: f.find(fromDate...), through: f.find(throughDate...),
		admitted:   f.find("CLM_ADMSN_DT", "ADMSN_DT", "CLM_HOSPC_START_DT_ID", "HSPCSTRT"),
		discharged: f.find("NCH_BENE_DSCHRG_DT", "DSCHRGDT"), birth: f.find("DOB_DT"),
		weekly: f.find("NCH_WKLY_PROC_DT", "WKLY_DT"), local: f.find("FI_CLM_PROC_DT"),
		action: f.find("DML_IND"), final: f.find("FINAL_ACTION"),
		cancel: f.find("FI_CLM_ACTN_CD", "ACTIONCD"),
		entry:  f.find("CARR_CLM_ENTRY_CD", "ENTRY_CD"), disposition: f.find("CLM_DISP_CD", "DISP_CD"),
		facility: f.find("CLM_FAC_TYPE_CD", "FAC_TYPE"), class: f.find("CLM_SRVC_CLSFCTN_TYPE_CD", "TYPESRVC"),
		frequency: f.find("CLM_FREQ_CD", "FREQ_CD"), claimType: f.find("NCH_CLM_TYPE_CD", "CLM_TYPE"),
		status:        f.find("PTNT_DSCHRG_STUS_CD", "STUS_CD"),
		admissionType: f.find("CLM_IP_ADMSN_TYPE_CD", "TYPE_ADM"), admissionSource: f.find("CLM_SRC_IP_ADMSN_CD", "SRC_ADMS"),
		primaryPayer: f.find("NCH_PRMRY_PYR_CD", "PRPAY_CD"), drg: f.find("CLM_DRG_CD", "DRG_CD"),
		charges: f.find("CLM_TOT_CHRG_AMT", "TOT_CHRG", "NCH_CARR_CLM_SBMTD_CHRG_AMT", "SBMTCHRG"),
	}
	c.bindProviders(f)
	c.bindDiagnoses(f)
	c.bindProcedures(f)
	c.line = lineColumnsOf(h)
	c.ofClaim = distinct(f.ofClaim)
	return c
}

// bindProviders finds who gave the care. On a CMS-1500 claim a line has its own provider,
// and only the one who bills is that of the claim.
func (c *columns) bindProviders(f *finder) {
	if c.professional {
		c.provider, c.npi, c.attending = -1, f.find("CARR_CLM_BLG_NPI_NUM"), -1
		return
	}
	c.provider, c.npi = f.find("PRVDR_NUM", "PROVIDER"), f.find("ORG_NPI_NUM", "ORGNPINM")
	c.attending = f.find("AT_PHYSN_NPI", "AT_NPI", "AT_PHYSN_UPIN", "AT_UPIN")
}

// bindDiagnoses finds the diagnoses: up to 25, and 12 external causes.
func (c *columns) bindDiagnoses(f *finder) {
	c.principal = coded{f.find("PRNCPAL_DGNS_CD", "PDGNS_CD"), f.find("PRNCPAL_DGNS_VRSN_CD"), -1}
	c.admitting = coded{f.find("ADMTG_DGNS_CD", "AD_DGNS", "ADMTNG_ICD9_DGNS_CD"), f.find("ADMTG_DGNS_VRSN_CD"), -1}
	c.firstExternal = coded{f.find("FST_DGNS_E_CD"), f.find("FST_DGNS_E_VRSN_CD"), -1}
	c.listed = f.numbered(25, []string{"ICD_DGNS_CD%d", "ICD9_DGNS_CD_%d", "DGNS_CD%d"}, "ICD_DGNS_VRSN_CD%d", "CLM_POA_IND_SW%d")
	c.external = f.numbered(12, []string{"ICD_DGNS_E_CD%d"}, "ICD_DGNS_E_VRSN_CD%d", "CLM_E_POA_IND_SW%d")
	c.reasons = f.numbered(3, []string{"RSN_VISIT_CD%d"}, "RSN_VISIT_VRSN_CD%d", "")
}

// bindProcedures finds the procedures: up to 25.
func (c *columns) bindProcedures(f *finder) {
	for _, p := range f.numbered(25, []string{"ICD_PRCDR_CD%d", "ICD9_PRCDR_CD_%d", "PRCDR_CD%d"}, "ICD_PRCDR_VRSN_CD%d", "PRCDR_DT%d") {
		c.procedures = append(c.procedures, dated{p.code, p.version, p.poa})
	}
}

// numbered finds the columns of a list; third is what stands beside its codes.
func (f *finder) numbered(upTo int, codes []string, version, third string) (list []coded) {
	for n := 1; n <= upTo; n++ {
		var names []string
		for _, c := range codes {
			names = append(names, fmt.Sprintf(c, n))
		}
		if at := f.find(names...); at >= 0 {
			list = append(list, coded{at, f.find(fmt.Sprintf(version, n)), f.find(fmt.Sprintf(third, n))})
		}
	}
	return list
}

// lineColumnsOf finds the columns of a line.
func lineColumnsOf(h *delimited.Header) lineColumns {
	l := lineColumns{
		claim: find(h, claimID...), number: find(h, lineNumber...), revenue: find(h, "REV_CNTR"),
		code: find(h, "HCPCS_CD"), service: find(h, "REV_CNTR_DT", "REV_DT", "LINE_1ST_EXPNS_DT", "EXPNSDT1"),
		units:  find(h, "REV_CNTR_UNIT_CNT", "REV_UNIT", "LINE_SRVC_CNT", "SRVC_CNT"),
		charge: find(h, "REV_CNTR_TOT_CHRG_AMT", "REV_CHRG", "LINE_SBMTD_CHRG_AMT", "LSBMTCHG"),
	}
	for _, names := range [][]string{
		{"HCPCS_1ST_MDFR_CD", "MDFR_CD1"}, {"HCPCS_2ND_MDFR_CD", "MDFR_CD2"}, {"HCPCS_3RD_MDFR_CD", "MDFR_CD3"},
		{"HCPCS_4TH_MDFR_CD", "MDFR_CD4"}, {"HCPCS_5TH_MDFR_CD", "MDFR_CD5"},
	} {
		if at := find(h, names...); at >= 0 {
			l.modifiers = append(l.modifiers, at)
		}
	}
	return l
}

// distinct drops what stands twice, and keeps the order.
func distinct(positions []int) (once []int) {
	for _, p := range positions {
		if !slices.Contains(once, p) {
			once = append(once, p)
		}
	}
	return once
}
