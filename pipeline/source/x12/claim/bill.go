package claim

import "strings"

// Guide is the implementation guide that a transaction follows: what kind of claims it
// holds.
type Guide struct {
	Kind   Kind
	Before bool // version 4010 or older: present on admission in K3, reasons for the visit in ZZ
}

// Kind is the kind of claims of a guide.
type Kind int

// Kinds of claims. Those of a guide that is not listed are told apart one by one.
const (
	Unlisted Kind = iota
	Institutional
	Professional
	Dental
)

// guides are the names that versions end in, without their addenda: those of claims, then
// those of the reporting of claims that were paid.
var guides = [...]struct {
	name string
	kind Kind
}{
	{"X096", Institutional}, {"X097", Dental}, {"X098", Professional},
	{"X222", Professional}, {"X223", Institutional}, {"X224", Dental},
	{"X298", Professional}, {"X299", Institutional}, {"X300", Dental},
}

// GuideOf reads ST03 or GS08, such as 005010X223A2.
func GuideOf(version string) Guide {
	g := Guide{Before: strings.HasPrefix(version, "00") && version < "005"}
	for _, known := range guides {
		if strings.Contains(strings.ToUpper(version), known.name) {
			g.Kind = known.kind
		}
	}
	return g
}

// Frequency is CLM05-3: what a bill is to the others of its account.
type Frequency string

// IsNotice reports whether it is no bill at all: a hospice or a home health agency tells
// of an election, a transfer or its end.
func (f Frequency) IsNotice() bool {
	switch f {
	case "A", "B", "C", "D", "E":
		return true
	}
	return false
}

// IsVoid reports whether the bill takes back those before it.
func (f Frequency) IsVoid() bool { return f == "8" || f == "X" }

// IsLate reports whether the bill holds nothing but charges that came late, which add to
// those of an earlier one.
func (f Frequency) IsLate() bool { return f == "5" }

// IsPart reports whether the bill is one of several that share out the charges of a stay.
func (f Frequency) IsPart() bool { return f == "2" || f == "3" || f == "4" }

// IsOpen reports whether the stay goes on after the period of the bill.
func (f Frequency) IsOpen() bool { return f == "2" || f == "3" }

// IsOriginal reports whether the bill replaces none.
func (f Frequency) IsOriginal() bool {
	switch f {
	case "", "0", "1", "2", "3", "4", "5", "9", "Z":
		return true
	}
	return false
}

// Rank orders bills of one account that were made at the same time: the parts of a stay,
// then what replaces, then what voids.
func (f Frequency) Rank() int64 {
	switch {
	case f.IsVoid():
		return 4
	case !f.IsOriginal():
		return 3
	case f == "4":
		return 2
	case f == "3":
		return 1
	}
	return 0
}

// Ranks is how many ranks there are.
const Ranks = 5

// Event is the type of event that sending the bill is: empty where it is none, since the
// account is not billed whole before its last part, and late charges bill it no more.
func (f Frequency) Event() string {
	switch {
	case f.IsVoid():
		return "voided"
	case !f.IsOriginal():
		return "rebilled"
	case f.IsOpen(), f.IsLate():
		return ""
	}
	return "final_billed"
}
