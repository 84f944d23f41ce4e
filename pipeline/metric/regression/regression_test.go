package regression_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/regression"
)

// Every number below was made once with R 4.2.2 and MASS 7.3-58.2 (glm and glm.nb with
// epsilon = 1e-12), from data that come with them; the sources are those of the data.
var (
	// Dobson 1990, An Introduction to Generalized Linear Models, page 93: the example of ?glm,
	// whose output R prints.
	dobson = []int64{18, 17, 15, 20, 10, 20, 25, 13, 12}

	// Baxter, Coutts and Ross 1980: MASS::Insurance, holders of motor policies and their claims by
	// district, group of car and age, each of four levels, age the fastest.
	holders = []float64{
		197, 264, 246, 1680, 284, 536, 696, 3582, 133, 286, 355, 1640, 24, 71, 99, 452, 85, 139, 151, 931, 149, 313, 419, 2443,
		66, 175, 221, 1110, 9, 48, 72, 322, 35, 73, 89, 648, 53, 155, 240, 1635, 24, 78, 121, 692, 7, 29, 43, 245,
		20, 33, 40, 316, 31, 81, 122, 724, 18, 39, 68, 344, 3, 16, 25, 114,
	}
	claims = []int64{
		38, 35, 20, 156, 63, 84, 89, 400, 19, 52, 74, 233, 4, 18, 19, 77, 22, 19, 22, 87, 25, 51, 49, 290,
		14, 46, 39, 143, 4, 15, 12, 53, 5, 11, 10, 67, 10, 24, 37, 187, 8, 19, 24, 101, 3, 2, 8, 37,
		2, 5, 4, 36, 7, 10, 22, 102, 5, 7, 16, 63, 0, 6, 8, 33,
	}

	// Quine 1978: MASS::quine, days of absence from school; columns EthN, SexM, AgeF1, AgeF2,
	// AgeF3 and LrnSL of 0 and 1.
	absence = []int64{
		2, 11, 14, 5, 5, 13, 20, 22, 6, 6, 15, 7, 14, 6, 32, 53, 57, 14, 16, 16, 17, 40, 43, 46,
		8, 23, 23, 28, 34, 36, 38, 3, 5, 11, 24, 45, 5, 6, 6, 9, 13, 23, 25, 32, 53, 54, 5, 5,
		11, 17, 19, 8, 13, 14, 20, 47, 48, 60, 81, 2, 0, 2, 3, 5, 10, 14, 21, 36, 40, 6, 17, 67,
		0, 0, 2, 7, 11, 12, 0, 0, 5, 5, 5, 11, 17, 3, 4, 22, 30, 36, 8, 0, 1, 5, 7, 16,
		27, 0, 30, 10, 14, 27, 41, 69, 25, 10, 11, 20, 33, 5, 7, 0, 1, 5, 5, 5, 5, 7, 11, 15,
		5, 14, 6, 6, 7, 28, 0, 5, 14, 2, 2, 3, 8, 10, 12, 1, 1, 9, 22, 3, 3, 5, 15, 18,
		22, 37,
	}
	pupils = [6]string{
		"00000000000000000000000000000000000000000000000000000000000000000000011111111111111111111111111111111111111111111111111111111111111111111111111111",
		"11111111111111111111111111111110000000000000000000000000000000000000011111111111111111111111111111111111000000000000000000000000000000000000000000",
		"00000000111110000000000000000000000011111111111111100000000000000000000000000011111111100000000000000000000001111111111111111100000000000000000000",
		"00000000000001111111111100000000000000000000000000011111111100000000000000000000000000011111111110000000000000000000000000000011111111110000000000",
		"00000000000000000000000011111110000000000000000000000000000011111111100000000000000000000000000001111111000000000000000000000000000000001111111111",
		"11100000111001111000000000000001000011111111110000011111111000000000011100000011111110011100000000000000100001111111111100000011111111100000000000",
	}

	// Diggle 1990, table A.3: datasets::ldeaths, deaths from lung diseases in the UK in the months of
	// 1974 to 1979.
	lungDeaths = []int64{
		3035, 2552, 2704, 2554, 2014, 1655, 1721, 1524, 1596, 2074, 2199, 2512,
		2933, 2889, 2938, 2497, 1870, 1726, 1607, 1545, 1396, 1787, 2076, 2837,
		2787, 3891, 3179, 2011, 1636, 1580, 1489, 1300, 1356, 1653, 2013, 2823,
		3102, 2294, 2385, 2444, 1748, 1554, 1498, 1361, 1346, 1564, 1640, 2293,
		2815, 3137, 2679, 1969, 1870, 1633, 1529, 1366, 1357, 1570, 1535, 2491,
		3084, 2605, 2573, 2143, 1693, 1504, 1461, 1354, 1333, 1492, 1781, 1915,
	}

	// McNeil 1977: the first 48 of datasets::discoveries, taken for months among 90, 100, 110 and
	// 120 in turn.
	discoveries = []int64{
		5, 3, 0, 2, 0, 3, 2, 3, 6, 1, 2, 1, 2, 1, 3, 3, 3, 5, 2, 4, 4, 0, 2, 3,
		7, 12, 3, 10, 9, 2, 3, 7, 7, 2, 3, 3, 6, 2, 4, 3, 5, 2, 2, 4, 0, 4, 2, 5,
	}
)

