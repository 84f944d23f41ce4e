// Package list reads lists on which codes stand: those exempt from POA, those of the
// Medicare Code Editor, and those that 42 CFR Part 2 makes sensitive. Each becomes marks
// with the time in which they hold, for the same code means something else in another
// year: 522 and 523 were DRGs of alcohol and drug use before 1 October 2007 and are hip
// replacements now (VER-09).
package list

import (
	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

// Kinds are the lists that are read.
var Kinds = []sheet.Kind{poaExempt, codeEdits, sensitive}

// Code systems of marks.
const (
	icd10CM  = "ICD-10-CM"
	icd10PCS = "ICD-10-PCS"
	icd9CM   = "ICD-9-CM"
	icd9PCS  = "ICD-9-PCS"
	cpt      = "CPT"
	hcpcs    = "HCPCS"
	msDRG    = "MS-DRG"
)

var codeMark = schema.Must("code_mark")

// mark is a code on a list.
type mark struct {
	list, system, code, detail, version string
	span                                edition.Span // without To where it still stands there
}

// marker makes a mark of a row, or says what is wrong with it.
type marker func(r sheet.Row) (m mark, column, reason string)

// marks emits the marks of a list.
type marks struct {
	batch *source.Batcher
	out   source.Sink
	of    marker
}

func newMarks(of marker, out source.Sink) *marks {
	return &marks{batch: source.NewBatcher(codeMark, out), out: out, of: of}
}

func (m *marks) Row(r sheet.Row) error {
	k, column, reason := m.of(r)
	if reason == "" {
		column, reason = "code", flawOf(k.code)
	}
	if reason != "" {
		return m.out.Reject(source.Reject{Table: codeMark, Record: r.Number, Column: column, Reason: reason, Raw: r.Raw()})
	}
	m.batch.Text("list", k.list)
	m.batch.Text("code_system", k.system)
	m.batch.Text("code", k.code)
	m.batch.Date("valid_from", k.span.From)
	if k.span.To != 0 {
		m.batch.Date("valid_to", k.span.To)
	}
	m.batch.Text("detail", k.detail)
	m.batch.Text("list_version", k.version)
	return m.batch.Next()
}

func (m *marks) End() error { return m.batch.Flush() }

func (m *marks) Release() { m.batch.Release() }

// longestCode is that of any system, with a dot.
const longestCode = 8

// flawOf says what is wrong with a code: it may have letters in any place, and a dot.
func flawOf(code string) string {
	if code == "" {
		return source.ReasonMissing
	}
	if len(code) > longestCode {
		return source.ReasonType
	}
	for _, b := range []byte(code) {
		if (b < 'A' || b > 'Z') && (b < 'a' || b > 'z') && (b < '0' || b > '9') && b != '.' {
			return source.ReasonType
		}
	}
	return ""
}

func undated(p sheet.Publication, example string) error {
	return fault.New(fault.Input, p.Place, "neither its name nor its header says of which year it is",
		"rename it as it is published, such as "+example)
}
