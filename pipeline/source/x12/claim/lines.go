package claim

import (
	"strings"
	"unicode/utf8"

	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/segment"
)

// Line is one line of charges.
type Line struct {
	Revenue, Code, Modifiers string
	On                       Day
	Through                  Day // last day of service
	Units, Charge            Amount

	charged bool // there was an SV
	flaw    *Flaw
	raw     string // the segment that begins it
}

// lineSegment reads a segment of a service line.
func (d *Decoder) lineSegment(s *segment.Segment) {
	switch s.ID() {
	case "LX":
		d.beginLine(s)
	case "SV1":
		d.service(s, fieldsOfLine{code: 1, charge: 2, unit: 3, units: 4})
	case "SV2":
		d.service(s, fieldsOfLine{revenue: 1, code: 2, charge: 3, unit: 4, units: 5})
	case "SV3":
		d.service(s, fieldsOfLine{code: 1, charge: 2, units: 6})
	case "DTP":
		d.fields = s.Elements(d.fields[:0])
		if d.fields.At(1) == "472" && d.line != nil {
			d.serviceDate(s)
		}
	}
}

func (d *Decoder) beginLine(s *segment.Segment) {
	d.endLine()
	d.claim.Lines = append(d.claim.Lines, Line{raw: s.Text})
	d.line = &d.claim.Lines[len(d.claim.Lines)-1]
}

// endLine settles the line that was read, or takes it off the claim.
func (d *Decoder) endLine() {
	l := d.line
	if l == nil {
		return
	}
	d.line = nil
	if !l.On.Set {
		l.On, l.Through = d.serviceDay, d.serviceDay
	}
	if l.flaw == nil && !l.charged {
		l.flaw = &Flaw{Table: "service_line", Reason: source.ReasonStructure, Raw: l.raw}
	}
	if l.flaw != nil {
		d.claim.Flaws = append(d.claim.Flaws, *l.flaw)
		d.claim.Lines = d.claim.Lines[:len(d.claim.Lines)-1]
	}
}

// fieldsOfLine says which element of an SV segment holds what; 0 is none.
type fieldsOfLine struct{ revenue, code, charge, unit, units int }

// service reads the SV segment of a line.
func (d *Decoder) service(s *segment.Segment, at fieldsOfLine) {
	if d.line == nil || d.line.charged { // its LX is missing
		d.beginLine(s)
	}
	l := d.line
	d.fields = s.Elements(d.fields[:0])
	l.charged = true
	l.Revenue = d.fields.At(at.revenue)
	var ok bool
	if l.Charge, ok = money(d.fields.At(at.charge)); !ok {
		d.spoil("charge", source.ReasonType, s)
	}
	if l.Units, ok = weight(d.fields.At(at.units)); !ok {
		d.spoil("units", source.ReasonType, s)
	}
	if d.fields.At(at.unit) == "MJ" {
		l.Units = Amount{} // minutes of anaesthesia are no units of service
	}
	if !utf8.ValidString(s.Text) {
		d.spoil("", source.ReasonEncoding, s)
	}
	d.components = s.Marks.Components(d.components[:0], d.fields.At(at.code))
	if d.components.At(1) != "" && d.components.At(2) == "" {
		d.spoil("code", source.ReasonStructure, s)
	}
	l.Code = d.components.At(2)
	l.Modifiers = modifiers(d.components)
}

// modifiers are components 3 to 6 of a procedure, as the column holds them.
func modifiers(c segment.Fields) string {
	first := c.At(3)
	if len(c) < 4 {
		return first
	}
	all := []string{first}
	for i := 4; i <= 6; i++ {
		if m := c.At(i); m != "" {
			all = append(all, m)
		}
	}
	return strings.TrimSpace(strings.Join(all, " "))
}

func (d *Decoder) serviceDate(s *segment.Segment) {
	var ok bool
	if d.line.On, d.line.Through, ok = d.last.period(d.fields.At(2), d.fields.At(3)); !ok {
		d.spoil("service_on", source.ReasonType, s)
	}
}

// spoil says why the line is left out of the claim; the first reason stands.
func (d *Decoder) spoil(column, reason string, s *segment.Segment) {
	if d.line.flaw == nil {
		d.line.flaw = &Flaw{Table: "service_line", Column: column, Reason: reason, Raw: s.Text}
	}
}
