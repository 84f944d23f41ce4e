package spc

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"chartline/pipeline/metric"
)

const (
	xmrMethod    = "XmR chart, limits mean ± 2.66 × mean moving range (Shewhart; Wheeler 1993)"
	xmrFactor    = 2.66  // 3/d₂ of ranges of two, rounded as it is printed everywhere
	screenFactor = 3.267 // D₄ of ranges of two
	rangeToSigma = 1.128 // d₂ of ranges of two
	endless      = "a value is not a number"
)

// XmR charts single values, such as a monthly median; NaN is a period without data. The
// centre is the mean, and moving ranges are taken between neighbouring periods that both
// have data: across a gap they would measure more than usual variation.
func XmR(values []float64, opts Options) Chart {
	points, why := singles(values)
	if why != "" {
		return Chart{Method: xmrMethod, Missing: why}
	}
	return individuals(xmrMethod, values, opts).chart(points, opts)
}

// singles are points of single values.
func singles(values []float64) ([]Point, string) {
	points := make([]Point, len(values))
	for i, v := range values {
		if math.IsInf(v, 0) {
			return nil, endless
		}
		if !math.IsNaN(v) {
			points[i] = Point{Value: metric.UnsignedZero(v), N: 1}
		}
	}
	return points, ""
}

// individuals makes limits from moving ranges.
func individuals(method string, values []float64, opts Options) kind {
	return kind{method: method, floor: math.Inf(-1), ceiling: math.Inf(1), fit: func(used []bool) (limits, string) {
		ranges, note := movingRanges(values, used), ""
		if len(ranges) == 0 {
			return limits{}, noRanges
		}
		if opts.Screen {
			ranges, note = screened(ranges)
		}
		centre, half := stat.Mean(pick(values, used), nil), xmrFactor*stat.Mean(ranges, nil)
		return limits{centre: centre, middle: centre, half: func(Point) float64 { return half }, note: note}, ""
	}}
}

func pick(values []float64, used []bool) (picked []float64) {
	for i, u := range used {
		if u {
			picked = append(picked, values[i])
		}
	}
	return picked
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

// screened leaves out the moving ranges that are special causes themselves, once, and says
// so.
func screened(ranges []float64) ([]float64, string) {
	limit := screenFactor * stat.Mean(ranges, nil)
	kept := slices.DeleteFunc(slices.Clone(ranges), func(r float64) bool { return r >= limit })
	if len(kept) == 0 || len(kept) == len(ranges) {
		return ranges, ""
	}
	return kept, fmt.Sprintf(", %d of %d moving ranges screened out", len(ranges)-len(kept), len(ranges))
}
