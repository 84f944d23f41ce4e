package regression_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric/regression"
)

// sumsOf adds up observations: the columns, and then y.
func sumsOf(rows ...[]float64) (s regression.Sums) {
	for _, row := range rows {
		k := len(row) - 1
		x, y := row[:k], row[k]
		one := regression.Sums{X: x, Y: y, YY: y * y, N: 1}
		for i := range k {
			one.XY = append(one.XY, x[i]*y)
			one.XX = append(one.XX, make([]float64, k))
			for j := range k {
				one.XX[i][j] = x[i] * x[j]
			}
		}
		s = s.Add(one)
	}
	return s
}

// The National Institute of Standards and Technology certifies 2.07438016528926 and a residual
// deviation of 3.56753034006338 for its data NoInt1: y of 130 to 140 on x of 60 to 70.
func TestLeastSquaresGivesCertifiedNumbers(t *testing.T) {
	var rows [][]float64
	for i := range 11 {
		rows = append(rows, []float64{60 + float64(i), 130 + float64(i)})
	}
	l := regression.LeastSquares(sumsOf(rows...))
	if !l.Defined() || math.Abs(l.Coefficients[0]-2.07438016528926) > 1e-11 || math.Abs(l.Deviation-3.56753034006338) > 1e-9 {
		t.Errorf("fit %+v", l)
	}
	// Its certified standard deviation is 0.0165289256198347; t with ten degrees of freedom is 2.22813885196.
	half := 2.22813885196 * 0.0165289256198347
	if e := l.Coefficient(0, "min"); e.N != 11 || math.Abs(e.Lo-(2.07438016528926-half)) > 1e-9 || math.Abs(e.Hi-(2.07438016528926+half)) > 1e-9 {
		t.Errorf("coefficient %+v", e)
	}
}

// Three columns as statsmodels 0.14 fits them: OLS(y, X).fit().conf_int().
func TestCoefficientsHaveTheIntervalsOfStatsmodels(t *testing.T) {
	l := regression.LeastSquares(sumsOf([]float64{10, 30, 80, 193}, []float64{8, 50, 90, 231}, []float64{12, 20, 60, 221},
		[]float64{9, 41, 100, 230}, []float64{11, 12, 70, 150}, []float64{7, 33, 50, 160}))
	for i, want := range [][3]float64{{12.6230144, 2.36735273, 22.87867608}, {2.77731375, -0.03594625, 5.59057375}, {-0.10092339, -2.214221, 2.01237422}} {
		e := l.Coefficient(i, "min")
		if math.Abs(e.Value-want[0]) > 1e-7 || math.Abs(e.Lo-want[1]) > 1e-6 || math.Abs(e.Hi-want[2]) > 1e-6 || e.N != 6 || e.Unit != "min" {
			t.Errorf("column %d: %+v, want %v", i, e, want)
		}
	}
}

// A column of nothing changes nothing: the fit is that of the other two, with their degrees of freedom.
func TestAColumnOfNothingHasNoPart(t *testing.T) {
	with := regression.LeastSquares(sumsOf([]float64{10, 0, 80, 193}, []float64{8, 0, 90, 231}, []float64{12, 0, 60, 221}, []float64{9, 0, 100, 230}))
	without := regression.LeastSquares(sumsOf([]float64{10, 80, 193}, []float64{8, 90, 231}, []float64{12, 60, 221}, []float64{9, 100, 230}))
	for of, at := range map[int]int{0: 0, 2: 1} {
		got, want := with.Coefficient(of, "min"), without.Coefficient(at, "min")
		if !got.Defined() || math.Abs(got.Value-want.Value) > 1e-9 || math.Abs(got.Lo-want.Lo) > 1e-9 || math.Abs(got.Hi-want.Hi) > 1e-9 {
			t.Errorf("column %d: %+v, want %+v", of, got, want)
		}
	}
	if none := with.Coefficient(1, "min"); none.Defined() {
		t.Errorf("the column of nothing: %+v", none)
	}
	if all := regression.LeastSquares(sumsOf([]float64{0, 5}, []float64{0, 7})); all.Defined() {
		t.Errorf("nothing but nothing: %+v", all)
	}
}

// Days that take exactly 5 minutes a chart, 2 a day of stay and 1 a code are as expected, and
// those that take a tenth more are 1.1 of it.
func TestMinutesAreJudgedByWhatTheyDependOn(t *testing.T) {
	day := func(charts, stay, codes, more float64) []float64 {
		return []float64{charts, stay, codes, more * (5*charts + 2*stay + codes)}
	}
	team := sumsOf(day(10, 30, 80, 1), day(8, 50, 90, 1), day(12, 20, 60, 1), day(9, 41, 100, 1))
	l := regression.LeastSquares(team)
	for i, want := range []float64{5, 2, 1} {
		if !l.Defined() || math.Abs(l.Coefficients[i]-want) > 1e-8 {
			t.Fatalf("fit %+v", l)
		}
	}
	slow := l.Ratio(sumsOf(day(10, 30, 80, 1.1), day(8, 50, 90, 1.1)))
	if math.Abs(slow.Value-1.1) > 1e-9 || slow.N != 2 || slow.Lo > slow.Value || slow.Hi < slow.Value || slow.Lo < 0 {
		t.Errorf("slow days %+v", slow)
	}
}

// The interval of a ratio is that of the mean residual: 2 and 0 over an expectation of 1 each
// have the mean 1 and the standard error 1, and t with one degree of freedom is 12.706.
func TestTheIntervalIsOfTheDays(t *testing.T) {
	l := regression.Linear{Coefficients: []float64{1}}
	e := l.Ratio(sumsOf([]float64{1, 2}, []float64{1, 0}))
	if e.Value != 1 || e.Lo != 0 || math.Abs(e.Hi-(1+12.7062)) > 1e-3 {
		t.Errorf("estimate %+v", e)
	}
}

func TestWhatHasNoFitSaysWhy(t *testing.T) {
	same := sumsOf([]float64{1, 1, 3}, []float64{2, 2, 5}, []float64{3, 3, 9})
	for name, s := range map[string]regression.Sums{"nothing": {}, "one day": sumsOf([]float64{1, 2, 3}), "dependent columns": same} {
		t.Run(name, func(t *testing.T) {
			l := regression.LeastSquares(s)
			if l.Defined() || l.Ratio(s).Defined() {
				t.Errorf("fit %+v", l)
			}
		})
	}
}
