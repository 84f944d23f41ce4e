package forecast_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/calendar"
	"chartline/pipeline/forecast"
)

// monday is the first day of every synthetic history.
func monday(t testing.TB) calendar.Date {
	t.Helper()
	d, ok := calendar.On(2024, 1, 1)
	if !ok || d.Weekday() != 1 {
		t.Fatal("not a Monday")
	}
	return d
}

// world is the truth of a synthetic account type. Its hazards are logistic, which those of
// the forecast are not.
type world struct {
	name     string
	arrivals [7]float64 // a day, from Sunday
	growth   float64    // a year, on the logarithm
	spread   float64    // α of the negative binomial
	coded    [7]float64 // log odds of a weekday
	byAge    func(age int) float64
}

var (
	inpatients = world{"IP", [7]float64{18, 32, 30, 29, 31, 30, 20}, 0.10, 0.02, [7]float64{-2, .2, .1, 0, .1, -.1, -1.2},
		func(age int) float64 {
			return -1.6 + 0.9*math.Min(float64(age), 3)/3 - 0.6*math.Max(0, float64(age)-10)/10
		}}
	emergency = world{"ED", [7]float64{95, 88, 84, 82, 83, 88, 97}, -0.05, 0.01, [7]float64{-1, .1, .1, 0, 0, 0, -.6},
		func(age int) float64 { return -0.8 - 0.5*math.Max(0, float64(age)-5)/5 }}
)

const ages = 46

// department simulates so many days of some worlds, the coders of which have good and bad days
// together, after a year in which the backlog settles.
func department(t testing.TB, seed uint64, days int, worlds ...world) forecast.Department {
	source := rand.NewPCG(seed, 77)
	normal := distuv.Normal{Sigma: 1, Src: source}
	const settle = 140
	shared := make([]float64, days+settle)
	for i := range shared {
		if i > 0 {
			shared[i] = 0.6*shared[i-1] + 0.12*normal.Rand()
		}
	}
	d := forecast.Department{Start: monday(t), Holidays: calendar.USFederal(2023, 2028)}
	for _, w := range worlds {
		s := forecast.Series{Type: w.name}
		open := make([]int64, ages)
		for day := range days + settle {
			weekday := (day - settle + 1 + 7*settle) % 7
			aged(open)
			mu := w.arrivals[weekday] * math.Exp(w.growth*float64(day-settle)/365)
			open[0] = int64(distuv.Poisson{Lambda: distuv.Gamma{Alpha: 1 / w.spread, Beta: 1 / (w.spread * mu), Src: source}.Rand(), Src: source}.Rand())
			coded := make([]int64, ages)
			for a, n := range open {
				odds := w.byAge(a) + w.coded[weekday] + shared[day]
				if n > 0 {
					coded[a] = int64(distuv.Binomial{N: float64(n), P: 1 / (1 + math.Exp(-odds)), Src: source}.Rand())
				}
			}
			if day >= settle {
				s.Arrivals = append(s.Arrivals, open[0])
				s.Open, s.Coded = append(s.Open, append([]int64(nil), open...)), append(s.Coded, coded)
			}
			for a := range open {
				open[a] -= coded[a]
			}
		}
		d.Series = append(d.Series, s)
	}
	return d
}

func aged(open []int64) {
	last := len(open) - 1
	open[last] += open[last-1]
	copy(open[1:last], open[:last-1])
	open[0] = 0
}

// queue simulates a department that codes the oldest accounts first with the coders it has:
// its hazards depend on the backlog, which the forecast does not know.
func queue(t testing.TB, seed uint64, days int) forecast.Department {
	source := rand.NewPCG(seed, 78)
	charts := [7]float64{10, 36, 36, 36, 36, 36, 14}
	s := forecast.Series{Type: "IP"}
	open := make([]int64, ages)
	for day := range days {
		weekday := (day + 1) % 7
		aged(open)
		open[0] = int64(distuv.Poisson{Lambda: inpatients.arrivals[weekday], Src: source}.Rand())
		coded, left := make([]int64, ages), int64(distuv.Poisson{Lambda: charts[weekday], Src: source}.Rand())
		for a := ages - 1; a >= 1; a-- {
			coded[a] = min(open[a], left)
			left -= coded[a]
		}
		s.Arrivals = append(s.Arrivals, open[0])
		s.Open, s.Coded = append(s.Open, append([]int64(nil), open...)), append(s.Coded, coded)
		for a := range open {
			open[a] -= coded[a]
		}
	}
	return forecast.Department{Start: monday(t), Holidays: calendar.USFederal(2023, 2028), Series: []forecast.Series{s}}
}
