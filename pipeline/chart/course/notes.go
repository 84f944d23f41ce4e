package course

import (
	"math"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// This file says what figures show, in words, where a reader points at them: the numbers that
// are drawn there and no others.

// shown says what a period shows.
func shown(u chart.Unit, pt Point) string {
	text := "no data"
	switch {
	case pt.Withheld:
		text = pen.Withheld
	case pt.Interval():
		text = u.WriteInterval(pt.Value, pt.Lo, pt.Hi)
	case pt.Drawn():
		text = u.Write(pt.Value, 1)
	}
	if pt.Partial {
		text += ", partial period"
	}
	return text
}

// noteLines says what lines show, period by period, each named as a reader knows it.
func noteLines(p pen.Pen, t axis.Timeline, u chart.Unit, name func(time.Time) string, lines ...Line) {
	starts := axis.Starts(lines...)
	slices.SortFunc(starts, time.Time.Compare)
	for _, start := range slices.CompactFunc(starts, time.Time.Equal) {
		words := []string{name(start)}
		for _, l := range lines {
			if i := slices.IndexFunc(l.Points, func(pt Point) bool { return pt.Start.Equal(start) }); i >= 0 {
				words = append(words, strings.TrimPrefix(l.Name+": ", ": ")+shown(u, l.Points[i]))
			}
		}
		p.Note(t.Column(start), strings.Join(words, "\n"))
	}
}

// noteAll says what a control chart shows, period by period.
func (c Control) noteAll(p pen.Pen, t axis.Timeline) {
	for i, pt := range c.Points {
		lines := []string{date(pt.Start) + ": " + shown(c.Unit, c.points()[i])}
		if axis.Drawable(pt.Lower, pt.Upper) {
			lines = append(lines, "limits "+c.Unit.Write(pt.Lower, 1)+" to "+c.Unit.Write(pt.Upper, 1))
		}
		if s := pt.Signal; !pt.Withheld && s > InControl && int(s) <= len(signals) {
			lines = append(lines, signals[s-1].name)
		}
		if pt.Note != "" && !pt.Withheld {
			lines = append(lines, pt.Note)
		}
		p.Note(t.Column(pt.Start), strings.Join(lines, "\n"))
	}
}

// note says what a gap shows.
func (g Gaps) note(pt Gap) string {
	text := day(pt.On) + "\n" + strings.TrimPrefix(g.Axis+": ", ": ") + chart.Count.Write(pt.Between, 0)
	if s := pt.Signal; s > InControl && int(s) <= len(signals) {
		text += "\n" + signals[s-1].name
	}
	return text
}

// day names a day, the first of a month too.
func day(on time.Time) string { return on.Format("2 Jan 2006") }

// note says what the days of a panel show: those counted, and those ahead.
func (f FanPanel) note(p pen.Pen, t axis.Timeline) {
	noteLines(p, t, chart.Count, day, Line{Name: strings.TrimSpace(f.Name + " counted"), Points: f.Past})
	for _, d := range f.Ahead {
		between := func(lo, hi float64) string { return chart.Count.Write(lo, 0) + " to " + chart.Count.Write(hi, 0) }
		lines := []string{day(d.On), strings.TrimSpace(f.Name+" median: ") + " " + chart.Count.Write(d.Median, 0),
			"80% of futures: " + between(d.Lo80, d.Hi80), "95%: " + between(d.Lo95, d.Hi95)}
		for _, other := range f.Other {
			if other.Start.Equal(d.On) && other.Drawn() {
				lines = append(lines, f.OtherName+": "+chart.Count.Write(other.Value, 0))
			}
		}
		p.Note(t.Column(d.On), strings.Join(lines, "\n"))
	}
}

// mostDays is how many columns of a survival figure tell their shares.
const mostDays = 60

// noteDays says how much of each group is open on whole days.
func (f survivalPlot) noteDays(p pen.Pen) {
	every := max(1, math.Ceil(f.days.Hi/mostDays))
	for day := 0.0; day <= f.days.Hi; day += every {
		lines := []string{strings.TrimPrefix(f.TimeTitle+": ", ": ") + chart.Plain.Write(day, 0)}
		for _, c := range f.curves {
			if s, ok := c.at(day); ok {
				lines = append(lines, strings.TrimPrefix(c.Name+": ", ": ")+chart.Percent.WriteInterval(s.Share, s.Lo, s.Hi))
			}
		}
		column := vg.Rectangle{Min: vg.Point{X: f.days.At(day - every/2), Y: f.area.Min.Y}, Max: vg.Point{X: f.days.At(day + every/2), Y: f.area.Max.Y}}
		p.Note(column, strings.Join(lines, "\n"))
	}
}

// at is the step of a curve that holds on a day; false after its last one.
func (c Curve) at(day float64) (Step, bool) {
	held := Step{Share: 1}
	for _, s := range c.Steps {
		if s.Time > day {
			return held, true
		}
		held = s
	}
	return held, held.Time == day
}
