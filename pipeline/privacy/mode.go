// Package privacy has the words of the rules on patients' privacy (standard.md 6): the modes of a
// dataset, and which counts are too small to be shown. The packages below apply them: reader finds
// what somebody can work out from tables, suppress withholds enough that they cannot, disclosure
// does that with the answers of questions, and attacker tries all of it in tests.
package privacy

// Mode says how far a dataset, or anything made of it, tells who its patients are (standard
// 6.1). Modes are in order, and a dataset only ever moves up: what has been made less
// identifying is never made more so.
type Mode int

const (
	PHI        Mode = iota // records as they are, for the department's own operations
	Limited                // 16 direct identifiers removed, for research under an agreement: 164.514(e)
	SafeHarbor             // 18 identifiers removed: 164.514(b)(2)
	Aggregate              // counts alone, the small ones withheld
)

// Modes are all modes, the most identifying first.
var Modes = []Mode{PHI, Limited, SafeHarbor, Aggregate}

// String is the word for the mode on a command line and in a file's stamp.
func (m Mode) String() string {
	return [...]string{"phi", "limited", "safe-harbor", "aggregate"}[m]
}

// Banner says of a page or file what it is.
func (m Mode) Banner() string {
	return [...]string{
		"Made of protected health information",
		"Made of a limited data set: for the purposes of its agreement only",
		"Made of data de-identified by Safe Harbor (45 CFR 164.514(b)(2))",
		"Aggregate: small counts are withheld",
	}[m]
}

// ParseMode reads the word for a mode.
func ParseMode(word string) (Mode, bool) {
	for _, m := range Modes {
		if m.String() == word {
			return m, true
		}
	}
	return PHI, false
}

// Allows reports whether a dataset of this mode may become one of another.
func (m Mode) Allows(to Mode) bool { return to >= m }
