// Package canonical turns FHIR resources into rows of the canonical tables. It decides
// what is an encounter, a place in a list, a statement or a reference; where FHIR leaves
// a choice, the file that makes it says why.
package canonical

import (
	"bytes"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/document"
	"chartline/pipeline/source/fhir/resource"
)

// Settings are what the configuration says of a feed.
type Settings struct {
	Facility string         // of records that name none
	Shifted  bool           // dates were shifted to protect patients
	Zone     *time.Location // of instants without an offset, which FHIR does not allow
	ByClaim  bool           // each claim is an encounter of its own
}

// Tables writes resources into a sink. It works on one at a time.
type Tables struct {
	set Settings
	out source.Sink
	all []*source.Batcher

	patients, encounters, diagnoses, procedures, drgs, lists *source.Batcher
	statements, links, codes, lines, events                  *source.Batcher

	buffer buffer
	reader document.Reader
	sound  bool // the current resource, as far as it was read
	place  Place
	raw    []byte
	stated stated
	err    error // the first of the sink; nothing is told after it
}

// buffer holds what is decoded, to be used again.
type buffer struct {
	patient   resource.Patient
	condition resource.Condition
	procedure resource.Procedure
	encounter resource.Encounter
	claim     resource.Claim
	codes     []resource.Code // of a condition or a procedure
}

// Place is where a resource stands.
type Place struct {
	Record int64  // number of its record in the input, from 1
	URL    string // fullUrl of its entry in a Bundle
}

// id is the identity of a resource: in a Bundle whose entries have identities of their
// own, references go by these.
func (p Place) id(own string) string {
	if len(p.URL) > 4 && p.URL[:4] == "urn:" || own == "" {
		return resource.IDOf(p.URL)
	}
	return own
}

// NewTables makes the batchers that write into a sink. Release them when done.
func NewTables(out source.Sink, set Settings) *Tables {
	t := &Tables{set: set, out: out}
	for _, b := range []struct {
		into  **source.Batcher
		table string
	}{
		{&t.patients, "patient"}, {&t.encounters, "encounter"}, {&t.diagnoses, "diagnosis"},
		{&t.procedures, "procedure"}, {&t.drgs, "drg_assignment"}, {&t.lists, "code_list"},
		{&t.statements, "code_statement"}, {&t.links, "code_link"}, {&t.codes, "account_code"},
		{&t.lines, "service_line"}, {&t.events, "event"},
	} {
		*b.into = source.NewStatedBatcher(schema.Must(b.table), out)
		t.all = append(t.all, *b.into)
	}
	return t
}

// Flush hands over the rows that wait.
func (t *Tables) Flush() error {
	for _, b := range t.all {
		if err := b.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// Release frees the batchers.
func (t *Tables) Release() {
	for _, b := range t.all {
		b.Release()
	}
}

// Resource writes a resource of a type. Types that are of no canonical table are
// skipped by their names. It is false where the resource is unsound: then nothing was
// written, and what is wrong with it is to be found out.
func (t *Tables) Resource(kind, data []byte, at Place) (sound bool, err error) {
	t.place, t.raw, t.stated, t.sound = at, data, stated{}, true
	switch string(kind) {
	case "Patient":
		t.patient()
	case "Encounter":
		t.encounter()
	case "Condition":
		t.condition()
	case "Procedure":
		t.procedure()
	case "Claim", "ExplanationOfBenefit":
		t.claim()
	default:
		if t.isSound() {
			t.skip(resource.TypeName(kind))
		}
	}
	return t.sound, t.err
}

// isSound goes through the current resource and reads nothing of it.
func (t *Tables) isSound() bool {
	t.sound = t.reader.Read(t.raw, nil) == document.Whole
	return t.sound
}

// Longest text of a record that is kept with its reject.
const rawBytes = 64 << 10

// Reject leaves a record out. It gives the first error of the sink.
func (t *Tables) Reject(table *schema.Table, column, reason string, raw []byte, record int64) error {
	if t.err == nil {
		t.err = t.out.Reject(source.Reject{
			Table: table, Record: record, Column: column, Reason: reason, Raw: string(raw[:min(len(raw), rawBytes)]),
		})
	}
	return t.err
}

// reject leaves the current resource, or a part of it, out. The error is kept.
func (t *Tables) reject(table, column, reason string) {
	_ = t.Reject(schema.Must(table), column, reason, t.raw, t.place.Record)
}

// skip passes over the current resource. The error is kept.
func (t *Tables) skip(what string) { _ = t.Skip(what) }

// Skip passes over a record that is well and of no canonical table.
func (t *Tables) Skip(what string) error {
	if t.err == nil {
		t.err = t.out.Skip(what, 1)
	}
	return t.err
}

// Objects and values of a resource are bounded, since each takes more memory than it has
// text: {} becomes a line of charges. A claim of a thousand lines has some 50,000 objects.
// What is shorter than oftenBytes is not counted.
const (
	oftenBytes  = 1 << 20
	mostObjects = 250_000
	mostValues  = 1_000_000
)

// decode reads the current resource. It is false where the resource is unsound, or was
// rejected.
func (t *Tables) decode(into document.Object, table string) bool {
	if len(t.raw) > oftenBytes && (bytes.Count(t.raw, []byte{'{'}) > mostObjects || bytes.Count(t.raw, []byte{','}) > mostValues) {
		if t.isSound() {
			t.reject(table, "", source.ReasonTooLarge)
		}
		return false
	}
	switch t.reader.Read(t.raw, into) {
	case document.Whole:
		return true
	case document.Mistyped:
		t.reject(table, "", source.ReasonType)
	case document.Unsound:
		t.sound = false
	}
	return false
}

// end ends a row.
func (t *Tables) end(b *source.Batcher) {
	if t.stated.known {
		b.Stated(t.stated.micros)
	}
	if err := b.Next(); t.err == nil {
		t.err = err
	}
}
