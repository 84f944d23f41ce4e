package spc

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"chartline/pipeline/metric"
)

const (
	pMethod      = "p chart, limits centre ± 3 standard errors of each point (Shewhart 1931)"
	laneyMethod  = "p′ chart, limits widened by the variation between points (Laney 2002)"
	uMethod      = "u chart, limits centre ± 3 standard errors of a Poisson rate (Shewhart 1931)"
	uPrimeMethod = "u′ chart, limits widened by the variation between points (Laney 2002)"
)

// P charts shares x[i]/n[i] with limits that follow n[i]; n[i] = 0 is a period without data.
// Its limits suppose independent records: codes that lie in charts, or very large n, ask for
// PPrime.
func P(x, n []int64, opts Options) Chart {
	_, _, why := metric.Totals(x, n)
	return ratio{method: pMethod, x: x, n: n, err: metric.ShareError, most: 1}.chart(why, opts)
}

// PPrime is P with limits that also hold the variation between points that independent
// records do not explain.
func PPrime(x, n []int64, opts Options) Chart {
	_, _, why := metric.Totals(x, n)
	return ratio{method: laneyMethod, x: x, n: n, err: metric.ShareError, most: 1, widen: true}.chart(why, opts)
}

// U charts rates of events by exposure, such as findings by charts or queries by days;
// exposure[i] = 0 is a period without data. An exposure may have several events.
func U(events, exposure []int64, opts Options) Chart {
	r := ratio{method: uMethod, x: events, n: exposure, err: poissonError, most: math.Inf(1)}
	return r.chart(rateFault(events, exposure), opts)
}

// UPrime is U with limits that also hold the variation between points that a Poisson process
// does not explain.
func UPrime(events, exposure []int64, opts Options) Chart {
	r := ratio{method: uPrimeMethod, x: events, n: exposure, err: poissonError, most: math.Inf(1), widen: true}
	return r.chart(rateFault(events, exposure), opts)
}

// poissonError is the standard error of a rate whose true value is u.
func poissonError(u float64, exposure int64) float64 {
	if exposure == 0 {
		return 0
	}
	return math.Sqrt(u / float64(exposure))
}

// rateFault says why events by exposure are no series of rates.
func rateFault(events, exposure []int64) string {
	if len(events) != len(exposure) {
		return "counts and exposures differ in number"
	}
	var k, all int64
	for i, e := range exposure {
		switch {
		case events[i] < 0 || e < 0 || e == 0 && events[i] > 0:
			return "a count or an exposure is negative, or there are events without exposure"
		case events[i] > metric.MaxCount-k || e > metric.MaxCount-all:
			return metric.TooLarge
		}
		k, all = k+events[i], all+e
	}
	if all == 0 {
		return metric.NoRecords
	}
	return ""
}

// ratio is a chart of counts by size.
type ratio struct {
	method string
	x, n   []int64
	err    func(centre float64, n int64) float64
	widen  bool    // by the variation between points
	most   float64 // that a rate can be
}

// chart draws the rates unless there is a reason not to.
func (r ratio) chart(why string, opts Options) Chart {
	if why != "" {
		return Chart{Method: r.method, Missing: why}
	}
	points := make([]Point, len(r.n))
	for i, of := range r.n {
		if of > 0 {
			points[i] = Point{Value: float64(r.x[i]) / float64(of), N: of}
		}
	}
	k := kind{method: r.method, floor: 0, ceiling: r.most, fit: func(used []bool) (limits, string) { return r.fit(points, used) }}
	return k.chart(points, opts)
}

// fit pools the points that are used.
func (r ratio) fit(points []Point, used []bool) (limits, string) {
	var hits, all int64
	for i, use := range used {
		if use {
			hits, all = hits+r.x[i], all+r.n[i]
		}
	}
	if all == 0 {
		return limits{}, noBaseline
	}
	centre, dispersion, widened := float64(hits)/float64(all), 0.0, 1.0
	if ranges := movingRanges(r.deviates(points, centre), used); len(ranges) > 0 {
		dispersion = stat.Mean(ranges, nil) / rangeToSigma
	} else if r.widen {
		return limits{}, noRanges
	}
	if r.widen {
		widened = dispersion
	}
	half := func(p Point) float64 { return 3 * widened * r.err(centre, p.N) }
	return limits{centre: centre, middle: centre, half: half, dispersion: dispersion}, ""
}

// deviates are the distances from the centre in standard errors.
func (r ratio) deviates(points []Point, centre float64) []float64 {
	z := make([]float64, len(points))
	for i, p := range points {
		if se := r.err(centre, p.N); se > 0 {
			z[i] = (p.Value - centre) / se
		}
	}
	return z
}
