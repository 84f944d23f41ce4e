package money

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"impact":       {Make: impact, Columns: impactColumns, Options: []string{"noun"}},
	"impact_rates": {Make: impactRates, Columns: impactColumns, Options: []string{"noun"}},
	"clocks":       {Make: clocks, Columns: []string{"clock", "state", "cases", "targeted", "least_days"}, Standing: true},
	"draws":        {Make: draws, Columns: []string{"audit_id", "selection", "method", "drawn_on", "frame_count", "cases", "closed", "drg_wrong"}},
	"evidence":     {Make: evidence, Columns: []string{"audit_id", "generator", "seed", "frame_filter", "allocation", "wanted_count", "stratum_floor", "universe", "frame_count", "frame_hash", "data_version"}},
	"extrapolated": {Make: extrapolated, None: noFrame, Columns: []string{"audit_id", "stratum", "selection", "frame_count", "sample_count", "closed", "known", "drg_wrong", "overpaid", "overpaid_sq", "underpaid", "underpaid_sq", "net", "net_sq"}},
}
