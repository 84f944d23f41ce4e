// Package accuracy shows what audits found: which codes were right, which were not and why, and how
// far auditors agree.
package accuracy

import (
	"slices"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/measure"
	"chartline/pipeline/report/compose/wording"
)

// everything is the unit of questions that are asked of all reviews together.
const everything = "all"

// audited is a table of measures of all reviews, with what was left out of them and what
// could not be judged.
func audited(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	row := slices.Index(a.Text("unit"), everything)
	if row < 0 {
		return block.Made{Empty: true}
	}
	m := measure.Of(a, b, row)
	if m.Block.Table != nil {
		m.Block.Table.Notes = append(m.Block.Table.Notes, remarks(a, row)...)
	}
	return m
}

// A remark is said of a count, where the query has it, that is as it says.
type remark struct {
	column string
	said   func(n int64) bool
	text   func(n int64) string
}

func some(n int64) bool { return n > 0 }

func none(n int64) bool { return n == 0 }

func numbering(text, noun string) func(int64) string {
	return func(n int64) string { return text + wording.Plural(n, noun) + "." }
}

func always(text string) func(int64) string { return func(int64) string { return text } }

// auditRemarks are what a reader of measures must know of the reviews behind them.
var auditRemarks = []remark{
	{"targeted", some, func(n int64) string {
		return "Left out: " + wording.Plural(n, "targeted reviews") + ", which are not generalisable (SMP-01)."
	}},
	{"again", some, numbering("Left out, since the encounter counts once: ", "further reviews")},
	{"own", some, numbering("Left out, since coder and auditor are one person: ", "reviews")},
	{"without_codes", some, numbering("Left out, since neither side has a code: ", "reviews")},
	{"drg_ungroupable", some, numbering("In no count of DRGs, since DRG 998 or 999 is on a side: ", "records")},
	{"drg_query", some, numbering("DRGs that differ and depend on a query to the provider: ", "records")},
	{"pdx_ccsr_reviewed", none, always("CCSR is not loaded, so that principal diagnoses are not compared at its level.")},
	{"pdx_chapter_reviewed", none, always("Chapters are not loaded, so that principal diagnoses are not compared at their level.")},
	{"poa_not_judged", some, numbering("Neither the audit nor a loaded list says whether they are exempt from POA: ", "diagnoses")},
	{"judged", none, always("Lists of CCs and MCCs are not loaded for these dates, so that nothing is judged by them.")},
}

func remarks(a block.Answer, row int) []string {
	var said []string
	for _, r := range auditRemarks {
		if c, ok := a.Query.Column(r.column); !ok || c.Type != query.Int {
			continue
		}
		if n := a.Int(r.column)[row]; r.said(n) {
			said = append(said, r.text(n))
		}
	}
	if c, ok := a.Query.Column("exclusions"); ok && a.Int("judged")[row] > 0 && a.Int(c.Name)[row] == 0 {
		said = append(said, "No exclusions by the principal diagnosis are loaded: every listed CC and MCC counts.")
	}
	return said
}
