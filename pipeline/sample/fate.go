package sample

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/clinic"
)

// Reasons for which a row will be quarantined, as the store names them.
const (
	missingValue  = "missing_value"
	wrongType     = "wrong_type"
	unlistedValue = "unlisted_value"
	impossible    = "impossible"
)

// fate is what goes wrong with the rows of an encounter on their way into the files.
type fate struct {
	broken       string // reason for which its row in encounter.csv cannot be loaded
	lost         bool   // broken and never sent again; nothing else was written for it
	resent       bool   // a corrected row follows in a later file
	lateCharges  bool   // its first row lacks charges that a later file brings
	twice        bool   // its row stands twice
	codesTwice   bool   // its diagnoses stand twice
	badProcedure bool   // a procedure with a date that does not exist follows
	noCode       bool   // a diagnosis without a code follows
	badEvent     bool   // an event of a type that does not exist follows
}

// fateOf gives the fate of an encounter: a fixed few of every thousand.
func fateOf(e *clinic.Encounter) fate {
	if e.InHouse() {
		return fate{}
	}
	f := fate{
		codesTwice: e.Number%250 == 33, badProcedure: e.Number%500 == 77,
		noCode: e.Number%500 == 123, badEvent: e.Number%500 == 321,
	}
	switch e.Number % 1000 {
	case 137:
		f.broken, f.lost = impossible, true
	case 411:
		f.broken, f.lost = wrongType, true
	case 623:
		f.broken, f.resent = impossible, true
	case 871:
		f.broken, f.resent = wrongType, true
	case 59, 559:
		f.lateCharges, f.resent = true, true
	case 205, 705:
		f.twice = true
	}
	return f
}

// The diagnoses of one facility's discharges of one month were sent again, because an
// interface had dropped some POA indicators.
var (
	resentFrom     = calendar.On(2026, 9, 1)
	resentFacility = clinic.Facilities[2]
)

func resent(e *clinic.Encounter) bool {
	return e.Facility() == resentFacility && e.DischargedOn >= resentFrom
}

// dropped is true for the indicators that the interface lost.
func dropped(e *clinic.Encounter, sequence int) bool { return (e.Number+int64(sequence))%4 == 0 }
