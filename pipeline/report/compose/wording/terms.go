package wording

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// GroupWord writes the code of a patient type or a phase as a reader does.
func (l Language) GroupWord(name string) string {
	if name == "post_bill" {
		return l.Text("Post-bill")
	}
	return l.Text(Capital(l.PatientType(name)))
}

// errorTypes are the words for the codes of the error taxonomy (standard 2.3).
var errorTypes = map[string]string{
	"OM": "Omission", "CM": "Commission", "IC": "Incorrect code", "SP": "Specificity", "SQ": "Sequencing", "PO": "Present on admission",
	"PR": "Procedure attribute", "AB": "Abstraction", "QO": "Query opportunity", "CV": "Clinical validity", "SY": "System", "AU": "Auditor error",
}

// ErrorType is the word for the code of a type of error, or the code.
func (l Language) ErrorType(code string) string {
	if w, ok := errorTypes[code]; ok {
		return l.Text(w)
	}
	return code
}

// ReasonWord writes the code of a hold as a reader does.
func (l Language) ReasonWord(code string) string {
	switch code {
	case "VIP":
		return code
	case "bill_hold":
		return l.Text("bill hold")
	}
	return l.Text(strings.ToLower(code))
}

// Dotted writes an ICD-10-CM or ICD-9-CM code as people read it.
func Dotted(code, system string) string {
	at := 3
	switch {
	case system != "ICD-10-CM" && system != "ICD-9-CM":
		return code
	case system == "ICD-9-CM" && strings.HasPrefix(code, "E"):
		at = 4
	}
	if len(code) <= at {
		return code
	}
	return code[:at] + "." + code[at:]
}

// patientTypes are the words for the codes of patient types.
var patientTypes = map[string]string{
	"IP": "Inpatient", "OBS": "Observation", "ED": "Emergency", "SDS": "Same-day surgery",
	"OP-REC": "Recurring", "ANC": "Ancillary", "PROF": "Professional",
}

// PatientType is the word for the code of a patient type, or the code.
func (l Language) PatientType(code string) string {
	if w, ok := patientTypes[code]; ok {
		return l.Text(w)
	}
	return code
}

// CauseWords writes a subtype, root cause or direction as people read it.
func (l Language) CauseWords(detail string) string {
	words := strings.Fields(strings.ReplaceAll(detail, "_", " "))
	for i, w := range words {
		if w == "cc" || w == "mcc" || w == "drg" || w == "poa" {
			words[i] = strings.ToUpper(w)
		}
	}
	return l.Text(Capital(strings.Join(words, " ")))
}

// kept are words of titles of DRGs that stay in capitals: abbreviations, and those with a full
// stop, a digit or an ampersand in them, such as "G.I." and "D&C".
var kept = regexp.MustCompile(`^(CC|MCC|MV|ECMO|AMI|CABG|PTCA|PCI|HIV|ESRD|CVA|TIA|AICD|ICD|CNS|ENT|NOS|LVAD|CAR|COVID|BPD|URI|UTI|TB|RSV|DRG|[A-Z]\.([A-Z]\.)*|.*[0-9&].*)$`)

// word is a run of letters of a title, with what joins them in one abbreviation.
var word = regexp.MustCompile(`[A-Z0-9&.']+`)

// Unshouted is a title that its publisher writes in capitals throughout, as those of DRGs, in the
// letters of a sentence. Other titles stay as they are.
func Unshouted(title string) string {
	if strings.ContainsFunc(title, unicode.IsLower) || !strings.Contains(title, " ") {
		return title
	}
	low := word.ReplaceAllStringFunc(title, func(w string) string {
		if kept.MatchString(w) {
			return w
		}
		return strings.ToLower(w)
	})
	first, size := utf8.DecodeRuneInString(low)
	return string(unicode.ToUpper(first)) + low[size:]
}
