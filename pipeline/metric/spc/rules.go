package spc

import (
	"cmp"
	"fmt"
	"strings"
)

// Signal is why a point of a control chart asks for an explanation. A larger one takes
// precedence over a smaller one, which it implies or outweighs.
type Signal int

const (
	CommonCause Signal = iota // nothing to explain
	Shift                     // one of a run on one side of the centre
	NearLimit                 // two of three in a row beyond ⅔ of the way to the same limit
	Trend                     // one of a run that rises, or falls
	Outside                   // beyond a limit
)

// String names the signal as a legend does.
func (s Signal) String() string {
	names := [...]string{"common cause", "shift", "two of three near a limit", "trend", "outside the limits"}
	if s < 0 || int(s) >= len(names) {
		return "unknown signal"
	}
	return names[s]
}

// Rules say which patterns are signals, beside a point outside the limits, which always is.
type Rules struct {
	Shift int  // points in a row on one side of the centre; 0 reads no shifts
	Trend int  // points in a row that rise, or fall; 0 reads no trends
	Near  bool // two of three in a row beyond ⅔ of the way to the same limit
}

var (
	// MakingDataCount are the rules of NHS England, with shifts and trends of seven.
	MakingDataCount = Rules{Shift: 7, Trend: 7, Near: true}
	// HealthCareDataGuide are those of Provost and Murray 2011: shifts of eight, trends of six.
	HealthCareDataGuide = Rules{Shift: 8, Trend: 6, Near: true}
)

// of gives the rules that a kind of chart reads. A g chart is skewed: ⅔ of the way to its
// limits means nothing, so two of three are not read.
func (r Rules) of(k kind) Rules {
	if r == (Rules{}) {
		r = MakingDataCount
	}
	if k.skewed {
		r.Near = false
	}
	return r
}

// String lists the rules for a legend.
func (r Rules) String() string {
	rules := []string{"outside the limits"}
	if r.Trend > 0 {
		rules = append(rules, fmt.Sprintf("trend of %d", r.Trend))
	}
	if r.Near {
		rules = append(rules, "two of three near a limit")
	}
	if r.Shift > 0 {
		rules = append(rules, fmt.Sprintf("%d on one side", r.Shift))
	}
	return strings.Join(rules, ", ")
}

// signals reads the rules over the points that have data. Every member of a pattern is
// marked, not only the point that completes it.
func (r Rules) signals(points []position) []Signal {
	found := make([]Signal, len(points))
	mark := func(s Signal, length int, pattern func([]position) bool) {
		for end := length; length > 0 && end <= len(points); end++ {
			if !pattern(points[end-length : end]) {
				continue
			}
			for i := end - length; i < end; i++ {
				if s != NearLimit || points[i].near {
					found[i] = max(found[i], s)
				}
			}
		}
	}
	mark(Shift, r.Shift, oneSided)
	if r.Near {
		mark(NearLimit, 3, twoOfThreeNear)
	}
	mark(Trend, r.Trend, trending)
	mark(Outside, 1, func(p []position) bool { return p[0].outside })
	return found
}

func oneSided(points []position) bool {
	balance := 0
	for _, p := range points {
		balance += p.side
	}
	return balance == len(points) || balance == -len(points)
}

// trending reports whether every point is above the one before it, or every one below. A tie
// breaks a trend.
func trending(points []position) bool {
	rises := 0
	for i, p := range points[1:] {
		rises += cmp.Compare(p.value, points[i].value)
	}
	return rises == len(points)-1 || rises == 1-len(points)
}

func twoOfThreeNear(points []position) bool {
	near := 0
	for _, p := range points {
		if p.near {
			near++
		}
	}
	return near >= 2 && oneSided(points)
}
