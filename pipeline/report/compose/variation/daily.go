package variation

import (
	"fmt"
	"math"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// dailyRules read fewer patterns than those of months do: among hundreds of days chance
// makes runs of seven. Nine on one side is the rule of Nelson (1984).
var dailyRules = spc.Rules{Shift: 9}

// idle is the share of the mean day below which a kind of day is one without work.
const idle = 0.15

// daily charts how many accounts were finished on each working day, with the pattern of
// weekdays and holidays taken out, since a reader would take Mondays for signals.
func daily(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	days := workdays(e, a)
	values, kinds := workValues(days)
	partial := make([]bool, len(days))
	c := Steady(b.Baseline, partial, func(o spc.Options) spc.Chart {
		o.Rules = dailyRules
		chart, _ := spc.DailyXmR(values, kinds, spc.Multiplied, o)
		return chart
	})
	if !c.Defined() {
		return block.Made{Empty: true}
	}
	starts := make([]time.Time, len(days))
	rows := make([][]string, len(days))
	for i, d := range days {
		starts[i] = d.on
		p := c.Points[i]
		known := p.N > 0
		rows[i] = []string{d.on.Format(time.DateOnly), fmt.Sprint(d.finished), OrNone(p.Value, known), block.Number(p.Centre), OrNone(p.Lower, p.Lower >= 0), block.Number(p.Upper), e.Text(p.Signal.String())}
	}
	finding := dailyFinding(e, c, starts)
	words := e.Words(a, b, finding.Headline,
		e.Say("Accounts coded, billed or left a working day, without the pattern of weekdays and holidays; XmR limits from %s. Marks: outside, or nine on one side.", BaselineWords(e, b.Baseline, "day")), e.Text("Control chart."))
	points := ControlPoints(c, starts, partial, b.Baseline)
	fig := course.Control{Words: words, Unit: chart.Count, Axis: e.Text("Accounts finished, as on a mean day"), CentreLabel: e.Text("Mean"), Points: onlyWorking(points), Events: block.Events(b)}
	columns := append(append(block.Textual("day"), block.Numeric("finished", "without_pattern", "centre", "lower_limit", "upper_limit")...), block.Textual("signal")...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

// workday is a day of a series without gaps.
type workday struct {
	on       time.Time
	finished int64
	holiday  string      // its name; empty for most days
	kind     spc.DayKind // whose pattern it follows
	closed   bool        // a kind of day, or a holiday, on which hardly anybody works
}

// workdays fills the days between the rows of an answer, on which nobody came or went. The
// day of the as-of instant is not over and is left out.
func workdays(e *block.Edition, a block.Answer) []workday {
	at, n := a.Date("day"), a.Int("finished")
	if len(at) == 0 {
		return nil
	}
	counts := map[time.Time]int64{}
	for i, on := range at {
		counts[on.UTC()] = n[i]
	}
	asOf := e.AsOf.In(e.Location)
	today := time.Date(asOf.Year(), asOf.Month(), asOf.Day(), 0, 0, 0, 0, time.UTC)
	holidays := calendar.USFederal(at[0].Year(), today.Year())
	var days []workday
	for on := at[0].UTC(); !on.After(at[len(at)-1]) && on.Before(today); on = on.AddDate(0, 0, 1) {
		date, _ := calendar.On(on.Date())
		days = append(days, workday{on: on, finished: counts[on], holiday: holidays.Name(date), kind: spc.DayKind(on.Weekday())})
	}
	closeIdle(days)
	return days
}

// closeIdle closes weekdays and holidays on which hardly anybody works. A department need
// not keep every federal holiday: each is judged by all of its days in the series. The day
// after one that is kept has the work of two, and follows the pattern of Mondays.
func closeIdle(days []workday) {
	weekday := means(days, func(d workday) string { return d.on.Weekday().String() })
	holiday := means(days, func(d workday) string { return d.holiday })
	all := means(days, func(workday) string { return "" })[""]
	for i := range days {
		d := &days[i]
		idleWeekday := weekday[d.on.Weekday().String()] <= idle*all
		idleHoliday := d.holiday != "" && holiday[d.holiday] <= idle*all
		d.closed = idleWeekday || idleHoliday
		if i > 0 && !d.closed && days[i-1].holiday != "" && days[i-1].closed {
			d.kind = spc.DayKind(time.Monday)
		}
	}
}

// means are the accounts finished on a mean day of each group.
func means(days []workday, group func(workday) string) map[string]float64 {
	sum, n := map[string]float64{}, map[string]float64{}
	for _, d := range days {
		sum[group(d)] += float64(d.finished)
		n[group(d)]++
	}
	for name := range sum {
		sum[name] /= n[name]
	}
	return sum
}

// workValues are the values and kinds of days; a day that is closed has no value.
func workValues(days []workday) (values []float64, kinds []spc.DayKind) {
	for _, d := range days {
		v := float64(d.finished)
		if d.closed {
			v = math.NaN()
		}
		values, kinds = append(values, v), append(kinds, d.kind)
	}
	return values, kinds
}

// onlyWorking leaves out the days that no rule sees: drawn as gaps, every Sunday would seem
// to miss data. A lower limit below zero is none, since counts do not go there.
func onlyWorking(points []course.ControlPoint) []course.ControlPoint {
	var kept []course.ControlPoint
	for _, p := range points {
		if p.Lower < 0 {
			p.Lower = math.NaN()
		}
		if !math.IsNaN(p.Value) {
			kept = append(kept, p)
		}
	}
	return kept
}
