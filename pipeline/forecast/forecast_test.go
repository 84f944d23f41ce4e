package forecast_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/calendar"
	"chartline/pipeline/forecast"
	"chartline/pipeline/metric/metrictest"
)

// steady is an account type with Poisson arrivals and one hazard for all days and ages.
func steady(t testing.TB, seed uint64, days int, arrivals, hazard float64) forecast.Department {
	w := world{"IP", [7]float64{arrivals, arrivals, arrivals, arrivals, arrivals, arrivals, arrivals}, 0, 1e-6, [7]float64{},
		func(int) float64 { return math.Log(hazard / (1 - hazard)) }}
	d := department(t, seed, days, w)
	d.Series[0] = plainCoding(seed, d.Series[0], hazard)
	return d
}

// plainCoding codes the arrivals of a series again, every account for itself.
func plainCoding(seed uint64, s forecast.Series, hazard float64) forecast.Series {
	source := rand.NewPCG(seed, 5)
	open := make([]int64, ages)
	for day, n := range s.Arrivals {
		aged(open)
		open[0] = n
		coded := make([]int64, ages)
		for a, k := range open {
			if k > 0 {
				coded[a] = int64(distuv.Binomial{N: float64(k), P: hazard, Src: source}.Rand())
			}
		}
		s.Open[day], s.Coded[day] = slices.Clone(open), coded
		for a := range open {
			open[a] -= coded[a]
		}
	}
	return s
}

// Poisson arrivals of 100 a day, half of what waits coded every day: a queue with as many
// servers as customers, whose length is Poisson with mean 100 (Eick, Massey and Whitt 1993).
// The forecast learns the two numbers from 26 weeks, which widens its interval a little.
func TestForecastOfASteadyQueueIsPoisson(t *testing.T) {
	f := steady(t, 3, 400, 100, 0.5).Forecast(forecast.Options{Days: 30, Paths: 4000, Seed: 1})
	truth := distuv.Poisson{Lambda: 100}
	quantile := func(p float64) (k float64) {
		for truth.CDF(k) < p {
			k++
		}
		return k
	}
	last := f.Total.Days[29]
	metrictest.Near(t, "median", last.Waiting.Value, 100, 4)
	metrictest.Near(t, "lower", last.Waiting.Lo, quantile(0.025), 4.5)
	metrictest.Near(t, "upper", last.Waiting.Hi, quantile(0.975), 4.5)
	metrictest.Near(t, "lower of 80 %", last.Lo80, quantile(0.1), 4)
	metrictest.Near(t, "upper of 80 %", last.Hi80, quantile(0.9), 4)
	metrictest.Near(t, "arrivals", last.Arrived, 100, 6)
	metrictest.Near(t, "coded", last.Coded, 100, 6)
	if last.Waiting.N != 182 || last.Waiting.Unit != "{account}" || last.Date != monday(t).After(429) {
		t.Errorf("%+v", last)
	}
}

// The next days follow from who waits today: a thousand accounts more than usual, half of
// which are coded every day.
func TestForecastStartsFromTheBacklog(t *testing.T) {
	d := steady(t, 3, 400, 100, 0.5)
	d.Series[0].Open[399][5] += 1000
	f := d.Forecast(forecast.Options{Days: 5, Seed: 1})
	for day, want := range []float64{600, 350, 225, 162, 131} {
		metrictest.Near(t, "waiting", f.Total.Days[day].Waiting.Value, want, 25)
	}
	if !slices.Contains(f.Warnings, "1000 accounts appear or vanish from one day to the next: the history is not balanced") {
		t.Errorf("warnings %q", f.Warnings)
	}
}

// Weekdays and growth are found: the truth of arrivals is known.
func TestForecastKnowsWeekdaysAndTrend(t *testing.T) {
	d := department(t, 1, 400, inpatients, emergency)
	f := d.Forecast(forecast.Options{Days: 28, Seed: 2, Window: 364})
	for k, w := range []world{inpatients, emergency} {
		var byWeekday [7]float64
		for _, day := range f.Types[k].Days {
			byWeekday[day.Date.Weekday()] += day.Arrived / 4
		}
		for weekday, got := range byWeekday {
			want := w.arrivals[weekday] * math.Exp(w.growth*414/365)
			metrictest.Near(t, w.name+" on "+time.Weekday(weekday).String(), got/want, 1, 0.12)
		}
	}
}

