package forecast

import (
	"cmp"
	"math"
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
)

// Backtest is how forecasts would have done on the past: each origin sees the history before
// it only, and is held to what came (rolling origin, Tashman 2000).
type Backtest struct {
	ByDay   []Accuracy // of all account types together, by days ahead from 1
	All     Accuracy   // over all days ahead
	Types   []TypeAccuracy
	Method  string
	Missing string // why there is none; empty where there is one
}

// TypeAccuracy is the accuracy for one account type over all days ahead.
type TypeAccuracy struct {
	Type string
	Accuracy
}

// Accuracy compares forecasts with what came. Naive repeats the same weekday of the last week
// that was known, which a forecast must beat.
type Accuracy struct {
	Ahead            int // days; 0 over all
	Cover80, Cover95 metric.Estimate
	Error, Naive     metric.Estimate // mean absolute error, in accounts
}

const (
	backtestMethod = "rolling-origin back-test (Tashman 2000), naive: same weekday of the last known week"
	overlapping    = "forecasts of neighbouring days share their past, so the interval is too narrow"
)

// Defined reports whether there is a back-test.
func (b Backtest) Defined() bool { return b.Missing == "" }

// Backtest forecasts from every so many days of the past, without plans, since the history
// was worked without them.
func (d Department) Backtest(options Options, every int) Backtest {
	b := Backtest{Method: backtestMethod}
	o, why := options.settled()
	if why = cmp.Or(why, d.fault()); why != "" {
		b.Missing = why
		return b
	}
	o.Plans = nil
	var origins []int
	for known := max(leastDays, min(o.Window, d.days()/2)); known+o.Days <= d.days(); known += max(1, every) {
		origins = append(origins, known)
	}
	if len(origins) == 0 {
		b.Missing = tooShort
		return b
	}
	b.score(d, o, survival.Each(origins, func(known int) Forecast { return d.until(known).Forecast(o) }), origins)
	return b
}

// score compares every forecast with what came. Where the early past was empty, there is
// none.
func (b *Backtest) score(d Department, o Options, forecasts []Forecast, origins []int) {
	if !slices.ContainsFunc(forecasts, Forecast.Defined) {
		b.Missing = forecasts[0].Missing
		return
	}
	byDay, all, types := make([]score, o.Days), score{}, make([]score, len(d.Series))
	for i, f := range forecasts {
		if !f.Defined() {
			continue
		}
		for ahead := range o.Days {
			day := origins[i] + ahead
			before := day - 7*(ahead/7+1)
			came, known := 0.0, 0.0
			for k, s := range d.Series {
				types[k].add(f.Types[k].Days[ahead], s.backlog(day), s.backlog(before))
				came, known = came+s.backlog(day), known+s.backlog(before)
			}
			byDay[ahead].add(f.Total.Days[ahead], came, known)
			all.add(f.Total.Days[ahead], came, known)
		}
	}
	for ahead, s := range byDay {
		b.ByDay = append(b.ByDay, s.accuracy(ahead+1))
	}
	b.All = all.accuracy(0)
	for k, s := range types {
		b.Types = append(b.Types, TypeAccuracy{d.Series[k].Type, s.accuracy(0)})
	}
}

// score adds up hits and errors.
type score struct {
	n, in80, in95           int64
	miss, missSquares       float64
	naiveMiss, naiveSquares float64
}

func (s *score) add(f Day, came, naive float64) {
	s.n++
	if f.Lo80 <= came && came <= f.Hi80 {
		s.in80++
	}
	if f.Waiting.Lo <= came && came <= f.Waiting.Hi {
		s.in95++
	}
	e, n := math.Abs(f.Waiting.Value-came), math.Abs(naive-came)
	s.miss, s.missSquares = s.miss+e, s.missSquares+e*e
	s.naiveMiss, s.naiveSquares = s.naiveMiss+n, s.naiveSquares+n*n
}

func (s score) accuracy(ahead int) Accuracy {
	a := Accuracy{
		Ahead: ahead, Cover80: metric.Proportion(s.in80, s.n), Cover95: metric.Proportion(s.in95, s.n),
		Error: metric.Mean(s.n, s.miss, s.missSquares, accounts), Naive: metric.Mean(s.n, s.naiveMiss, s.naiveSquares, accounts),
	}
	for _, e := range []*metric.Estimate{&a.Cover80, &a.Cover95, &a.Error, &a.Naive} {
		if e.Defined() {
			e.Warnings = append(e.Warnings, overlapping)
		}
	}
	return a
}
