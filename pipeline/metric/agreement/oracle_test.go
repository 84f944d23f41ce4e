package agreement_test

import (
	"testing"

	"chartline/pipeline/metric/agreement"
	"chartline/pipeline/metric/metrictest"
)

// tables of two raters that are published.
var (
	sasTable   = agreement.Table([][]int64{{0, 4, 1}, {0, 8, 0}, {0, 1, 5}})
	threeByTwo = agreement.Table([][]int64{{20, 3, 2}, {4, 30, 1}, {1, 2, 37}}) // standard 9.10
	skewed     = agreement.Table([][]int64{{94, 3}, {2, 1}})                    // standard 2.7
	balanced   = agreement.Table([][]int64{{48, 3}, {2, 47}})                   // standard 2.7
)

// SAS PROC FREQ's printout of the table, as statsmodels' test_inter_rater.py records it for
// kappa, and as statsmodels 0.15 prints it for the weights; vcd 1.4-11 of R prints the same
// values and errors. (AGR-02)
func TestKappaOfSAS(t *testing.T) {
	cases := []struct {
		name                                        string
		c                                           agreement.Coefficient
		value, ase, lo, hi, null, z, oneSided, both float64
	}{
		{"simple", sasTable.Kappa(), .4842, .1380, .2137, .7547, .1484, 3.2626, .0006, .0011},
		{"linear", sasTable.WeightedKappa(agreement.Linear), .4701, .1457, .1845, .7558, .1426, 3.2971, .0005, .0010},
		{"quadratic", sasTable.WeightedKappa(agreement.Quadratic), .4502, .1922, .0734, .8269, .1879, 2.3955, .0083, .0166},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			const digit = 5e-5
			metrictest.Near(t, "kappa", c.c.Value, c.value, digit)
			metrictest.Near(t, "ASE", c.c.SE, c.ase, digit)
			metrictest.Near(t, "lower", c.c.Lo, c.lo, digit)
			metrictest.Near(t, "upper", c.c.Hi, c.hi, digit)
			metrictest.Near(t, "ASE under chance", c.c.NullError, c.null, digit)
			z, p, ok := c.c.Test()
			metrictest.Near(t, "z", z, c.z, digit)
			metrictest.Near(t, "p of one side", p/2, c.oneSided, digit)
			metrictest.Near(t, "p of both", p, c.both, digit)
			if !ok || c.c.N != 19 {
				t.Errorf("%+v", c.c)
			}
		})
	}
	metrictest.Near(t, "observed", sasTable.Observed().Value, .684210526, 5e-10)
	metrictest.Near(t, "chance", sasTable.Kappa().Chance, .387811634, 5e-10)
}

func TestKappaOfTextbooks(t *testing.T) {
	cases := []struct {
		counts          [][]int64
		observed, kappa float64
	}{
		{[][]int64{{20, 5}, {10, 15}}, .70, .4},
		{[][]int64{{45, 15}, {25, 15}}, .60, .1304},
		{[][]int64{{25, 35}, {5, 35}}, .60, .2593},
	}
	for _, c := range cases {
		p := agreement.Table(c.counts)
		metrictest.Near(t, "observed", p.Observed().Value, c.observed, 1e-12)
		metrictest.Near(t, "kappa", p.Kappa().Value, c.kappa, 5e-5)
	}
}

// Standard 9.10 and 2.7. The errors of AC1 are those of irrCAC 0.4.4 (Python). Observed
// agreement stands beside kappa (AGR-01, AGR-02), which collapses where nearly all is right, as
// AC1 does not (AGR-03); alpha corrects by N − 1 (AGR-04).
func TestAgreementOfTheStandard(t *testing.T) {
	cases := []struct {
		name                        string
		p                           agreement.Pairs
		observed, kappa, ac1, alpha float64
		digit, se                   float64
	}{
		{"9.10", threeByTwo, .8700, .8015, .8067, .8025, 5e-5, .05052982},
		{"skewed", skewed, .950, .260, .946, .264, 5e-4, .02466112},
		{"balanced", balanced, .950, .900, .900, .900, 5e-4, .0438051},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := agreement.Of(c.p)
			metrictest.Near(t, "observed", a.Observed.Value, c.observed, c.digit)
			metrictest.Near(t, "kappa", a.Kappa.Value, c.kappa, c.digit)
			metrictest.Near(t, "AC1", a.AC1.Value, c.ac1, c.digit)
			metrictest.Near(t, "error of AC1", a.AC1.SE, c.se, 5e-8)
			metrictest.Near(t, "alpha", c.p.Alpha(1).Value, c.alpha, c.digit)
		})
	}
	metrictest.Near(t, "chance of 9.10", threeByTwo.Kappa().Chance, .3450, 5e-5)
}

