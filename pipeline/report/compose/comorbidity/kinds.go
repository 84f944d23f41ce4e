package comorbidity

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"scores":     {Make: scores, Columns: []string{"patient_type", "status", "score", "encounters"}},
	"conditions": {Make: conditions, Columns: []string{"patient_type", "condition", "title", "encounters", "scored"}, Options: []string{"metric", "noun", "top"}, Nameless: true},
}
