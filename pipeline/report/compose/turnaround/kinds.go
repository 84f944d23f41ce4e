package turnaround

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"stays":       {Make: monthlyMeans, Columns: []string{"month", "day", "coded", "censored"}, Options: []string{"limit", "baseline", "events"}},
	"survival":    {Make: survivalCurves, Columns: []string{"patient_type", "day", "coded", "censored", "exited"}, Options: []string{"limit", "noun", "target"}, Estimates: true},
	"quantiles":   {Make: quantiles, Columns: []string{"patient_type", "day", "coded", "censored", "exited", "target_days"}},
	"attainment":  {Make: attainment, Columns: []string{"patient_type", "target_days", "discharged", "coded_within", "pending"}, Options: []string{"metric", "target"}, Estimates: true},
	"timeline":    {Make: timeline, Columns: []string{"patient_type", "position", "state", "accounts", "entered", "days", "pending", "held", "exited", "without_hour"}, Options: []string{"metric"}, Estimates: true},
	"bottlenecks": {Make: bottlenecks, Columns: []string{"reason", "affected", "days", "accounts"}},
	"exits":       {Make: exits, Columns: []string{"patient_type", "day", "coded", "voided", "combined", "non_billable", "censored", "held"}, Estimates: true},
	"contrast":    {Make: contrast, Columns: []string{"unit", "patient_type", "day", "coded", "censored"}, Options: []string{"limit", "noun"}},
	"snapshots":   {Make: snapshots, Columns: []string{"patient_type", "after_day", "by_day", "accounts"}},
	"billing":     {Make: billing, Columns: []string{"position", "interval_name", "day", "ended", "censored", "early"}},
	"completed":   {Make: completed, Columns: []string{"patient_type", "day", "accounts", "early"}},
}
