package claim

// meaning is what the qualifier of a composite makes of its code.
type meaning struct {
	table  string // canonical; empty for codes that are of none
	role   string // of a diagnosis or a procedure; the kind of an account code
	system string
	series int // in which codes of its kind are numbered
}

// Code systems, as the columns name them.
const (
	icd10, icd9       = "ICD-10-CM", "ICD-9-CM"
	icd10pcs, icd9pcs = "ICD-10-PCS", "ICD-9-PCS"
	hcpcs, cpt        = "HCPCS", "CPT"
)

// Series of numbers: diagnoses are numbered within their role, procedures within their
// system, account codes within their kind.
const (
	ofPrincipal = iota
	ofOther
	ofAdmitting
	ofReason
	ofCause
	ofICD10Procedures
	ofICD9Procedures
	ofHCPCS
	ofCPT
	ofOtherProcedures
	ofConditions
	ofOccurrences
	ofSpans
	ofValues
	seriesCount
)

// What the qualifiers mean, by their names.
var (
	noTable = &meaning{}

	abk = &meaning{"diagnosis", "principal", icd10, ofPrincipal}
	abf = &meaning{"diagnosis", "other", icd10, ofOther}
	abj = &meaning{"diagnosis", "admitting", icd10, ofAdmitting}
	apr = &meaning{"diagnosis", "reason_for_visit", icd10, ofReason}
	abn = &meaning{"diagnosis", "external_cause", icd10, ofCause}
	bk  = &meaning{"diagnosis", "principal", icd9, ofPrincipal}
	bf  = &meaning{"diagnosis", "other", icd9, ofOther}
	bj  = &meaning{"diagnosis", "admitting", icd9, ofAdmitting}
	pr  = &meaning{"diagnosis", "reason_for_visit", icd9, ofReason}
	bn  = &meaning{"diagnosis", "external_cause", icd9, ofCause}

	bbr = &meaning{"procedure", "principal", icd10pcs, ofICD10Procedures}
	bbq = &meaning{"procedure", "other", icd10pcs, ofICD10Procedures}
	br  = &meaning{"procedure", "principal", icd9pcs, ofICD9Procedures}
	bq  = &meaning{"procedure", "other", icd9pcs, ofICD9Procedures}
	cah = &meaning{"procedure", "principal", "ABC", ofOtherProcedures}
	bp  = &meaning{"procedure", "principal", hcpcs, ofHCPCS}
	bo  = &meaning{"procedure", "other", hcpcs, ofHCPCS}

	dr = &meaning{table: "drg_assignment"}
	bg = &meaning{table: "account_code", role: "condition", series: ofConditions}
	bh = &meaning{table: "account_code", role: "occurrence", series: ofOccurrences}
	bi = &meaning{table: "account_code", role: "occurrence_span", series: ofSpans}
	be = &meaning{table: "account_code", role: "value", series: ofValues}
)

// meaningOf reads the qualifier of a composite; nil for one that is not listed.
func (d *Decoder) meaningOf(qualifier string) *meaning {
	switch qualifier {
	case "ABK":
		return abk
	case "ABF":
		return abf
	case "ABJ":
		return abj
	case "APR":
		return apr
	case "ABN":
		return abn
	case "BK":
		return bk
	case "BF":
		return bf
	case "BJ":
		return bj
	case "PR":
		return pr
	case "BN":
		return bn
	case "ZZ": // version 4010 had no qualifier of its own for it
		if d.Guide.Before {
			return pr
		}
		return nil
	}
	return d.billedMeaning(qualifier)
}

// billedMeaning reads the qualifiers of all but diagnoses.
func (d *Decoder) billedMeaning(qualifier string) *meaning {
	switch qualifier {
	case "BBR":
		return bbr
	case "BBQ":
		return bbq
	case "BR":
		return br
	case "BQ":
		return bq
	case "CAH":
		return cah
	case "BP", "BO":
		return d.hcpcsMeaning(qualifier)
	case "DR":
		return dr
	case "BG":
		return bg
	case "BH":
		return bh
	case "BI":
		return bi
	case "BE":
		return be
	case "TC":
		return noTable
	}
	return nil
}

// hcpcsMeaning tells the procedures of a 4010 institutional claim from the surgery that
// an anaesthetist's claim names, which is another's service.
func (d *Decoder) hcpcsMeaning(qualifier string) *meaning {
	switch {
	case d.claim.Kind != Institutional:
		return noTable
	case qualifier == "BP":
		return bp
	}
	return bo
}
