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
	"chartline/pipeline/language"
)

// This file says what figures show, in words, where a reader points at them: the numbers that
// are drawn there and no others.

// shown says what a period shows.
func shown(l *language.Language, u chart.Unit, pt Point) string {
	text := l.Text("no data")
	switch {
	case pt.Withheld:
		text = l.Text(pen.Withheld)
	case pt.Interval() && !pt.Drawn():
		text = u.In(l).WriteBetween(pt.Lo, pt.Hi, 1)
	case pt.Interval():
		text = u.In(l).WriteInterval(pt.Value, pt.Lo, pt.Hi)
	case pt.Drawn():
		text = u.In(l).Write(pt.Value, 1)
	}
	if pt.Partial {
		text = l.Say("%s, partial period", text)
	}
	return text
}

// noteLines says what lines show, period by period, each named as a reader knows it.
func noteLines(p pen.Pen, l *language.Language, t axis.Timeline, u chart.Unit, name func(*language.Language, time.Time) string, lines ...Line) {
	starts := axis.Starts(lines...)
	slices.SortFunc(starts, time.Time.Compare)
	for _, start := range slices.CompactFunc(starts, time.Time.Equal) {
		words := []string{name(l, start)}
		for _, line := range lines {
			if i := slices.IndexFunc(line.Points, func(pt Point) bool { return pt.Start.Equal(start) }); i >= 0 {
				words = append(words, strings.TrimPrefix(line.Name+": ", ": ")+shown(l, u, line.Points[i]))
			}
		}
		p.Note(t.Column(start), strings.Join(words, "\n"))
	}
}

// noteAll says what a control chart shows, period by period.
func (c Control) noteAll(p pen.Pen, t axis.Timeline) {
	for i, pt := range c.Points {
		lines := []string{date(c.Language, pt.Start) + ": " + shown(c.Language, c.Unit, c.points()[i])}
		if axis.Drawable(pt.Lower, pt.Upper) {
			lines = append(lines, c.Language.Say("limits %s", c.Unit.In(c.Language).WriteBetween(pt.Lower, pt.Upper, 1)))
		}
		if s := pt.Signal; !pt.Withheld && s > InControl && int(s) <= len(signals) {
			lines = append(lines, c.Language.Text(signals[s-1].name))
		}
		if pt.Note != "" && !pt.Withheld {
			lines = append(lines, pt.Note)
		}
		p.Note(t.Column(pt.Start), strings.Join(lines, "\n"))
	}
}

// note says what a gap shows.
func (g Gaps) note(pt Gap) string {
	text := day(g.Language, pt.On) + "\n" + strings.TrimPrefix(g.Axis+": ", ": ") + chart.Count.In(g.Language).Write(pt.Between, 0)
	if s := pt.Signal; s > InControl && int(s) <= len(signals) {
		text += "\n" + g.Language.Text(signals[s-1].name)
	}
	return text
}

// day names a day, the first of a month too.
func day(l *language.Language, on time.Time) string { return l.Date(on, language.ShortDayLayout) }

// note says what the days of a panel show: those counted, and those ahead.
func (f FanPanel) note(p pen.Pen, l *language.Language, t axis.Timeline) {
	noteLines(p, l, t, chart.Count, day, Line{Name: f.named(l.Text("counted")), Points: f.Past})
	count := chart.Count.In(l)
	for _, d := range f.Ahead {
		lines := []string{day(l, d.On), f.named(l.Text("median")) + ": " + count.Write(d.Median, 0),
			l.Say("80%% of futures: %s", count.WriteBetween(d.Lo80, d.Hi80, 0)), "95%: " + count.WriteBetween(d.Lo95, d.Hi95, 0)}
		for _, other := range f.Other {
			if other.Start.Equal(d.On) && other.Drawn() {
				lines = append(lines, f.OtherName+": "+count.Write(other.Value, 0))
			}
		}
		p.Note(t.Column(d.On), strings.Join(lines, "\n"))
	}
}

// named sets the name of a panel before what is shown, where it has one.
func (f FanPanel) named(what string) string { return strings.TrimSpace(f.Name + " " + what) }

// mostDays is how many columns of a survival figure tell their shares.
const mostDays = 60

// noteDays says how much of each group is open on whole days.
func (f survivalPlot) noteDays(p pen.Pen) {
	every := max(1, math.Ceil(f.days.Hi/mostDays))
	for day := 0.0; day <= f.days.Hi; day += every {
		lines := []string{strings.TrimPrefix(f.TimeTitle+": ", ": ") + chart.Plain.In(f.Language).Write(day, 0)}
		for _, c := range f.curves {
			if s, ok := c.at(day); ok {
				lines = append(lines, strings.TrimPrefix(c.Name+": ", ": ")+chart.Percent.In(f.Language).WriteInterval(s.Share, s.Lo, s.Hi))
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
