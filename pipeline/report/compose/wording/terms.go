package wording

import "strings"

// GroupWord writes the code of a patient type or a phase as a reader does.
func (l Language) GroupWord(name string) string {
	if name == "post_bill" {
		return l.Text("Post-bill")
	}
	return l.Text(Capital(l.PatientType(name)))
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
