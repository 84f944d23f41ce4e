package provider

import (
	"slices"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// Business days that a provider has to answer (standard.md 3.3): while the patient is in house,
// and afterwards.
const (
	concurrentLimit    = 2
	retrospectiveLimit = 3
)

// answered is how the queries of one phase went, in business days (CLK-04).
type answered struct {
	phase       string
	limit       float64
	exits       []survival.Exit
	due, inTime int64 // of those not retracted, answered, closed, or as old as the limit (QRY-02)
	uncounted   int64 // beyond the table of holidays
}

// answerDays is a table of how many business days providers take to answer, by phase, and of
// what share of the queries due was answered within the limit (QRY-02, QRY-03, CLK-04).
func answerDays(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	place, err := calendar.NewFacility(e.Location.String(), e.Forecast.Holidays)
	if err != nil {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Phase"),
		block.Numeric("Queries", "Answered", "Median business days (95% CI)", "90% by day (95% CI)", "Days given", "Answered in time (95% CI)")...)}
	var finding *report.Finding
	var times block.Times
	var uncounted int64
	for _, g := range inBusinessDays(place, a) {
		uncounted += g.uncounted
		km := survival.KaplanMeier(g.exits)
		if !km.Defined() {
			continue
		}
		share := metric.Proportion(g.inTime, g.due)
		t.Rows = append(t.Rows, slices.Concat([]string{e.GroupWord(g.phase), e.Count(km.N), e.Count(km.Events)},
			times.Cells(e, km, 0.5, 0.9), []string{e.Fixed(g.limit, 0), ofDue(e, share, g.due)}))
		if finding == nil && share.Defined() {
			finding = answerDaysFinding(e, g, share)
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = []string{"Business days by the facility's clock, without weekends and holidays; the day of the question is 0. Kaplan–Meier: a query without an answer counts for as long as it was followed. In time: of the queries answered, closed or as old as the days given; retracted ones are left out."}
	t.Notes = append(t.Notes, times.Notes()...)
	if uncounted > 0 {
		t.Notes = append(t.Notes, e.Sentence("%s left out, asked or ended on dates that the table of holidays does not reach", e.Plural(uncounted, "queries")))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding}
}

func answerDaysFinding(e *block.Edition, g answered, share metric.Estimate) *report.Finding {
	days := e.Fixed(g.limit, 0)
	return &report.Finding{
		Headline: e.Say("%s of the %s queries are answered within %s business {day|days}", e.Percent(share.Value), e.Text(g.phase), days),
		Text:     e.Sentence("%s (%s) of %s %s {[3]query|queries} that {[3]was|were} due {[3]was|were} answered within %s business {day|days}, weekends and holidays not counted", e.Percent(share.Value), e.CI(share), e.Count(g.due), e.Text(g.phase), days),
	}
}

// ofDue writes a share with its interval and what it is a share of.
func ofDue(e *block.Edition, share metric.Estimate, due int64) string {
	if !share.Defined() {
		return e.Text("none due")
	}
	return e.Say("%s (%s) of %s", e.Percent(share.Value), e.Interval(share), e.Count(due))
}

// inBusinessDays puts queries on the business days that they took, phase by phase.
func inBusinessDays(place calendar.Facility, a block.Answer) []answered {
	var all []answered
	asked, ended := a.Int("asked_second"), a.Int("ended_second")
	answers, open, closed, retracted := a.Int("answered"), a.Int("open"), a.Int("closed"), a.Int("retracted")
	for i, phase := range a.Text("phase") {
		if len(all) == 0 || all[len(all)-1].phase != phase {
			all = append(all, answered{phase: phase, limit: daysGiven(phase)})
		}
		g := &all[len(all)-1]
		days, ok := place.DaysBusiness(place.At(time.Unix(asked[i], 0)), place.At(time.Unix(ended[i], 0)))
		if !ok {
			g.uncounted += answers[i] + open[i] + closed[i] + retracted[i]
			continue
		}
		g.add(max(0, float64(days)), answers[i], open[i], closed[i], retracted[i]) // an answer before its question took no time (CLK-05)
	}
	for i := range all {
		slices.SortFunc(all[i].exits, func(x, y survival.Exit) int { return int(x.Time - y.Time) })
	}
	return all
}

// add counts queries that ended so many business days after they were asked.
func (g *answered) add(days float64, answers, open, closed, retracted int64) {
	g.exits = append(g.exits, survival.Exit{Time: days, Events: answers, Censored: open + closed + retracted})
	g.due += answers + closed
	if days <= g.limit {
		g.inTime += answers
	} else {
		g.due += open // one that is open on its last day may still be answered in time
	}
}

func daysGiven(phase string) float64 {
	if phase == "concurrent" {
		return concurrentLimit
	}
	return retrospectiveLimit
}