func TestSameSeedSameNumbers(t *testing.T) {
	d := department(t, 4, 200, inpatients, emergency)
	options := forecast.Options{Days: 10, Paths: 300, Seed: 9}
	first := d.Forecast(options)
	before := runtime.GOMAXPROCS(1)
	again := d.Forecast(options)
	runtime.GOMAXPROCS(before)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same seed gives other numbers on one core")
	}
	options.Seed++
	if reflect.DeepEqual(first.Total, d.Forecast(options).Total) {
		t.Error("another seed gives the same numbers")
	}
}

// A holiday has an effect of its own.
func TestHolidaysAreNotWeekdays(t *testing.T) {
	d := steady(t, 3, 366+336, 100, 0.5)
	for day := range d.Series[0].Arrivals {
		if d.Holidays.Name(d.Start.After(calendar.Days(day))) != "" {
			d.Series[0].Arrivals[day] = 20
		}
	}
	d.Series[0] = plainCoding(3, d.Series[0], 0.5)
	f := d.Forecast(forecast.Options{Days: 30, Seed: 1, Window: 700})
	for _, day := range f.Total.Days {
		want := 100.0
		if d.Holidays.Name(day.Date) != "" {
			want = 20
		}
		metrictest.Near(t, "arrivals of "+day.Date.String(), day.Arrived, want, 7)
	}
	d.Holidays = calendar.Holidays{}
	if w := d.Forecast(forecast.Options{Days: 30, Seed: 1}).Warnings; !slices.Contains(w, "the holiday table does not reach over all days: holidays are taken for weekdays") {
		t.Errorf("warnings %q", w)
	}
}

// What is never coded waits on, past the last age of the history: 60 days of 5 arrivals and
// 20 days more make 400, of which none may get lost.
func TestOldAccountsWaitOn(t *testing.T) {
	s := forecast.Series{Type: "IP"}
	open := make([]int64, 8)
	for range 60 {
		aged(open)
		open[0] = 5
		s.Arrivals, s.Open, s.Coded = append(s.Arrivals, 5), append(s.Open, slices.Clone(open)), append(s.Coded, make([]int64, 8))
	}
	f := forecast.Department{Start: monday(t), Series: []forecast.Series{s}}.Forecast(forecast.Options{Days: 20, Seed: 1})
	metrictest.Near(t, "waiting", f.Total.Days[19].Waiting.Value, 400, 8)
}

// A holiday of a table that falls on a weekend is a day of that weekend.
func TestWeekendHolidaysAreWeekends(t *testing.T) {
	d := department(t, 5, 120, inpatients)
	sundays := map[calendar.Date]string{}
	for day := 6; day < 120; day += 14 {
		sundays[d.Start.After(calendar.Days(day))] = "feast"
	}
	options := forecast.Options{Days: 14, Paths: 200, Seed: 1}
	d.Holidays = calendar.NewHolidays(d.Start, d.Start.After(200), nil)
	without := d.Forecast(options)
	d.Holidays = calendar.NewHolidays(d.Start, d.Start.After(200), sundays)
	if !reflect.DeepEqual(without, d.Forecast(options)) {
		t.Error("Sundays that are feasts are forecast otherwise")
	}
}

