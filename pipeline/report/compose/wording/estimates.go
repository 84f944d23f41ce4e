package wording

import (
	"strings"

	"chartline/pipeline/metric"
)

// Times writes a ratio, such as "1.43".
func Times(est metric.Estimate) string { return Plain(est.Value, est.Defined()) }

// TimesInterval writes the interval of a ratio.
func TimesInterval(est metric.Estimate) string { return PlainInterval(est) }

// Plain writes a number that is no share, with two decimals.
func Plain(v float64, defined bool) string {
	if !defined {
		return "–"
	}
	return Fixed(v, 2)
}

// PlainInterval writes an interval without its unit; empty where there is none.
func PlainInterval(est metric.Estimate) string {
	if !est.Defined() || est.Level == 0 {
		return ""
	}
	return Fixed(est.Lo, 2) + "–" + Fixed(est.Hi, 2)
}

// Probability writes a p-value.
func Probability(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return Fixed(p, 3)
}

// PercentSmall writes small shares with two decimals.
func PercentSmall(est metric.Estimate) string {
	if !est.Defined() {
		return Value(est)
	}
	return Fixed(100*est.Value, 2) + "%"
}

// IntervalSmall writes the interval of a small share with two decimals.
func IntervalSmall(est metric.Estimate) string {
	if !est.Defined() || est.Level == 0 {
		return ""
	}
	return Fixed(100*est.Lo, 2) + "–" + Fixed(100*est.Hi, 2) + "%"
}

// WithRange writes "93.1% (91.8–94.2%)", for cells of tables.
func WithRange(est metric.Estimate) string {
	if i := Interval(est); i != "" {
		return Value(est) + " (" + i + ")"
	}
	return Value(est)
}

// CI writes "95% CI 91.8–94.2%"; empty where there is no interval.
func CI(est metric.Estimate) string {
	if i := Interval(est); i != "" {
		return Confidence + i
	}
	return ""
}

// SmallRange writes a small share with its interval.
func SmallRange(est metric.Estimate) string {
	if !est.Defined() {
		return Value(est)
	}
	return PercentSmall(est) + " (" + IntervalSmall(est) + ")"
}

// Confidence introduces an interval.
const Confidence = "95%" + NoBreak + "CI" + NoBreak

// Value writes an estimate by its unit.
func Value(e metric.Estimate) string {
	if !e.Defined() {
		return "no data"
	}
	return InUnit(e.Value, e.Unit)
}

// InUnit writes a number by its unit: "1" is a share.
func InUnit(v float64, unit string) string {
	switch unit {
	case "1":
		return Percent(v)
	case "d":
		return Fixed(v, 1) + NoBreak + "d"
	case "USD":
		return Dollars(v)
	case "{weight}":
		return Fixed(v, 3)
	case "{error}":
		return Fixed(v, 2)
	default:
		return Fixed(v, 1)
	}
}

// Interval writes the interval of an estimate, such as "91.8–94.2%"; empty where it has
// none.
func Interval(e metric.Estimate) string {
	if !e.Defined() || e.Level == 0 {
		return ""
	}
	lo := strings.TrimRight(InUnit(e.Lo, e.Unit), "% d"+NoBreak)
	return lo + "–" + InUnit(e.Hi, e.Unit)
}

// WithInterval writes "93.1% (95% CI 91.8–94.2%)".
func WithInterval(e metric.Estimate) string {
	if i := Interval(e); i != "" {
		return Value(e) + " (" + Confidence + i + ")"
	}
	return Value(e)
}

// WholeTime writes when a share is reached, in whole hours or days, with its interval.
func WholeTime(est metric.Estimate) string {
	if !est.Defined() {
		return "not reached"
	}
	text := Fixed(est.Value, 0)
	if est.Level > 0 {
		text += " (" + Fixed(est.Lo, 0) + "–" + Fixed(est.Hi, 0) + ")"
	}
	return text
}

// WholeTimeAlone is WholeTime without the interval.
func WholeTimeAlone(est metric.Estimate) string {
	if !est.Defined() {
		return "not reached"
	}
	return Fixed(est.Value, 0)
}
