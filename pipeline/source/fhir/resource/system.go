package resource

import (
	"slices"
	"strings"
)

// Code is a code with its system, as the canonical tables name it.
type Code struct {
	System, Code string
	chosen       bool // by a person
}

// Systems that have names of their own in the canonical tables.
const (
	ICD10CM  = "ICD-10-CM"
	ICD9CM   = "ICD-9-CM"
	ICD10PCS = "ICD-10-PCS"
	ICD9PCS  = "ICD-9-PCS"
	CPT      = "CPT"
	HCPCS    = "HCPCS"
	SNOMED   = "SNOMED CT"
	Other    = "other" // any other system; two codes of such systems count once
)

// systems names code systems by their addresses, in lower case and without http:// and
// the like. ICD-10 without an edition is what Blue Button writes for ICD-10-CM: the
// edition of the WHO is not used for the sick in the United States.
var systems = map[string]string{
	"hl7.org/fhir/sid/icd-10-cm":                       ICD10CM,
	"hl7.org/fhir/sid/icd-10":                          ICD10CM,
	"hl7.org/fhir/sid/icd-10-us":                       ICD10CM,
	"www.cdc.gov/nchs/icd/icd10cm":                     ICD10CM,
	"2.16.840.1.113883.6.90":                           ICD10CM,
	"2.16.840.1.113883.6.3":                            ICD10CM,
	"hl7.org/fhir/sid/icd-9-cm":                        ICD9CM,
	"hl7.org/fhir/sid/icd-9":                           ICD9CM,
	"hl7.org/fhir/sid/icd-9-cm/diagnosis":              ICD9CM,
	"2.16.840.1.113883.6.103":                          ICD9CM,
	"2.16.840.1.113883.6.2":                            ICD9CM,
	"hl7.org/fhir/sid/icd-10-pcs":                      ICD10PCS,
	"www.cms.gov/medicare/coding/icd10":                ICD10PCS,
	"www.icd10data.com/icd10pcs":                       ICD10PCS,
	"2.16.840.1.113883.6.4":                            ICD10PCS,
	"hl7.org/fhir/sid/icd-9-pcs":                       ICD9PCS,
	"hl7.org/fhir/sid/icd-9-cm/procedure":              ICD9PCS,
	"www.cms.gov/medicare/coding/icd9":                 ICD9PCS,
	"2.16.840.1.113883.6.104":                          ICD9PCS,
	"www.ama-assn.org/go/cpt":                          CPT,
	"2.16.840.1.113883.6.12":                           CPT,
	"terminology.hl7.org/codesystem/hcpcs":             HCPCS,
	"terminology.hl7.org/codesystem/hcpcs-all-codes":   HCPCS,
	"www.cms.gov/medicare/coding/hcpcsreleasecodesets": HCPCS,
	"www.cms.gov/medicare/coding/medhcpcsgeninfo":      HCPCS,
	"bluebutton.cms.gov/resources/codesystem/hcpcs":    HCPCS,
	"2.16.840.1.113883.6.285":                          HCPCS,
	"2.16.840.1.113883.6.14":                           HCPCS,
	"snomed.info/sct":                                  SNOMED,
	"2.16.840.1.113883.6.96":                           SNOMED,
	"loinc.org":                                        "LOINC",
	"www.nlm.nih.gov/research/umls/rxnorm":             "RxNorm",
	"hl7.org/fhir/sid/ndc":                             "NDC",
	"hl7.org/fhir/sid/cvx":                             "CVX",
	"www.ada.org/cdt":                                  "CDT",
	"hl7.org/fhir/sid/icpc-2":                          "ICPC-2",
	"id.who.int/icd/release/11/mms":                    "ICD-11",
	"www.cms.gov/medicare/medicare-fee-for-service-payment/prospmedicarefeesvcpmtgen/hippscodes": "HIPPS",
}

// SystemOf names the system of an address. A version may stand behind a bar or, of
// SNOMED CT, an edition behind a slash.
func SystemOf(address string) string {
	if s, ok := known(address); ok {
		return s
	}
	plain, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "|")
	for _, scheme := range []string{"http://", "https://", "urn:oid:"} {
		plain = strings.TrimPrefix(plain, scheme)
	}
	plain = strings.TrimRight(plain, "/")
	if s, ok := systems[plain]; ok {
		return s
	}
	if strings.HasPrefix(plain, "snomed.info/sct/") {
		return SNOMED
	}
	return Other
}

// known tells the addresses that need not be taken apart: nearly all servers write these.
func known(address string) (system string, ok bool) {
	switch address {
	case "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10":
		return ICD10CM, true
	case "http://snomed.info/sct":
		return SNOMED, true
	case "http://hl7.org/fhir/sid/icd-9-cm":
		return ICD9CM, true
	case "http://www.ama-assn.org/go/cpt":
		return CPT, true
	}
	return "", false
}

// Diagnoses are the codes of a diagnosis, one of each system: where a concept has several
// of a system, the one that a person chose, else the first. They take the room of a list
// that is of no use any more, if there is one.
func (c Concept) Diagnoses(into []Code) []Code { return c.codes(into[:0], nil) }

// Procedures are the codes of a procedure. ICD as such has a volume of its own for these.
func (c Concept) Procedures(into []Code) []Code { return c.codes(into[:0], volumes) }

var volumes = map[string]string{ICD10CM: ICD10PCS, ICD9CM: ICD9PCS}

func (c Concept) codes(codes []Code, volume map[string]string) []Code {
	codes = slices.Grow(codes, len(c.Coding))
	for i := range c.Coding {
		coding := &c.Coding[i]
		code := strings.TrimSpace(coding.Code)
		system := SystemOf(coding.System)
		if code == "" || IsAbsent(coding.System) {
			continue
		}
		if v, ok := volume[system]; ok {
			system = v
		}
		at := place(codes, system)
		switch {
		case at == len(codes):
			codes = append(codes, Code{system, code, coding.UserSelected})
		case coding.UserSelected && !codes[at].chosen:
			codes[at] = Code{system, code, true}
		}
	}
	return codes
}

// Same reports whether two codes are one, however they are written: with a dot or not, in
// capitals or not.
func (c Code) Same(as Code) bool {
	if c.System != as.System {
		return false
	}
	x, y := c.Code, as.Code
	for {
		x, y = strings.TrimLeft(x, "."), strings.TrimLeft(y, ".")
		if x == "" || y == "" {
			return x == y
		}
		if upper(x[0]) != upper(y[0]) {
			return false
		}
		x, y = x[1:], y[1:]
	}
}

func upper(b byte) byte {
	if b >= 'a' && b <= 'z' {
		b -= 'a' - 'A'
	}
	return b
}

// place is where the code of a system stands, or behind the last.
func place(codes []Code, system string) int {
	for i := range codes {
		if codes[i].System == system {
			return i
		}
	}
	return len(codes)
}

// IsAbsent reports whether a system's codes say why there is no code.
func IsAbsent(address string) bool {
	return strings.HasSuffix(address, "/data-absent-reason") || strings.HasSuffix(address, "/v3-NullFlavor")
}
