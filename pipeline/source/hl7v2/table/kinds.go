package table

// Kind says what a type of message is about.
type Kind struct {
	Name string // as MSH-9 has it
	// Rank decides between messages sent in one second: the higher one is the later one.
	Rank int64

	Person bool // about a person and no visit
	Admits bool // the event is the beginning of the visit
	Ends   bool // the event is its end
	Undoes bool // the discharge did not happen
	Voids  bool // the visit did not happen
	Moves  bool // the visit goes on under another account number
	Billed bool // BAR or DFT: PV1 and PID are no snapshots
	Charge bool // DFT: the codes are those of its lines
	Coded  bool // coding is complete
}

// kinds are the types of messages that are read. Of the others, those that plan a visit
// (A05, A14, A38) or something in it (A15, A16) and track a patient's way (A09, A10) say
// nothing that happened; those that merge and move identities (A18, A34 to A51) would need
// every record of a person; P02 purges accounts from a billing system's own memory.
var kinds = []Kind{
	{Name: "ADT^A28", Rank: 4, Person: true},
	{Name: "ADT^A31", Rank: 5, Person: true},
	{Name: "ADT^A01", Rank: 10, Admits: true},
	{Name: "ADT^A04", Rank: 10, Admits: true},
	{Name: "ADT^A02", Rank: 20},
	{Name: "ADT^A12", Rank: 21}, // cancels A02: the visit is as it was before
	{Name: "ADT^A21", Rank: 20},
	{Name: "ADT^A22", Rank: 22},
	{Name: "ADT^A52", Rank: 23},
	{Name: "ADT^A53", Rank: 23},
	{Name: "ADT^A54", Rank: 20},
	{Name: "ADT^A55", Rank: 21},
	{Name: "ADT^A06", Rank: 24, Moves: true},
	{Name: "ADT^A07", Rank: 24, Moves: true},
	{Name: "ADT^A08", Rank: 30},
	{Name: "ADT^A03", Rank: 40, Ends: true},
	{Name: "ADT^A13", Rank: 60, Undoes: true},
	{Name: "ADT^A11", Rank: 70, Voids: true},
	{Name: "ADT^A23", Rank: 80, Voids: true},
	{Name: "DFT^P03", Rank: 10, Billed: true, Charge: true},
	{Name: "DFT^P11", Rank: 10, Billed: true, Charge: true},
	{Name: "BAR^P01", Rank: 10, Billed: true},
	{Name: "BAR^P05", Rank: 30, Billed: true},
	{Name: "BAR^P06", Rank: 44, Billed: true},
	{Name: "BAR^P12", Rank: 50, Billed: true, Coded: true},
}

var kindByName = func() map[string]*Kind {
	by := make(map[string]*Kind, len(kinds))
	for i := range kinds {
		by[kinds[i].Name] = &kinds[i]
	}
	return by
}()

// KindOf is the kind of a message, nil for one of a type that is not read.
func KindOf(message, event string) *Kind { return kindByName[message+"^"+event] }
