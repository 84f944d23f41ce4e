package director

import (
	"fmt"
	"math"
	"time"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// indexQuery is what a card of quality reads beside the reviews: the case-mix index by month.
const indexQuery = "casemix/index_monthly"

// index is the case-mix index by the weights of one version, which no release moves (CMX-02).
const index = "constant_cmi"

// weight is the unit of a case-mix index.
const weight = "{weight}"

// dollars is the unit of what a review changes.
const dollars = "USD"

// quality is a scorecard of what coding came to by month: the share of reviewed DRGs that the
// auditor kept, what the changes of a review are worth, and the case-mix index.
func quality(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	var all []indicator
	for _, spec := range b.Measures {
		switch spec.Noun {
		case "kept":
			all = append(all, kept(e, a, spec))
		case "net":
			all = append(all, worth(e, a, spec))
		case index:
			all = append(all, indexed(e, a.Beside, spec))
		}
	}
	return card(e, a, b, all, "Closed random reviews by the month in which the codes were final; discharges by month. Band: usual variation. Dashed: target.")
}

// kept are the months of the share of reviewed DRGs that are the same on both sides (ACC-05).
// Months without a review are gaps.
func kept(e *block.Edition, a block.Answer, spec report.MeasureSpec) indicator {
	i := indicator{spec: spec, unit: "1", column: "month"}
	cases, changed := a.Int("cases"), a.Int("changed")
	var xs, gaps = make([]int64, len(cases)), []int(nil)
	for row, start := range a.Date("month") {
		xs[row] = cases[row] - changed[row]
		if cases[row] == 0 {
			gaps = append(gaps, row)
		}
		i.addShare(e, start, xs[row], cases[row], !over(e, start))
	}
	if len(xs) > len(gaps) {
		i.chart = spc.PPrime(xs, cases, spc.Options{Exclude: gaps})
	}
	return i
}

// worth are the months of the net dollars of a review (FIN-02). Months without a review with an
// amount are gaps.
func worth(e *block.Edition, a block.Answer, spec report.MeasureSpec) indicator {
	i := indicator{spec: spec, unit: dollars, column: "month"}
	net, priced := a.Real("net"), a.Int("priced")
	for row, start := range a.Date("month") {
		v := math.NaN()
		if priced[row] > 0 {
			v = net[row] / float64(priced[row])
		}
		i.basis = append(i.basis, e.Plural(priced[row], "reviews"))
		i.add(start, v, !over(e, start), block.Number(net[row]), fmt.Sprint(priced[row]))
	}
	i.chart = spc.XmR(i.values, spc.Options{})
	return i
}

// addShare adds a share with its interval and what it is a share of.
func (i *indicator) addShare(e *block.Edition, start time.Time, x, n int64, partial bool) {
	v := math.NaN()
	if n > 0 {
		v = float64(x) / float64(n)
	}
	i.add(start, v, partial, fmt.Sprint(x), fmt.Sprint(n))
	i.basis = append(i.basis, e.Plural(n, "reviews"))
	i.precise = append(i.precise, fmt.Sprintf(" (%s, %s)", e.CI(metric.Proportion(x, n)), e.Plural(n, "reviews")))
}

// indexed are the months of the case-mix index.
func indexed(e *block.Edition, a *block.Answer, spec report.MeasureSpec) indicator {
	i := indicator{spec: spec, unit: weight, column: "month"}
	cases, weights := a.Int("comparable"), a.Real("constant_weights")
	for row, start := range a.Date("month") {
		i.basis = append(i.basis, e.Plural(cases[row], "discharges"))
		if a.Withheld[row] || cases[row] == 0 {
			i.add(start, math.NaN(), !over(e, start), "", "")
			continue
		}
		i.add(start, weights[row]/float64(cases[row]), !over(e, start), block.Number(weights[row]), fmt.Sprint(cases[row]))
	}
	i.chart = spc.XmR(i.values, spc.Options{})
	return i
}

// over reports whether a month has ended.
func over(e *block.Edition, month time.Time) bool {
	return !month.AddDate(0, 1, 0).After(e.LocalDate())
}
