package x12

import (
	"strconv"
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/envelope"
	"chartline/pipeline/source/x12/segment"
)

// remittance reads an 835: each claim payment tells when its account was remitted, which
// is the date of the payment. It holds no codes and no encounters.
type remittance struct {
	*feed
	payment  envelope.Clock // BPR16
	produced envelope.Clock // DTM*405, for a payment without a date
	made     envelope.Clock // the group
	provider string
	number   string // TRN02, of the payment
}

func (r *remittance) begin(_ string, sent envelope.Clock) {
	*r = remittance{feed: r.feed, made: sent.Date()}
}

func (r *remittance) end() {}

func (r *remittance) segment(s *segment.Segment) {
	switch s.ID() {
	case "BPR":
		r.payment = envelope.ClockOf(s.Element(16), "", r.site.zone)
	case "TRN":
		r.number = s.Element(2)
	case "DTM":
		if s.Element(1) == "405" {
			r.produced = envelope.ClockOf(s.Element(2), "", r.site.zone)
		}
	case "N1":
		if s.Element(1) == "PE" {
			r.provider = s.Element(4)
		}
	case "CLP":
		r.payClaim(s)
	}
}

// payClaim reads one claim payment. A denial is an answer of the payer and counts; what
// takes an answer back, hands the claim on or only foretells an answer does not.
func (r *remittance) payClaim(s *segment.Segment) {
	r.records++
	switch s.Element(2) {
	case "22":
		r.pass("CLP02 22 (reversal)")
	case "23":
		r.pass("CLP02 23 (forwarded)")
	case "25":
		r.pass("CLP02 25 (predetermination)")
	default:
		r.happened("remitted", r.provider, s.Element(1), r.paidOn(), s.Text, "835", r.number, s.Element(7))
	}
}

// paidOn is the date of the payment, else that on which the remittance was made.
func (r *remittance) paidOn() envelope.Clock {
	switch {
	case r.payment.Known:
		return r.payment
	case r.produced.Known:
		return r.produced
	}
	return r.made
}

// happened packs what another than the provider did with an account; further parts tell
// it from others of its kind. It is a reject without an account or a date.
func (f *feed) happened(kind, provider, number string, at envelope.Clock, raw string, parts ...string) {
	account := f.site.account(provider, number)
	switch {
	case number == "":
		f.reject("event", "encounter_id", source.ReasonMissing, raw)
		return
	case !valid(account):
		f.reject("event", "encounter_id", source.ReasonEncoding, raw)
		return
	case !at.Known:
		f.reject("event", "occurred_on", source.ReasonMissing, raw)
		return
	}
	f.out.begin(anEvent)
	f.out.text(account)
	f.out.text(kind)
	f.out.clock(at)
	for _, part := range append(parts, strconv.Itoa(int(at.On))) {
		f.out.text(part)
	}
	f.out.end()
}

// acknowledgement reads a 277CA: the front end of a payer says which claims it took. It
// holds no codes and no encounters.
type acknowledgement struct {
	*feed
	made     envelope.Clock // BHT, else of the group
	provider string         // of the level above the claims
	claim    answer
}

// answer is what is said of one claim.
type answer struct {
	open     bool           // a level of a patient was begun
	lines    bool           // what follows is about its service lines
	account  string         // TRN02
	category string         // of the status that decides
	on       envelope.Clock // STC02
	raw      strings.Builder
}

// isAcknowledgement tells a 277CA from the other answers that are a 277.
func isAcknowledgement(version string) bool {
	version = strings.ToUpper(version)
	return strings.Contains(version, "X214") || strings.Contains(version, "X167") || strings.Contains(version, "X070")
}

func (a *acknowledgement) begin(_ string, sent envelope.Clock) {
	*a = acknowledgement{feed: a.feed, made: sent}
}

func (a *acknowledgement) segment(s *segment.Segment) {
	switch s.ID() {
	case "BHT":
		if made := envelope.ClockAt(s, envelope.DateOfBHT, a.site.zone); made.Known {
			a.made = made
		}
		return
	case "HL":
		a.level(s)
		return
	case "NM1":
		if s.Element(1) == "85" {
			a.provider = s.Element(9)
		}
	}
	if a.claim.open && !a.claim.lines {
		a.status(s)
	}
}

// level begins a level of the hierarchy: that of a patient is about one claim.
func (a *acknowledgement) level(s *segment.Segment) {
	a.end()
	switch s.Element(3) {
	case "PT":
		a.records++
		a.claim.open = true
		a.claim.raw.WriteString(s.Text)
	case "19":
		a.provider = ""
	}
}

// status reads a segment about a claim.
func (a *acknowledgement) status(s *segment.Segment) {
	c := &a.claim
	if c.raw.Len() < rawBytes {
		c.raw.WriteByte(s.Marks.Terminator)
		c.raw.WriteString(s.Text)
	}
	switch s.ID() {
	case "SVC":
		c.lines = true
	case "TRN":
		if s.Element(1) == "2" {
			c.account = s.Element(2)
		}
	case "STC":
		category := s.Marks.Components(nil, s.Element(1)).At(1)
		if c.category == "" || isAccepted(c.category) {
			c.category, c.on = category, envelope.ClockOf(s.Element(2), "", a.site.zone)
		}
	}
}

// isAccepted reports whether a category of claim status says that the claim was taken:
// received, taken into adjudication, or taken and split.
func isAccepted(category string) bool {
	return category == "A1" || category == "A2" || category == "A5"
}

// refusals are the categories that say it was not: forwarded, returned, not found, or
// with something missing or wrong.
var refusals = [...]string{"A0", "A3", "A4", "A6", "A7", "A8"}

// end packs the claim of the last level.
func (a *acknowledgement) end() {
	c := &a.claim
	if !c.open {
		return
	}
	on := c.on
	if !on.Known {
		on = a.made.Date()
	}
	if isAccepted(c.category) {
		a.happened("claim_submitted", a.provider, c.account, on, c.raw.String(), "277")
	} else {
		a.pass(refusalWord(c.category))
	}
	a.claim = answer{}
}

// refusalWord names a claim that was not taken.
func refusalWord(category string) string {
	for _, known := range refusals {
		if category == known {
			return "STC " + known + " (not accepted)"
		}
	}
	return "STC other (not accepted)"
}
