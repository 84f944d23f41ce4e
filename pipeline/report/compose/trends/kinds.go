package trends

import (
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report/compose/block"
)

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"seasonal": {Make: seasonal, Columns: []string{"category", "title", "month", "encounters", "discharges"}, Options: []string{"metric", "noun", "events"}, Shape: disclosure.Series},
	"changes":  {Make: changes, Columns: []string{"grouping", "title", "later", "earlier", "later_discharges", "earlier_discharges", "changed_codes"}, Options: []string{"top"}, Nameless: true},
	"trends":   {Make: trends, Columns: trendColumns, Options: []string{"noun", "top"}, Shape: disclosure.Sums, Nameless: true},
	"steepest": {Make: steepest, Columns: trendColumns, Options: []string{"metric", "noun"}, Shape: disclosure.Series},
}

// trendColumns are what trends of groups are fitted to.
var trendColumns = []string{"grouping", "title", "month", "encounters", "discharges", "code_set", "changed_codes"}
