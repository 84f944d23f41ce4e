package accuracy

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"audited":        {Make: audited, Columns: []string{"unit", "targeted", "again", "own"}, Options: []string{"measures", "metric", "target"}, Estimates: true},
	"rare":           {Make: rare, Columns: []string{"coded_on", "records_between", "events", "reviewed"}, Options: []string{"noun"}},
	"differing":      {Make: differing, Columns: []string{"category", "listed", "agreed", "substitutions", "omissions", "commissions"}, Options: []string{"top"}},
	"causes":         {Make: causes, Columns: []string{"error_type", "detail", "meaning", "coder_attributable", "findings", "drg_changed", "over_coded", "under_coded"}, Options: []string{"noun", "top"}},
	"substituted":    {Make: substituted, Columns: []string{"code_system", "coder_code", "auditor_code", "alike", "charts"}, Options: []string{"top"}},
	"auditors":       {Make: auditors, Columns: []string{"level", "first_label", "second_label", "records"}, Options: []string{"target"}},
	"verdicts":       {Make: verdicts, Columns: []string{"scope", "pairs", "three"}},
	"code_sets":      {Make: codeSets, Columns: []string{"level", "records"}},
	"frames":         {Make: frames, Columns: []string{"audit_id", "frame_count", "charts", "strata", "unseen"}},
	"stages":         {Make: stages, Columns: []string{"unit", "stage", "charts", "pending", "pending_findings"}},
	"decided":        {Make: decided, Columns: []string{"unit", "issued", "rebutted", "overturned", "partially_overturned", "pending"}},
	"service_levels": {Make: serviceLevels, Columns: []string{"unit", "state", "began_on", "ended_on", "ended", "waiting"}},
	"weights":        {Make: weights, Columns: []string{"element", "weight_set", "weight"}},
	"education":      {Make: education, Columns: []string{"error_type", "subtype", "coder_id", "findings", "coder_findings", "latest_on", "educated_on", "audited_on", "state"}, Options: []string{"top"}},
	"before_after":   {Make: beforeAfter, Columns: []string{"coder_id", "educated_on", "before_agreed", "before_auditor_codes", "before_agreed_sq", "before_auditor_sq", "before_agreed_auditor", "before_charts", "after_agreed", "after_auditor_codes", "after_agreed_sq", "after_auditor_sq", "after_agreed_auditor", "after_charts"}},
	"errors":         {Make: errorTypes, Columns: []string{"error_type", "meaning", "coder_attributable", "findings", "overturned", "reviewed"}},
}
