package survival_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

// exits makes a life table of single accounts; negative times are censored ones.
func exits(times ...float64) []survival.Exit {
	rows := make([]survival.Exit, len(times))
	for i, t := range times {
		rows[i] = survival.Exit{Time: math.Abs(t), Events: 1}
		if t < 0 {
			rows[i] = survival.Exit{Time: -t, Censored: 1}
		}
	}
	return rows
}

var (
	// Miller 1997, maintenance chemotherapy in acute myelogenous leukaemia: data set aml of
	// R's survival package.
	maintained    = exits(9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161)
	nonmaintained = exits(5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45)
	// Standard 9.6.
	nineSix = exits(1, 2, -2, 3, 4, -4, 5, -7, 8, -10)
	// Freireich 1963, remission of leukaemia, control and 6-mercaptopurine.
	control = exits(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
	treated = exits(6, 6, 6, 7, 10, 13, 16, 22, 23, -6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35)
)

func stepAt(t *testing.T, c survival.Curve, time float64) survival.Step {
	t.Helper()
	i := slices.IndexFunc(c.Steps, func(s survival.Step) bool { return s.Time == time })
	if i < 0 {
		t.Fatalf("no step at %g", time)
	}
	return c.Steps[i]
}

// therneau/survival tests/doaml.Rout.save, conf.type = "log"; R prints NA where the curve
// is 0.
func TestKaplanMeierGivesRsCurve(t *testing.T) {
	type row struct {
		time          float64
		atRisk, left  int64
		s, se, lo, hi float64
	}
	curves := []struct {
		name  string
		exits []survival.Exit
		rows  []row
	}{
		{"maintained", maintained, []row{
			{9, 11, 1, .909, .0867, .7541, 1}, {13, 10, 1, .818, .1163, .6192, 1}, {18, 8, 1, .716, .1397, .4884, 1},
			{23, 7, 1, .614, .1526, .3769, .999}, {31, 5, 1, .491, .1642, .2549, .946},
			{34, 4, 1, .368, .1627, .1549, .875}, {48, 2, 1, .184, .1535, .0359, .944}}},
		{"nonmaintained", nonmaintained, []row{
			{5, 12, 2, .8333, .1076, .6470, 1}, {8, 10, 2, .6667, .1361, .4468, .995}, {12, 8, 1, .5833, .1423, .3616, .941},
			{23, 6, 1, .4861, .1481, .2675, .883}, {27, 5, 1, .3889, .1470, .1854, .816}, {30, 4, 1, .2917, .1387, .1148, .741},
			{33, 3, 1, .1944, .1219, .0569, .664}, {43, 2, 1, .0972, .0919, .0153, .620}}},
	}
	for _, c := range curves {
		t.Run(c.name, func(t *testing.T) {
			curve := survival.FollowUp{Exits: c.exits, Band: survival.Log}.KaplanMeier()
			for _, want := range c.rows {
				got := stepAt(t, curve, want.time)
				if got.AtRisk != want.atRisk || got.Events != want.left {
					t.Errorf("at %g: %d at risk, %d left", want.time, got.AtRisk, got.Events)
				}
				metrictest.Near(t, "S", got.Survival, want.s, 5e-4)
				metrictest.Near(t, "se", got.SE, want.se, 5e-5)
				metrictest.Near(t, "lower", got.Lo, want.lo, 5e-5)
				metrictest.Near(t, "upper", got.Hi, want.hi, 5e-4)
			}
		})
	}
}

// Standard 9.6 for S and its standard error; lifelines 0.30.3, whose intervals are log-log,
// for the band.
func TestKaplanMeierOfTheStandardsExample(t *testing.T) {
	c := survival.KaplanMeier(nineSix)
	rows := []struct{ time, s, lo, hi float64 }{
		{1, .9, .473009, .985281}, {2, .8, .408691, .945873}, {3, .68571, .304585, .887148},
		{4, .57143, .217193, .814572}, {5, .42857, .114042, .718453}, {8, .21429, .012917, .579491},
	}
	for _, want := range rows {
		e := c.At(want.time)
		metrictest.Near(t, "S", e.Value, want.s, 5e-6)
		metrictest.Near(t, "lower", e.Lo, want.lo, 5e-7)
		metrictest.Near(t, "upper", e.Hi, want.hi, 5e-7)
		within := c.Within(want.time)
		metrictest.Near(t, "share gone", within.Value, 1-e.Value, 1e-12)
		metrictest.Near(t, "share gone, lower", within.Lo, 1-e.Hi, 1e-12)
		metrictest.Near(t, "share gone, upper", within.Hi, 1-e.Lo, 1e-12)
	}
	metrictest.Near(t, "se at 5", stepAt(t, c, 5).SE, .17434, 5e-6)
	metrictest.Near(t, "median", c.Quantile(0.5).Value, 5, 0)
	if c.N != 10 || c.Events != 6 || c.Censored != 4 {
		t.Errorf("%d accounts, %d events, %d censored", c.N, c.Events, c.Censored)
	}
}

func TestSurvivalQuantiles(t *testing.T) {
	const absent = -1
	cases := []struct {
		name          string
		curve         survival.Curve
		p             float64
		value, lo, hi float64
		source        string
	}{
		{"maintained, log", survival.FollowUp{Exits: maintained, Band: survival.Log}.KaplanMeier(), .5, 31, absent, absent, "survfit: 31 (18, NA)"},
		{"nonmaintained, log", survival.FollowUp{Exits: nonmaintained, Band: survival.Log}.KaplanMeier(), .5, 23, absent, absent, "survfit: 23 (8, NA)"},
		{"nonmaintained, log-log", survival.KaplanMeier(nonmaintained), .5, 23, 5, 33, "lifelines 0.30.3"},
		{"control", survival.KaplanMeier(control), .5, 8, 4, 11, "Freireich 1963; survfit conf.type log-log"},
		{"treated", survival.KaplanMeier(treated), .5, 23, absent, absent, "Freireich 1963"},
		{"missed by rounding", survival.KaplanMeier(exits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)), .7, 7, absent, absent, "S(7) = 0.3"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := c.curve.Quantile(c.p)
			metrictest.Near(t, "quantile ("+c.source+")", e.Value, c.value, 0)
			if c.lo == absent {
				if e.Level != 0 || len(e.Warnings) != 1 {
					t.Errorf("upper end is not reached, and yet %+v", e)
				}
				return
			}
			metrictest.Near(t, "lower ("+c.source+")", e.Lo, c.lo, 0)
			metrictest.Near(t, "upper ("+c.source+")", e.Hi, c.hi, 0)
		})
	}
}

