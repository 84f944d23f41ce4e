package backlog

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"position":     {Make: position, Columns: []string{"stage", "accounts", "dollars", "in_hold_dollars", "over_hold", "over_hold_dollars", "revenue", "revenue_days", "days"}},
	"holds_by_age": {Make: holdsByAge, Columns: []string{"reason", "bucket", "accounts", "over_hold_dollars"}},
	"workload":     {Make: workload, Columns: []string{"patient_type", "accounts", "standard_minutes", "without_standard", "charts", "hours", "window_days"}},
	"ageing":       {Make: ageing, Columns: []string{"bucket", "from_days", "to_days", "accounts", "dollars"}, Options: []string{"target"}},
	"backlog":      {Make: backlog, Columns: []string{"scope", "accounts", "dollars", "over_hold", "over_hold_dollars", "dnfc_days"}},
}
