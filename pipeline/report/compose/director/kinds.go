package director

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"scorecard": {Make: scorecard, Columns: []string{"measure", "month", "dollars", "revenue", "revenue_months"}, Options: []string{"measures"}, Beside: attainmentQuery, None: unmeasured},
	"quality":   {Make: quality, Columns: []string{"month", "cases", "changed", "priced", "net"}, Options: []string{"measures"}, Beside: indexQuery, None: unmeasured},
}

// unmeasured is why there is no scorecard: no period has what its measures divide by.
var unmeasured = block.Absence{
	Headline: "Not shown: nothing was counted in any period",
	Because:  "Days of revenue take charges by day, shares take accounts or reviews that could be judged, and the case-mix index takes DRGs with a weight.",
}
