package forecast

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// deviation is the standard error of a coefficient.
func (m model) deviation(j int) float64 {
	variance := 0.0
	for k := range j + 1 {
		variance += m.root.At(j, k) * m.root.At(j, k)
	}
	return math.Sqrt(variance)
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.8g, want %.8g ± %g", what, got, want, tolerance)
	}
}

// Dobson 1990, page 93, the example of R's glm: summary(glm(counts ~ outcome + treatment,
// family = poisson())).
func TestCountsGiveRsCoefficients(t *testing.T) {
	y := []float64{18, 17, 15, 20, 10, 20, 25, 13, 12}
	x := mat.NewDense(9, 5, nil)
	for i := range 9 {
		x.Set(i, 0, 1)
		if outcome := i % 3; outcome > 0 {
			x.Set(i, outcome, 1)
		}
		if treatment := i / 3; treatment > 0 {
			x.Set(i, 2+treatment, 1)
		}
	}
	m, ok := counts(0).fit(x, y, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}, math.Log(150./9), 0)
	if !ok {
		t.Fatal("no answer")
	}
	for j, want := range [][2]float64{{3.045, 0.1709}, {-0.4543, 0.2022}, {-0.2930, 0.1927}, {0, 0.2000}, {0, 0.2000}} {
		near(t, "coefficient", m.beta[j], want[0], 5e-4)
		near(t, "standard error", m.deviation(j), want[1], 5e-5)
	}
}

// Bliss 1935, beetles killed by carbon disulphide; Dobson 1990, table 8.4, extreme value model:
// −39.57 and 22.04 (se 1.80). The dose is centred, as every column of the forecast nearly is.
func TestSharesGiveDobsonsCoefficients(t *testing.T) {
	dose := []float64{1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839}
	n := []float64{59, 60, 62, 56, 63, 59, 62, 60}
	killed := []float64{6, 13, 18, 28, 52, 53, 61, 60}
	x := mat.NewDense(8, 2, nil)
	y := make([]float64, 8)
	for i := range dose {
		x.SetRow(i, []float64{1, dose[i] - 1.8})
		y[i] = killed[i] / n[i]
	}
	m, ok := shares.fit(x, y, n, 0, 0)
	if !ok {
		t.Fatal("no answer")
	}
	near(t, "intercept", m.beta[0]-1.8*m.beta[1], -39.57, 5e-3)
	near(t, "slope", m.beta[1], 22.04, 5e-3)
	near(t, "error of the slope", m.deviation(1), 1.80, 5e-3)
}

// The prior settles what the counts leave open: a day of the week on which nothing ever
// comes has a small mean, and not none.
func TestPriorSettlesEmptyDays(t *testing.T) {
	x := mat.NewDense(40, 2, nil)
	y, weight := make([]float64, 40), make([]float64, 40)
	for i := range y {
		x.Set(i, 0, 1)
		weight[i] = 1
		if i%2 == 0 {
			x.Set(i, 1, 1)
		} else {
			y[i] = 30
		}
	}
	m, ok := counts(0).fit(x, y, weight, 3, steady)
	mu, _ := counts(0).mean(m.predictor([]float64{1, 1}))
	if !ok || !(mu > 0 && mu < 0.2) {
		t.Errorf("mean %g of days on which nothing comes", mu)
	}
	near(t, "mean of other days", math.Exp(m.beta[0]), 30, 0.1)
}
