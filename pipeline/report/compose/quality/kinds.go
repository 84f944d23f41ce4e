package quality

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"edits":         {Make: edits, Columns: []string{"edit", "title", "action", "state", "passed", "failed", "bypassed", "not_applicable", "errors"}, Options: []string{"metric"}},
	"edit_rates":    {Make: editRates, Columns: []string{"edit", "title", "action", "failed", "judged", "limit_share"}, Options: []string{"metric"}},
	"edits_not_run": {Make: unjudged, Columns: []string{"edit", "title", "state", "reason", "errors"}},
	"edit_changes":  {Make: editChanges, Columns: []string{"edit", "title", "action", "new", "persisting", "resolved", "not_judged"}},
	"edit_units":    {Make: editUnits, Columns: []string{"edit", "title", "failed", "judged"}, Options: []string{"metric", "noun"}},
	"edit_funnel":   {Make: editFunnel, Columns: []string{"edit", "title", "failed", "judged"}, Options: []string{"metric", "noun"}},
	"reconciled":    {Make: reconciled, Columns: []string{"source_name", "table_name", "rows_in", "rows_landed", "rows_repeated", "rows_superseded", "rows_quarantined", "rows_skipped", "difference", "charges"}},
	"quarantined":   {Make: quarantined, Columns: []string{"source_name", "table_name", "reason", "column_name", "records"}},
	"freshness":     {Make: freshness, Columns: []string{"source_name", "format", "inputs", "refused", "age_seconds"}},
}
