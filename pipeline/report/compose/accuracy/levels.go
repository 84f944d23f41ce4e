package accuracy

import (
	"slices"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// states are those in which somebody has to answer or decide, in the order of the table, with
// whose time it is. An auditor decides on a rebuttal of the auditor's own finding.
var states = []struct {
	name, words string
	own         bool // a row for each auditor
}{
	{"issued", "Coders, to accept or rebut", false},
	{"rebutted", "Auditor %s, to decide", true},
	{"second_level", "The second level, to decide", false},
}

// waited is how long findings were in a state, in business days (CLK-04).
type waited struct {
	words       string
	level       int64
	exits       []survival.Exit
	due, inTime int64 // of those that left the state, or are in it for longer than the level
	waiting     int64
	overdue     int64
	uncounted   int64 // beyond the table of holidays
}

// serviceLevels is a table of the business days in which findings were answered and decided, and
// of what share of them was in time (standard 2.10).
func serviceLevels(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	place, err := calendar.NewFacility(e.Location.String(), e.Forecast.Holidays)
	if err != nil {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Whose time"),
		block.Numeric("Findings", "Median business days (95% CI)", "Days given", "In time (95% CI)", "Waiting", "Overdue")...)}
	var uncounted int64
	for _, w := range waits(e, place, a) {
		uncounted += w.uncounted
		life := survival.KaplanMeier(w.exits)
		if !life.Defined() {
			continue
		}
		inTime := e.Text("none due")
		if share := metric.Proportion(w.inTime, w.due); share.Defined() {
			inTime = e.Say("%s (%s) of %s", e.Percent(share.Value), e.Interval(share), e.Count(w.due))
		}
		t.Rows = append(t.Rows, []string{w.words, e.Count(life.N), e.WholeTime(life.Quantile(0.5)), e.Count(w.level), inTime, e.Count(w.waiting), e.Count(w.overdue)})
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = []string{e.Text("Business days, without weekends and holidays; the day on which it was handed over is 0. Kaplan–Meier: a finding that waits counts for as long as it has. In time: of those answered or decided, or waiting for longer than the days given. Those of one record move together, so that the intervals are on the narrow side.")}
	if uncounted > 0 {
		t.Notes = append(t.Notes, e.Sentence("%s left out, on dates that the table of holidays does not reach", e.Plural(uncounted, "findings")))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

// waits sums an answer by whose time it is.
func waits(e *block.Edition, place calendar.Facility, a block.Answer) []waited {
	var all []waited
	for _, s := range states {
		found := map[string]*waited{}
		var order []string
		for i, state := range a.Text("state") {
			if state != s.name {
				continue
			}
			who, words := "", e.Text(s.words)
			if s.own {
				who = a.Text("unit")[i]
				words = e.Say(s.words, who)
			}
			if found[who] == nil {
				found[who] = &waited{words: words, level: e.ServiceLevels[state]}
				order = append(order, who)
			}
			found[who].add(place, a.Date("began_on")[i], a.Date("ended_on")[i], a.Int("ended")[i], a.Int("waiting")[i])
		}
		for _, who := range order {
			slices.SortFunc(found[who].exits, func(x, y survival.Exit) int { return int(x.Time - y.Time) })
			all = append(all, *found[who])
		}
	}
	return all
}

// add counts findings that were in the state between two dates, and left it then or wait.
func (w *waited) add(place calendar.Facility, began, until time.Time, ended, waiting int64) {
	days, ok := place.DaysBusiness(onDate(began), onDate(until))
	if !ok {
		w.uncounted += ended + waiting
		return
	}
	w.exits = append(w.exits, survival.Exit{Time: max(0, float64(days)), Events: ended, Censored: waiting})
	w.due += ended
	w.waiting += waiting
	if int64(days) <= w.level {
		w.inTime += ended
		return
	}
	w.due += waiting
	w.overdue += waiting
}

func onDate(t time.Time) calendar.Moment {
	d, _ := calendar.On(t.Date()) // a time always has a date
	return calendar.DateOnly(d)
}
