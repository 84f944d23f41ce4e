package forecast_test

import (
	"testing"

	"chartline/pipeline/forecast"
)

// pooled adds up the accuracy of back-tests on departments of several seeds, each 30 days
// ahead.
type pooled struct{ n, in80, in95, miss, naive float64 }

func (p *pooled) add(a forecast.Accuracy) {
	n := float64(a.Error.N)
	p.n += n
	p.in80 += n * a.Cover80.Value
	p.in95 += n * a.Cover95.Value
	p.miss += n * a.Error.Value
	p.naive += n * a.Naive.Value
}

// In six departments whose truth differs from the model in its link, in hazards by age and in
// what days share, intervals of 95 % hold 90 to 98 % of what came, for all accounts and for
// each type, and the forecast beats repeating the last week by a fifth.
func TestIntervalsHoldWhatCame(t *testing.T) {
	all, types, first, last := pooled{}, [2]pooled{}, pooled{}, pooled{}
	for seed := range uint64(6) {
		b := department(t, seed, 420, inpatients, emergency).Backtest(forecast.Options{Days: 30, Paths: 200, Seed: seed}, 12)
		if !b.Defined() || len(b.ByDay) != 30 || b.ByDay[29].Ahead != 30 {
			t.Fatalf("%+v", b)
		}
		all.add(b.All)
		first.add(b.ByDay[0])
		last.add(b.ByDay[29])
		for k, accuracy := range b.Types {
			types[k].add(accuracy.Accuracy)
		}
	}
	for name, p := range map[string]pooled{"all": all, "inpatients": types[0], "emergency": types[1]} {
		t.Logf("%s: %.1f %% and %.1f %% held, error %.1f, naive %.1f", name, 100*p.in95/p.n, 100*p.in80/p.n, p.miss/p.n, p.naive/p.n)
		if held := p.in95 / p.n; held < 0.90 || held > 0.98 {
			t.Errorf("%s: intervals of 95 %% hold %.1f %%", name, 100*held)
		}
		if held := p.in80 / p.n; held < 0.72 || held > 0.88 {
			t.Errorf("%s: intervals of 80 %% hold %.1f %%", name, 100*held)
		}
		if p.miss > 0.8*p.naive {
			t.Errorf("%s: error %.1f, naive %.1f", name, p.miss/p.n, p.naive/p.n)
		}
	}
	for name, p := range map[string]pooled{"tomorrow": first, "in 30 days": last} {
		if held := p.in95 / p.n; held < 0.88 {
			t.Errorf("%s: intervals of 95 %% hold %.1f %%", name, 100*held)
		}
	}
}

// A department that codes the oldest first with the coders it has breaks the assumption that
// an account's hazard does not depend on the others. Intervals still hold most of what came.
func TestIntervalsOfACrowdedQueue(t *testing.T) {
	var p pooled
	for seed := range uint64(4) {
		p.add(queue(t, seed, 420).Backtest(forecast.Options{Days: 30, Paths: 200, Seed: seed}, 12).All)
	}
	if held := p.in95 / p.n; held < 0.88 || p.miss > p.naive {
		t.Errorf("%.1f %% held, error %.1f, naive %.1f", 100*held, p.miss/p.n, p.naive/p.n)
	}
}

// A back-test does not look ahead: what comes after the last origin changes no forecast.
func TestBacktestsDoNotLookAhead(t *testing.T) {
	d := department(t, 7, 200, inpatients)
	options := forecast.Options{Days: 7, Paths: 200, Seed: 1, Window: 60}
	before := d.Backtest(options, 1000)
	for day := 67; day < 200; day++ {
		d.Series[0].Arrivals[day] *= 3
	}
	after := d.Backtest(options, 1000)
	if before.All.Error.N != 7 || before.All.Error.Value != after.All.Error.Value {
		t.Errorf("%+v and %+v", before.All.Error, after.All.Error)
	}
}
