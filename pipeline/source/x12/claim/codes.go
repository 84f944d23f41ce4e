package claim

import (
	"strings"
	"unicode/utf8"

	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/segment"
)

// Diagnosis is a diagnosis code of a claim.
type Diagnosis struct {
	Role, System, Code, POA string
	Sequence                int64 // within its role, from 1
}

// Procedure is a procedure code of a claim.
type Procedure struct {
	Role, System, Code string
	Sequence           int64 // within its system, from 1
	On                 Day
}

// AccountCode is a condition, occurrence, occurrence span or value code of a claim.
type AccountCode struct {
	Kind, Code    string
	Sequence      int64 // within its kind, from 1
	From, Through Day
	Amount        Amount
}

// Positions of the components of C022, the composite of an HI segment.
const (
	atQualifier = iota + 1
	atCode
	atFormat
	atDate
	atAmount
	_ // quantity
	_ // version of the code list
	atRangeEnd
	atPOA
)

// passedWord names a code that is of no canonical table.
func passedWord(qualifier string) string { return "HI " + qualifier }

// codes reads an HI segment: composites, each of which stands for itself.
func (d *Decoder) codes(s *segment.Segment) {
	d.garbled = !utf8.ValidString(s.Text)
	d.fields = s.Elements(d.fields[:0])
	repeated := s.Marks.Repetition != 0 && strings.IndexByte(s.Text, s.Marks.Repetition) >= 0
	for _, element := range d.fields {
		if !repeated {
			d.composite(s.Marks, element)
			continue
		}
		d.repeats = s.Marks.Repeats(d.repeats[:0], element)
		for _, composite := range d.repeats {
			d.composite(s.Marks, composite)
		}
	}
}

// composite reads one code with what belongs to it; an element may be empty.
func (d *Decoder) composite(marks *segment.Delimiters, raw string) {
	d.components = marks.Components(d.components[:0], raw)
	c := d.components
	if len(c) == 1 && c.At(atQualifier) == "" {
		return
	}
	qualifier := strings.ToUpper(c.At(atQualifier))
	m := d.meaningOf(qualifier)
	switch {
	case m == nil && len(c) == 1:
		d.leave("", "", source.ReasonStructure, raw)
	case m == nil:
		d.leave("", "", source.ReasonUnlisted, raw)
	case d.garbled && !utf8.ValidString(raw):
		d.leave(m.table, "", source.ReasonEncoding, raw)
	case m.table == "":
		d.claim.Passed = append(d.claim.Passed, passedWord(qualifier))
	case c.At(atCode) == "":
		d.leave(m.table, codeColumn(m.table), source.ReasonMissing, raw)
	case c.At(atRangeEnd) != "": // a range, which excludes an indicator, is no code (C022)
		d.leave(m.table, codeColumn(m.table), source.ReasonStructure, raw)
	case (c.At(atFormat) == "") != (c.At(atDate) == ""): // they come in pairs (C022)
		d.leave(m.table, dateColumn(m.table), source.ReasonStructure, raw)
	default:
		d.code(m, raw)
	}
}

func codeColumn(table string) string {
	if table == "drg_assignment" {
		return "drg"
	}
	return "code"
}

func dateColumn(table string) string {
	switch table {
	case "procedure":
		return "performed_on"
	case "account_code":
		return "occurred_on"
	}
	return ""
}

// code adds a code to the claim.
func (d *Decoder) code(m *meaning, raw string) {
	switch m.table {
	case "diagnosis":
		d.diagnosis(m)
	case "procedure":
		d.procedure(m, raw)
	case "account_code":
		d.accountCode(m, raw)
	case "drg_assignment":
		d.claim.DRGs = append(d.claim.DRGs, d.components.At(atCode))
	}
}

func (d *Decoder) diagnosis(m *meaning) {
	d.claim.Diagnoses = append(d.claim.Diagnoses, Diagnosis{
		Role: m.role, System: m.system, Code: d.components.At(atCode), POA: indicator(d.components.At(atPOA)),
		Sequence: d.next(m.series),
	})
}

func (d *Decoder) procedure(m *meaning, raw string) {
	p := Procedure{Role: m.role, System: m.system, Code: d.components.At(atCode)}
	series := m.series
	if m.system == hcpcs && p.Code[0] <= '9' {
		p.System, series = cpt, ofCPT
	}
	var ok bool
	if p.On, _, ok = d.dated(); !ok {
		d.leave("procedure", "performed_on", source.ReasonType, raw)
		return
	}
	p.Sequence = d.next(series)
	d.claim.Procedures = append(d.claim.Procedures, p)
}

func (d *Decoder) accountCode(m *meaning, raw string) {
	a := AccountCode{Kind: m.role, Code: d.components.At(atCode)}
	var ok bool
	if a.From, a.Through, ok = d.dated(); !ok {
		d.leave("account_code", "occurred_on", source.ReasonType, raw)
		return
	}
	if m != bi {
		a.Through = Day{}
	}
	if a.Amount, ok = money(d.components.At(atAmount)); !ok {
		d.leave("account_code", "amount", source.ReasonType, raw)
		return
	}
	a.Sequence = d.next(m.series)
	d.claim.Accounts = append(d.claim.Accounts, a)
}

// dated reads the date of a composite, where it has one.
func (d *Decoder) dated() (from, through Day, ok bool) {
	if d.components.At(atDate) == "" {
		return Day{}, Day{}, true
	}
	return d.last.period(d.components.At(atFormat), d.components.At(atDate))
}

// next is the next number of a series.
func (d *Decoder) next(series int) int64 {
	d.counts[series]++
	return d.counts[series]
}
