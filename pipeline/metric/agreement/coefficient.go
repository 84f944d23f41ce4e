package agreement

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// Coefficient is agreement beyond what chance would give: 1 where all agree, 0 where no
// more do than chance makes agree, below 0 where fewer do.
type Coefficient struct {
	metric.Estimate
	Chance    float64 // agreement expected by chance alone
	SE        float64 // standard error of the value; 0 where it is not known
	NullError float64 // standard error if only chance agreed; 0 where it is not defined
}

const (
	oneCategory = "only one category was used, so all agreement is what chance would give"
	allAgree    = "all ratings agree, so their spread is unknown and there is no interval"
	oneRecord   = "one record only, so there is no interval"
)

// missing is the coefficient of nothing.
func missing(method, why string) Coefficient {
	return Coefficient{Estimate: metric.Missing("1", method, why)}
}

// within gives c the interval of width quantile·SE on both sides, cut off at −1 and 1.
func (c Coefficient) within(quantile float64) Coefficient {
	c.SE = metric.UnsignedZero(c.SE)
	if !(c.SE > 1e-12) {
		c.SE = 0
		c.Estimate = c.Alone(allAgree)
		return c
	}
	c.Estimate = c.Between(max(-1, c.Value-quantile*c.SE), min(1, c.Value+quantile*c.SE))
	return c
}

// Test asks whether more agree than by chance: z = value/NullError and its two-sided
// probability. It is false where there is no error under chance to measure by.
func (c Coefficient) Test() (z, probability float64, ok bool) {
	if !c.Defined() || c.NullError == 0 {
		return 0, 0, false
	}
	z = c.Value / c.NullError
	return metric.UnsignedZero(z), 2 * distuv.UnitNormal.Survival(math.Abs(z)), true
}
