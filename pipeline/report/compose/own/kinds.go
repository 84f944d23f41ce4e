// Package own shows one coder, or one facility, beside the middle of the team. Its kinds are
// given the rows of all and never print a row of another (standard 6.10).
package own

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"own_measures":     {Make: measures, Options: []string{"measures", "metric", "noun"}, Team: true, Estimates: true},
	"own_history":      {Make: history, Columns: []string{"month"}, Options: []string{"metric", "noun"}, Team: true},
	"own_line":         {Make: line, Columns: []string{"month"}, Options: []string{"metric", "noun"}, Team: true},
	"own_rebuttals":    {Make: rebuttals, Columns: []string{"error_type", "meaning", "findings", "open", "overturned", "reviewed"}},
	"own_output":       {Make: output, Columns: []string{"charts", "days", "without_hours", "quality_factor", "quality_adjusted"}, Options: []string{"measures", "metric", "noun"}, Team: true, Estimates: true},
	"expected_minutes": {Make: mix, Columns: mixColumns, Team: true},
}
