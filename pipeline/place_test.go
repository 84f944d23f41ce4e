package pipeline

import (
	"path/filepath"
	"testing"
	"time"

	"chartline/pipeline/config"
)

// Jobs that make one report otherwise write into folders of their own, in whatever order they
// run; those that make it alike, and a job that is alone with a report, into that of the day.
func TestJobsThatMakeAReportOtherwiseHaveFoldersOfTheirOwn(t *testing.T) {
	year, north := config.Period{Months: 12}, map[string]string{"facility": "NORTH"}
	jobs := map[string]config.Job{
		"daily":   {Reports: []string{"director", "turnaround"}, Period: config.LastMonth},
		"monthly": {Reports: []string{"director", "case_mix"}, Period: year},
		"north":   {Reports: []string{"forecast"}, Period: year, Parameters: north},
		"noon":    {Reports: []string{"case_mix"}, Period: year},
		"demo":    {Reports: []string{"public"}, Period: year, AsOf: "2026-10-01T06:00:00Z"},
		"all":     {Reports: []string{"public"}, Period: year, AsOf: "2026-10-01T06:00:00Z", Parameters: map[string]string{}},
	}
	p := &Program{Config: &config.Config{Out: "out", Timezone: "America/Chicago", Jobs: jobs}}
	for name, c := range map[string]struct {
		report, job string
		change      func(*ReportRequest)
		want        string
	}{
		"a job beside another":      {"director", "daily", nil, "2026-09-30-daily"},
		"the other":                 {"director", "monthly", nil, "2026-09-30-monthly"},
		"alike, at its own instant": {"case_mix", "noon", nil, "2026-09-30-noon"},
		"alike at one instant":      {"public", "demo", nil, "2026-09-30"},
		"alone":                     {"turnaround", "daily", nil, "2026-09-30"},
		"no job makes it":           {"data_quality", "", nil, "2026-09-30"},
		"a job that does not list it, as no other does": {"data_quality", "daily", nil, "2026-09-30"},
		"a job that does not list it, as another does":  {"turnaround", "monthly", nil, "2026-09-30-monthly"},
		"without a job, which one makes":                {"turnaround", "", nil, "2026-09-30-by-hand"},
		"of another period":                             {"turnaround", "daily", func(r *ReportRequest) { r.Job.Period = year }, "2026-09-30-by-hand"},
		"of other parameters":                           {"forecast", "north", func(r *ReportRequest) { r.Job.Parameters = nil }, "2026-09-30-by-hand"},
		"in another language":                           {"turnaround", "daily", func(r *ReportRequest) { r.Language = "es" }, "2026-09-30-by-hand"},
		"the same as configured":                        {"forecast", "north", func(r *ReportRequest) { r.Job.Parameters = map[string]string{"facility": "NORTH"} }, "2026-09-30"},
	} {
		t.Run(name, func(t *testing.T) {
			r := ReportRequest{Report: c.report, JobName: c.job, Job: jobs[c.job]}
			if c.change != nil {
				c.change(&r)
			}
			got, err := p.Place(r, time.Date(2026, 10, 1, 4, 0, 0, 0, time.UTC)) // 23:00 of the day before in Chicago
			if want := filepath.Join("out", c.report, c.want); err != nil || got != want {
				t.Errorf("it goes to %s (%v), want %s", got, err, want)
			}
		})
	}
}
