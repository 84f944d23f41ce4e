package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

// The maintained group of R's aml, with entries that it does not have in the data: R survival
// 3.5-3, survfit(Surv(entry, time, status) ~ 1, conf.type = "log-log").
func TestLateEntryGivesRsCurve(t *testing.T) {
	entries := []survival.Entry{{Time: 5, Accounts: 2}, {Time: 10, Accounts: 2}, {Time: 12, Accounts: 1}, {Time: 20, Accounts: 2}, {Time: 30, Accounts: 1}}
	c := survival.FollowUp{Exits: maintained, Entries: entries}.KaplanMeier()
	for _, want := range []struct {
		time          float64
		atRisk        int64
		s, se, lo, hi float64
	}{
		{9, 5, 0.80000000, 0.17888544, 0.2038092633, 0.96917979},
		{13, 7, 0.68571429, 0.18629423, 0.2127974054, 0.91211176},
		{18, 5, 0.54857143, 0.19302351, 0.1505309212, 0.82663426},
		{23, 6, 0.45714286, 0.18121714, 0.1209910348, 0.74818530},
		{31, 5, 0.36571429, 0.16644736, 0.0870141344, 0.66073485},
		{34, 4, 0.27428571, 0.14782860, 0.0535515808, 0.56457773},
		{48, 2, 0.13714286, 0.12193197, 0.0084298125, 0.43760044},
	} {
		got := stepAt(t, c, want.time)
		if got.AtRisk != want.atRisk || c.AtRisk(want.time) != want.atRisk {
			t.Errorf("at risk at %g: %d and %d, want %d", want.time, got.AtRisk, c.AtRisk(want.time), want.atRisk)
		}
		metrictest.Near(t, "S", got.Survival, want.s, 5e-9)
		metrictest.Near(t, "se", got.SE, want.se, 5e-9)
		metrictest.Near(t, "lower", got.Lo, want.lo, 5e-9)
		metrictest.Near(t, "upper", got.Hi, want.hi, 5e-9)
	}
	// Between two exits only those who have come in so far are there.
	for time, want := range map[float64]int64{0: 3, 5: 3, 5.5: 5, 11: 6, 20: 4, 20.5: 6} {
		if got := c.AtRisk(time); got != want {
			t.Errorf("at risk at %g: %d, want %d", time, got, want)
		}
	}
	if w := c.At(20).Warnings; !slices.Contains(w, "fewer than 10 were at risk at some time before the last came in: the curve hangs on few accounts") {
		t.Errorf("warnings %q", w)
	}
}

func TestEmptyRiskSetsHaveNoCurve(t *testing.T) {
	late := func(pairs ...float64) (entries []survival.Entry) {
		for _, at := range pairs {
			entries = append(entries, survival.Entry{Time: at, Accounts: 1})
		}
		return entries
	}
	cases := []struct {
		name     string
		followUp survival.FollowUp
		why      string
	}{
		{"all come in late", survival.FollowUp{Exits: exits(5, 6), Entries: late(2, 3)},
			"nobody was followed from the start: estimate from the time at which accounts come in"},
		{"the first leaves alone", survival.FollowUp{Exits: exits(1, 6, 7), Entries: late(1, 1)},
			"nobody is left at 1, before later accounts come in: estimate from there"},
		{"the first is last seen, and a gap follows", survival.FollowUp{Exits: exits(-1, 6, 7), Entries: late(3, 3)},
			"nobody is left at 1, before later accounts come in: estimate from there"},
		{"left before they came", survival.FollowUp{Exits: exits(1, 1, 9, 9), Entries: late(4, 4, 4)},
			"more accounts left than were followed: entries and exits do not belong together"},
		{"more entries than exits", survival.FollowUp{Exits: exits(5), Entries: late(1, 2)}, "more accounts came in than left or were last seen"},
		{"bad entry", survival.FollowUp{Exits: exits(5, 6), Entries: late(math.NaN())}, "a time is negative or not a number"},
		{"negative entry", survival.FollowUp{Exits: exits(5, 6), Entries: []survival.Entry{{Time: 1, Accounts: -1}}}, "a count is negative"},
		{"bad landmark", survival.FollowUp{Exits: exits(5, 6), Since: -1}, "a time is negative or not a number"},
		{"nobody after the landmark", survival.FollowUp{Exits: exits(5, 6), Since: 6}, "no records"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.followUp.KaplanMeier(); got.Missing != c.why || got.At(1).Missing != c.why {
				t.Errorf("missing %q, want %q", got.Missing, c.why)
			}
		})
	}
}

// The way out of an empty early risk set: the curve of those open after a time is that of
// their exits alone.
func TestSinceTakesThoseStillOpen(t *testing.T) {
	c := survival.FollowUp{Exits: exits(1, 6, 7, 8, -9), Entries: []survival.Entry{{Time: 1, Accounts: 2}, {Time: 6, Accounts: 1}}, Since: 1}.KaplanMeier()
	metrictest.Near(t, "S(6)", c.At(6).Value, 2./3, 1e-12)
	metrictest.Near(t, "S(7)", c.At(7).Value, 2./3*2/3, 1e-12)
	if e := c.At(0.5); e.Missing != "the curve is of accounts open after 1" {
		t.Errorf("%+v", e)
	}
	if want := "Kaplan–Meier (1958), Greenwood variance (1926), late entry, of accounts open after 1, log-log interval"; c.Method != want {
		t.Errorf("method %q", c.Method)
	}
}

// CEN-06: an extract that starts on day 100 holds, of the accounts discharged before, only
// those still open. Counting their whole wait makes coding look slow; late entry does not.
func TestLateEntryUndoesTheBiasOfAnExtractThatStartsInTheMiddle(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 95))
	var all []survival.Exit
	var extract survival.FollowUp
	for discharged := range 160 {
		for range 200 {
			wait := math.Floor(-8 * math.Log(random.Float64()))
			all = append(all, survival.Exit{Time: wait, Events: 1})
			first := float64(100 - discharged)
			if wait < first {
				continue
			}
			extract.Exits = append(extract.Exits, survival.Exit{Time: wait, Events: 1})
			if first > 0 {
				extract.Entries = append(extract.Entries, survival.Entry{Time: first - 1, Accounts: 1})
			}
		}
	}
	truth := survival.KaplanMeier(all)
	naive, corrected := survival.KaplanMeier(extract.Exits), extract.KaplanMeier()
	for _, day := range []float64{3, 7, 14, 21} {
		want := truth.At(day).Value
		e := corrected.At(day)
		if e.Lo > want || e.Hi < want || math.Abs(e.Value-want) > 0.015 {
			t.Errorf("day %g: %.3f (%.3f to %.3f), truth %.3f", day, e.Value, e.Lo, e.Hi, want)
		}
	}
	if gap := naive.At(7).Value - truth.At(7).Value; gap < 0.03 {
		t.Errorf("without late entry day 7 is off by %.3f only: the test shows nothing", gap)
	}
}