// AGR-05 by its formula: 2 · .95 − 1, whether right and wrong are skewed or balanced, between twice
// Wilson's limits of 95 in 100, .8882 and .9785 (statsmodels), less 1. Of three categories there is none.
func TestPABAKOfTwoCategories(t *testing.T) {
	for _, p := range []agreement.Pairs{skewed, balanced} {
		e := p.PABAK()
		metrictest.Near(t, "PABAK", e.Value, .90, 1e-12)
		metrictest.Near(t, "lower", e.Lo, 2*.8882-1, 1e-4)
		metrictest.Near(t, "upper", e.Hi, 2*.9785-1, 1e-4)
	}
	if e := threeByTwo.PABAK(); e.Defined() {
		t.Errorf("of three categories it is %v", e.Value)
	}
	if e := (agreement.Pairs{}).PABAK(); e.Missing != "no records" {
		t.Errorf("of nothing: %+v", e)
	}
}

// Fleiss 1971: 30 patients, 6 psychiatrists, and depression, personality disorder,
// schizophrenia, neurosis, other.
var diagnoses = [][]int64{
	{0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0},
	{0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0},
	{0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}, {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0},
	{0, 2, 0, 4, 0}, {1, 0, 2, 0, 3}, {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0},
	{1, 0, 0, 4, 1}, {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6},
}

func TestFleissKappa(t *testing.T) {
	c := agreement.Counted(diagnoses).Fleiss()
	metrictest.Near(t, "diagnoses", c.Value, .4302445, 5e-8) // Fleiss 1971, R irr
	z, _, _ := c.Test()
	metrictest.Near(t, "z", z, 17.65183, 5e-6) // R irr::kappam.fleiss
	metrictest.Near(t, "error", c.SE, .05419894, 5e-9)
	metrictest.Near(t, "lower", c.Lo, .31939525, 5e-9) // irrCAC 0.4.4
	metrictest.Near(t, "upper", c.Hi, .54109379, 5e-9)
	ac1 := agreement.Counted(diagnoses).AC1()
	metrictest.Near(t, "AC1", ac1.Value, .44788452, 5e-9)
	metrictest.Near(t, "error of AC1", ac1.SE, .05566214, 5e-9)

	// Wikipedia, "Fleiss' kappa": 14 raters, 10 subjects.
	textbook := agreement.Counted([][]int64{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
		{7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}})
	metrictest.Near(t, "textbook", textbook.Fleiss().Value, .20993, 5e-6)
	// statsmodels' test_inter_rater.py.
	metrictest.Near(t, "two subjects", agreement.Counted([][]int64{{7, 1}, {3, 5}}).Fleiss().Value, .161905, 5e-7)
	metrictest.Near(t, "three categories", agreement.Counted([][]int64{{6, 1, 0}, {0, 7, 0}}).Fleiss().Value, .708333, 5e-7)
}

// Krippendorff 2011 ("Computing Krippendorff's Alpha-Reliability", example C; Gwet's
// cac.raw4raters): 12 units, 4 observers, 7 ratings missing.
var fourObservers = agreement.Rated([]string{"1", "2", "3", "4", "5"}, [][]string{
	{"1", "1", "", "1"}, {"2", "2", "3", "2"}, {"3", "3", "3", "3"}, {"3", "3", "3", "3"},
	{"2", "2", "2", "2"}, {"1", "2", "3", "4"}, {"4", "4", "4", "4"}, {"1", "1", "2", "1"},
	{"2", "2", "2", "2"}, {"", "5", "5", "5"}, {"", "", "1", "1"}, {"", "3", "", ""}})

// irrCAC (R vignette: AC1 0.77544, error 0.14295; Fleiss 0.76117, 0.15302), run again in
// Python at six digits. It holds the one unit with a single rating to be a subject, as we do.
func TestFourObservers(t *testing.T) {
	cases := []struct {
		name              string
		c                 agreement.Coefficient
		value, se, lo, hi float64
	}{
		{"AC1", fourObservers.AC1(), .775444, .14295, .460813, 1},
		{"AC2 linear", fourObservers.AC2(agreement.Linear), .858739, .117329, .6005, 1},
		{"AC2 quadratic", fourObservers.AC2(agreement.Quadratic), .914001, .103962, .685181, 1},
		{"Fleiss", fourObservers.Fleiss(), .761169, .153019, .424376, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			metrictest.Near(t, "value", c.c.Value, c.value, 5e-7)
			metrictest.Near(t, "error", c.c.SE, c.se, 5e-7)
			metrictest.Near(t, "lower", c.c.Lo, c.lo, 5e-7)
			metrictest.Near(t, "upper", c.c.Hi, c.hi, 5e-7)
		})
	}
	metrictest.Near(t, "observed", fourObservers.Observed().Value, .818182, 5e-7)
}

// AGR-04, with missing ratings and several raters.
func TestAlphaOfKrippendorff(t *testing.T) {
	letters := func(first, second string) agreement.Ratings {
		labels := make([][]string, len(first))
		for i := range labels {
			labels[i] = []string{first[i : i+1], second[i : i+1]}
		}
		return agreement.Rated(nil, labels)
	}
	cases := []struct {
		name  string
		r     agreement.Ratings
		alpha float64
	}{
		{"A: Meg and Owen", letters("0100000010", "1110010000"), .095},
		{"B: Ben and Gerry", letters("aabbdcccedda", "babbbcccedd"+"d"), .692},
		{"C: four observers", fourObservers, .743},
	}
	for _, c := range cases {
		metrictest.Near(t, c.name, c.r.Alpha(1).Value, c.alpha, 5e-4)
	}
}
