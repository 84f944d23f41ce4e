package wording

import (
	"math"
	"strings"

	"chartline/pipeline/metric"
)

// Times writes a ratio, such as "1.43".
func (l Language) Times(est metric.Estimate) string { return l.Plain(est.Value, est.Defined()) }

// TimesInterval writes the interval of a ratio.
func (l Language) TimesInterval(est metric.Estimate) string { return l.PlainInterval(est) }

// Plain writes a number that is no share, with two decimals.
func (l Language) Plain(v float64, defined bool) string {
	if !defined {
		return "–"
	}
	return l.Fixed(v, 2)
}

// PlainInterval writes an interval without its unit; empty where there is none.
func (l Language) PlainInterval(est metric.Estimate) string {
	if !est.Defined() || est.Level == 0 {
		return ""
	}
	lo, hi := ends(est, func(v float64, more int) string { return l.Fixed(v, 2+more) })
	return lo + "–" + hi
}

// Probability writes a p-value.
func (l Language) Probability(p float64) string {
	if p < 0.001 {
		return "<" + l.Fixed(0.001, 3)
	}
	return l.Fixed(p, 3)
}

// PercentSmall writes small shares with two decimals.
func (l Language) PercentSmall(est metric.Estimate) string {
	if !est.Defined() {
		return l.Value(est)
	}
	return l.Fixed(100*est.Value, 2) + "%"
}

// IntervalSmall writes the interval of a small share with two decimals.
func (l Language) IntervalSmall(est metric.Estimate) string {
	if !est.Defined() || est.Level == 0 {
		return ""
	}
	lo, hi := ends(est, func(v float64, more int) string { return l.Fixed(100*v, 2+more) })
	return lo + "–" + hi + "%"
}

// WithRange writes "93.1% (91.8–94.2%)", for cells of tables.
func (l Language) WithRange(est metric.Estimate) string {
	if i := l.Interval(est); i != "" {
		return l.Value(est) + " (" + i + ")"
	}
	return l.Value(est)
}

// CI writes "95% CI 91.8–94.2%"; empty where there is no interval.
func (l Language) CI(est metric.Estimate) string {
	if i := l.Interval(est); i != "" {
		return l.Confidence() + i
	}
	return ""
}

// SmallRange writes a small share with its interval.
func (l Language) SmallRange(est metric.Estimate) string {
	if !est.Defined() {
		return l.Value(est)
	}
	return l.PercentSmall(est) + " (" + l.IntervalSmall(est) + ")"
}

// Confidence introduces an interval.
func (l Language) Confidence() string { return l.Text("95%\u00a0CI") + NoBreak }

// Value writes an estimate by its unit, or that there is none or that it must not be shown.
func (l Language) Value(e metric.Estimate) string {
	if e.Missing == Withheld {
		return l.Hidden()
	}
	if !e.Defined() {
		return l.Text("no data")
	}
	return l.InUnit(e.Value, e.Unit)
}

// OutOf writes what a share is made of: "3,012 of 3,214". Sums of fractions have one decimal. Of nothing
// there is no fraction.
func (l Language) OutOf(part, whole float64) string {
	if whole == 0 {
		return l.Text("nothing counted")
	}
	var sides []any
	for _, v := range []float64{part, whole} {
		decimals := 1
		if v == math.Trunc(v) {
			decimals = 0
		}
		sides = append(sides, l.Fixed(v, decimals))
	}
	return l.Say("%s of %s", sides...)
}

// InDays writes an estimate of days with the word, as it stands alone: "4.0 days".
func (l Language) InDays(e metric.Estimate) string {
	if !e.Defined() {
		return l.Value(e)
	}
	return l.Say("%s\u00a0days", l.Fixed(e.Value, 1))
}

// InUnit writes a number by its unit: "1" is a share.
func (l Language) InUnit(v float64, unit string) string { return l.finer(v, unit, 0) }

// finer writes a number by its unit with more decimals than it has elsewhere.
func (l Language) finer(v float64, unit string, more int) string {
	switch unit {
	case "1":
		return l.Fixed(100*v, 1+more) + "%"
	case "d":
		return l.Fixed(v, 1+more) + NoBreak + "d"
	case "USD":
		return l.Dollars(v)
	case "{weight}":
		return l.Fixed(v, 3+more)
	case "{error}", "{encounter}/h":
		return l.Fixed(v, 2+more)
	default:
		return l.Fixed(v, 1+more)
	}
}

// ends writes the ends of an interval, with more decimals where they would read as one number: an estimate
// does not look exact that is not, such as 100.0% of 25,189 records (99.98–100.00%).
func ends(est metric.Estimate, write func(v float64, more int) string) (lo, hi string) {
	const most = 4
	for more := 0; ; more++ {
		lo, hi = write(est.Lo, more), write(est.Hi, more)
		if lo != hi || est.Lo == est.Hi || more == most {
			return lo, hi
		}
	}
}

// Interval writes the interval of an estimate, such as "91.8–94.2%"; empty where it has
// none. A dash is no minus: below zero it is "−0.4 to 0.2 d".
func (l Language) Interval(e metric.Estimate) string {
	if !e.Defined() || e.Level == 0 {
		return ""
	}
	lo, hi := ends(e, func(v float64, more int) string { return l.finer(v, e.Unit, more) })
	lo = strings.TrimRight(lo, "% d"+NoBreak)
	if strings.HasPrefix(lo, "−") {
		return l.Say("%s to %s", lo, hi)
	}
	return lo + "–" + hi
}

// WithInterval writes "93.1% (95% CI 91.8–94.2%)".
func (l Language) WithInterval(e metric.Estimate) string {
	if i := l.Interval(e); i != "" {
		return l.Value(e) + " (" + l.Confidence() + i + ")"
	}
	return l.Value(e)
}

// WholeTime writes when a share is reached, in whole hours or days, with its interval: that of
// one that too few are followed beyond has no upper end, and says so.
func (l Language) WholeTime(est metric.Estimate) string {
	if !est.Defined() {
		return l.Text("not reached")
	}
	if est.Level == 0 {
		return l.Say("%s (no CI)", l.Fixed(est.Value, 0))
	}
	return l.Fixed(est.Value, 0) + " (" + l.Fixed(est.Lo, 0) + "–" + l.Fixed(est.Hi, 0) + ")"
}
