package claimscsv

import (
	"bytes"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// members turns the records of a file of members into patients: one for each span of
// enrolment, of which the one that is read last stands.
type members struct {
	id, birth, sex, postal int
	rows                   *source.Batcher
	out                    source.Sink
	zip                    [5]byte
}

func membersOf(n *names) func(source.Sink) delimited.Rows {
	find := func(name string) int { return n.find(memberTargets, name) }
	m := members{id: find("patient_id"), birth: find("birth_on"), sex: find("sex"), postal: find("postal_code")}
	return func(out source.Sink) delimited.Rows {
		rows := m
		rows.out, rows.rows = out, source.NewBatcher(schema.Must("patient"), out)
		return &rows
	}
}

// Row writes a patient.
func (m *members) Row(r *delimited.Record) error {
	id := claim.Cell(r, m.id)
	if len(id) == 0 {
		return reject(m.out, r, flaw{"patient", "patient_id", source.ReasonMissing})
	}
	birth, ok := claim.ParseDay(claim.Cell(r, m.birth))
	if !ok {
		return reject(m.out, r, flaw{"patient", "birth_on", source.ReasonType})
	}
	m.rows.TextBytes("patient_id", id)
	if birth.Known {
		m.rows.Date("birth_on", birth.On)
	}
	m.setSex(claim.Cell(r, m.sex))
	m.rows.TextBytes("postal_code", claim.FiveDigits(claim.Cell(r, m.postal), m.zip[:0]))
	return m.rows.Next()
}

// setSex writes F, M or U for the words, and any other code as it stands.
func (m *members) setSex(cell []byte) {
	for word, code := range map[string]string{"female": "F", "male": "M", "unknown": "U"} {
		if bytes.EqualFold(cell, []byte(word)) {
			m.rows.Text("sex", code)
			return
		}
	}
	m.rows.TextBytes("sex", cell)
}

// Flush hands over the rows that wait.
func (m *members) Flush() error { return m.rows.Flush() }

// Release frees the batcher.
func (m *members) Release() { m.rows.Release() }

// pharmacy is what the records of files of prescriptions are.
const pharmacy = "pharmacy claim"
