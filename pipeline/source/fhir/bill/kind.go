package bill

import "strings"

// PatientType tells the type of the patient from the type of bill, else from what kind of
// claim it is. Where these say no more than that an outpatient was treated, what was
// charged does. A type of bill that is not listed is OTHER (ING-07).
//
//	11 12 18 21 22 28 41 61 65 66 86  IP      hospital, swing bed, nursing, residential
//	13 85                             by revenue: 0762 OBS, 045x ED, 036x 049x SDS, else ANC
//	83                                SDS     surgery centre of a hospital
//	3x 72 74 75 76 81 82              OP-REC  home health, dialysis, rehabilitation, hospice
//	14 23 24 43 71 73 77 79 87 89     ANC     laboratory, clinics
func (b *Bill) PatientType() string {
	if len(b.BillType) >= 2 {
		return b.byBillType(b.BillType[:2])
	}
	return b.byKind()
}

func (b *Bill) byBillType(facility string) string {
	switch facility {
	case "11", "12", "18", "21", "22", "28", "41", "61", "65", "66", "86":
		return "IP"
	case "13", "85":
		return b.outpatient()
	case "83":
		return "SDS"
	case "32", "33", "34", "72", "74", "75", "76", "81", "82":
		return "OP-REC"
	case "14", "23", "24", "43", "71", "73", "77", "79", "87", "89":
		return "ANC"
	}
	return "OTHER"
}

// byKind goes by Blue Button's types of claim, CARIN's subtypes and HL7's types, in this
// order: Blue Button calls its outpatient claims professional in HL7's terms.
func (b *Bill) byKind() string {
	switch {
	case b.Type.Has("INPATIENT", "SNF"), b.SubType.Has("inpatient"):
		return "IP"
	case b.Type.Has("HHA", "HOSPICE"):
		return "OP-REC"
	case b.Type.Has("OUTPATIENT"), b.SubType.Has("outpatient"):
		return b.outpatient()
	case b.Type.Has("CARRIER", "DME"):
		return "PROF"
	}
	if t := b.byRecord(); t != "" {
		return t
	}
	switch {
	case b.Type.Has("professional", "oral", "vision"):
		return "PROF"
	case b.Stay.Start != "" || len(b.Groups) > 0:
		return "IP"
	case b.Type.Has("institutional"):
		return b.outpatient()
	}
	return "OTHER"
}

// byRecord goes by the number that CMS gives each kind of its claim records.
func (b *Bill) byRecord() string {
	for i := range b.Type.Coding {
		if !strings.HasSuffix(b.Type.Coding[i].System, "/nch_clm_type_cd") {
			continue
		}
		switch b.Type.Coding[i].Code {
		case "20", "30", "60", "61", "62", "63", "64":
			return "IP"
		case "10", "50":
			return "OP-REC"
		case "40":
			return b.outpatient()
		case "71", "72", "81", "82":
			return "PROF"
		}
	}
	return ""
}

// outpatient tells a visit by what was charged, the rarest first: whoever is observed
// came through the emergency room as a rule, and whoever is operated on may have.
func (b *Bill) outpatient() string {
	var emergency, surgery bool
	for i := range b.Item {
		revenue := strings.TrimPrefix(b.Item[i].Revenue.First(), "0")
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

// IsOpen reports whether the stay goes on after the period of the bill: the patient is
// still there, or a later part of the bill will say how it ended.
func (b *Bill) IsOpen() bool {
	return b.DischargeStatus == "30" || b.frequency == "2" || b.frequency == "3"
}