// therneau/survival tests/quantile.R: at a level on which the curve runs flat R takes the
// middle of the step, and we its first time.
func TestQuantileOnAFlatStepIsTheFirstTime(t *testing.T) {
	c := survival.KaplanMeier(exits(9, 1, -1, 6, 6, -8, -10))
	for _, row := range []struct{ level, r, want float64 }{
		{13. / 14, 1, 1}, {6. / 7, 3.5, 1}, {2. / 3, 6, 6}, {.5, 9, 9}, {9. / 35, 9.5, 9},
	} {
		if got := c.Quantile(1 - row.level).Value; got != row.want {
			t.Errorf("level %g: %g, want %g (R: %g)", row.level, got, row.want, row.r)
		}
	}
	if e := c.Quantile(0.9); e.Defined() {
		t.Errorf("level 0.1 is not reached, and yet %+v", e)
	}
}

// The warning of an open interval keeps the end that is known: 18 and 8 in R's print.
func TestQuantileSaysWhereAnOpenIntervalBegins(t *testing.T) {
	for want, rows := range map[string][]survival.Exit{
		"the interval begins at 18 and its upper end is not reached": maintained,
		"the interval begins at 8 and its upper end is not reached":  nonmaintained,
	} {
		e := survival.FollowUp{Exits: rows, Band: survival.Log}.KaplanMeier().Quantile(0.5)
		if len(e.Warnings) != 1 || e.Warnings[0] != want {
			t.Errorf("warnings %q, want %q", e.Warnings, want)
		}
	}
}

func TestQuantileNotReachedIsMissing(t *testing.T) {
	e := survival.KaplanMeier(exits(1, 2, -3, -3, -3, -3)).Quantile(0.5)
	if e.Missing != "not reached: too many are still open" {
		t.Errorf("%+v", e)
	}
}

// R survival, print(survfit(Surv(time, status) ~ x, aml), print.rmean = TRUE): restricted
// mean with upper limit 161, 52.6 (se 19.83) and 22.7 (se 4.18).
func TestRestrictedMean(t *testing.T) {
	cases := []struct {
		name     string
		exits    []survival.Exit
		mean, se float64
	}{{"maintained", maintained, 52.6, 19.83}, {"nonmaintained", nonmaintained, 22.7, 4.18}}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := survival.KaplanMeier(c.exits).RestrictedMean(161)
			metrictest.Near(t, "mean", e.Value, c.mean, 0.05)
			metrictest.Near(t, "se", (e.Hi-e.Value)/1.959964, c.se, 5e-3)
		})
	}
	// Without censoring it is the mean of min(time, τ) with the error of such a mean.
	e := survival.KaplanMeier(exits(1, 2, 3, 6)).RestrictedMean(4)
	metrictest.Near(t, "mean of 1, 2, 3, 4", e.Value, 2.5, 1e-12)
	metrictest.Near(t, "se of 1, 2, 3, 4", (e.Hi-e.Value)/1.959964, math.Sqrt(1.25/4), 1e-6)
}

// The same two groups: 52.6 − 22.7, and √(19.83² + 4.18²) from their printed errors.
func TestRestrictedMeanDifference(t *testing.T) {
	e := survival.RestrictedMeanDifference(survival.KaplanMeier(maintained), survival.KaplanMeier(nonmaintained), 161)
	metrictest.Near(t, "difference", e.Value, 29.9, 0.1)
	metrictest.Near(t, "se", (e.Hi-e.Value)/1.959964, math.Hypot(19.83, 4.18), 1e-2)
	if e.N != 23 {
		t.Errorf("%+v", e)
	}
	short := survival.KaplanMeier(exits(1, 2, -5))
	if e := survival.RestrictedMeanDifference(survival.KaplanMeier(maintained), short, 30); e.Missing != "nobody was followed for so long" {
		t.Errorf("%+v", e)
	}
	if e := survival.RestrictedMeanDifference(survival.KaplanMeier(maintained), short, 0.5); e.Level != 0 || e.Value != 0 {
		t.Errorf("before the first exit: %+v", e)
	}
}

func TestRestrictedMeanNeedsFollowUp(t *testing.T) {
	c := survival.KaplanMeier(exits(1, 2, -5))
	if e := c.RestrictedMean(6); e.Missing != "nobody was followed for so long" {
		t.Errorf("%+v", e)
	}
	if e := c.RestrictedMean(0.5); e.Level != 0 || e.Value != 0.5 {
		t.Errorf("before the first exit: %+v", e)
	}
	metrictest.Near(t, "beyond the last account", survival.KaplanMeier(exits(1, 2, 3)).RestrictedMean(30).Value, 2, 1e-12)
}
