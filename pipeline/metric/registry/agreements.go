package registry

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/agreement"
)

// agreements are of two raters who said yes or no of the same records.
var agreements = []Estimator{
	agreed("agreement", "Share of records of which two raters said the same.",
		func(p agreement.Pairs) metric.Estimate { return p.Observed() }),
	agreed("agreement_ac1", "Agreement of two raters beyond chance, Gwet's AC1: show it beside agreement.",
		func(p agreement.Pairs) metric.Estimate { return p.AC1().Estimate }),
	agreed("agreement_kappa", "Agreement of two raters beyond chance, Cohen's kappa, which warns where it misleads.",
		func(p agreement.Pairs) metric.Estimate { return agreement.Of(p).Kappa.Estimate }),
}

func agreed(name, doc string, estimate func(agreement.Pairs) metric.Estimate) Estimator {
	return counted(name, doc, []string{"both", "first_only", "second_only", "neither"},
		func(a []int64) metric.Estimate {
			return estimate(agreement.Table([][]int64{{a[0], a[1]}, {a[2], a[3]}}))
		})
}
