package metric

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Signal is why a point of a control chart asks for an explanation. A larger one takes
// precedence over a smaller one, which it implies or outweighs.
type Signal int

const (
	CommonCause Signal = iota // nothing to explain
	Shift                     // one of seven in a row on one side of the centre
	NearLimit                 // two of three in a row beyond ⅔ of the way to the same limit
	Trend                     // one of seven in a row that rise, or fall
	Outside                   // beyond a limit
)

// String names the signal as a legend does.
func (s Signal) String() string {
	names := [...]string{"common cause", "seven on one side", "two of three near a limit",
		"trend of seven", "outside the limits"}
	if s < 0 || int(s) >= len(names) {
		return "unknown signal"
	}
	return names[s]
}

// ControlPoint is one month of a control chart with its limits. N is 0 where the month has
// no data: Value then means nothing and no rule sees the point.
type ControlPoint struct {
	Value, Centre, Lower, Upper float64
	N                           int64
	Signal                      Signal
}

// ControlChart is a series judged against its own usual variation, a point for each input.
type ControlChart struct {
	Points   []ControlPoint
	Baseline int // points with data that centre and limits are made from
	Method   string
	Warnings []string
	Missing  string // why there is no chart; empty where there is one
}

// Defined reports whether there is a chart.
func (c ControlChart) Defined() bool { return c.Missing == "" }

// ControlOptions say what centre and limits are made from.
type ControlOptions struct {
	Baseline int   // the first so many points fix them; 0 takes all
	Exclude  []int // places, from 0, of points with a known cause: drawn and judged, not used
	Screen   bool  // XmR only: leave out moving ranges of 3.267 times their mean or more, once
}

const (
	xmrMethod    = "XmR chart, limits mean ± 2.66 × mean moving range (Shewhart; Wheeler 1993)"
	pMethod      = "p chart, limits centre ± 3 standard errors of each point (Shewhart 1931)"
	laneyMethod  = "p′ chart, limits widened by the variation between points (Laney 2002)"
	xmrFactor    = 2.66  // 3/d₂ of ranges of two, rounded as it is printed everywhere
	screenFactor = 3.267 // D₄ of ranges of two
	rangeToSigma = 1.128 // d₂ of ranges of two
	noRanges     = "no two neighbouring points have data to make limits from"
	rounding     = 1e-12 // relative distance beyond a line that mere rounding makes
)

// XmR charts single values, such as a monthly median; NaN is a month without data. The
// centre is the mean, and moving ranges are taken between neighbouring months that both
// have data: across a gap they would measure more than usual month-to-month variation.
func XmR(values []float64, opts ControlOptions) ControlChart {
	c := ControlChart{Method: xmrMethod, Points: make([]ControlPoint, len(values))}
	for i, v := range values {
		if math.IsInf(v, 0) {
			return c.without("a value is not a number")
		}
		if !math.IsNaN(v) {
			c.Points[i] = ControlPoint{Value: unsignedZero(v), N: 1}
		}
	}
	used := opts.used(c.Points)
	ranges := movingRanges(values, used)
	if len(ranges) == 0 {
		return c.without(noRanges)
	}
	if opts.Screen {
		ranges = c.screen(ranges)
	}
	baseline := values[:0:0]
	for i, use := range used {
		if use {
			baseline = append(baseline, values[i])
		}
	}
	c.Baseline = len(baseline)
	half := xmrFactor * stat.Mean(ranges, nil)
	return c.judged(stat.Mean(baseline, nil), func(ControlPoint) float64 { return half }, math.Inf(-1), math.Inf(1))
}

// PChart charts shares x[i]/n[i] with limits that follow n[i]; n[i] = 0 is a month without
// data. Its limits suppose independent records: codes that lie in charts, or very large n,
// ask for PPrimeChart.
func PChart(x, n []int64, opts ControlOptions) ControlChart {
	c, centre := shareChart(pMethod, x, n, opts)
	return c.shares(centre, 1)
}

// PPrimeChart is PChart with limits that also hold the variation between points that
// independent records do not explain.
func PPrimeChart(x, n []int64, opts ControlOptions) ControlChart {
	c, centre := shareChart(laneyMethod, x, n, opts)
	standard := make([]float64, len(c.Points))
	for i, p := range c.Points {
		if se := shareError(centre, p.N); se > 0 {
			standard[i] = (p.Value - centre) / se
		}
	}
	ranges := movingRanges(standard, opts.used(c.Points))
	if c.Defined() && len(ranges) == 0 {
		return c.without(noRanges)
	}
	return c.shares(centre, stat.Mean(ranges, nil)/rangeToSigma)
}