func ones(n int) []float64 {
	exposure := make([]float64, n)
	for i := range exposure {
		exposure[i] = 1
	}
	return exposure
}

// levels are the columns of a factor whose first level is the base.
func levels(level, of int) []float64 {
	row := make([]float64, of-1)
	if level > 0 {
		row[level-1] = 1
	}
	return row
}

func dobsonTrial() regression.Data {
	d := regression.Data{Names: []string{"intercept", "outcome2", "outcome3", "treatment2", "treatment3"}, Counts: dobson, Exposure: ones(9)}
	for i := range dobson {
		d.X = append(d.X, append(append([]float64{1}, levels(i%3, 3)...), levels(i/3, 3)...))
	}
	return d
}

func insurance() regression.Data {
	d := regression.Data{Names: []string{"intercept", "d2", "d3", "d4", "g2", "g3", "g4", "a2", "a3", "a4"}, Counts: claims, Exposure: holders}
	for i := range claims {
		row := append([]float64{1}, levels(i/16, 4)...)
		d.X = append(d.X, append(append(row, levels(i/4%4, 4)...), levels(i%4, 4)...))
	}
	return d
}

func quine() regression.Data {
	d := regression.Data{Names: []string{"intercept", "EthN", "SexM", "AgeF1", "AgeF2", "AgeF3", "LrnSL"}, Counts: absence, Exposure: ones(len(absence))}
	for i := range absence {
		row := []float64{1}
		for _, column := range pupils {
			row = append(row, float64(column[i]-'0'))
		}
		d.X = append(d.X, row)
	}
	return d
}

// estimates are coefficients and their standard errors in R's order.
type estimates [][2]float64

func like(t *testing.T, f regression.Fit, want estimates, deviance, logLik, pearson float64) {
	t.Helper()
	if !f.Defined() || len(f.Coefficients) != len(want) {
		t.Fatalf("no fit of %d coefficients: %+v", len(want), f)
	}
	for i, w := range want {
		metrictest.Near(t, f.Coefficients[i].Name, f.Coefficients[i].Value, w[0], 5e-9)
		metrictest.Near(t, "standard error of "+f.Coefficients[i].Name, f.Coefficients[i].SE, w[1], 5e-8)
	}
	metrictest.Near(t, "deviance", f.Deviance, deviance, 1e-6)
	metrictest.Near(t, "log-likelihood", f.LogLik, logLik, 1e-6)
	metrictest.Near(t, "Pearson", f.Pearson, pearson, 1e-5)
}

