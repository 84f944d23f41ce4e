package variation

import (
	"math"
	"slices"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// series is a metric by period, as a control chart reads it.
type series struct {
	sort    sort
	column  string // of the periods
	starts  []time.Time
	partial []bool // the periods that are not over
	xs, ns  []int64
	values  []metric.Estimate // of a chart of single values
	unit    string            // of single values
	times   float64           // what a rate is multiplied by in print
}

// seriesOf is the metric of a block by period.
func seriesOf(a block.Answer, b report.BlockSpec) series {
	m, _ := a.Query.Metric(b.Metric)
	s := series{sort: sortOf(m, b), column: block.FirstOf(a.Query, query.Date), times: 1}
	if s.sort == ofValues {
		s.single(a, b.Metric)
		return s
	}
	x, n := m.Args[0], m.Args[1]
	switch m.Estimator {
	case meanCount:
		x, n, s.times = n, x, 100
	case poissonRate:
		s.times = 1000
	}
	s.starts, s.xs, s.ns, s.partial = ByPeriod(a, s.column, x, n)
	return s
}

// single estimates a metric of each period from all of its rows.
func (s *series) single(a block.Answer, name string) {
	dates, pending := a.Date(s.column), pendingOf(a)
	for from := 0; from < len(dates); {
		var rows []int
		partial := false
		for ; from < len(dates) && (len(rows) == 0 || dates[from].Equal(dates[rows[0]])); from++ {
			rows = append(rows, from)
			partial = partial || pending != nil && pending[from] > 0
		}
		est := a.Pooled(name, rows)
		s.starts, s.values, s.partial = append(s.starts, dates[rows[0]]), append(s.values, est), append(s.partial, partial)
		s.unit = est.Unit
	}
}

// ByPeriod adds up rows of the same period, and says which periods are not over.
func ByPeriod(a block.Answer, column, x, n string) (starts []time.Time, xs, ns []int64, partial []bool) {
	dates, num, den, pending := a.Date(column), a.Int(x), a.Int(n), pendingOf(a)
	for i, at := range dates {
		if len(starts) == 0 || !starts[len(starts)-1].Equal(at) {
			starts, xs, ns, partial = append(starts, at), append(xs, 0), append(ns, 0), append(partial, false)
		}
		last := len(starts) - 1
		xs[last] += num[i]
		ns[last] += den[i]
		if pending != nil && pending[i] > 0 {
			partial[last] = true
		}
	}
	return starts, xs, ns, partial
}

// by names the periods, with the records that all of them are made from, unless some are withheld: those
// of shares and of rates by records, but not of single values nor of rates by days.
func (s series) by(e *block.Edition, a block.Answer) string {
	if s.sort == ofValues || s.times == 1000 || a.AnyWithheld() {
		return e.Text(s.column)
	}
	var all int64
	for _, n := range s.ns {
		all += n
	}
	return e.Say("%s, n = %s", e.Text(s.column), e.Count(all))
}

// pendingOf are the records of each row that cannot be judged yet; nil where the query does
// not say.
func pendingOf(a block.Answer) []int64 {
	if _, ok := a.Query.Column("pending"); ok {
		return a.Int("pending")
	}
	return nil
}

// chart draws the series.
func (s series) chart(o spc.Options) spc.Chart {
	switch s.sort {
	case ofShares:
		return spc.P(s.xs, s.ns, o)
	case ofSharesLaney:
		return spc.PPrime(s.xs, s.ns, o)
	case ofRates:
		return spc.U(s.xs, s.ns, o)
	case ofRatesLaney:
		return spc.UPrime(s.xs, s.ns, o)
	}
	values := make([]float64, len(s.values))
	for i, est := range s.values {
		values[i] = math.NaN()
		if est.Defined() {
			values[i] = est.Value
		}
	}
	return spc.XmR(values, o)
}

// judged is a series with its limits, and what they were made from.
type judged struct {
	series
	spc.Chart
	screened int                // periods outside that limits are made without
	rebased  []report.EventSpec // events from which limits are made anew, or would be
}

// judge makes the limits of a series as a block asks for. Rates are judged as they are, and
// printed by so many records or days.
func (s series) judge(b report.BlockSpec) judged {
	j := judged{series: s}
	o := spc.Options{Baseline: b.Baseline, Pending: places(s.partial), Screen: b.Screen}
	for _, ev := range b.Events {
		at := s.first(ev)
		if ev.Rebase && at > 0 && at < len(s.starts) && !slices.ContainsFunc(o.Rebase, func(r spc.Rebase) bool { return r.At == at }) {
			o.Rebase, j.rebased = append(o.Rebase, spc.Rebase{At: at, Event: ev.Label}), append(j.rebased, ev)
		}
	}
	j.Chart = s.chart(o)
	if b.Screen && b.Baseline == 0 {
		j.Chart, j.screened = screen(j.Chart, o, s.chart)
	}
	for i := range j.Points {
		pt := &j.Points[i]
		pt.Value, pt.Centre, pt.Lower, pt.Upper = pt.Value*s.times, pt.Centre*s.times, pt.Lower*s.times, pt.Upper*s.times
	}
	return j
}

// first is the place of the first whole period after an event.
func (s series) first(ev report.EventSpec) int {
	on, err := time.Parse(time.DateOnly, ev.On)
	if err != nil {
		return -1
	}
	return slices.IndexFunc(s.starts, func(start time.Time) bool { return !start.Before(on) })
}

// screen makes limits once more from the points that lie inside them: those outside have a
// cause of their own, and would hide others (Montgomery's first phase, one pass). It says how
// many were left out.
func screen(c spc.Chart, o spc.Options, chart func(spc.Options) spc.Chart) (spc.Chart, int) {
	o.Exclude = slices.Clone(o.Exclude)
	before := len(o.Exclude)
	for i, pt := range c.Points {
		if pt.Signal == spc.Outside {
			o.Exclude = append(o.Exclude, i)
		}
	}
	if cleaned := chart(o); cleaned.Defined() {
		return cleaned, len(o.Exclude) - before
	}
	return c, 0 // too little lies inside
}

// Steady makes a control chart whose centre and limits come from the first points, where a
// baseline is set, and else from all points that lie inside them. Points of periods that are
// not over are never used.
func Steady(baseline int, partial []bool, chart func(spc.Options) spc.Chart) spc.Chart {
	options := spc.Options{Baseline: baseline, Pending: places(partial)}
	c := chart(options)
	if baseline == 0 {
		c, _ = screen(c, options, chart)
	}
	return c
}

func places(flags []bool) []int {
	var at []int
	for i, f := range flags {
		if f {
			at = append(at, i)
		}
	}
	return at
}

// centre is that of the process of today.
func (j judged) centre() float64 { return j.Points[len(j.Points)-1].Centre }

// write writes a value of the series.
func (j judged) write(e *block.Edition, v float64) string {
	switch j.sort {
	case ofShares, ofSharesLaney:
		return e.Percent(v)
	case ofValues:
		return e.InUnit(v, j.unit)
	}
	return e.Fixed(v, 1)
}

// axis is the unit by which values are drawn.
func (j judged) axis() chart.Unit {
	switch {
	case j.sort == ofShares || j.sort == ofSharesLaney || j.sort == ofValues && j.unit == "1":
		return chart.Percent
	case j.sort == ofValues && j.unit == "d":
		return chart.Days
	case j.sort == ofValues && j.unit == "USD":
		return chart.Dollars
	}
	return chart.Plain
}

// dispersed is Laney's σz from which a chart that allows for chance alone is said to be too
// narrow: a quarter more than independent records would make.
const dispersed = 1.25

// fewPoints is said of limits that nobody should judge by.
const fewPoints = "Limits are made from %d {point, which is too little|points, which are too few} to judge by."

// warnings are what a reader must know of the limits.
func (j judged) warnings(e *block.Edition) (all []string) {
	last := j.Phases[len(j.Phases)-1]
	if name := wider[j.sort]; name != "" && last.Dispersion >= dispersed {
		all = append(all, e.Say("Periods vary %s times as much as chance alone would make them: a %s chart has the limits that hold this.", e.Fixed(last.Dispersion, 1), name))
	}
	for _, ev := range j.rebased {
		if !slices.ContainsFunc(j.Phases, func(ph spc.Phase) bool { return ph.Event == ev.Label }) {
			all = append(all, e.Say("Limits go on unchanged after %s: they are made anew once 12 periods lie behind it.", ev.Label))
		}
	}
	if last.Baseline < FewestPeriods {
		all = append(all, e.Say(fewPoints, last.Baseline))
	}
	return all
}

// madeFrom says what centre and limits were made from.
func (j judged) madeFrom(e *block.Edition, b report.BlockSpec) string {
	from := e.Text(wordsOf(j.column).all)
	switch {
	case b.Baseline > 0:
		from = e.Say(wordsOf(j.column).first, b.Baseline)
	case j.screened > 0:
		from = e.Say("%s (%d screened out)", e.Text(wordsOf(j.column).inside), j.screened)
	case b.Screen:
		from = e.Text(wordsOf(j.column).inside)
	}
	if len(j.Phases) > 1 {
		from = e.Say("%s, and anew from %s on", from, wording.Capital(j.Phases[len(j.Phases)-1].Event))
	}
	return from
}
