package block

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/wording"
)

// LeastRecords is how many records a unit needs for its value to be shown (SMP-07).
const LeastRecords = 30

// Few reports whether an estimate is of too few records to show its value (SMP-07).
func Few(est metric.Estimate) bool { return est.Defined() && est.N < LeastRecords }

// OfUnit writes what may be shown of a unit: of few records the interval alone.
func OfUnit(est metric.Estimate) string {
	if !Few(est) {
		return wording.WithRange(est)
	}
	if i := wording.Interval(est); i != "" {
		return "(" + i + ")"
	}
	return "too few"
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
func Verdict(est metric.Estimate, target float64) string {
	switch Against(est, target) {
	case report.Act:
		return "below the target of " + wording.Percent(target)
	case report.Good:
		return "on or above the target of " + wording.Percent(target)
	case report.Watch:
		return "not distinguishable from the target of " + wording.Percent(target)
	default:
		return ""
	}
}
