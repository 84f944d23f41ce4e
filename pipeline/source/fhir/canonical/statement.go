package canonical

import (
	"bytes"

	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/resource"
)

// statement is a code that is stated by itself.
type statement struct {
	id, encounter, kind string
	role                string
	rank                int64
	code                resource.Code
	poa                 string
	on                  day
	withdrawn           bool
}

func (t *Tables) statement(s statement) {
	b := t.statements
	b.Text("statement_id", s.id)
	b.Text("code_system", s.code.System)
	b.Text("kind", s.kind)
	b.Text("encounter_id", s.encounter)
	b.Text("role", s.role)
	if s.rank > 0 {
		b.Integer("rank", s.rank)
	}
	b.Text("code", s.code.Code)
	b.Text("poa", s.poa)
	setDay(b, "stated_on", s.on)
	b.Boolean("withdrawn", s.withdrawn)
	t.end(b)
}

// condition writes a Condition that is an encounter's diagnosis. One without a category
// counts as such: it comes to bear only where it names an encounter or is named by one.
func (t *Tables) condition() {
	c := &t.buffer.condition
	*c = c.Emptied()
	if !t.decode(c, "code_statement") {
		return
	}
	if word := categoryWord(&c.Category); word != "" {
		t.skip(word)
		return
	}
	t.stateCodes(coded{
		id: t.place.id(c.ID), meta: c.Meta, kind: "diagnosis", concept: &c.Code, encounter: first(c.Encounter.ID(), c.Context.ID()),
		on: first(c.RecordedDate, c.AssertedDate, c.DateRecorded), withdrawn: isRefuted(&c.VerificationStatus),
	})
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// coded is a resource that states a code.
type coded struct {
	id        string
	meta      resource.Meta
	kind      string
	concept   *resource.Concept
	encounter string
	on        string
	withdrawn bool
}

// uncoded says of a resource that it has words only.
var uncoded = map[string]string{"diagnosis": "Condition without a code", "procedure": "Procedure without a code"}

// stateCodes writes the codes of a resource, one of each system.
func (t *Tables) stateCodes(c coded) {
	codes := t.buffer.codes
	if c.kind == "diagnosis" {
		codes = c.concept.Diagnoses(codes)
	} else {
		codes = c.concept.Procedures(codes)
	}
	t.buffer.codes = codes
	on, ok := t.day(c.on)
	switch {
	case c.id == "":
		t.reject("code_statement", "statement_id", source.ReasonMissing)
		return
	case !ok:
		t.reject("code_statement", "stated_on", source.ReasonType)
		return
	case !t.state(c.meta, ""):
		t.reject("code_statement", "", source.ReasonType)
		return
	case len(codes) == 0 && isUncoded(c.concept):
		t.skip(uncoded[c.kind])
		return
	case len(codes) == 0:
		t.reject("code_statement", "code", source.ReasonMissing)
		return
	}
	for _, code := range codes {
		t.statement(statement{id: c.id, encounter: c.encounter, kind: c.kind, code: code, on: on, withdrawn: c.withdrawn})
	}
}

// isUncoded reports whether a concept does not try to give a code: it has none, or says
// why there is none.
func isUncoded(c *resource.Concept) bool {
	for i := range c.Coding {
		if !resource.IsAbsent(c.Coding[i].System) {
			return false
		}
	}
	return true
}

// categories of conditions that are no diagnosis of an encounter, with the words by which
// they are passed over.
var categories = []struct{ code, word string }{
	{"problem-list-item", "Condition problem-list-item"},
	{"health-concern", "Condition health-concern"},
	{"medical-history", "Condition medical-history"},
}

// categoryWord is why a condition is passed over, empty where it is not. Some say it in
// words.
func categoryWord(category *resource.Concepts) string {
	if len(category.All) == 0 || category.Has("encounter-diagnosis", "diagnosis") ||
		bytes.Contains(category.Raw, []byte(`"encounter-diagnosis"`)) {
		return ""
	}
	for _, known := range categories {
		if category.Has(known.code) {
			return known.word
		}
	}
	return "Condition of another category"
}

// isRefuted reports whether a verification status takes the diagnosis back. It is a code
// in STU3 and a concept since R4.
func isRefuted(status *resource.Concepts) bool {
	return status.Has("refuted", "entered-in-error") && !status.Has("confirmed")
}

// procedure writes a Procedure. One that was not done takes back what an earlier version
// may have stated; one that is being prepared has not happened.
func (t *Tables) procedure() {
	p := &t.buffer.procedure
	*p = p.Emptied()
	if !t.decode(p, "code_statement") {
		return
	}
	if p.Status == "preparation" {
		t.skip("Procedure preparation")
		return
	}
	t.stateCodes(coded{
		id: t.place.id(p.ID), meta: p.Meta, kind: "procedure", concept: &p.Code, encounter: first(p.Encounter.ID(), p.Context.ID()),
		on:        first(p.PerformedDateTime, p.PerformedPeriod.Start, p.OccurrenceDateTime, p.OccurrencePeriod.Start),
		withdrawn: p.NotDone || p.Status == "not-done" || p.Status == "entered-in-error",
	})
}
