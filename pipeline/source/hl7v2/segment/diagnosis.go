package segment

import (
	"strings"

	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/table"
)

// Types of a diagnosis in DG1-6 (HL7 table 0052).
const (
	Admitting = "A"
	Working   = "W"
	Final     = "F"
)

// Diagnosis takes what is needed from a DG1.
func (r *Reader) Diagnosis(text string) Coded {
	f := r.split(text)
	return Coded{
		Text:     text,
		Number:   number(r.text(f, 1, 1), 0),
		Codes:    r.codes(message.Field(f, 3), r.text(f, 2, 1), table.Diagnosis),
		Deleted:  message.Deletes(message.Field(f, 3)),
		Type:     strings.ToUpper(r.text(f, 6, 1)),
		Priority: number(r.text(f, 15, 1), -1),
		Action:   r.text(f, 21, 1),
		ID:       r.identifier(message.Field(f, 20)),
		POA:      r.poa(f),
		On:       r.text(f, 5, 1),
		Attested: r.text(f, 19, 1),
	}
}

// poa is the indicator in DG1 itself: in the field that is set, else in DG1-26 from
// version 2.6 on, before which DG1 ended with its field 21.
func (r *Reader) poa(fields []string) string {
	switch {
	case r.POA.Segment == "DG1":
		return r.text(fields, r.POA.Field, r.POA.Component)
	case r.POA.Segment == "" && r.text(r.Message.Header, 12, 1) >= "2.6":
		return r.text(fields, 26, 1)
	}
	return ""
}

// Mark is an indicator in a Z-segment.
type Mark struct {
	Number int64 // its set id, 0 for none
	POA    string
}

// Mark takes the indicator from a Z-segment.
func (r *Reader) Mark(text string) Mark {
	f := r.split(text)
	m := Mark{POA: r.text(f, r.POA.Field, r.POA.Component)}
	if r.POA.Field > 1 {
		m.Number = number(r.text(f, 1, 1), 0)
	}
	return m
}

// Join gives diagnoses the indicators of Z-segments: that with the set id of the
// diagnosis, or where either has none that in the same place.
func Join(diagnoses []Coded, marks []Mark) {
	by := map[int64]string{}
	for _, m := range marks {
		if m.Number > 0 {
			by[m.Number] = m.POA
		}
	}
	for i := range diagnoses {
		d := &diagnoses[i]
		poa, ok := by[d.Number]
		if !ok && i < len(marks) && (d.Number == 0 || marks[i].Number == 0) {
			poa = marks[i].POA
		}
		d.POA = poa
	}
}
