package claim

// Patient types, as the canonical table has them.
const (
	Inpatient    = "IP"
	SameDay      = "SDS"
	Recurring    = "OP-REC"
	Ancillary    = "ANC"
	Professional = "PROF"
)

// OfBill is the patient type of a UB-04 type of bill by its facility and classification
// digits, empty where they say nothing. A line does not see the other lines of its claim,
// so an emergency visit and an observation are not told from other outpatient bills:
// both are ancillary.
//
//	11 18 21 28 41 65 66 86   inpatient: hospital, swing bed, skilled nursing, religious
//	                          and intermediate care, residential
//	3x 72 74 75 76 81 82      recurring: home health, dialysis, rehabilitation and mental
//	                          health centres, hospice
//	83                        same-day surgery
//	all others                ancillary: outpatient, Part B only, laboratory, clinics
func OfBill(facility, class byte) string {
	switch string([]byte{facility, class}) {
	case "11", "18", "21", "28", "41", "65", "66", "86":
		return Inpatient
	case "72", "74", "75", "76", "81", "82":
		return Recurring
	case "83":
		return SameDay
	}
	switch {
	case facility == '3':
		return Recurring
	case facility >= '1' && facility <= '8':
		return Ancillary
	default:
		return ""
	}
}

// VoidFrequency is the frequency of a bill that takes the one before it back.
const VoidFrequency = '8'

// StillPatient is the discharge status of somebody who has not left.
const StillPatient = "30"

// EndBy ends a claim that names no discharge on its through date, unless its patient has stayed. The
// first and the continuing part of an inpatient stay (frequency 2 and 3) leave it open: a stay is one
// discharge, by the bill that closes it (FRQ-04).
func (c *Claim) EndBy(through Day) {
	part := c.PatientType == Inpatient && len(c.BillType) == 3 && (c.BillType[2] == '2' || c.BillType[2] == '3')
	if !c.Discharged.Known && !part && string(c.DischargeStatus) != StillPatient {
		c.Discharged = through
	}
}

// TwoDigits gives a discharge status back the leading zero that an export takes away;
// buffer is used for it.
func TwoDigits(status, buffer []byte) []byte { return padded(status, buffer, 2) }

// FourDigits does so for a revenue code.
func FourDigits(revenue, buffer []byte) []byte { return padded(revenue, buffer, 4) }

// FiveDigits does so for a postal code.
func FiveDigits(postal, buffer []byte) []byte { return padded(postal, buffer, 5) }

// padded puts zeros before a short number; what is no number stays as it is.
func padded(text, buffer []byte, width int) []byte {
	if len(text) == 0 || len(text) >= width || number(text) < 0 {
		return text
	}
	buffer = buffer[:0]
	for range width - len(text) {
		buffer = append(buffer, '0')
	}
	return append(buffer, text...)
}
