// Package block is what every kind of block of a report is made of: the answer that it is given,
// the edition that it stands in, and the figures, tables and judgements that kinds share.
package block

import (
	"time"

	"chartline/pipeline/metric"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// Made is what a block came to.
type Made struct {
	Block   report.Block
	Empty   bool                         // there is nothing to show: not a single record, unless Absent says why
	Absent  Absence                      // why an empty block is empty
	Finding *report.Finding              // nil where the numbers support no sentence
	Key     *report.KeyFigure            // nil where the block has none
	Keys    map[string]*report.KeyFigure // by metric, where it has several

	Estimates map[string]metric.Estimate // behind Keys, where they have intervals to judge by; "" is that of Key

	Findings   []report.Finding // where the block has several sentences, in place of finding
	Identified *report.Finding  // that its rows are of persons; nil where they are not
}

// Absence is why a block shows nothing though there are records: a headline, under which the
// blocks without it are listed, and a sentence after the list. Both are texts.
type Absence struct{ Headline, Because string }

// NotLoaded is why nothing is shown of what takes files that nobody has loaded: nothing is guessed.
var NotLoaded = Absence{
	Headline: "Not shown, since what it takes is not loaded",
	Because:  "Nothing is guessed: the command chartline terminology load takes the published files.",
}

// Alone is why a unit is not compared: there is no other beside it.
var Alone = Absence{
	Headline: "Not shown: only one, and nothing to compare it with",
	Because:  "Its values stand with those of all together.",
}

// Kind makes blocks of one kind.
type Kind struct {
	Make    func(*Edition, Answer, report.BlockSpec) Made
	Columns []string // that its query must declare
	Options []string // that its specification may set

	// Unfit says why the kind cannot be made of a query as a specification has it; empty where
	// it can. It is nil for kinds that need Columns only.
	Unfit func(*query.Query, report.BlockSpec) string

	Shape     disclosure.Shape         // how much it shows of its answer
	Nameless  bool                     // it names no group of which no number may be shown
	None      Absence                  // why it is empty where its query answers no row; that of too few records if not set
	Beside    string                   // a second query that it reads; empty for none
	Estimates bool                     // its key figures have intervals, by which thresholds judge
	Since     func(*Edition) time.Time // where its query begins, for a kind that looks back before the period; nil for the period
	Standing  bool                     // its key figures are of the as-of instant, though its query takes a period
	Team      bool                     // of a document of its own, it is given the rows of all and shows those of one
}
