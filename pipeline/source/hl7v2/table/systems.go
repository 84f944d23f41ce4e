// Package table holds what Chartline knows of HL7's tables: names of code systems, of
// messages, and codes of a visit.
package table

import "strings"

// Other is the system of a code whose own is not known.
const Other = "other"

// Diagnosis is the name of a diagnosis code's system by what DG1-3 or DG1-2 call it: a
// code of HL7 table 0396, an OID, or one of the ways in which people write it. It is
// empty for an empty name.
func Diagnosis(name string) string { return system(name, diagnosisSystems) }

// Procedure is the name of a procedure code's system. "I9" and "I10" name code systems of
// their own there, ICD-9-PCS and ICD-10-PCS.
func Procedure(name string) string { return system(name, procedureSystems) }

func system(name string, own map[string]string) string {
	if s, ok := own[name]; ok { // as nearly all senders write it
		return s
	}
	plain := strings.Map(letterOrDigit, name)
	if plain == "" {
		return ""
	}
	if s, ok := own[plain]; ok {
		return s
	}
	if s, ok := sharedSystems[plain]; ok {
		return s
	}
	return Other
}

// letterOrDigit makes a name upper case and drops everything else.
func letterOrDigit(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return r - 'a' + 'A'
	case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return r
	}
	return -1
}

var diagnosisSystems = named(map[string]string{
	"ICD-10-CM": "I10 I10C I10CM I10DX ICD10 ICD10C ICD10CM ICD10DX 10 2.16.840.1.113883.6.90",
	"ICD-9-CM":  "I9 I9C I9CM I9DX I9CDX ICD9 ICD9C ICD9CM ICD9DX 9 2.16.840.1.113883.6.103 2.16.840.1.113883.6.2",
})

var procedureSystems = named(map[string]string{
	"ICD-10-PCS": "I10 I10P I10PCS ICD10 ICD10P ICD10PCS PCS 10 2.16.840.1.113883.6.4",
	"ICD-9-PCS":  "I9 I9C I9P I9CP I9CM I9PCS ICD9 ICD9P ICD9CM ICD9PCS 9 2.16.840.1.113883.6.104",
})

// sharedSystems mean the same in either segment.
var sharedSystems = named(map[string]string{
	"ICD-10-CM":  "I10C ICD10CM",
	"ICD-10-PCS": "I10P ICD10PCS",
	"SNOMED CT":  "SCT SNOMED SNOMEDCT SCTUS 2.16.840.1.113883.6.96",
	"CPT":        "C4 C5 CPT CPT4 CPT5 2.16.840.1.113883.6.12",
	"HCPCS":      "HPC HCPCS HCPCSII HCPC 2.16.840.1.113883.6.285 2.16.840.1.113883.6.14",
})

// named turns a list of names around.
func named(systems map[string]string) map[string]string {
	by := map[string]string{}
	for system, names := range systems {
		for _, name := range strings.Fields(names) {
			by[strings.Map(letterOrDigit, name)] = system
		}
	}
	return by
}

// ByDate is the system of an ICD diagnosis of which nothing says the system: that in
// force in the United States on the day, given as whether it is before 1 October 2015.
func ByDate(before2015 bool) string {
	if before2015 {
		return "ICD-9-CM"
	}
	return "ICD-10-CM"
}

// ByLength is the system of a procedure code of which nothing says the system: codes of
// ICD-10-PCS have seven characters, CPT and HCPCS have five, of which HCPCS begins with a
// letter, and ICD-9-PCS has three or four digits.
func ByLength(code string) string {
	code = strings.ReplaceAll(code, ".", "")
	switch {
	case len(code) == 7:
		return "ICD-10-PCS"
	case len(code) == 5 && code[0] >= '0' && code[0] <= '9':
		return "CPT"
	case len(code) == 5:
		return "HCPCS"
	case len(code) == 3 || len(code) == 4:
		return "ICD-9-PCS"
	}
	return Other
}

// DRG is the name of a grouper by what DRG-1 or DRG-18 call it. HL7 leaves the system to
// the site (table 0055); in the United States it is MS-DRG where nothing is said.
func DRG(name string) string {
	plain := strings.Map(letterOrDigit, name)
	for _, of := range [...]struct{ begins, system string }{
		{"APR", "APR-DRG"}, {"AP", "AP-DRG"}, {"TRICARE", "TRICARE-DRG"},
		{"MS", "MS-DRG"}, {"CMS", "MS-DRG"}, {"HCFA", "MS-DRG"}, {"DRG", "MS-DRG"}, {"MEDICARE", "MS-DRG"},
	} {
		if strings.HasPrefix(plain, of.begins) {
			return of.system
		}
	}
	if plain == "" {
		return "MS-DRG"
	}
	return Other
}
