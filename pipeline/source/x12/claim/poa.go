package claim

import (
	"strings"

	"chartline/pipeline/source"
)

// indicator is present on admission as the column holds it. Empty is exempt, and so was 1
// until version 5010; a value that is not listed stays (ING-07).
func indicator(text string) string {
	if text == "1" {
		return ""
	}
	return strings.ToUpper(text)
}

// isPOA reports whether the text of a K3 holds indicators.
func isPOA(text string) bool { return len(text) > 3 && strings.EqualFold(text[:3], "POA") }

// endCodes gives the diagnoses of a claim of version 4010 the indicators of its K3: POA,
// one for the principal and each other diagnosis in their order, Z or X at the end, and
// behind that those of external causes. Where their number is another than that of the
// codes nobody can tell which is whose.
func (d *Decoder) endCodes() {
	if d.poa.Text == "" {
		return
	}
	text := strings.ToUpper(d.poa.Element(1)[3:])
	end := strings.IndexAny(text, "ZX")
	if end < 0 {
		end = len(text)
	}
	listed, causes := text[:end], text[min(end+1, len(text)):]
	if !d.assign(listed, "principal", "other") || causes != "" && !d.assign(causes, "external_cause") {
		d.leave("diagnosis", "poa", source.ReasonStructure, d.poa.Text)
	}
}

// assign gives an indicator each to the diagnoses of some roles, the first role first; it
// does nothing where their numbers differ.
func (d *Decoder) assign(indicators string, roles ...string) bool {
	var order []*Diagnosis
	for _, role := range roles {
		for i := range d.claim.Diagnoses {
			if d.claim.Diagnoses[i].Role == role {
				order = append(order, &d.claim.Diagnoses[i])
			}
		}
	}
	if len(order) != len(indicators) {
		return false
	}
	for i, diagnosis := range order {
		if diagnosis.POA == "" {
			diagnosis.POA = indicator(indicators[i : i+1])
		}
	}
	return true
}
