package spc

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"chartline/pipeline/metric"
)

const (
	gMethod = "g chart, limits mean ± 3 × √(mean × (mean + 1)), runs about the median (Kaminsky 1992; Benneyan 2001)"
	tMethod = "t chart, XmR limits of times to the power 1/3.6 (Nelson 1994)"
	nelson  = 1 / 3.6 // makes exponential times nearly normal
)

// G charts how many cases lie between rare events, such as records between two findings of
// the worst kind, a point for each event. Small values mean more events. The lower limit is
// 0, which no value can cross, so that a worsening shows as a run below the median; there is
// no two of three, because the chart is skewed.
func G(between []int64, opts Options) Chart {
	points := make([]Point, len(between))
	for i, g := range between {
		if g < 0 || g > metric.MaxCount {
			return Chart{Method: gMethod, Missing: "a number of cases is negative or too large to be exact"}
		}
		points[i] = Point{Value: float64(g), N: 1}
	}
	k := kind{method: gMethod, floor: 0, ceiling: math.Inf(1), skewed: true, fit: func(used []bool) (limits, string) {
		values := valuesOf(points, used)
		if len(values) == 0 {
			return limits{}, noBaseline
		}
		mean := stat.Mean(values, nil)
		half := 3 * math.Sqrt(mean*(mean+1))
		return limits{centre: mean, middle: median(values), half: func(Point) float64 { return half }}, ""
	}}
	return k.chart(points, opts)
}

func valuesOf(points []Point, used []bool) (values []float64) {
	for i, u := range used {
		if u {
			values = append(values, points[i].Value)
		}
	}
	return values
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// T charts the time between rare events, a point for each event, in any unit; NaN is a time
// that is unknown. Rules are read on the scale on which times are nearly normal, and centre
// and limits are drawn on that of time.
func T(times []float64, opts Options) Chart {
	scaled := make([]float64, len(times))
	for i, t := range times {
		if t < 0 || math.IsInf(t, 0) {
			return Chart{Method: tMethod, Missing: "a time is negative or not a number"}
		}
		scaled[i] = math.Pow(t, nelson)
	}
	points, why := singles(scaled)
	if why != "" {
		return Chart{Method: tMethod, Missing: why}
	}
	c := individuals(tMethod, scaled, opts).chart(points, opts)
	for i := range c.Points {
		p := &c.Points[i]
		if p.N > 0 {
			p.Value = metric.UnsignedZero(times[i])
		}
		p.Centre, p.Lower, p.Upper = inTime(p.Centre), inTime(p.Lower), inTime(p.Upper)
		if !metric.Finite(p.Upper) {
			return c.without(metric.TooLarge)
		}
	}
	for i := range c.Phases {
		c.Phases[i].Centre = inTime(c.Phases[i].Centre)
	}
	return c
}

// inTime takes a line back to the scale of time, on which none lies below 0.
func inTime(v float64) float64 { return math.Pow(math.Max(0, v), 1/nelson) }
