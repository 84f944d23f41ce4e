package forecast

import (
	"math"
	"time"
)

// Plan is what is known of the work of coders ahead. The zero Plan goes on as the history
// did, whose hazards hold the hours that were worked.
type Plan struct {
	PerHour float64        // charts per productive hour of a coder (PRD-01)
	Hours   [kinds]float64 // productive hours planned by weekday and, last, on a holiday; all 0 for no limit
	Extra   []Extra        // coders beside those of the history
	Ready   float64        // share of waiting accounts that an extra coder can code; 0 stands for all
}

// Extra is coders who come on every such weekday, holidays included: two more on Saturdays
// for eight hours.
type Extra struct {
	On     time.Weekday
	Coders int
	Hours  float64 // productive hours of each
}

func (p Plan) fault() string {
	bad := !(p.PerHour >= 0) || math.IsInf(p.PerHour, 0) || !(p.Ready >= 0 && p.Ready <= 1)
	hours := 0.0
	for _, h := range p.Hours {
		bad = bad || !(h >= 0 && h < 1e6)
		hours += h
	}
	for _, e := range p.Extra {
		bad = bad || e.Coders < 0 || !(e.Hours >= 0 && e.Hours <= 24)
		hours += e.Hours * float64(e.Coders)
	}
	if bad || hours > 0 && p.PerHour == 0 {
		return badPlan
	}
	return ""
}

// limited reports whether hours are planned at all.
func (p Plan) limited() bool { return p.Hours != [kinds]float64{} }

// extra is how many charts the extra coders can do on a weekday.
func (p Plan) extra(weekday time.Weekday) float64 {
	hours := 0.0
	for _, e := range p.Extra {
		if e.On == weekday {
			hours += float64(e.Coders) * e.Hours
		}
	}
	return hours * p.PerHour
}

// limit takes from a day's coded accounts what the planned hours cannot do; the oldest come
// first, so that the youngest are left.
func (p Plan) limit(coded []int64, kind int, dice dice) {
	if !p.limited() {
		return
	}
	left := dice.poisson(p.Hours[kind] * p.PerHour)
	for a := len(coded) - 1; a >= 0; a-- {
		coded[a] = min(coded[a], left)
		left -= coded[a]
	}
}

// add has the extra coders work on what still waits, the oldest first.
func (p Plan) add(open, coded []int64, weekday time.Weekday, dice dice) {
	charts := p.extra(weekday)
	if charts == 0 {
		return
	}
	ready := p.Ready
	if ready == 0 {
		ready = 1
	}
	left := dice.poisson(charts)
	for a := len(coded) - 1; a >= 0 && left > 0; a-- {
		more := min(left, int64(ready*float64(open[a]-coded[a])))
		coded[a] += more
		left -= more
	}
}
