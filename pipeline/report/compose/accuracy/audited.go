// Package accuracy shows what audits found: which codes were right, which were not and why, and how
// far auditors agree.
package accuracy

import (
	"slices"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/measure"
)

// everything is the unit of questions that are asked of all reviews together.
const everything = "all"

// audited is a table of measures of all reviews, with what was left out of them and what
// could not be judged.
func audited(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	row := slices.Index(a.Text("unit"), everything)
	if row < 0 {
		return block.Made{Empty: true}
	}
	notes := remarks(e, a, b, row)
	b.Measures = slices.DeleteFunc(slices.Clone(b.Measures), func(m report.MeasureSpec) bool { return notLoaded(a, m, row) })
	m := measure.Of(e, a, b, row)
	if m.Block.Table != nil {
		m.Block.Table.Notes = append(m.Block.Table.Notes, notes...)
	}
	return m
}

// notLoaded reports whether what a measure divides by is 0 because a terminology is not loaded: a note
// says so in the place of its row.
func notLoaded(a block.Answer, m report.MeasureSpec, row int) bool {
	return slices.ContainsFunc(auditRemarks, func(r remark) bool {
		return r.divides && divided(a.Query, m, r.column) && a.Int(r.column)[row] == 0
	})
}

// divided reports whether a measure divides by a column.
func divided(q *query.Query, m report.MeasureSpec, column string) bool {
	metric, ok := q.Metric(m.Metric)
	return ok && slices.Contains(metric.Args, column)
}

// A remark is said of a count, where the query has it, that is as it says.
type remark struct {
	column string
	said   func(n int64) bool
	text   string // with a place for the number of the noun, where there is one
	noun   string

	divides bool // measures divide by the count: it is said where one of them is asked for
}

func some(n int64) bool { return n > 0 }

func none(n int64) bool { return n == 0 }

// words are what the remark says of a number.
func (r remark) words(e *block.Edition, n int64) string {
	if r.noun == "" {
		return e.Text(r.text)
	}
	return e.Say(r.text, e.Plural(n, r.noun))
}

// auditRemarks are what a reader of measures must know of the reviews behind them.
var auditRemarks = []remark{
	{column: "targeted", said: some, text: "Left out: %s, which are not generalisable (SMP-01).", noun: "targeted reviews"},
	{column: "again", said: some, text: "Left out, since the encounter counts once: %s.", noun: "further reviews"},
	{column: "own", said: some, text: "Left out, since coder and auditor are one person: %s.", noun: "reviews"},
	{column: "without_codes", said: some, text: "Left out, since neither side has a code: %s.", noun: "reviews"},
	{column: "drg_ungroupable", said: some, text: "In no count of DRGs, since DRG 998 or 999 is on a side: %s.", noun: "records"},
	{column: "drg_query", said: some, text: "DRGs that differ and depend on a query to the provider: %s.", noun: "records"},
	{column: "pdx_ccsr_reviewed", said: none, text: "CCSR is not loaded, so that principal diagnoses are not compared at its level.", divides: true},
	{column: "pdx_chapter_reviewed", said: none, text: "Chapters are not loaded, so that principal diagnoses are not compared at their level.", divides: true},
	{column: "poa_not_judged", said: some, text: "Neither the audit nor a loaded list says whether they are exempt from POA: %s.", noun: "diagnoses"},
	{column: "judged", said: none, text: "Lists of CCs and MCCs are not loaded for these dates, so that nothing is judged by them."},
}

func remarks(e *block.Edition, a block.Answer, b report.BlockSpec, row int) []string {
	var said []string
	for _, r := range auditRemarks {
		if c, ok := a.Query.Column(r.column); !ok || c.Type != query.Int {
			continue
		}
		if r.divides && !slices.ContainsFunc(b.Measures, func(m report.MeasureSpec) bool { return divided(a.Query, m, r.column) }) {
			continue
		}
		if n := a.Int(r.column)[row]; r.said(n) {
			said = append(said, r.words(e, n))
		}
	}
	if c, ok := a.Query.Column("exclusions"); ok && a.Int("judged")[row] > 0 && a.Int(c.Name)[row] == 0 {
		said = append(said, e.Text("No exclusions by the principal diagnosis are loaded: every listed CC and MCC counts."))
	}
	return said
}
