package compare

import (
	"math"

	"chartline/pipeline/metric"
)

const (
	changeMethod = "difference of clustered ratios, square-and-add of their score intervals (Zou and Donner 2008)"
	coderMethod  = "change of clustered ratios paired by coder, linearised (Cochran 1977), t interval"
	oneCoder     = "one coder only, so there is no interval: compare the charts of before and after"
	alikeCoders  = "all coders changed alike, so their spread is unknown and there is no interval"
	fewCoders    = "fewer than 10 coders: read the interval, not the value"
	unpaired     = "coders without codes before or after are left out"
	noCoders     = "no coder has codes before and after"
	enoughCoders = 10
)

// ClusterChange estimates after − before of two shares of codes in different charts, such
// as those of one coder before and after education (EDU-02, CI-07). Each keeps its own
// clustered interval, so that the change stays within −1 to 1.
func ClusterChange(before, after metric.Ratio) metric.Estimate {
	b, a := metric.ClusterRatio(before), metric.ClusterRatio(after)
	for _, e := range []metric.Estimate{b, a} {
		if !e.Defined() {
			return metric.Missing("1", changeMethod, e.Missing)
		}
	}
	e := metric.Estimate{Value: a.Value - b.Value, N: a.N + b.N, Unit: "1", Method: changeMethod, Warnings: a.Warnings}
	if len(e.Warnings) == 0 {
		e.Warnings = b.Warnings
	}
	if a.Level == 0 || b.Level == 0 {
		e.Warnings = nil
		return e.Alone("one chart only before or after, so there is no interval")
	}
	down := math.Hypot(a.Value-a.Lo, b.Hi-b.Value)
	up := math.Hypot(a.Hi-a.Value, b.Value-b.Lo)
	return e.Between(max(-1, e.Value-down), min(1, e.Value+up))
}

// BeforeAfter is the share of codes of one coder before and after education, with the sums
// over that coder's charts.
type BeforeAfter struct{ Before, After metric.Ratio }

// CoderChange estimates after − before of the pooled shares of coders who were all educated
// (EDU-02). Each coder is compared with themselves, so that what coders differ by at all
// times adds no error; N is the number of coders.
func CoderChange(coders []BeforeAfter) metric.Estimate {
	var before, after metric.Ratio
	var paired []BeforeAfter
	for _, c := range coders {
		b, a := metric.ClusterRatio(c.Before), metric.ClusterRatio(c.After)
		if why := unfit(c, b, a); why != "" {
			return metric.Missing("1", coderMethod, why)
		}
		if b.Defined() && a.Defined() {
			paired = append(paired, c)
			before.X, before.M = before.X+c.Before.X, before.M+c.Before.M
			after.X, after.M = after.X+c.After.X, after.M+c.After.M
		}
	}
	switch {
	case len(paired) == 0:
		return metric.Missing("1", coderMethod, noCoders)
	case max(before.M, after.M) > metric.MaxCount:
		return metric.Missing("1", coderMethod, metric.TooLarge)
	}
	e := metric.Estimate{N: int64(len(paired)), Unit: "1", Method: coderMethod}
	if len(paired) < len(coders) {
		e.Warnings = append(e.Warnings, unpaired)
	}
	return changed(e, paired, before, after)
}

// unfit says why the sums of a coder are none; no codes before or after are no fault.
func unfit(c BeforeAfter, before, after metric.Estimate) string {
	switch {
	case !before.Defined() && c.Before != metric.Ratio{}:
		return before.Missing
	case !after.Defined() && c.After != metric.Ratio{}:
		return after.Missing
	}
	return ""
}

// changed gives e the change of the sums of all coders, with the spread between coders.
func changed(e metric.Estimate, coders []BeforeAfter, before, after metric.Ratio) metric.Estimate {
	share := func(r metric.Ratio) float64 { return float64(r.X) / float64(r.M) }
	b, a := share(before), share(after)
	e.Value = a - b
	if e.N == 1 {
		return e.Alone(oneCoder)
	}
	scatter := 0.0
	for _, c := range coders {
		own := (float64(c.After.X)-a*float64(c.After.M))/float64(after.M) -
			(float64(c.Before.X)-b*float64(c.Before.M))/float64(before.M)
		scatter += own * own
	}
	if scatter < 1e-24 {
		return e.Alone(alikeCoders)
	}
	if e.N < enoughCoders {
		e.Warnings = append(e.Warnings, fewCoders)
	}
	n := float64(e.N)
	half := metric.StudentQuantile(e.N-1) * math.Sqrt(scatter*n/(n-1))
	return e.Between(max(-1, e.Value-half), min(1, e.Value+half))
}
