package survival_test

import (
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

func TestCurvesOfAnyKind(t *testing.T) {
	for _, a := range metrictest.OddFloats {
		for _, n := range metrictest.OddCounts {
			for _, rows := range [][]survival.Exit{
				{{Time: a, Events: n}}, {{Time: a, Censored: n}}, {{Time: 3, Events: n, Censored: 1}, {Time: a, Events: 2}},
				{{Time: a, Events: 5, Censored: n}, {Time: 1, Events: 1}, {Time: 2, Events: n}},
			} {
				for _, band := range []survival.Band{survival.LogLog, survival.Log, survival.Band(7)} {
					soundCurve(t, survival.FollowUp{Exits: rows, Band: band}.KaplanMeier(), rows)
				}
				metrictest.SoundTest(t, survival.LogRank([][]survival.Exit{rows, control, {{Time: 2, Events: n}}}), rows)
			}
		}
	}
}

func soundCurve(t *testing.T, c survival.Curve, rows []survival.Exit) {
	t.Helper()
	for _, s := range c.Steps {
		if !metrictest.Plain(s.Time) || !metrictest.Plain(s.Survival) || !metrictest.Plain(s.SE) || !metrictest.Plain(s.Lo) || !metrictest.Plain(s.Hi) ||
			!(0 <= s.Lo && s.Lo <= s.Survival && s.Survival <= s.Hi && s.Hi <= 1) || s.AtRisk < 1 {
			t.Fatalf("%+v: %+v", rows, s)
		}
	}
	for _, at := range metrictest.OddFloats {
		metrictest.Share(t, c.At(at), rows, at)
		metrictest.Share(t, c.Within(at), rows, at)
		metrictest.Sound(t, c.Quantile(at), rows, at)
		metrictest.Sound(t, c.RestrictedMean(at), rows, at)
		metrictest.Sound(t, survival.RestrictedMeanDifference(c, survival.KaplanMeier(control), at), rows, at)
		if n := c.AtRisk(at); n < 0 || n > c.N {
			t.Fatalf("%+v: %d at risk at %g", rows, n, at)
		}
	}
}

// FuzzFollowUps makes groups of any bytes, with late entries and a landmark: curves do not
// rise and stay within their bands, and neither order nor splits of rows matter.
func FuzzFollowUps(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 1, 9, 4, 2}, []byte{1, 1, 2, 1}, uint8(0))
	f.Add([]byte{0, 9, 9, 1, 0, 3, 2, 9, 0, 40, 0, 6}, []byte{0, 4}, uint8(1))
	f.Fuzz(func(t *testing.T, exits, entries []byte, since uint8) {
		group := survival.FollowUp{Since: float64(since % 8)}
		var split survival.FollowUp
		for ; len(exits) >= 3; exits = exits[3:] {
			x := survival.Exit{Time: float64(exits[0] % 60), Events: int64(exits[1] % 20), Censored: int64(exits[2] % 20)}
			group.Exits = append(group.Exits, x)
			split.Exits = append([]survival.Exit{{Time: x.Time, Censored: x.Censored}, {Time: x.Time, Events: x.Events}}, split.Exits...)
		}
		for ; len(entries) >= 2; entries = entries[2:] {
			e := survival.Entry{Time: float64(entries[0] % 60), Accounts: int64(entries[1] % 20)}
			group.Entries = append(group.Entries, e)
			split.Entries = append([]survival.Entry{e}, split.Entries...)
		}
		split.Since = group.Since
		c, again := group.KaplanMeier(), split.KaplanMeier()
		soundCurve(t, c, group.Exits)
		if c.Missing != again.Missing || !slices.Equal(c.Steps, again.Steps) {
			t.Fatalf("%+v\nsplit and turned: %+v", c, again)
		}
		before := 1.0
		for i, s := range c.Steps {
			if s.Survival > before || s.AtRisk != c.AtRisk(s.Time) || s.Survival == 0 && i+1 < len(c.Steps) && c.Steps[i+1].Events > 0 {
				t.Fatalf("%+v after %g", s, before)
			}
			before = s.Survival
		}
	})
}
