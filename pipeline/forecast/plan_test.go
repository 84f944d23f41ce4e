package forecast_test

import (
	"testing"
	"time"

	"chartline/pipeline/forecast"
	"chartline/pipeline/metric/metrictest"
)

// "What if two coders more on Saturdays": 2 × 8 hours × 2 charts are 32 charts, where as many
// wait; the next Friday little of that is left, since what is coded on Saturday is not coded
// on Monday.
func TestTwoMoreCodersOnSaturdays(t *testing.T) {
	d := department(t, 2, 300, inpatients)
	options := forecast.Options{Days: 28, Seed: 3}
	usual := d.Forecast(options)
	options.Plans = map[string]forecast.Plan{"IP": {PerHour: 2, Extra: []forecast.Extra{{On: time.Saturday, Coders: 2, Hours: 8}}}}
	more := d.Forecast(options)
	for i, day := range more.Total.Days {
		if day.Date.Weekday() == time.Saturday {
			metrictest.Near(t, "coded more on Saturday", day.Coded-usual.Total.Days[i].Coded, 32, 4)
			metrictest.Near(t, "waiting less after it", usual.Total.Days[i].Waiting.Value-day.Waiting.Value, 34, 8)
		}
		if day.Waiting.Value > usual.Total.Days[i].Waiting.Value+3 {
			t.Errorf("%s: more coders, and more waits", day.Date)
		}
	}
}

func TestPlannedHoursLimitTheWork(t *testing.T) {
	d := department(t, 2, 300, inpatients)
	plan := forecast.Plan{PerHour: 2, Hours: [8]float64{0, 10, 10, 10, 10, 10, 0, 0}}
	options := forecast.Options{Days: 14, Seed: 3, Plans: map[string]forecast.Plan{"IP": plan}}
	f := d.Forecast(options)
	for _, day := range f.Total.Days {
		want := 2 * plan.Hours[day.Date.Weekday()]
		metrictest.Near(t, "coded on "+day.Date.String(), day.Coded, want, 1.5)
	}
	if grows := f.Total.Days[13].Waiting.Value - f.Total.Days[0].Waiting.Value; grows < 100 {
		t.Errorf("half the hours, and the backlog grows by %g", grows)
	}
}

// Half of the waiting accounts can be coded: a hundred extra coders leave the other half.
func TestExtraCodersNeedReadyAccounts(t *testing.T) {
	d := steady(t, 3, 300, 100, 0.5)
	extra := make([]forecast.Extra, 7)
	for weekday := range extra {
		extra[weekday] = forecast.Extra{On: time.Weekday(weekday), Coders: 100, Hours: 8}
	}
	for ready, want := range map[float64]float64{0: 0, 0.5: 33} {
		f := d.Forecast(forecast.Options{Days: 20, Seed: 1, Plans: map[string]forecast.Plan{"IP": {PerHour: 3, Extra: extra, Ready: ready}}})
		// With half of the rest coded, a quarter of what waits stays: 100 × (¼ + 1/16 + …) = 33.
		metrictest.Near(t, "waiting", f.Total.Days[19].Waiting.Value, want, 5)
	}
}
