package variation

import (
	"math"
	"slices"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// FewestPeriods are those that limits must be made from before a mark judges by them.
const FewestPeriods = 12

// Judged reports whether a chart rests on periods enough for marks.
func Judged(c spc.Chart) bool { return c.Defined() && c.Baseline >= FewestPeriods }

// Variation judges a period of a chart by what is better of its measure.
func Variation(c spc.Chart, at int, better string) across.Variation {
	if !Judged(c) {
		return across.TooFew
	}
	p := c.Points[at]
	if p.Signal == spc.CommonCause {
		return across.Usual
	}
	above := p.Value > p.Centre
	if p.Signal == spc.Trend && at > 0 {
		above = p.Value > c.Points[at-1].Value
	}
	switch {
	case better == "":
		return across.Notable
	case (better == report.Higher) == above:
		return across.Improving
	}
	return across.Concerning
}

// Assurance is whether usual variation lies on one side of a target; 0 is none.
func Assurance(c spc.Chart, at int, better string, target float64) across.Assurance {
	if target == 0 {
		return across.NoTarget
	}
	if !Judged(c) {
		return across.Unjudged
	}
	p, lower := c.Points[at], better == report.Lower
	switch {
	case lower && p.Upper <= target, !lower && p.Lower >= target:
		return across.Reaches
	case lower && p.Lower > target, !lower && p.Upper < target:
		return across.Misses
	}
	return across.HitOrMiss
}

// Marks are what a series of a key figure says of its latest whole period. There are none where
// there is no series, or a part of it is withheld.
func Marks(e *block.Edition, a block.Answer, s report.SeriesSpec) []report.Mark {
	if a.Len() == 0 || a.AnyWithheld() {
		return nil
	}
	c, at := latest(e, a, s.Metric)
	if at < 0 {
		return nil
	}
	v := Variation(c, at, s.Better)
	sign, word := v.Mark()
	marks := []report.Mark{{Sign: sign, Word: e.Text(word), Tone: variationTones[v]}}
	assured := Assurance(c, at, s.Better, s.Target)
	if words, ok := targetWords[assured]; ok {
		sign, _ := assured.Mark()
		marks = append(marks, report.Mark{Sign: sign, Word: e.Say(words, e.InUnit(s.Target, UnitOf(a, s.Metric))), Tone: assuranceTones[assured]})
	}
	return marks
}

var (
	variationTones = map[across.Variation]report.Tone{across.Improving: report.Good, across.Concerning: report.Watch}
	assuranceTones = map[across.Assurance]report.Tone{across.Reaches: report.Good, across.Misses: report.Watch}
	targetWords    = map[across.Assurance]string{
		across.Reaches: "reaches the target of %s", across.Misses: "misses the target of %s", across.HitOrMiss: "hit or miss: target %s",
	}
)

// UnitOf is the unit of a measure over time: that of its metric, and days of a stock.
func UnitOf(a block.Answer, name string) string {
	if IsStock(a.Query, name) {
		return "d"
	}
	return a.Pooled(name, block.EveryRow(a)).Unit
}

// share is the estimator of plain shares of independent records.
const share = "proportion"

// latest charts a metric by period (p′ of plain shares, XmR of all else) and finds the latest whole
// period with data; -1 where there is none.
func latest(e *block.Edition, a block.Answer, name string) (c spc.Chart, at int) {
	if IsStock(a.Query, name) {
		_, days := StockDays(a, name, e.LocalDate())
		return spc.XmR(days, spc.Options{}), lastKnown(days)
	}
	column := block.FirstOf(a.Query, query.Date)
	m, _ := a.Query.Metric(name)
	values, partial := valuesOf(e, a, column, name)
	chart := func(o spc.Options) spc.Chart { return spc.XmR(values, o) }
	if m.Estimator == share {
		_, xs, ns, _ := ByPeriod(a, column, m.Args[0], m.Args[1])
		chart = func(o spc.Options) spc.Chart { return spc.PPrime(xs, ns, o) }
	}
	for at = len(values) - 1; at >= 0; at-- {
		if !partial[at] && !math.IsNaN(values[at]) {
			break
		}
	}
	return Steady(0, partial, chart), at
}

// lastKnown is the place of the last value that is known; -1 where none is.
func lastKnown(values []float64) int {
	at := len(values) - 1
	for at >= 0 && math.IsNaN(values[at]) {
		at--
	}
	return at
}

// valuesOf estimates a metric by period, NaN without data, and says which periods are not over or
// hold records that cannot be judged yet.
func valuesOf(e *block.Edition, a block.Answer, column, name string) (values []float64, partial []bool) {
	dates := a.Date(column)
	for from := 0; from < len(dates); {
		var rows []int
		for to := from; to < len(dates) && dates[to].Equal(dates[from]); to++ {
			rows = append(rows, to)
		}
		v := math.NaN()
		if est := a.Pooled(name, rows); est.Defined() {
			v = est.Value
		}
		end := dates[from].AddDate(0, 1, 0)
		if column == "week" {
			end = dates[from].AddDate(0, 0, 7)
		}
		cut := dates[from].Before(e.From) || end.After(e.To) || end.After(e.LocalDate())
		values, partial = append(values, v), append(partial, cut || pendingIn(a, rows))
		from += len(rows)
	}
	return values, partial
}

func pendingIn(a block.Answer, rows []int) bool {
	if _, ok := a.Query.Column("pending"); !ok {
		return false
	}
	pending := a.Int("pending")
	return slices.ContainsFunc(rows, func(row int) bool { return pending[row] > 0 })
}
