package resource

import "strings"

// POA is a present-on-admission indicator as the canonical table has it. R4's example
// codes are lower case, CMS and CARIN have Y, N, U, W and 1, and R5 has words. Exempt is
// empty, as is the 1 that said so before 5010; what is none of these stays as it is
// (ING-07).
func POA(code string) string {
	code = strings.TrimSpace(code)
	switch code {
	case "Y", "y", "yes":
		return "Y"
	case "N", "n", "no":
		return "N"
	case "U", "u", "unknown":
		return "U"
	case "W", "w", "undetermined":
		return "W"
	case "1", "exempt":
		return ""
	}
	return code
}

// Role is the role of a diagnosis by a code of its type: HL7's example set, CARIN's and
// Blue Button's. Types that are no role, such as clinical, laboratory and discharge, are
// empty; other and secondary say that it is not the principal one.
func Role(code string) string {
	switch strings.ToLower(code) {
	case "principal", "primary", "primary-diagnosis":
		return "principal"
	case "admitting":
		return "admitting"
	case "externalcauseofinjury", "externalcause", "external-cause", "external", "external-first", "first-external":
		return "external_cause"
	case "patientreasonforvisit", "patient-reason-for-visit", "reason-for-visit", "reasonforvisit":
		return "reason_for_visit"
	case "other", "secondary":
		return "other"
	}
	return ""
}

// Sex is the administrative sex, as HL7 v2 and claims write it.
func Sex(gender string) string {
	switch gender {
	case "female":
		return "F"
	case "male":
		return "M"
	case "other":
		return "O"
	case "unknown":
		return "U"
	}
	return gender
}

// DRGSystem names the grouper of an address. CMS has had MS-DRGs only since 1 October
// 2007.
func DRGSystem(address string) string {
	plain := strings.ToLower(address)
	switch {
	case strings.Contains(plain, "apr-drg"), strings.Contains(plain, "aprdrg"):
		return "APR-DRG"
	case strings.Contains(plain, "ms-drg"), strings.Contains(plain, "msdrg"), strings.HasSuffix(plain, "clm_drg_cd"):
		return "MS-DRG"
	case strings.Contains(plain, "ap-drg"), strings.Contains(plain, "apdrg"):
		return "AP-DRG"
	}
	return Other
}

// DischargeStatus is the UB-04 discharge status among the codes of a concept: a number of
// one or two digits. HL7's own codes are words, which are no discharge status.
func DischargeStatus(c Concept) string {
	for i := range c.Coding {
		code := strings.TrimSpace(c.Coding[i].Code)
		switch {
		case !isNumber(code):
		case len(code) == 1:
			return "0" + code
		case len(code) == 2:
			return code
		}
	}
	return ""
}

func isNumber(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// PatientType is the type of a patient by the class of an encounter, of the code system
// ActCode or in the words of older versions. Other classes are OTHER (ING-07).
//
//	IMP ACUTE NONAC      IP      inpatient
//	OBSENC               OBS     observation
//	EMER                 ED      emergency
//	SS                   SDS     short stay
//	HH                   OP-REC  home health
//	AMB VR FLD PRENC     ANC     ambulatory, virtual, field, before an admission
func PatientType(class string) string {
	switch strings.ToUpper(class) {
	case "IMP", "ACUTE", "NONAC", "INPATIENT":
		return "IP"
	case "OBSENC", "OBS":
		return "OBS"
	case "EMER", "EMERGENCY":
		return "ED"
	case "SS", "DAYTIME":
		return "SDS"
	case "HH", "HOME":
		return "OP-REC"
	case "AMB", "VR", "FLD", "PRENC", "AMBULATORY", "OUTPATIENT", "VIRTUAL", "FIELD":
		return "ANC"
	}
	return "OTHER"
}
