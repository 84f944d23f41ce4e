package sampling

import (
	"math"

	"chartline/pipeline/metric"
)

const (
	combinedMethod = "combined ratio of a stratified sample with finite population correction (Cochran 1977), " +
		"Wilson score on the effective sample size (Dean and Pagano 2015)"
	badTotals = "the totals of the strata do not belong together"
)

// Combined is a stratified sample of charts, reduced to what a ratio of two totals of the
// frame needs: of the X that are right among the M of a chart (CI-03, CI-05). Of a stratum
// with N charts, of which n were reviewed, VarX, VarM and CovXM add N(N−n)/n times the
// variances and the covariance of the charts, which a single chart gives about nothing, as
// its squares and its product. Where every M is 1 the ratio is the share of charts.
type Combined struct {
	X, M              float64 // totals of the frame: Σ N·x̄ and Σ N·m̄
	VarX, VarM, CovXM float64
	Spread            float64 // Σ N(N−n)/n
	Frame, Charts     int64
	Unseen, Lone      int64 // strata with no chart in the sample, and with one of several
}

// StratifiedRatio estimates the ratio X/M of a frame, between 0 and 1. It is Missing where a
// stratum of the frame has no chart in the sample.
func StratifiedRatio(c Combined) metric.Estimate {
	if why := c.fault(); why != "" {
		return metric.Missing("1", combinedMethod, why)
	}
	share := min(1, c.X/c.M)
	e := metric.Estimate{Value: share, N: c.Charts, Unit: "1", Method: combinedMethod}
	if c.Spread == 0 {
		e.Warnings = []string{wholeFrame}
		return e.Between(share, share)
	}
	if c.Lone > 0 {
		e.Warnings = append(e.Warnings, loneRecord)
	}
	e.Warnings = append(e.Warnings, metric.FewWarning(c.Charts)...)
	variance := max(0, c.VarX-2*share*c.CovXM+share*share*c.VarM) / (c.M * c.M)
	if share == 0 || share == 1 || variance < 1e-15 {
		e.Warnings = append(e.Warnings, noErrors)
		frame := float64(c.Frame)
		return e.Between(metric.Wilson(share, frame*frame/c.Spread, metric.NormalQuantile))
	}
	return e.Between(metric.Wilson(share, share*(1-share)/variance, metric.NormalQuantile))
}

// fault says why there is no estimate; it is empty where there is one.
func (c Combined) fault() string {
	rounding := 1e-9 * (1 + c.Spread)
	for _, v := range []float64{c.X, c.M, c.VarX, c.VarM, c.CovXM, c.Spread} {
		if !metric.Finite(v) {
			return "a sum is not a number"
		}
	}
	switch {
	case c.Unseen > 0:
		return emptyStratum
	case c.Charts == 0 || c.Frame == 0 || c.M == 0:
		return metric.NoRecords
	case c.Charts > c.Frame || c.Lone < 0:
		return badFrame
	case c.X < 0 || c.M < 0 || c.X > c.M*(1+1e-9) || c.Spread < 0,
		min(c.VarX, c.VarM) < -rounding, math.Abs(c.CovXM) > math.Sqrt(max(0, c.VarX)*max(0, c.VarM))*(1+1e-9)+rounding:
		return badTotals
	}
	return ""
}
