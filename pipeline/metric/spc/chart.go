// Package spc draws control charts: a series judged against its own usual variation. A point
// that the rules mark asks for an explanation; one that they do not mark has none to give.
package spc

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"chartline/pipeline/metric"
)

// Point is one period of a control chart with its limits. N is 0 where the period has no
// data: Value then means nothing and no rule sees the point.
type Point struct {
	Value, Centre, Lower, Upper float64
	N                           int64
	Signal                      Signal
	Phase                       int // place in Chart.Phases
}

// Chart is a series judged against its own usual variation, a point for each input.
type Chart struct {
	Points   []Point
	Phases   []Phase // at least one, in order; the last one describes the process of today
	Baseline int     // points with data that centre and limits of the last phase are made from
	Rules    Rules   // those that this kind of chart reads
	Method   string
	Warnings []string
	Missing  string // why there is no chart; empty where there is one
}

// Phase is a stretch of a chart with centre and limits of its own.
type Phase struct {
	From     int    // place of its first point
	Event    string // what it begins with; empty for the first
	Baseline int    // points with data that centre and limits are made from
	Centre   float64

	// Dispersion is how many times as far the points lie apart as independent records or
	// events would put them (Laney's σz): 1 is chance alone. It is 0 for charts of single
	// values, and where no two neighbouring points have data.
	Dispersion float64
}

// Options say what centre and limits are made from, and which rules are read.
type Options struct {
	Baseline int      // the first so many points fix the first phase; 0 takes all
	Exclude  []int    // places, from 0, of points with a known cause: drawn and judged, not used
	Pending  []int    // places, from 0, of points whose period is not over: drawn, neither used nor judged
	Screen   bool     // XmR and T: leave out moving ranges of 3.267 times their mean or more, once
	Rules    Rules    // none stands for MakingDataCount
	Rebase   []Rebase // events that change the process
}

// Rebase is a named event, such as a new system, from whose first point on centre and limits
// are made anew. It waits until 12 points with data lie behind it.
type Rebase struct {
	At    int // place, from 0, of the first point after the event
	Event string
}

const (
	noRanges     = "no two neighbouring points have data to make limits from"
	noBaseline   = "no point has data to make limits from"
	rounding     = 1e-12 // relative distance beyond a line that mere rounding makes
	fewToJudge   = 12    // points below which limits are too few to judge by
	enoughPoints = 20    // points from which limits are no longer provisional
)

// Defined reports whether there is a chart.
func (c Chart) Defined() bool { return c.Missing == "" }

// kind is what makes one sort of chart of a series.
type kind struct {
	method         string
	floor, ceiling float64
	skewed         bool // limits are not equally likely to be crossed
	// fit makes centre and limits from the points that are used.
	fit func(used []bool) (limits, string)
}

// limits are centre ± half, which may differ from point to point.
type limits struct {
	centre float64
	middle float64 // the line that runs are read against: as many points lie above as below
	half   func(Point) float64
	note   string // what the method has to add

	dispersion float64 // of rates; see Phase
}

// chart draws the phases of a series one after the other.
func (k kind) chart(points []Point, opts Options) Chart {
	c := Chart{Points: points, Method: k.method, Rules: opts.Rules.of(k)}
	phases, why := opts.phases(&c)
	if why != "" {
		return c.without(why)
	}
	for i, p := range phases {
		to := len(points)
		if i+1 < len(phases) {
			to = phases[i+1].From
		}
		if why := c.add(k, p, to, opts); why != "" {
			return c.without(why)
		}
	}
	return c
}

