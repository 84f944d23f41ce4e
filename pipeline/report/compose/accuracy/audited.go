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
	m := measure.Of(e, a, b, row)
	if m.Block.Table != nil {
		m.Block.Table.Notes = append(m.Block.Table.Notes, remarks(e, a, row)...)
	}
	return m
}

// A remark is said of a count, where the query has it, that is as it says.
type remark struct {
	column string
	said   func(n int64) bool
	text   string // with a place for the number of the noun, where there is one
	noun   string
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
	{"targeted", some, "Left out: %s, which are not generalisable (SMP-01).", "targeted reviews"},
	{"again", some, "Left out, since the encounter counts once: %s.", "further reviews"},
	{"own", some, "Left out, since coder and auditor are one person: %s.", "reviews"},
	{"without_codes", some, "Left out, since neither side has a code: %s.", "reviews"},
	{"drg_ungroupable", some, "In no count of DRGs, since DRG 998 or 999 is on a side: %s.", "records"},
	{"drg_query", some, "DRGs that differ and depend on a query to the provider: %s.", "records"},
	{"pdx_ccsr_reviewed", none, "CCSR is not loaded, so that principal diagnoses are not compared at its level.", ""},
	{"pdx_chapter_reviewed", none, "Chapters are not loaded, so that principal diagnoses are not compared at their level.", ""},
	{"poa_not_judged", some, "Neither the audit nor a loaded list says whether they are exempt from POA: %s.", "diagnoses"},
	{"judged", none, "Lists of CCs and MCCs are not loaded for these dates, so that nothing is judged by them.", ""},
}

func remarks(e *block.Edition, a block.Answer, row int) []string {
	var said []string
	for _, r := range auditRemarks {
		if c, ok := a.Query.Column(r.column); !ok || c.Type != query.Int {
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
