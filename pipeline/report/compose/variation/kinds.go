package variation

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"funnel":  {Make: funnel, Options: []string{"metric", "noun"}},
	"control": {Make: control, Options: []string{"metric", "noun", "target", "better", "baseline", "chart", "screen", "events", "rebase"}, Unfit: unfit},
	"daily":   {Make: daily, Columns: []string{"day", "finished"}, Options: []string{"baseline", "events"}},
}
