package omop

import (
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/omop/concept"
	"chartline/pipeline/source/omop/table"
)

// coding emits the statements of one table of coded records.
type coding struct {
	*setting
	table      string
	kind       string             // of codes of which the vocabulary does not say it; "" where these are neither
	configured concept.Vocabulary // of codes without a concept
	id         []byte             // of the statement
}

func emitCoded(s *setting, name string) emitter {
	c := &coding{setting: s, table: name, configured: concept.Vocabulary{System: "other"}}
	var option source.Option
	switch name {
	case "condition_occurrence":
		c.kind, option = concept.Diagnosis, diagnosisVocabulary
	case "procedure_occurrence":
		c.kind, option = concept.Procedure, procedureVocabulary
	}
	if v := concept.VocabularyOf([]byte(s.spec.Option(option))); v != nil {
		c.configured = *v
	}
	return c.emit
}

// emit emits a statement of the code that the source recorded. Identifiers are unique
// within a table only, so the table is a part of the statement's.
func (c *coding) emit(row *source.Batcher, f [][]byte) verdict {
	code, of, v := c.code(f)
	if v == (verdict{}) {
		v = c.about(f)
	}
	if v != (verdict{}) {
		return v
	}
	stated, given, ok := c.when(f[codedDate])
	if ok && !given {
		stated, given, ok = c.when(f[codedDatetime])
	}
	if !ok {
		return reject("stated_on", source.ReasonType)
	}
	c.id = append(append(append(c.id[:0], c.table...), '/'), table.Digits(f[codedID])...)
	row.TextBytes("statement_id", c.id)
	row.Text("code_system", of.System)
	row.TextBytes("encounter_id", table.Digits(f[codedVisit]))
	row.TextBytes("code", code)
	if given {
		row.Date("stated_on", stated.On)
	}
	row.Boolean("withdrawn", false)
	return c.setKind(row, f, of.Kind)
}

// about looks at what the record is about.
func (c *coding) about(f [][]byte) verdict {
	kind, ok := concept.ID(f[codedType])
	switch {
	case !ok:
		return reject("rank", source.ReasonType)
	case f[codedID] == nil:
		return reject("statement_id", source.ReasonMissing)
	case concept.IsProblemList(kind):
		return skip("problem list entry")
	case f[codedVisit] == nil:
		return skip(c.table + " without a visit")
	}
	return verdict{}
}

// setKind sets what the code is, and its place where the record says one.
func (c *coding) setKind(row *source.Batcher, f [][]byte, kind string) verdict {
	if kind == "" {
		kind = c.kind
	}
	row.Text("kind", kind)
	if kind != c.kind {
		return verdict{}
	}
	at, _ := concept.ID(f[codedType])
	role, rank := concept.PlaceOf(kind, at)
	if len(f) > codedStatus {
		status, ok := concept.ID(f[codedStatus])
		if !ok {
			return reject("role", source.ReasonType)
		}
		if r, ok := concept.RoleOf(status); ok {
			role = r
		}
	}
	row.Text("role", role)
	if rank > 0 {
		row.Integer("rank", rank)
	}
	return verdict{}
}

// code is what the source recorded, and the vocabulary that it is of. The standard
// concept says nothing about it, but where its own code is what the source wrote.
func (c *coding) code(f [][]byte) (code []byte, of concept.Vocabulary, v verdict) {
	value := f[codedSourceValue]
	own, ok := concept.ID(f[codedSourceConcept])
	standard, okStandard := concept.ID(f[codedConcept])
	if !ok || !okStandard {
		return nil, of, reject("code_system", source.ReasonType)
	}
	if known, ok := c.concepts.Get(own); ok && (own != standard || value == nil || isSame(known.Code, value)) {
		code, of = []byte(known.Code), *known.Of
	} else if known, ok := c.concepts.Get(standard); ok && isSame(known.Code, value) {
		code, of = value, *known.Of
	} else {
		code, of = value, c.configured
	}
	switch {
	case c.kind == "" && of.Kind == "":
		return nil, of, skip(c.table)
	case code == nil:
		return nil, of, reject("code", source.ReasonMissing)
	case of.System == "":
		of.System = "other"
	}
	return code, of, verdict{}
}

// isSame reports whether a text is a code, whatever its case and dots.
func isSame(code string, text []byte) bool {
	i := 0
	for _, b := range text {
		if b == '.' {
			continue
		}
		for i < len(code) && code[i] == '.' {
			i++
		}
		if i == len(code) || lower(code[i]) != lower(b) {
			return false
		}
		i++
	}
	return i == len(code) || strings.Trim(code[i:], ".") == ""
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
