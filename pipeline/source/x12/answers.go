package x12

import (
	"strconv"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/segment"
)

// remittance reads an 835: each claim payment tells when its account was remitted, which
// is the date of the payment. It holds no codes and no encounters.
type remittance struct {
	*reader
	payment  clock // BPR16
	produced clock // DTM*405, for a payment without a date
	made     clock // the group
	provider string
	number   string // TRN02, of the payment
}

func (r *remittance) begin(_ string, sent clock) {
	*r = remittance{reader: r.reader, made: sent.date()}
}

func (r *remittance) end() error { return nil }

func (r *remittance) segment(s *segment.Segment) error {
	switch s.ID() {
	case "BPR":
		r.payment = clockOf(s.Element(16), "", r.site.zone)
	case "TRN":
		r.number = s.Element(2)
	case "DTM":
		if s.Element(1) == "405" {
			r.produced = clockOf(s.Element(2), "", r.site.zone)
		}
	case "N1":
		if s.Element(1) == "PE" {
			r.provider = s.Element(4)
		}
	case "CLP":
		return r.payClaim(s)
	}
	return nil
}

// payClaim reads one claim payment. A denial is an answer of the payer and counts; what
// takes an answer back, hands the claim on or only foretells an answer does not.
func (r *remittance) payClaim(s *segment.Segment) error {
	r.records++
	switch status := s.Element(2); status {
	case "22":
		return r.out.Skip("CLP02 22 (reversal)", 1)
	case "23":
		return r.out.Skip("CLP02 23 (forwarded)", 1)
	case "25":
		return r.out.Skip("CLP02 25 (predetermination)", 1)
	}
	return r.happened("remitted", r.provider, s.Element(1), r.paidOn(), s.Text, "835", r.number, s.Element(7))
}

// paidOn is the date of the payment, else that on which the remittance was made.
func (r *remittance) paidOn() clock {
	switch {
	case r.payment.known:
		return r.payment
	case r.produced.known:
		return r.produced
	}
	return r.made
}

// happened emits what another than the provider did with an account; further parts tell
// it from others of its kind. It is a reject without an account or a date.
func (r *reader) happened(kind, provider, number string, at clock, raw string, parts ...string) error {
	event := schema.Must("event")
	account := r.site.account(provider, number)
	switch {
	case number == "":
		return r.reject(event, "encounter_id", source.ReasonMissing, raw)
	case !valid(account):
		return r.reject(event, "encounter_id", source.ReasonEncoding, raw)
	case !at.known:
		return r.reject(event, "occurred_on", source.ReasonMissing, raw)
	}
	return r.rows.event(account, kind, at, r.site, append(parts, strconv.Itoa(int(at.On)))...)
}

// acknowledgement reads a 277CA: the front end of a payer says which claims it took. It
// holds no codes and no encounters.
type acknowledgement struct {
	*reader
	made     clock  // BHT, else of the group
	provider string // of the level above the claims
	claim    answer
}

// answer is what is said of one claim.
type answer struct {
	open     bool   // a level of a patient was begun
	lines    bool   // what follows is about its service lines
	account  string // TRN02
	category string // of the status that decides
	on       clock  // STC02
	raw      strings.Builder
}

// isAcknowledgement tells a 277CA from the other answers that are a 277.
func isAcknowledgement(version string) bool {
	version = strings.ToUpper(version)
	return strings.Contains(version, "X214") || strings.Contains(version, "X167") || strings.Contains(version, "X070")
}

func (a *acknowledgement) begin(_ string, sent clock) {
	*a = acknowledgement{reader: a.reader, made: sent}
}

func (a *acknowledgement) segment(s *segment.Segment) error {
	switch s.ID() {
	case "BHT":
		if made := clockAt(s, dateOfBHT, a.site.zone); made.known {
			a.made = made
		}
		return nil
	case "HL":
		return a.level(s)
	case "NM1":
		if s.Element(1) == "85" {
			a.provider = s.Element(9)
		}
	}
	if a.claim.open && !a.claim.lines {
		a.status(s)
	}
	return nil
}

// level begins a level of the hierarchy: that of a patient is about one claim.
func (a *acknowledgement) level(s *segment.Segment) error {
	if err := a.end(); err != nil {
		return err
	}
	switch s.Element(3) {
	case "PT":
		a.records++
		a.claim.open = true
		a.claim.raw.WriteString(s.Text)
	case "19":
		a.provider = ""
	}
	return nil
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
			c.category, c.on = category, clockOf(s.Element(2), "", a.site.zone)
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

// end emits the claim of the last level.
func (a *acknowledgement) end() error {
	if !a.claim.open {
		return nil
	}
	c := &a.claim
	defer func() { a.claim = answer{} }()
	if !isAccepted(c.category) {
		return a.out.Skip(refusalWord(c.category), 1)
	}
	on := c.on
	if !on.known {
		on = a.made.date()
	}
	return a.happened("claim_submitted", a.provider, c.account, on, c.raw.String(), "277")
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
