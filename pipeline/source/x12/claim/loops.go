package claim

import (
	"fmt"
	"hash/fnv"
	"strings"

	"chartline/pipeline/source/x12/segment"
)

// Loops is what stands above the claims in the hierarchy of a transaction: who bills, who
// is insured, who was treated. It is all that is remembered from one claim to the next.
type Loops struct {
	Provider   string // billing provider: NM109, or the tax number where there is none
	PayerRank  string // SBR01 of the payer whom the claim goes to; P comes first
	Filing     string // SBR09, claim filing indicator
	Subscriber Person
	Patient    Person
	Dependent  bool // the patient is not the subscriber

	party party // whose name was read last, and whose address and birth follow
}

// Person is a subscriber or a patient.
type Person struct {
	Member string // identifier of the insurance
	First  string // first name
	Birth  string // as it was written, CCYYMMDD
	Sex    string
	Postal string
}

// party is the one whom a name segment names.
type party int

const (
	otherParty party = iota
	billingProvider
	subscriber
	patient
)

// Segment reads a segment above the claims. HL02, which numbers the parent, is not
// needed: a level belongs to the one above it that was read last.
func (l *Loops) Segment(s *segment.Segment) {
	switch s.ID() {
	case "HL":
		l.level(s.Element(3))
	case "SBR":
		l.PayerRank, l.Filing = s.Element(1), s.Element(9)
	case "NM1":
		l.name(s)
	case "N4":
		if p := l.person(); p != nil {
			p.Postal = s.Element(3)
		}
	case "DMG":
		if p := l.person(); p != nil {
			p.Birth, p.Sex = s.Element(2), s.Element(3)
		}
	case "REF":
		if l.party == billingProvider && l.Provider == "" && (s.Element(1) == "EI" || s.Element(1) == "SY") {
			l.Provider = s.Element(2)
		}
	}
}

// level begins a level of the hierarchy, and forgets those below it.
func (l *Loops) level(code string) {
	switch code {
	case "20":
		*l = Loops{}
	case "22":
		*l = Loops{Provider: l.Provider}
	case "23":
		l.Patient, l.Dependent = Person{}, true
	}
	l.party = otherParty
}

func (l *Loops) name(s *segment.Segment) {
	switch s.Element(1) {
	case "85":
		l.party, l.Provider = billingProvider, s.Element(9)
	case "IL":
		l.party = subscriber
		l.Subscriber.First, l.Subscriber.Member = s.Element(4), s.Element(9)
	case "QC":
		l.party = patient
		l.Patient.First, l.Patient.Member = s.Element(4), s.Element(9)
	default:
		l.party = otherParty
	}
}

// person is the one whose name was read last.
func (l *Loops) person() *Person {
	switch l.party {
	case subscriber:
		return &l.Subscriber
	case patient:
		return &l.Patient
	}
	return nil
}

// Treated is the patient: the dependent where there is one, else the subscriber.
func (l *Loops) Treated() *Person {
	if l.Dependent {
		return &l.Patient
	}
	return &l.Subscriber
}

// PatientID is the identifier by which the insurance knows the patient; empty where it
// knows none. Dependents share that of the subscriber and are told apart by birth, sex
// and first name, of which the identifier holds a checksum only.
func (l *Loops) PatientID() string {
	treated := l.Treated()
	if treated.Member != "" || !l.Dependent || l.Subscriber.Member == "" {
		return treated.Member
	}
	h := fnv.New64a()
	for _, part := range []string{treated.Birth, treated.Sex, strings.ToUpper(treated.First)} {
		fmt.Fprintf(h, "%s*", part)
	}
	return fmt.Sprintf("%s/%016x", l.Subscriber.Member, h.Sum64())
}

// BirthOn is the patient's date of birth; it is not ok where what is written is none.
func (p *Person) BirthOn() (Day, bool) {
	if p.Birth == "" {
		return Day{}, true
	}
	return day(p.Birth)
}
