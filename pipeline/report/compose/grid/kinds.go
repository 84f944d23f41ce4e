// Package grid shows units beside each other and over periods: a heat map, what changed from one
// year to the next, small multiples, and dots with their intervals. Any query can feed them that
// answers with a unit, a period where one is asked for, and a metric. Only what is more than chance,
// judged over all units and periods together, is marked and said.
package grid

import (
	"cmp"
	"strings"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// Kinds are the figures of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"heat_map":  {Make: titled(heatMap), Options: []string{"metric", "noun", "top", "limit", "better", "events"}},
	"slope":     {Make: titled(slope), Options: []string{"metric", "measures", "noun", "top", "better"}, Since: yearBefore},
	"multiples": {Make: titled(multiples), Options: []string{"metric", "noun", "top", "target", "better", "events"}},
	"dots":      {Make: titled(dots), Options: []string{"metric", "noun", "top", "better"}},
}

// discovery is the share of what is marked that may be so by chance.
const discovery = 0.05

// mostRows is how many units a figure shows where its specification does not say.
const mostRows = 25

// titled gives a figure whose specification has no title that of its question, and calls a unit
// what its column is called where no noun is given: facility for facility_id.
func titled(draw func(*block.Edition, block.Answer, report.BlockSpec) block.Made) func(*block.Edition, block.Answer, report.BlockSpec) block.Made {
	return func(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
		column := strings.TrimSuffix(block.FirstOf(a.Query, query.Text), "_id")
		b.Noun = cmp.Or(b.Noun, e.Text(strings.ReplaceAll(column, "_", " ")))
		b.Title = cmp.Or(b.Title, e.Text(a.Query.Title))
		return draw(e, a, b)
	}
}