// add draws one phase and reads the rules within it: a run does not reach across an event.
func (c *Chart) add(k kind, p Phase, to int, opts Options) (why string) {
	used := opts.used(c.Points, p, to)
	l, why := k.fit(used)
	if why != "" {
		return why
	}
	c.Method += l.note
	p.Baseline, p.Centre, p.Dispersion = count(used), metric.UnsignedZero(l.centre), l.dispersion
	var places []int
	var present []position
	for i := p.From; i < to; i++ {
		at := &c.Points[i]
		half := l.half(*at)
		at.Phase, at.Centre = len(c.Phases), p.Centre
		at.Lower = metric.UnsignedZero(max(k.floor, l.centre-half))
		at.Upper = metric.UnsignedZero(min(k.ceiling, l.centre+half))
		if !metric.Finite(at.Lower) || !metric.Finite(at.Upper) {
			return metric.TooLarge
		}
		if at.N > 0 && !slices.Contains(opts.Pending, i) {
			places, present = append(places, i), append(present, at.position(half, l.middle))
		}
	}
	for i, s := range c.Rules.signals(present) {
		c.Points[places[i]].Signal = s
	}
	c.Phases, c.Baseline = append(c.Phases, p), p.Baseline
	c.Warnings = append(c.Warnings, baselineWarning(p)...)
	return ""
}

// phases cuts the series at its events, and says which must wait for more points.
func (o Options) phases(c *Chart) ([]Phase, string) {
	phases := []Phase{{}}
	events := slices.SortedStableFunc(slices.Values(o.Rebase), func(a, b Rebase) int { return cmp.Compare(a.At, b.At) })
	for i, e := range events {
		if e.At <= 0 || e.At >= len(c.Points) || i > 0 && e.At == events[i-1].At {
			return nil, "limits cannot be made anew at the ends of a series, nor twice at one point"
		}
		to := len(c.Points)
		if i+1 < len(events) {
			to = events[i+1].At
		}
		p := Phase{From: e.At, Event: e.Event}
		if n := count(o.used(c.Points, p, to)); n < fewToJudge {
			c.Warnings = append(c.Warnings, tooShort(e.Event, n))
			continue
		}
		phases = append(phases, p)
	}
	return phases, ""
}

// tooShort says that an event is too young for limits of its own.
func tooShort(event string, points int) string {
	if points == 1 {
		return fmt.Sprintf("limits go on unchanged after %s: one point since then, %d are needed", event, fewToJudge)
	}
	return fmt.Sprintf("limits go on unchanged after %s: %d points since then, %d are needed", event, points, fewToJudge)
}

// used marks the points that centre and limits of a phase are made from.
func (o Options) used(points []Point, p Phase, to int) []bool {
	used := make([]bool, len(points))
	for i := p.From; i < to; i++ {
		fixed := p.From == 0 && o.Baseline > 0 && i >= o.Baseline
		used[i] = points[i].N > 0 && !fixed && !slices.Contains(o.Exclude, i) && !slices.Contains(o.Pending, i)
	}
	return used
}

func count(used []bool) (n int) {
	for _, u := range used {
		if u {
			n++
		}
	}
	return n
}

func baselineWarning(p Phase) []string {
	since := ""
	if p.Event != "" {
		since = " since " + p.Event
	}
	switch {
	case p.Baseline == 1:
		return []string{fmt.Sprintf("limits from one point%s: fewer than %d are too few to judge by", since, fewToJudge)}
	case p.Baseline < fewToJudge:
		return []string{fmt.Sprintf("limits from %d points%s: fewer than %d are too few to judge by", p.Baseline, since, fewToJudge)}
	case p.Baseline < enoughPoints:
		return []string{fmt.Sprintf("limits from %d points%s: provisional until there are %d", p.Baseline, since, enoughPoints)}
	}
	return nil
}

// without is the chart that could not be made.
func (c Chart) without(why string) Chart { return Chart{Method: c.Method, Missing: why} }

// position is where a point lies between its limits.
type position struct {
	value         float64
	side          int // −1 below the middle, 0 on it, 1 above
	near, outside bool
}

func (p Point) position(half, middle float64) position {
	beyond := func(from, line float64) bool {
		slack := rounding * math.Max(math.Abs(p.Value), math.Abs(from))
		return math.Abs(p.Value-from) > line+slack
	}
	at := position{value: p.Value, outside: beyond(p.Centre, half)}
	at.near = !at.outside && beyond(p.Centre, half*2/3)
	if beyond(middle, 0) {
		at.side = int(math.Copysign(1, p.Value-middle))
	}
	return at
}
