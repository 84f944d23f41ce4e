package metric

import (
	"math"
	"math/big"

	"gonum.org/v1/gonum/stat/distuv"
)

const (
	ratioMethod = "clustered ratio (Cochran 1977), " +
		"exact interval of the effective sample size (Korn and Graubard 1998)"
	fewCharts    = "fewer than 30 charts: read the interval, not the value"
	singleChart  = "one chart only: codes of one chart depend on each other, so there is no interval"
	uniformChart = "all codes of all charts agree, so the spread between charts is unknown: " +
		"the interval counts each chart once"
	badSums = "the sums do not belong together: they cannot come from shares of the same charts"
)

// Ratio holds the exact sums over charts from which the share of codes ΣX/ΣM and its
// chart-clustered interval follow (CI-03): of chart i, Xᵢ codes out of Mᵢ >= 1 are right.
type Ratio struct {
	X, M       int64 // ΣXᵢ, ΣMᵢ
	XX, MM, XM int64 // ΣXᵢ², ΣMᵢ², ΣXᵢMᵢ
	Charts     int64 // m
}

// ClusterRatio estimates the share of codes X/M when codes lie in charts (CI-03). N is the
// number of charts.
//
// The spread is that of the ratio estimator between charts, with m−1 degrees of freedom. It
// enters the interval of Korn and Graubard (Survey Methodology 1998;24:193–201), which the
// US National Center for Health Statistics prescribes for shares, as an effective sample
// size, M over the design effect, and not as p ± t·se: accuracy is near 1, where the
// symmetric interval runs past 1 (it does in the standard's own example 9.3). Simulated
// audits of 30 to 400 charts at 80 to 97 % accuracy, with intraclass correlations of 0.05 to
// 0.25 (design effects of 1.6 to 4), held the truth in 93 to 97 % of these intervals, but
// in 91 to 93 % of 30 charts at 95 % and above with correlations of 0.2 and above. Wilson's
// interval of the same size held it in 89 to 96 %, p ± t·se in 78 to 95 %. Of 10 charts it is
// wider than it needs to be. The design effect counts as at least 1.
//
// Where all codes agree the spread is zero, which is no evidence that charts are alike: the
// interval then takes the codes of a chart to be one observation, with the effective
// number of charts (ΣM)²/ΣM². It is the widest that any clustering can ask for.
func ClusterRatio(r Ratio) Estimate {
	if why := r.fault(); why != "" {
		return Missing("1", ratioMethod, why)
	}
	p := r.share()
	e := Estimate{Value: p, N: r.Charts, Unit: "1", Method: ratioMethod}
	if r.Charts == 1 {
		return e.Alone(singleChart)
	}
	if r.Charts < few {
		e.Warnings = append(e.Warnings, fewCharts)
	}
	codes := float64(r.M)
	deff, known := r.DesignEffect()
	if !known {
		e.Warnings = append(e.Warnings, uniformChart)
		alone := codes * codes / float64(r.MM)
		return e.Between(exactBounds(p*alone, alone, tail))
	}
	return e.Between(clusteredBounds(p, codes/math.Max(deff, 1), r.Charts-1))
}

// StandardError is the standard error of X/M with charts as clusters,
// se² = Σ(Xᵢ−pMᵢ)² / [m(m−1)·M̄²]. It is false where there are not two charts with codes.
func (r Ratio) StandardError() (se float64, ok bool) {
	if r.fault() != "" || r.Charts < 2 {
		return 0, false
	}
	charts, codes := float64(r.Charts), float64(r.M)
	scatter, _ := new(big.Float).SetInt(r.scatter()).Float64()
	return math.Sqrt(scatter*charts/(charts-1)) / (codes * codes), true
}

// DesignEffect is the variance of X/M relative to that of as many independent codes. It is
// false where there are not two charts or where no code differs from another.
func (r Ratio) DesignEffect() (deff float64, ok bool) {
	se, ok := r.StandardError()
	if !ok || r.X == 0 || r.X == r.M {
		return 0, false
	}
	p := r.share()
	return se * se * float64(r.M) / (p * (1 - p)), true
}

// PooledDesignEffect is the design effect within units, such as coders or audits: the mean
// of theirs by codes, at least 1. Units that show none take no part.
func PooledDesignEffect(units []Ratio) float64 {
	var weighted, codes float64
	for _, r := range units {
		if d, ok := r.DesignEffect(); ok {
			weighted += d * float64(r.M)
			codes += float64(r.M)
		}
	}
	if codes == 0 {
		return 1
	}
	return math.Max(1, weighted/codes)
}

func (r Ratio) share() float64 { return float64(r.X) / float64(r.M) }

// scatter is M²·Σ(Xᵢ−pMᵢ)² = M²·ΣX² − 2XM·ΣXM + X²·ΣM². It is computed in whole numbers:
// where nearly all codes are right it is a small difference of large sums.
func (r Ratio) scatter() *big.Int {
	sum := product(r.XX, r.M, r.M)
	cross := product(r.X, r.M, r.XM)
	sum.Sub(sum, cross.Lsh(cross, 1))
	return sum.Add(sum, product(r.MM, r.X, r.X))
}

// fault says why the sums give no share; it is empty where they do.
func (r Ratio) fault() string {
	switch {
	case r == Ratio{}:
		return "no charts"
	case r.X < 0 || r.X > r.M || r.Charts < 0 || r.XX < 0:
		return badSums
	case max(r.M, r.MM, r.Charts) > MaxCount:
		return TooLarge
	case r.M == 0:
		return "no codes"
	case r.Charts == 0 || r.XX > r.XM || r.XM > r.MM:
		return badSums
	}
	square := product(r.M, r.M)
	if product(r.MM).Cmp(square) > 0 || product(r.MM, r.Charts).Cmp(square) < 0 || r.scatter().Sign() < 0 {
		return badSums
	}
	return ""
}

func product(factors ...int64) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, big.NewInt(f))
	}
	return p
}

// StudentQuantile is the two-sided t quantile at Level. gonum's loses digits beyond a
// million degrees of freedom, where t and the normal agree to seven.
func StudentQuantile(df int64) float64 {
	if df > exactLimit {
		return NormalQuantile
	}
	return distuv.StudentsT{Sigma: 1, Nu: float64(df)}.Quantile(1 - tail)
}