func TestPoissonGivesRsFits(t *testing.T) {
	like(t, regression.Poisson(dobsonTrial()), estimates{{3.044522438, .1708986515}, {-.4542552723, .2021707567},
		{-.2929871247, .1927423435}, {0, .2}, {0, .2}}, 5.129141077, -23.3806592, 5.173201621)
	like(t, regression.Poisson(insurance()), estimates{{-1.82173991809, .07678761900}, {.02586819091, .04301579403},
		{.03852392710, .05051156541}, {.23420532798, .06167327581}, {.16133698000, .05053238801}, {.39281049083, .05499780181},
		{.56341234112, .07231533407}, {-.19101010633, .08285643958}, {-.34495065825, .08137413457}, {-.53667070639, .06995561531}},
		51.42003275, -184.370777, 48.62933527)
	like(t, regression.Poisson(quine()), estimates{{2.7153802189, .06468311564}, {-.5336043252, .04188310585}, {.1615965891, .04253455258},
		{-.3339013641, .07009349804}, {.2578283519, .06241939504}, {.4276938285, .06768637222}, {.3489429643, .05204314014}},
		1696.706552, -1142.591815, 1830.191125)
}

func TestNegativeBinomialGivesRsFit(t *testing.T) {
	f := regression.NegativeBinomial(quine())
	like(t, f, estimates{{2.89457999025, .2284246148}, {-.56937169736, .1533333593}, {.08232028415, .1599150146},
		{-.44842814988, .2397465926}, {.08808015211, .2361930287}, {.35690097143, .2483243628}, {.29210915704, .1864747101}},
		167.9518008, -546.5755091, 137.7760368)
	metrictest.Near(t, "theta", 1/f.Dispersion, 1.274892645, 1e-7)
}

