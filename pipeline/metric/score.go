package metric

import "math"

const (
	scoreMethod = "weighted score as a clustered ratio (Cochran 1977), " +
		"exact interval of the effective sample size (Korn and Graubard 1998)"
	macroMethod = "mean of the charts' shares (macro), exact interval of the effective sample size (Korn and Graubard 1998)"
	badScore    = "the points do not belong together: a score has at most as many as it could have"
	evenScores  = "all charts have the same share, so the spread between charts is unknown: " +
		"the interval counts each chart once"
)

// Score holds the sums over charts from which a weighted score follows (ACC-12): of chart
// i, mᵢ is the sum of the weights of its applicable elements and xᵢ of those that were
// correct, 0 <= xᵢ <= mᵢ. Weights need not be whole.
type Score struct {
	Parts
	Elements int64 // applicable elements of all charts
}

// WeightedScore estimates ΣX/ΣM with charts as clusters, as ClusterRatio does for codes of
// one weight. The interval is never narrower than that of as many independent elements, and
// lies within 0 to 1.
func WeightedScore(s Score) Estimate {
	if why := s.Parts.fault(); why != "" {
		return Missing("1", scoreMethod, why)
	}
	if s.Elements < s.Cases {
		return Missing("1", scoreMethod, "fewer elements than charts")
	}
	return s.share(scoreMethod, float64(s.Elements))
}

// MacroShare estimates the mean of shares, such as the recall or F1 of charts, from their
// sum, number and sum of squares. Every chart counts alike, however many codes it has: show
// it beside the pooled share and call it macro.
func MacroShare(sum float64, n int64, squares float64) Estimate {
	m := float64(n)
	p := Parts{X: sum, M: m, XX: squares, MM: m, XM: sum, Cases: n}
	if why := p.fault(); why != "" {
		return Missing("1", macroMethod, why)
	}
	return p.share(macroMethod, math.Inf(1))
}

// share is the estimate of X/M, which is at most 1, from an effective sample size of no
// more than most units.
func (p Parts) share(method string, most float64) Estimate {
	value := p.X / p.M
	// Sums of fractions are forgiven their last digits.
	if p.X < 0 || value > lastDigits || p.XX > p.MM*lastDigits || p.MM > p.M*p.M*lastDigits {
		return Missing("1", method, badScore)
	}
	value = min(1, value)
	e := Estimate{Value: value, N: p.Cases, Unit: "1", Method: method}
	if p.Cases == 1 {
		return e.Alone(singleChart)
	}
	if p.Cases < few {
		e.Warnings = append(e.Warnings, fewCharts)
	}
	scatter := p.XX - 2*value*p.XM + value*value*p.MM
	noise := 1e-9 * (p.XX + value*value*p.MM)
	if scatter < -noise {
		return Missing("1", method, badScore)
	}
	if scatter <= noise/1000 || value == 0 || value == 1 {
		e.Warnings = append(e.Warnings, evenScores)
		alone := max(1, p.M*p.M/p.MM)
		return e.Between(exactBounds(value*alone, alone, tail))
	}
	n := float64(p.Cases)
	variance := scatter * n / (n - 1) / (p.M * p.M)
	return e.Between(clusteredBounds(value, min(most, value*(1-value)/variance), p.Cases-1))
}
