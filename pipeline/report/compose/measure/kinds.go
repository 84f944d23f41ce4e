package measure

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"measures":    {Make: measures, Columns: []string{"scope"}, Options: []string{"measures", "metric", "target"}, Estimates: true},
	"groups":      {Make: groups, Options: []string{"measures", "noun"}},
	"measures_by": {Make: measuresBy, Options: []string{"measures", "noun"}},
	"tally":       {Make: tally, Columns: []string{"cases"}, Options: []string{"measures", "noun", "top"}, Nameless: true},
	"counted":     {Make: counted, Options: []string{"measures", "noun"}, Unfit: unfit, Nameless: true},
	"ratios":      {Make: ratios, Columns: []string{"cases"}, Options: []string{"metric", "noun", "top"}, Nameless: true},
	"trend":       {Make: trend, Columns: []string{"month"}, Options: []string{"measures", "metric", "noun", "events"}, Estimates: true},
}
