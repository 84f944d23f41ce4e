package concept

import "strings"

// What a code is.
const (
	Diagnosis = "diagnosis"
	Procedure = "procedure"
)

// Vocabulary is one of the vocabularies of OMOP that are of use here.
type Vocabulary struct {
	ID     string // vocabulary_id
	System string // the code system of its codes; "" for codes that are no code of a record
	Kind   string // what its codes are; "" where they may be either
}

// The vocabularies of two data elements of a UB-04 claim.
var (
	DischargeStatus = &Vocabulary{ID: "UB04 Pt dis status"}
	PointOfOrigin   = &Vocabulary{ID: "UB04 Point of Origin"}
)

// Vocabularies lists those of which concepts are looked for.
var Vocabularies = []*Vocabulary{
	{"ICD10CM", "ICD-10-CM", Diagnosis},
	{"ICD9CM", "ICD-9-CM", Diagnosis},
	{"ICD10", "ICD-10", Diagnosis},
	{"ICD10GM", "ICD-10-GM", Diagnosis},
	{"ICD10PCS", "ICD-10-PCS", Procedure},
	{"ICD9Proc", "ICD-9-PCS", Procedure},
	{"CPT4", "CPT", Procedure},
	{"HCPCS", "HCPCS", Procedure},
	{"OPCS4", "OPCS-4", Procedure},
	{"SNOMED", "SNOMED CT", ""},
	{"ICDO3", "ICD-O-3", ""},
	{"Read", "Read", ""},
	{"LOINC", "LOINC", ""},
	DischargeStatus,
	PointOfOrigin,
}

// Writes reports whether a text is written as the codes of a data element of a claim are:
// a discharge status with two digits, a point of origin with a digit or a letter up to F.
func (v *Vocabulary) Writes(text []byte) bool {
	letters, length := "0123456789", 2
	if v == PointOfOrigin {
		letters, length = "0123456789ABCDEF", 1
	}
	return len(text) == length && strings.Trim(string(text), letters) == ""
}

// VocabularyOf finds a vocabulary by its identifier, in any case; nil for all others.
func VocabularyOf(id []byte) *Vocabulary {
	for _, v := range Vocabularies {
		if len(v.ID) == len(id) && strings.EqualFold(v.ID, string(id)) {
			return v
		}
	}
	return nil
}
