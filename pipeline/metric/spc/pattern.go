package spc

import (
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/stat"

	"chartline/pipeline/metric"
)

// DayKind is what sort of day a point of a daily series is: a time.Weekday, or Holiday.
type DayKind int

// Holiday is a day on which a department works as on none of the week.
const Holiday DayKind = 7

// Effect is how the kinds of days differ.
type Effect int

const (
	Multiplied Effect = iota // a Monday is a third more than the mean: counts, dollars, days
	Added                    // a Monday is 0.04 more than the mean: shares, and values around 0
)

// Pattern is by how much each kind of day usually lies above the mean day of a week.
type Pattern struct {
	Effects  [8]float64 // by DayKind: factors, or differences; 1 or 0 for a kind that does not occur
	Days     [8]int     // that they are estimated from
	Kind     Effect
	Method   string
	Warnings []string
	Missing  string // why there is no pattern; empty where there is one
}

// fewDays is how many days of a kind its effect needs.
const fewDays = 4

// Defined reports whether there is a pattern.
func (p Pattern) Defined() bool { return p.Missing == "" }

// DailyXmR is XmR of a daily series without its pattern of weekdays and holidays, which a
// reader would otherwise take for signals. The pattern is estimated from the days that the
// first limits are made from, and the points show the values without it.
func DailyXmR(values []float64, kinds []DayKind, effect Effect, opts Options) (Chart, Pattern) {
	points, why := singles(values)
	if len(values) != len(kinds) {
		why = "values and kinds of days differ in number"
	}
	if why != "" {
		return Chart{Method: xmrMethod, Missing: why}, Pattern{Missing: why}
	}
	p := patternOf(values, kinds, opts.used(points, Phase{}, len(points)), effect)
	if !p.Defined() {
		return Chart{Method: xmrMethod, Missing: p.Missing}, p
	}
	c := XmR(p.Without(values, kinds), opts)
	c.Method += ", " + p.Method
	if c.Defined() {
		c.Warnings = append(c.Warnings, p.Warnings...)
	}
	return c, p
}

// patternOf estimates the pattern from the days that are used: the mean of each kind against
// the mean of the seven weekdays.
func patternOf(values []float64, kinds []DayKind, used []bool, effect Effect) Pattern {
	p := Pattern{Kind: effect}
	byKind, occurs := [8][]float64{}, [8]bool{}
	for i, k := range kinds {
		if k < 0 || k > Holiday {
			return Pattern{Missing: "there is no such kind of day"}
		}
		occurs[k] = occurs[k] || !math.IsNaN(values[i])
		if used[i] {
			byKind[k] = append(byKind[k], values[i])
			p.Days[k]++
		}
	}
	if occurs[Holiday] && p.Days[Holiday] < fewDays {
		byKind[Holiday] = byKind[time.Sunday]
		p.Warnings = []string{metric.Counted(int64(p.Days[Holiday]), "one holiday is too little for an effect of its own: it is taken for a Sunday",
			"%d holidays are too few for an effect of their own: they are taken for Sundays")}
	}
	for k := range Holiday {
		if occurs[k] && p.Days[k] < fewDays {
			return Pattern{Missing: fmt.Sprintf("a pattern of weekdays needs %d of each, and there are %d on a %s", fewDays, p.Days[k], time.Weekday(k))}
		}
	}
	return p.estimate(byKind)
}

// estimate compares the means of the kinds that occur.
func (p Pattern) estimate(byKind [8][]float64) Pattern {
	var means []float64
	for _, days := range byKind[:Holiday] {
		if len(days) > 0 {
			means = append(means, stat.Mean(days, nil))
		}
	}
	if len(means) == 0 {
		return Pattern{Missing: noBaseline}
	}
	level, word := stat.Mean(means, nil), "multiplied"
	for k, days := range byKind {
		mean := level
		if len(days) > 0 {
			mean = stat.Mean(days, nil)
		}
		if p.Kind == Added {
			p.Effects[k], word = mean-level, "added"
			continue
		}
		if !(mean > 0) {
			return Pattern{Missing: "the mean of a kind of day is not above 0, so that it cannot be divided out"}
		}
		p.Effects[k] = mean / level
	}
	p.Method = fmt.Sprintf("pattern of weekdays and holidays taken out (%s, from %d days)", word, p.all())
	return p
}

func (p Pattern) all() (n int) {
	for _, days := range p.Days {
		n += days
	}
	return n
}

// Without takes the pattern out of daily values; NaN stays.
func (p Pattern) Without(values []float64, kinds []DayKind) []float64 {
	plain := make([]float64, len(values))
	for i, v := range values {
		if p.Kind == Added {
			plain[i] = v - p.Effects[kinds[i]]
		} else {
			plain[i] = v / p.Effects[kinds[i]]
		}
	}
	return plain
}
