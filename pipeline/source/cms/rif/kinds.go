package rif

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// kind is what the files of one header hold.
type kind struct {
	name string
	rows func(h *delimited.Header, spec source.Spec) func(out source.Sink) delimited.Rows
}

// Kinds of files.
var (
	claimFile       = kind{"claims", claimsOf}
	lineFile        = kind{"lines of claims", linesOf}
	synpufFile      = kind{"DE-SynPUF claims", synpufOf}
	beneficiaryFile = kind{"beneficiaries", beneficiariesOf}
	relatedFile     = kind{"codes of an account", relatedOf}
)

// passed are the kinds of files that hold nothing of a canonical table, by a column that
// only they have.
var passed = []struct{ column, what string }{
	{"PDE_ID", "prescription drug event"},
	{"EFCTV_END_DT", "beneficiary history"},
	{"DEMO_ID_NUM", "demonstration code"},
	{"CARRIER_CLAIMS", "export summary"},
}

// kindOf tells what a file holds by its header.
func kindOf(h *delimited.Header) (kind, bool) {
	has := func(names ...string) bool { return find(h, names...) >= 0 }
	isClaim, isPatient := has(claimID...), has(patientID...)
	switch {
	case !isClaim && !isPatient:
		return kind{}, false
	case has("BENE_BIRTH_DT") && has("RFRNC_YR"):
		return beneficiaryFile, true // which may have EFCTV_BGN_DT too
	}
	for _, p := range passed {
		if has(p.column) {
			rows := func(*delimited.Header, source.Spec) func(source.Sink) delimited.Rows { return claim.PassOver(p.what) }
			return kind{p.what, rows}, true
		}
	}
	switch {
	case !isClaim && isPatient && has("BENE_BIRTH_DT"):
		return beneficiaryFile, true
	case !isClaim:
		return kind{}, false
	case has("DESYNPUF_ID"):
		return synpufFile, true
	case relatedKind(h) != nil && !has("PRNCPAL_DGNS_CD"):
		return relatedFile, true
	case has(fromDate...) && has("PRNCPAL_DGNS_CD", "PDGNS_CD", "ICD_DGNS_CD1"):
		return claimFile, true
	case has(lineNumber...):
		return lineFile, true
	default:
		return kind{}, false
	}
}

// find is the position of the first of these columns that a file has, or -1.
func find(h *delimited.Header, names ...string) int {
	for _, n := range names {
		if at := h.Index(n); at >= 0 {
			return at
		}
	}
	return -1
}
