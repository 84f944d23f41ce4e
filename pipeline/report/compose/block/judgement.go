package block

import (
	"regexp"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// ruleID is the number of a rule at the end of a label, such as " (ACC-05)".
var ruleID = regexp.MustCompile(` \([A-Z]{3}-\d\d[ a-z]*\)$`)

// Unnumbered is a label of a measure without the number of its rule, for sentences: tables and
// methods have it.
func Unnumbered(label string) string { return ruleID.ReplaceAllString(label, "") }

// LeastRecords is how many records a unit needs for its value to be shown (SMP-07).
const LeastRecords = 30

// Few reports whether an estimate is of too few records to show its value (SMP-07).
func Few(est metric.Estimate) bool { return est.Defined() && est.N < LeastRecords }

// OfUnit writes what may be shown of a unit: of few records the interval alone.
func (e *Edition) OfUnit(est metric.Estimate) string {
	if !Few(est) {
		return e.WithRange(est)
	}
	if i := e.Interval(est); i != "" {
		return "(" + i + ")"
	}
	return e.Text("too few")
}

// Against judges a share by its interval, never by its value alone.
func Against(est metric.Estimate, target float64) report.Tone {
	switch {
	case target == 0 || !est.Defined() || est.Level == 0:
		return report.Neutral
	case est.Hi < target:
		return report.Act
	case est.Lo >= target:
		return report.Good
	default:
		return report.Watch
	}
}

// Verdict says in words what Against says as a tone.
func (e *Edition) Verdict(est metric.Estimate, target float64) string {
	switch Against(est, target) {
	case report.Act:
		return e.Say("below the target of %s", e.Percent(target))
	case report.Good:
		return e.Say("on or above the target of %s", e.Percent(target))
	case report.Watch:
		return e.Say("not distinguishable from the target of %s", e.Percent(target))
	default:
		return ""
	}
}