func TestNoForecastSaysWhy(t *testing.T) {
	const uneven = "the history is uneven: every series needs a row for each day and a column for each age"
	const plan = "a plan has a negative number, or hours without charts an hour"
	fine := forecast.Options{Days: 3}
	cut := func(change func(*forecast.Series)) forecast.Department {
		d := steady(t, 1, 60, 10, 0.5)
		change(&d.Series[0])
		return d
	}
	same := func(*forecast.Series) {}
	cases := []struct {
		name    string
		d       forecast.Department
		options forecast.Options
		why     string
	}{
		{"no types", forecast.Department{}, fine, "no account types"},
		{"a month", steady(t, 1, 30, 10, 0.5), fine, "fewer than eight weeks of history"},
		{"missing day", cut(func(s *forecast.Series) { s.Open = s.Open[1:] }), fine, uneven},
		{"missing age", cut(func(s *forecast.Series) { s.Coded[9] = s.Coded[9][1:] }), fine, uneven},
		{"few ages", cut(func(s *forecast.Series) { s.Open[0] = s.Open[0][:3] }), fine, uneven},
		{"no exits of a day", cut(func(s *forecast.Series) { s.Left = make([][]int64, 60) }), fine, uneven},
		{"more coded than waited", cut(func(s *forecast.Series) { s.Coded[9][0] = s.Open[9][0] + 1 }), fine, "a count of the history is negative, or more accounts left than waited"},
		{"negative arrivals", cut(func(s *forecast.Series) { s.Arrivals[9] = -1 }), fine, "a count of the history is negative, or more accounts left than waited"},
		{"nothing waits", cut(func(s *forecast.Series) {
			for d := range s.Open {
				s.Arrivals[d], s.Open[d], s.Coded[d] = 0, make([]int64, ages), make([]int64, ages)
			}
		}), fine, "nothing waited and nothing arrived in the history"},
		{"no days", cut(same), forecast.Options{}, "a forecast reaches 1 to 90 days ahead"},
		{"a year", cut(same), forecast.Options{Days: 365}, "a forecast reaches 1 to 90 days ahead"},
		{"few paths", cut(same), forecast.Options{Days: 3, Paths: 20}, "fewer than 200 paths do not show the ends of an interval"},
		{"short window", cut(same), forecast.Options{Days: 3, Window: 7}, "fewer than eight weeks of history"},
		{"negative hours", cut(same), forecast.Options{Days: 3, Plans: map[string]forecast.Plan{"IP": {PerHour: 1, Hours: [8]float64{-1}}}}, plan},
		{"hours without charts", cut(same), forecast.Options{Days: 3, Plans: map[string]forecast.Plan{"IP": {Hours: [8]float64{8}}}}, plan},
		{"no number", cut(same), forecast.Options{Days: 3, Plans: map[string]forecast.Plan{"IP": {PerHour: math.NaN()}}}, plan},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f, b := c.d.Forecast(c.options), c.d.Backtest(c.options, 7)
			if f.Missing != c.why || b.Missing != c.why || f.Defined() || f.Types != nil || b.ByDay != nil {
				t.Errorf("missing %q and %q, want %q", f.Missing, b.Missing, c.why)
			}
		})
	}
}

// Histories of any kind: idle weekends, no arrivals at all, everything coded at once, nothing
// ever coded, accounts that leave otherwise.
func TestForecastsOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(12, 1))
	for round := range 40 {
		d := forecast.Department{Start: monday(t), Holidays: calendar.USFederal(2023, 2026)}
		days := 56 + random.IntN(80)
		for _, name := range []string{"IP", "ED"}[:1+random.IntN(2)] {
			d.Series = append(d.Series, oddSeries(random, name, days))
		}
		f := d.Forecast(forecast.Options{Days: 14, Paths: 200, Seed: uint64(round)})
		if !f.Defined() {
			continue
		}
		for _, outlook := range append(f.Types, f.Total) {
			for _, day := range outlook.Days {
				metrictest.Sound(t, day.Waiting, round)
				if !(0 <= day.Waiting.Lo && day.Waiting.Lo <= day.Lo80 && day.Lo80 <= day.Waiting.Value &&
					day.Waiting.Value <= day.Hi80 && day.Hi80 <= day.Waiting.Hi) || day.Arrived < 0 || day.Coded < 0 {
					t.Fatalf("round %d: %+v", round, day)
				}
			}
		}
	}
}

func oddSeries(random *rand.Rand, name string, days int) forecast.Series {
	s := forecast.Series{Type: name}
	mean, share, lost := []int64{0, 1, 5, 400}[random.IntN(4)], []float64{0, 0.05, 0.5, 1}[random.IntN(4)], []float64{0, 0.3}[random.IntN(2)]
	idle := random.IntN(2) == 0
	open := make([]int64, 10)
	for day := range days {
		aged(open)
		open[0] = random.Int64N(2*mean + 1)
		coded, left := make([]int64, len(open)), make([]int64, len(open))
		for a, n := range open {
			if !idle || day%7 < 5 {
				coded[a] = int64(share * float64(n))
			}
			left[a] = int64(lost * float64(n-coded[a]))
		}
		s.Arrivals = append(s.Arrivals, open[0])
		s.Open, s.Coded, s.Left = append(s.Open, slices.Clone(open)), append(s.Coded, coded), append(s.Left, left)
		for a := range open {
			open[a] -= coded[a] + left[a]
		}
	}
	return s
}

// BenchmarkForecast is 30 days of six account types in 2,000 futures.
func BenchmarkForecast(b *testing.B) {
	d := department(b, 1, 365, inpatients, emergency, inpatients, emergency, inpatients, emergency)
	for b.Loop() {
		d.Forecast(forecast.Options{Days: 30, Seed: 1})
	}
}
