package claim

import "strings"

// PatientType tells the type of the patient from the type of bill, and from the revenue
// codes where that says no more than that a hospital treated an outpatient. A bill type
// that is not listed is OTHER, a bucket of its own (ING-07).
func (c *Claim) PatientType() string {
	if c.Kind != Institutional {
		return "PROF"
	}
	if c.IsInpatient() {
		return "IP"
	}
	switch c.Facility {
	case "13", "85":
		return c.outpatient()
	case "83":
		return "SDS"
	case "32", "33", "34", "72", "74", "75", "76", "81", "82":
		return "OP-REC"
	case "14", "23", "24", "43", "71", "73", "77", "79", "87", "89":
		return "ANC"
	}
	return "OTHER"
}

// IsInpatient reports whether the bill is of a stay: in a hospital, whichever part of the
// insurance pays for it, a swing bed, a nursing home or a religious or residential house.
func (c *Claim) IsInpatient() bool {
	switch c.Facility {
	case "11", "12", "18", "21", "22", "28", "41", "61", "65", "66", "86":
		return c.Kind == Institutional
	}
	return false
}

// outpatient tells a visit by what was charged, the rarest first: whoever is observed
// came through the emergency room as a rule, and whoever is operated on may have.
func (c *Claim) outpatient() string {
	if c.Frequency.IsPart() {
		return "OP-REC"
	}
	var emergency, surgery bool
	for i := range c.Lines {
		revenue := strings.TrimPrefix(c.Lines[i].Revenue, "0")
		switch {
		case revenue == "762":
			return "OBS"
		case strings.HasPrefix(revenue, "45"):
			emergency = true
		case strings.HasPrefix(revenue, "36"), strings.HasPrefix(revenue, "49"):
			surgery = true
		}
	}
	switch {
	case emergency:
		return "ED"
	case surgery:
		return "SDS"
	}
	return "ANC"
}

// PayerClass maps the claim filing indicator of the first payer. Indicators that are not
// listed are Other, as are those of programmes that are neither.
func PayerClass(indicator string) string {
	switch indicator {
	case "":
		return ""
	case "09":
		return "Self-pay"
	case "16", "MA", "MB":
		return "Medicare"
	case "MC":
		return "Medicaid"
	case "12", "13", "14", "15", "17", "BL", "CI", "DN", "HM":
		return "Commercial"
	}
	return "Other"
}
