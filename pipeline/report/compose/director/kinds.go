package director

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"scorecard": {Make: scorecard, Columns: []string{"measure", "month", "dollars", "revenue", "revenue_months"}, Options: []string{"measures"}, Beside: attainmentQuery},
	"quality":   {Make: quality, Columns: []string{"month", "cases", "changed", "priced", "net"}, Options: []string{"measures"}, Beside: indexQuery},
}
