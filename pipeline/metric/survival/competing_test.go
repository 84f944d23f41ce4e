package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

// competing makes rows of single accounts from times and causes; cause 0 is censored.
func competing(times []float64, causes []int) []survival.CompetingExit {
	rows := make([]survival.CompetingExit, len(times))
	for i, t := range times {
		rows[i] = survival.CompetingExit{Time: t, Events: make([]int64, 2)}
		if causes[i] == 0 {
			rows[i].Censored = 1
		} else {
			rows[i].Events[causes[i]-1] = 1
		}
	}
	return rows
}

// Freireich's control times with causes put to them: R survival 3.5-3,
// survfit(Surv(time, factor(cause, 0:2)) ~ 1), pstate and std.err.
func TestAalenJohansenGivesRsCurves(t *testing.T) {
	rows := competing([]float64{1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23},
		[]int{1, 2, 1, 0, 1, 2, 1, 1, 0, 1, 1, 2, 0, 1, 2, 1, 0, 1, 2, 1, 1})
	c := survival.AalenJohansen(rows)
	for _, want := range []struct {
		time                                   float64
		open, first, second, seFirst, seSecond float64
	}{
		{1, 0.904761905, 0.047619048, 0.047619048, 0.046471432, 0.046471432},
		{2, 0.857142857, 0.095238095, 0.047619048, 0.064056448, 0.046471432},
		{4, 0.705882353, 0.196078431, 0.098039216, 0.088065346, 0.065907206},
		{8, 0.491596639, 0.355742297, 0.152661064, 0.108647287, 0.081414672},
		{11, 0.368697479, 0.417191877, 0.214110644, 0.114187852, 0.095691967},
		{17, 0.153623950, 0.555453431, 0.290922619, 0.121392676, 0.111564832},
		{22, 0.076811975, 0.632265406, 0.290922619, 0.119609593, 0.111564832},
		{23, 0, 0.709077381, 0.290922619, 0.111564832, 0.111564832},
	} {
		i := slices.IndexFunc(c.Steps, func(s survival.CompetingStep) bool { return s.Time == want.time })
		got := c.Steps[i]
		metrictest.Near(t, "open", got.Open, want.open, 5e-10)
		metrictest.Near(t, "first cause", got.Left[0], want.first, 5e-10)
		metrictest.Near(t, "second cause", got.Left[1], want.second, 5e-10)
		metrictest.Near(t, "se of the first", got.SE[0], want.seFirst, 5e-10)
		metrictest.Near(t, "se of the second", got.SE[1], want.seSecond, 5e-10)
	}
}

// With one cause the share that has left is 1 less the survival curve, interval and all.
func TestOneCauseIsKaplanMeier(t *testing.T) {
	var rows []survival.CompetingExit
	for _, x := range maintained {
		rows = append(rows, survival.CompetingExit{Time: x.Time, Events: []int64{x.Events}, Censored: x.Censored})
	}
	c, km := survival.AalenJohansen(rows), survival.KaplanMeier(maintained)
	for _, time := range []float64{0, 5, 9, 13, 20, 31, 48, 100} {
		got, want := c.At(0, time), km.Within(time)
		metrictest.Near(t, "share", got.Value, want.Value, 1e-12)
		metrictest.Near(t, "lower", got.Lo, want.Lo, 1e-12)
		metrictest.Near(t, "upper", got.Hi, want.Hi, 1e-12)
	}
}

// CEN-04: taking voids for censoring gives a larger share coded than there is.
func TestCompetingExitsAreNotCensored(t *testing.T) {
	rows := []survival.CompetingExit{{Time: 1, Events: []int64{30, 40}}, {Time: 2, Events: []int64{30, 0}}}
	metrictest.Near(t, "coded", survival.AalenJohansen(rows).At(0, 2).Value, 0.6, 1e-12)
	as := survival.KaplanMeier([]survival.Exit{{Time: 1, Events: 30, Censored: 40}, {Time: 2, Events: 30}})
	metrictest.Near(t, "coded, voids censored", as.Within(2).Value, 1, 1e-12)
}

func TestNoIncidenceSaysWhy(t *testing.T) {
	one := []int64{1}
	fine := []survival.CompetingExit{{Time: 1, Events: one, Censored: 4}}
	cases := []struct {
		name  string
		rows  []survival.CompetingExit
		cause int
		at    float64
		why   string
	}{
		{"nothing", nil, 0, 1, "no records"},
		{"empty rows", []survival.CompetingExit{{Time: 1, Events: []int64{0}}}, 0, 1, "no records"},
		{"no causes", []survival.CompetingExit{{Time: 1, Censored: 3}}, 0, 1, "rows differ in their number of causes, or have none"},
		{"uneven", []survival.CompetingExit{{Time: 1, Events: one}, {Time: 2, Events: []int64{1, 2}}}, 0, 1, "rows differ in their number of causes, or have none"},
		{"negative", []survival.CompetingExit{{Time: 1, Events: []int64{-1}}}, 0, 1, "a count is negative"},
		{"no time", []survival.CompetingExit{{Time: math.NaN(), Events: one}}, 0, 1, "a time is negative or not a number"},
		{"too many", []survival.CompetingExit{{Time: 1, Events: []int64{1 << 53}, Censored: 1}}, 0, 1, "the counts or sums are too large to compute with"},
		{"no such cause", fine, 1, 1, "there is no such cause"},
		{"too late", fine, 0, 2, "nobody was followed for so long"},
		{"before the start", fine, 0, -1, "a time is negative or not a number"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := survival.AalenJohansen(c.rows).At(c.cause, c.at); got.Missing != c.why {
				t.Errorf("missing %q, want %q", got.Missing, c.why)
			}
		})
	}
}

// Whatever happens: shares add up to 1 and do not fall, and neither the order of rows nor
// their splits matter.
func TestIncidencesOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 1))
	for range 500 {
		rows := make([]survival.CompetingExit, 1+random.IntN(12))
		for i := range rows {
			rows[i] = survival.CompetingExit{Time: float64(random.IntN(8)), Censored: random.Int64N(3),
				Events: []int64{random.Int64N(4), random.Int64N(2), random.Int64N(3)}}
		}
		c := survival.AalenJohansen(rows)
		shuffled := slices.Clone(rows)
		random.Shuffle(len(rows), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		shuffled = append(shuffled, survival.CompetingExit{Time: 3, Events: make([]int64, 3)})
		again := survival.AalenJohansen(shuffled)
		before := make([]float64, 3)
		for i, s := range c.Steps {
			total := s.Open
			for k, left := range s.Left {
				total += left
				if left < before[k] || left != again.Steps[i].Left[k] || !metrictest.Plain(s.SE[k]) {
					t.Fatalf("%+v: cause %d at %g: %g after %g, se %g", rows, k, s.Time, left, before[k], s.SE[k])
				}
				metrictest.Share(t, c.At(k, s.Time), rows)
			}
			metrictest.Near(t, "sum of all", total, 1, 1e-12)
			before = s.Left
		}
	}
}