// shares draws limits of three standard errors, each widened by a factor.
func (c ControlChart) shares(centre, widened float64) ControlChart {
	return c.judged(centre, func(p ControlPoint) float64 { return 3 * widened * shareError(centre, p.N) }, 0, 1)
}

// shareChart holds the points of a chart of shares and their pooled centre.
func shareChart(method string, x, n []int64, opts ControlOptions) (c ControlChart, centre float64) {
	c = ControlChart{Method: method, Points: make([]ControlPoint, len(n))}
	if _, _, why := totals(x, n); why != "" {
		return c.without(why), 0
	}
	for i, of := range n {
		if of > 0 {
			c.Points[i] = ControlPoint{Value: float64(x[i]) / float64(of), N: of}
		}
	}
	var hits, all int64
	for i, use := range opts.used(c.Points) {
		if use {
			hits, all = hits+x[i], all+n[i]
			c.Baseline++
		}
	}
	if all == 0 {
		return c.without("no point has data to make limits from"), 0
	}
	return c, float64(hits) / float64(all)
}

// used marks the points that centre and limits are made from.
func (o ControlOptions) used(points []ControlPoint) []bool {
	used := make([]bool, len(points))
	for i, p := range points {
		used[i] = p.N > 0 && (o.Baseline <= 0 || i < o.Baseline) && !slices.Contains(o.Exclude, i)
	}
	return used
}

// movingRanges are the distances between neighbouring values that are both used.
func movingRanges(values []float64, used []bool) []float64 {
	var ranges []float64
	for i := 1; i < len(values); i++ {
		if used[i] && used[i-1] {
			ranges = append(ranges, math.Abs(values[i]-values[i-1]))
		}
	}
	return ranges
}

// screen leaves out the moving ranges that are special causes themselves, once.
func (c *ControlChart) screen(ranges []float64) []float64 {
	limit := screenFactor * stat.Mean(ranges, nil)
	kept := slices.DeleteFunc(slices.Clone(ranges), func(r float64) bool { return r >= limit })
	if len(kept) == 0 || len(kept) == len(ranges) {
		return ranges
	}
	c.Method += fmt.Sprintf(", %d of %d moving ranges screened out", len(ranges)-len(kept), len(ranges))
	return kept
}

// judged draws the limits, centre ± half within floor and ceiling, and reads the rules
// over the points that have data.
func (c ControlChart) judged(centre float64, half func(ControlPoint) float64, floor, ceiling float64) ControlChart {
	if !c.Defined() {
		return c
	}
	var places []int
	var present []position
	for i := range c.Points {
		p := &c.Points[i]
		h := half(*p)
		p.Centre = unsignedZero(centre)
		p.Lower, p.Upper = unsignedZero(max(floor, centre-h)), unsignedZero(min(ceiling, centre+h))
		if !finite(p.Lower) || !finite(p.Upper) {
			return c.without(tooLarge)
		}
		if p.N > 0 {
			places = append(places, i)
			present = append(present, p.position(h))
		}
	}
	for k, s := range signals(present) {
		c.Points[places[k]].Signal = s
	}
	c.Warnings = baselineWarning(c.Baseline)
	return c
}

func baselineWarning(n int) []string {
	switch {
	case n < 12:
		return []string{fmt.Sprintf("limits from %d points: fewer than 12 are too few to judge by", n)}
	case n < 20:
		return []string{fmt.Sprintf("limits from %d points: provisional until there are 20", n)}
	}
	return nil
}

// without is the chart that could not be made.
func (c ControlChart) without(why string) ControlChart {
	return ControlChart{Method: c.Method, Missing: why}
}

// position is where a point lies between its limits.
type position struct {
	value         float64
	side          int // −1 below the centre, 0 on it, 1 above
	near, outside bool
}

func (p ControlPoint) position(half float64) position {
	distance := p.Value - p.Centre
	slack := rounding * math.Max(math.Abs(p.Value), math.Abs(p.Centre))
	beyond := func(line float64) bool { return math.Abs(distance) > line+slack }
	at := position{value: p.Value, outside: beyond(half)}
	at.near = !at.outside && beyond(half*2/3)
	if beyond(0) {
		at.side = int(math.Copysign(1, distance))
	}
	return at
}

// signals reads the rules of NHS England's Making Data Count. Every member of a pattern is
// marked, not only the point that completes it.
func signals(points []position) []Signal {
	found := make([]Signal, len(points))
	mark := func(s Signal, length int, pattern func([]position) bool) {
		for end := length; end <= len(points); end++ {
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
	mark(Shift, 7, oneSided)
	mark(NearLimit, 3, twoOfThreeNear)
	mark(Trend, 7, trending)
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
