package registry_test

import (
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/registry"
)

// An oracle is a published estimate of one registered estimator.
type oracle struct {
	estimator     string
	args          []float64
	value, lo, hi float64
	tolerance     float64 // half a unit of the last printed digit
	source        string
}

const (
	binomR   = "R binom::binom.confint, as recorded in statsmodels results_proportion.py"
	vector97 = "standard 9.7, recomputed there"
	newcombe = "Newcombe, Statistics in Medicine 1998;17:873-890, table II, method 10"
	garwood  = "standard 9.8; Garwood, Biometrika 1936;28:437-442"
	hanley   = "Hanley and Lippman-Hand, JAMA 1983;249:1743-1745: 1 - 0.05^(1/n)"
)

var oracles = []oracle{
	{"proportion", []float64{18, 20}, 0.9, 0.6989663548, 0.9721335188, 5e-11, binomR},
	{"proportion", []float64{4, 20}, 0.2, 0.0806576626, 0.4160174323, 5e-11, binomR},
	{"proportion", []float64{1, 30}, 1. / 30, 0.00590859, 0.16670391, 5e-9, binomR},
	{"proportion", []float64{0, 30}, 0, 0, 0.11351339, 5e-9, binomR},
	{"proportion", []float64{19, 38}, 0.5, 0.348499283643951, 0.651500716356049, 5e-15, "statsmodels issue 7386"},
	{"proportion", []float64{30, 30}, 1, 0.8865, 1, 5e-5, vector97},
	{"proportion", []float64{29, 30}, 29. / 30, 0.8333, 0.9941, 5e-5, vector97},
	{"proportion", []float64{28, 30}, 28. / 30, 0.7868, 0.9815, 5e-5, vector97},
	{"proportion", []float64{27, 30}, 0.9, 0.7438, 0.9654, 5e-5, vector97},
	{"proportion", []float64{26, 30}, 26. / 30, 0.7032, 0.9469, 5e-5, vector97},
	{"proportion", []float64{95, 100}, 0.95, 0.888, 0.978, 5e-4, vector97},
	{"proportion", []float64{380, 400}, 0.95, 0.924, 0.967, 5e-4, vector97},

	{"proportion_exact", []float64{18, 20}, 0.9, 0.6830172860, 0.9876514728, 5e-11, binomR},
	{"proportion_exact", []float64{4, 20}, 0.2, 0.0573339971, 0.4366140030, 5e-11, binomR},
	{"proportion_exact", []float64{1, 30}, 1. / 30, 0.0008435709, 0.17216946, 5e-9, binomR},
	{"proportion_exact", []float64{0, 30}, 0, 0, 0.11570331, 5e-9, binomR},
	{"proportion_exact", []float64{30, 30}, 1, 0.8842967, 1, 5e-8, binomR},
	{"proportion_exact", []float64{28, 30}, 28. / 30, 0.7793, 0.9918, 5e-5, vector97},
	{"proportion_exact", []float64{57, 60}, 0.95, 0.8608, 0.9896, 5e-5, vector97},

	{"per_thousand", []float64{4, 20}, 200, 80.6576626, 416.0174323, 5e-8, binomR + ", times 1,000"},

	{"difference", []float64{56, 70, 48, 80}, 0.2, 0.0524, 0.3339, 5e-5, newcombe},
	{"difference", []float64{9, 10, 3, 10}, 0.6, 0.1705, 0.8090, 5e-5, newcombe},
	{"difference", []float64{6, 7, 2, 7}, 4. / 7, 0.0582, 0.8062, 5e-5, newcombe},
	{"difference", []float64{5, 56, 0, 29}, 5. / 56, -0.0381, 0.1926, 5e-5, newcombe},
	{"difference", []float64{0, 10, 0, 20}, 0, -0.1611, 0.2775, 5e-5, newcombe},
	{"difference", []float64{0, 10, 0, 10}, 0, -0.2775, 0.2775, 5e-5, newcombe},
	{"difference", []float64{10, 10, 0, 20}, 1, 0.6791, 1, 5e-5, newcombe},
	{"difference", []float64{10, 10, 0, 10}, 1, 0.6075, 1, 5e-5, newcombe},

	{"paired_change", []float64{36, 2, 12, 0}, -0.2, -0.3404276030, -0.0569295840, 5e-10,
		"Newcombe, Statistics in Medicine 1998;17:2635-2650, method 10, its formula evaluated in Python"},
	{"cluster_change", []float64{8000, 10_000, 8000, 10_000, 8000, 10_000, 9000, 10_000, 9000, 10_000, 9000, 10_000},
		0.1, 0.0902, 0.1098, 1e-4, "charts of one code: " + newcombe},
	{"agreement", []float64{94, 3, 2, 1}, 0.95, 0.8882, 0.9785, 5e-5, "standard 2.7; Wilson of 95 in 100 by statsmodels"},
	{"agreement_ac1", []float64{94, 3, 2, 1}, 0.94637782, 0.89744481, 0.99531083, 5e-9, "standard 2.7; irrCAC 0.4.4 (Python)"},
	{"agreement_kappa", []float64{20, 5, 10, 15}, 0.4, 0.1510922905, 0.6489077095, 5e-10, "textbook table, kappa .40; interval by statsmodels 0.15"},

	{"grade_kappa", []float64{40, 5, 1, 6, 20, 4, 0, 3, 21}, 0.7706422018, 0.6723446457, 0.8689397579, 5e-10, "statsmodels 0.15, cohens_kappa with linear weights"},
	{"verdict_fleiss", []float64{8, 4, 6, 22}, 0.61489, 0.40053, 0.82925, 5e-6, "irrCAC 0.4 (Python)"},

	// Nominal labels are sets of one: 13 of 100 differ, and of all pairs of the 50, 70 and 80
	// labels 0.658291. The interval by Python, from the formula and t of 99 degrees of freedom.
	{"set_alpha", []float64{13, 100, 13, 26200. / 39800}, 0.8025, 0.7006, 0.9044, 5e-5, "standard 9.10 for alpha"},

	{"zero_error_bound", []float64{10}, 0, 0, 0.2589, 5e-5, hanley},
	{"zero_error_bound", []float64{59}, 0, 0, 0.0495, 5e-5, hanley + "; standard CI-06: 59 records show 95 %"},

	// The interval is that of Korn and Graubard, from its se by SciPy 1.12.
	{"cluster_ratio", []float64{115, 128, 1453, 1788, 1590, 10}, 0.8984375, 0.7149175830, 0.9817164980, 5e-10,
		"standard 9.3 for the share; Korn and Graubard, Survey Methodology 1998;24:193-201"},
	// Eight charts, 44 elements, weights of 0.5 to 5.
	{"weighted_score", []float64{76, 89.5, 767.5, 1032.75, 874.25, 8, 44}, 0.8491620112, 0.6363494624, 0.9633441265, 5e-10,
		"Cochran 1977 and Korn and Graubard 1998, by SciPy 1.12"},
	{"macro_share", []float64{3.5, 4, 3.17}, 0.8750, 0.3260164194, 0.9997109954, 5e-10,
		"standard 9.2 for the mean; Korn and Graubard 1998 for the interval, by SciPy 1.12"},
	// Cochran's families, as weighted_mean below, with the cost in tens of dollars.
	{"net_ratio", []float64{90.72, 123, 282.24, 533, 359.55, 33}, 0.7376, 0.7376 - 2.03693*0.0534, 0.7376 + 2.03693*0.0534, 1.5e-4,
		"Cochran, Sampling Techniques 1977, section 2.11: food cost a person of 33 families"},
	// Errors that do not spread more than chance are Poisson counts.
	{"errors_per_hundred", []float64{5, 1000, 5, 1000, 5, 1000}, 0.5, 0.16235, 1.16683, 5e-6, garwood},
	{"errors_per_one", []float64{10, 1000, 10}, 0.010, 0.0047954, 0.0183904, 5e-8, garwood},
	{"proportion_finite", []float64{82, 400, 10_000}, 0.205, 0.1673, 0.2470, 5e-9,
		"RAT-STATS User Guide, Rev. 5/2010, unrestricted attribute appraisal"},
	{"proportion_finite", []float64{0, 400, 10_000}, 0, 0, 0.0073, 5e-9, "RAT-STATS, as above, of no error"},
	// The three strata reduced by hand; Wilson on the effective size by Python, from the formula.
	{"stratified_ratio", []float64{955, 1000, 441.37931034482756, 0, 0, 15833.333333333334, 1000, 100, 0, 0}, 0.9550, 0.8938043164, 0.9816552059, 5e-10,
		"standard 9.4 for the share and its error, .0210"},

	// Printed: mean 70.60; precision at 95 % of the total of 10,000 items 136,787, which
	// holds the finite population factor √(1 − 50/10,000).
	{"mean", []float64{50, 3530, 363302}, 70.60, 70.60 - 13.6787/0.99749687, 70.60 + 13.6787/0.99749687, 5e-4,
		"RAT-STATS Companion Manual, Rev. 5/2010, unrestricted variable appraisal, difference"},

	{"mean_days", []float64{10, 15.8, 38.58}, 1.58, 0.7001142, 2.4598858, 5e-8,
		"Student's sleep data (Biometrika 1908;6:1-25), R t.test(paired = TRUE)"},

	{"mean_weight", []float64{10, 15.8, 38.58}, 1.58, 0.7001142, 2.4598858, 5e-8,
		"Student's sleep data, as mean_days"},
	// Printed: R = 7.376 with standard error 0.534; t of 32 degrees of freedom is 2.03693.
	{"weighted_mean", []float64{907.2, 123, 28224, 533, 3595.5, 33}, 7.376, 7.376 - 2.03693*0.534, 7.376 + 2.03693*0.534, 1.5e-3,
		"Cochran, Sampling Techniques 1977, section 2.11: food cost a person of 33 families"},
	{"ratio_of_sums", []float64{907.2, 123, 28224, 533, 3595.5, 33}, 7.376, 7.376 - 2.03693*0.534, 7.376 + 2.03693*0.534, 1.5e-3,
		"Cochran 1977, as weighted_mean"},
	{"charts_per_hour", []float64{907.2, 123, 28224, 533, 3595.5, 33}, 7.376, 7.376 - 2.03693*0.534, 7.376 + 2.03693*0.534, 1.5e-3,
		"Cochran 1977, as weighted_mean"},
	{"mean_dollars", []float64{50, 3530, 363302}, 70.60, 70.60 - 13.6787/0.99749687, 70.60 + 13.6787/0.99749687, 5e-4,
		"RAT-STATS Companion Manual, as mean"},
	// Printed: the mean of log10 is -0.33 and its standard deviation 0.17; the antilogs are
	// 0.47 (0.45 to 0.49). The sums are of natural logarithms.
	{"geometric_mean_days", []float64{-214.278569, 282, 205.876415}, 0.47, 0.45, 0.49, 5e-3,
		"Bland and Altman, BMJ 1996;312:1079, triglyceride of 282 babies"},
	{"geometric_ratio", []float64{-214.278569, 282, 205.876415}, 0.47, 0.45, 0.49, 5e-3,
		"Bland and Altman, BMJ 1996;312:1079, as geometric_mean_days"},

	{"poisson_rate", []float64{0, 1000}, 0, 0, 3.6889, 5e-5, garwood},
	{"poisson_rate", []float64{1, 1000}, 1, 0.0253, 5.5716, 5e-5, garwood},
	{"poisson_rate", []float64{5, 1000}, 5, 1.6235, 11.6683, 5e-5, garwood},
	{"poisson_rate", []float64{10, 1000}, 10, 4.7954, 18.3904, 5e-5, garwood},
	{"poisson_rate", []float64{20, 1000}, 20, 12.2165, 30.8884, 5e-5, garwood},

	// The sums of the six strata of mothers with five children and more, by hand.
	{"standardised_rate", []float64{740, 442811, 0.0007552900744525679, 1.6827096943651884e-09, 0.0003463109619145068},
		0.7552901, 0.6770212, 1.8830017, 5e-8,
		"Fay and Feuer, Statistics in Medicine 1997;16:791-801, table II; dsrTest vignette, gamma method: 75.52901 (67.70212, 188.30017) per 100,000"},
	{"standardised_rate", []float64{170, 10000, 0.01011440198380567, 7.82817050137236e-07, 0.00015512666666666667},
		10.1144, 8.4547, 12.1033, 5e-5, "standard 9.9, recomputed there"},
	{"observed_to_expected", []float64{137, 24.19893}, 5.661407, 4.753125, 6.692709, 5e-7,
		"Welsh nickel workers (ISwR), R poisson.test(137, 24.19893)"},
	{"rate_ratio", []float64{11, 21, 800, 3011}, 1.971488, 0.8584264, 4.2772659, 5e-7,
		"eba1977 (ISwR), R poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))"},
	// Fat and heart disease: 11 and 4, 2 and 6 records.
	{"lift", []float64{11, 15, 13, 23}, 1.2974358974, 1.0074255707, 1.6709322822, 5e-11,
		"delta method: 1/n11 - 1/n1 - 1/n2 - 1/N + 2·n11/(n1·n2), in fractions by Python; confirmed by simulated samples"},
	{"phi", []float64{11, 15, 13, 23}, 0.4643716460, 0.0386835003, 0.7473998392, 5e-9,
		"SAS/STAT PROC FREQ, example of fat and heart disease: phi 0.4644; the interval from a numerical gradient by NumPy"},
}

