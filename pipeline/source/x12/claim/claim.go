// Package claim reads the claims of an X12 837 transaction, segment by segment, into
// plain values: who it is about, what was coded, what was charged. What a value breaks is
// told as a flaw, for the claim or for the one code or line that it is part of.
package claim

import (
	"time"

	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/x12/segment"
)

// Claim is one claim. Its texts are those of its segments.
type Claim struct {
	Kind      Kind
	Account   string // CLM01, patient control number
	Charges   Amount
	Facility  string // CLM05-1: facility and class of a bill type, or a place of service
	Frequency Frequency
	Purpose   string // CLM19; PB where it only asks what would be paid
	Record    string // REF*EA, medical record number

	From, Through Day // statement
	Admitted      Day
	AdmittedAt    string // as it was written, with its time of day; empty without one
	Discharged    Day    // of professional claims, which name a day

	AdmissionType, AdmissionSource, Status string // CL1
	Attending                              string
	FirstPayer                             string // filing indicator of another payer who comes first

	Diagnoses  []Diagnosis
	Procedures []Procedure
	DRGs       []string
	Accounts   []AccountCode
	Lines      []Line

	Flaw  *Flaw  // of the claim as a whole, which is left out then
	Flaws []Flaw // of codes and lines, which are left out of it

	// Passed are codes that are well and of no canonical table, by their qualifiers.
	Passed []string
}

// Flaw is why a record is left out: the words of a source.Reject.
type Flaw struct {
	Table, Column, Reason, Raw string
}

// Decoder reads claims. What it holds is used again for the next one.
type Decoder struct {
	Guide Guide

	claim      *Claim
	loop       loop
	line       *Line // that is being read; nil before the first
	fields     segment.Fields
	repeats    segment.Fields
	components segment.Fields
	counts     [seriesCount]int64
	poa        segment.Segment // K3 with the indicators of version 4010
	serviceDay Day             // of the claim, for lines without their own (dental)
	last       lastPeriod
	garbled    bool // the HI that is being read is not UTF-8
}

// loop is the part of a claim in which segments of the same name mean different things.
type loop int

const (
	inClaim loop = iota // 2300 and 2310
	inPayer             // 2320 and 2330: other payers
	inLine              // 2400 and below
)

// Decode reads a claim from its segments, the CLM first, into c.
func (d *Decoder) Decode(c *Claim, segments []segment.Segment) {
	*c = Claim{
		Kind: d.Guide.Kind, Diagnoses: c.Diagnoses[:0], Procedures: c.Procedures[:0], DRGs: c.DRGs[:0],
		Accounts: c.Accounts[:0], Lines: c.Lines[:0], Flaws: c.Flaws[:0], Passed: c.Passed[:0],
	}
	d.claim, d.loop, d.line = c, inClaim, nil
	d.counts, d.poa, d.serviceDay = [seriesCount]int64{}, segment.Segment{}, Day{}
	d.header(&segments[0])
	for i := range segments[1:] {
		d.segment(&segments[i+1])
	}
	d.endLine()
	d.endCodes()
}

// segment reads one segment behind the CLM.
func (d *Decoder) segment(s *segment.Segment) {
	id := s.ID()
	switch id {
	case "SBR":
		d.loop = inPayer
	case "LX", "SV1", "SV2", "SV3":
		d.loop = inLine
	}
	switch d.loop {
	case inClaim:
		d.claimSegment(s)
	case inPayer:
		if id == "SBR" && s.Element(1) == "P" {
			d.claim.FirstPayer = s.Element(9)
		}
	case inLine:
		d.lineSegment(s)
	}
}

// header reads the CLM.
func (d *Decoder) header(s *segment.Segment) {
	c := d.claim
	d.fields = s.Elements(d.fields[:0])
	c.Account, c.Purpose = d.fields.At(1), d.fields.At(19)
	d.components = s.Marks.Components(d.components[:0], d.fields.At(5))
	c.Facility, c.Frequency = d.components.At(1), Frequency(d.components.At(3))
	if c.Kind == Unlisted {
		c.Kind = Professional
		if d.components.At(2) == "A" {
			c.Kind = Institutional
		}
	}
	var ok bool
	if c.Charges, ok = money(d.fields.At(2)); !ok {
		d.refuse("total_charges", source.ReasonType)
	}
	if c.Account == "" {
		d.refuse("encounter_id", source.ReasonMissing)
	}
}

func (d *Decoder) claimSegment(s *segment.Segment) {
	c := d.claim
	switch s.ID() {
	case "HI":
		d.codes(s)
	case "DTP":
		d.dates(s)
	case "CL1":
		c.AdmissionType, c.AdmissionSource, c.Status = s.Element(1), s.Element(2), s.Element(3)
	case "REF":
		if s.Element(1) == "EA" && c.Record == "" {
			c.Record = s.Element(2)
		}
	case "NM1":
		d.provider(s)
	case "K3":
		if d.Guide.Before && isPOA(s.Element(1)) && d.poa.Text == "" {
			d.poa = *s
		}
	}
}

// provider reads who answered for the care: the attending provider of an institution,
// else the one who rendered the service.
func (d *Decoder) provider(s *segment.Segment) {
	want := "82"
	if d.claim.Kind == Institutional {
		want = "71"
	}
	if s.Element(1) == want && d.claim.Attending == "" {
		d.claim.Attending = s.Element(9)
	}
}

// dates reads a DTP of the claim.
func (d *Decoder) dates(s *segment.Segment) {
	c := d.claim
	format, text := s.Element(2), s.Element(3)
	switch s.Element(1) {
	case "434":
		d.period("discharged_on", format, text, &c.From, &c.Through)
	case "435":
		d.period("admitted_on", format, text, &c.Admitted, nil)
		if m, _ := moment.Compact(text, time.UTC); format == "DT" && m.HasTime {
			c.AdmittedAt = text
		}
	case "096":
		if format != "TM" { // an institution's hour of discharge is no instant (CLK-06)
			d.period("discharged_on", format, text, &c.Discharged, nil)
		}
	case "472":
		d.period("admitted_on", format, text, &d.serviceDay, nil)
	}
}

// period sets the days of a DTP; the claim cannot be read where they are none.
func (d *Decoder) period(column, format, text string, from, through *Day) {
	first, last, ok := d.last.period(format, text)
	if !ok {
		d.refuse(column, source.ReasonType)
		return
	}
	*from = first
	if through != nil {
		*through = last
	}
}

// refuse says why the claim is left out; the first reason stands.
func (d *Decoder) refuse(column, reason string) {
	if d.claim.Flaw == nil {
		d.claim.Flaw = &Flaw{Table: "encounter", Column: column, Reason: reason}
	}
}

// leave says why a code or a line is left out of the claim.
func (d *Decoder) leave(table, column, reason, raw string) {
	d.claim.Flaws = append(d.claim.Flaws, Flaw{Table: table, Column: column, Reason: reason, Raw: raw})
}