// Over-dispersion decides: absences and deaths vary more than Poisson counts, claims do not.
func TestCountsChoosesByDispersion(t *testing.T) {
	if f := regression.Counts(quine()); f.Dispersion == 0 {
		t.Error("absences are fitted as Poisson counts")
	}
	for name, d := range map[string]regression.Data{"claims": insurance(), "trial": dobsonTrial()} {
		if f := regression.Counts(d); !f.Defined() || f.Dispersion != 0 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestWhatCannotBeFittedSaysWhy(t *testing.T) {
	twice := dobsonTrial()
	for i := range twice.X {
		twice.X[i] = []float64{1, 2}
	}
	twice.Names = twice.Names[:2]
	none := dobsonTrial()
	none.Counts = make([]int64, 9)
	small := dobsonTrial()
	small.X, small.Counts, small.Exposure = small.X[:5], small.Counts[:5], small.Exposure[:5]
	empty := dobsonTrial()
	empty.Exposure = make([]float64, 9)
	negative := dobsonTrial()
	negative.Counts = []int64{-1, 17, 15, 20, 10, 20, 25, 13, 12}
	for name, d := range map[string]regression.Data{"dependent columns": twice, "no events": none, "too few": small,
		"no exposure": empty, "negative": negative, "nothing": {}} {
		for _, fit := range []func(regression.Data) regression.Fit{regression.Poisson, regression.NegativeBinomial, regression.Counts} {
			if f := fit(d); f.Defined() || f.Method == "" {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

func months(events []int64, exposure func(i int) float64) []regression.Month {
	out := make([]regression.Month, len(events))
	for i, n := range events {
		out[i] = regression.Month{Number: 600 + i, Events: n, Exposure: exposure(i)}
	}
	return out
}

func deathsByDay() []regression.Month {
	days := []float64{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	return months(lungDeaths, func(i int) float64 {
		if i == 25 {
			return 29 // 1976
		}
		return days[i%12]
	})
}

func TestMonthlyTrendGivesRsFit(t *testing.T) {
	trend := regression.MonthlyTrend(deathsByDay())
	like(t, trend.Fit, estimates{{4.27022100040, .021953336292}, {-.03150010434, .006426702278}, {.16361481784, .015729079275},
		{.33994315483, .015618518038}}, 71.5177065, -477.7865393, 73.474145)
	metrictest.Near(t, "theta", 1/trend.Fit.Dispersion, 121.2829151, 1e-4)
	metrictest.Near(t, "a year", trend.PerYear.Value, math.Exp(-.03150010434), 1e-9)
	metrictest.Near(t, "lower", trend.PerYear.Lo, math.Exp(-.03150010434-1.959963985*.006426702278), 1e-8)
	// Likelihood ratio with the series without seasons, of R: 2(558.166046 − 477.7865393).
	metrictest.Near(t, "season", trend.Season*1e35, math.Exp(-(558.166046-477.7865393))*1e35, 1e-5)
	mixed := regression.MonthlyTrend(months(discoveries, func(i int) float64 { return float64(90 + 10*(i%4)) }))
	like(t, mixed.Fit, estimates{{-3.68376829182, .21093228490}, {.13631669291, .08954849509}, {.17640539703, .14553264459},
		{.04916420945, .14321231391}}, 52.67596232, -105.7058566, 52.71632106)
	metrictest.Near(t, "season", mixed.Season, math.Exp(-(106.4843979 - 105.7058566)), 1e-6)
}

// A wave that leaves most months without events is a season, although without its terms the
// counts vary so much that R's glm.nb finds no dispersion for them. Log-likelihood and slope
// are R's of the model with seasons.
func TestMonthlyTrendOfAWave(t *testing.T) {
	wave := []int64{0, 0, 22, 21, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 38, 17, 0, 0, 0, 0, 0, 0, 0}
	among := []float64{163, 161, 178, 183, 164, 163, 161, 166, 158, 163, 164, 158, 166, 161, 177, 182, 161, 163, 159, 163, 162, 164, 159, 104}
	trend := regression.MonthlyTrend(months(wave, func(i int) float64 { return among[i] }))
	if !trend.Seasonal || trend.Season > 1e-6 {
		t.Errorf("the season of a wave has the chance %g (tested %v)", trend.Season, trend.Seasonal)
	}
	metrictest.Near(t, "log-likelihood", trend.Fit.LogLik, -24.495740, 5e-6)
	metrictest.Near(t, "years", trend.Fit.Coefficients[1].Value, .09854142, 5e-5)
}

func TestMonthlyTrendOfTooLittle(t *testing.T) {
	even := func(int) float64 { return 100 }
	for name, events := range map[string][]int64{"a short series": lungDeaths[:11], "rare events": make([]int64, 30), "nothing": nil} {
		got := regression.MonthlyTrend(months(events, even))
		metrictest.Sound(t, got.PerYear, name)
		if got.PerYear.Defined() || got.Chance != 1 || got.Seasonal {
			t.Errorf("%s: %+v", name, got)
		}
	}
	year := regression.MonthlyTrend(months(lungDeaths[:23], even))
	if year.Seasonal || len(year.PerYear.Warnings) == 0 {
		t.Errorf("less than two years: %+v", year)
	}
}

// TestMonthlyTrendHoldsItsLevel: of series whose true yearly ratio is 1.1, with seasons and
// with the dispersion of a negative binomial, about 95 of 100 intervals hold it.
func TestMonthlyTrendHoldsItsLevel(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, theta := range []float64{0, 8} {
		const series = 600
		held := 0
		for range series {
			events := make([]int64, 36)
			for i := range events {
				years := float64(i) / 12
				mean := 30 * math.Pow(1.1, years) * math.Exp(.3*math.Sin(2*math.Pi*years))
				if theta > 0 { // a gamma mixture, as a sum of exponentials
					shape := 0.0
					for range int(theta) {
						shape += random.ExpFloat64()
					}
					mean *= shape / theta
				}
				events[i] = metrictest.Poisson(random, mean)
			}
			if e := regression.MonthlyTrend(months(events, func(int) float64 { return 1000 })).PerYear; e.Lo <= 1.1 && 1.1 <= e.Hi {
				held++
			}
		}
		if share := float64(held) / series; share < .915 || share > .98 {
			t.Errorf("theta %g: %.3f of the intervals hold the true ratio", theta, share)
		}
	}
}