// TestEstimatorsGivePublishedNumbers: Wilson's score (CI-01), Clopper and Pearson's limits
// (CI-02), the ratio estimator with charts as clusters (CI-03), exact limits of a finite frame
// (CI-04), strata (CI-05), no error found (CI-06), Newcombe's differences (CI-07), the errors
// of codes and records (ACC-13), rates per 1,000 (RTE-01) and exact Poisson rates (RTE-02) are those
// that their sources print.
func TestEstimatorsGivePublishedNumbers(t *testing.T) {
	for _, o := range oracles {
		estimator, ok := registry.Lookup(o.estimator)
		if !ok {
			t.Errorf("no estimator %q", o.estimator)
			continue
		}
		e := estimator.Apply(o.args)
		if !e.Defined() || e.Level != metric.Level {
			t.Errorf("%s%v: missing %q, level %g (%s)", o.estimator, o.args, e.Missing, e.Level, o.source)
			continue
		}
		metrictest.Near(t, o.estimator+" value", e.Value, o.value, max(o.tolerance, 1e-12))
		metrictest.Near(t, o.estimator+" lower ("+o.source+")", e.Lo, o.lo, o.tolerance)
		metrictest.Near(t, o.estimator+" upper ("+o.source+")", e.Hi, o.hi, o.tolerance)
	}
}

func TestEveryEstimatorHasAnOracle(t *testing.T) {
	for _, name := range registry.Names() {
		if !slices.ContainsFunc(oracles, func(o oracle) bool { return o.estimator == name && o.source != "" }) {
			t.Errorf("estimator %q has no row in the oracle table", name)
		}
	}
}
