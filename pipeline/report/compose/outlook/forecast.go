// Package outlook shows forecasts and how they would have done on the past.
package outlook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/forecast"
	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/language"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// capacityQuery says what coders do in an hour.
const capacityQuery = "forecast/capacity"

// shownPast is the days of history before a forecast that its figure shows.
const shownPast = 56

// look makes the forecast of an answer of forecast/flow, with what coders do beside it.
// Blocks that ask the same share it.
func look(e *block.Edition, a block.Answer) flow.Outlook {
	asked := fmt.Sprint(a.Query.Name, a.Values)
	o, made := e.Outlooks[asked]
	if !made {
		o = flow.Look(a.Answer, a.Beside.Answer, e.LocalDate(), e.Forecast)
		if e.Outlooks == nil {
			e.Outlooks = map[string]flow.Outlook{}
		}
		e.Outlooks[asked] = o
	}
	return o
}

// backlogForecast draws the accounts that will wait in the days ahead, all types together.
func backlogForecast(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	o := look(e, a)
	if !o.AsBefore.Defined() {
		return unforecast(e, o.AsBefore.Missing)
	}
	finding, key := forecastFinding(e, o)
	panel := fanPanel(e, o, o.AsBefore.Total, o.WhatIf.Total)
	words := e.Words(a, b, finding.Headline, e.Say(
		"Accounts discharged and not final-coded at the end of each day; %s simulated futures from %s {day|days} of history.", e.Count(int64(o.AsBefore.Paths)), e.Count(panel.n)), "Fan chart.")
	words.Caption += warned(e, o.AsBefore.Warnings)
	fig := course.Fan{Words: words, Axis: e.Text("Uncoded accounts"), Panels: []course.FanPanel{panel.FanPanel}}
	return block.Made{Block: block.Figure(b, fig, forecastTwin(e, b, finding.Headline, o, o.AsBefore.Total)), Finding: finding, Key: key}
}

// unforecast says why there is no forecast.
func unforecast(e *block.Edition, why string) block.Made {
	return block.Made{Finding: &report.Finding{Headline: "No forecast can be made", Text: e.Sentence("%s", e.Reason(why)), Tone: report.Watch}}
}

// typeForecasts draws a forecast for each account type.
func typeForecasts(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	o := look(e, a)
	if !o.AsBefore.Defined() {
		return block.Made{Empty: true}
	}
	fig := course.Fan{Axis: e.Text("Uncoded accounts")}
	var outlooks []forecast.Outlook
	for i, t := range o.AsBefore.Types {
		var other forecast.Outlook
		if o.WhatIf.Defined() {
			other = o.WhatIf.Types[i]
		}
		fig.Panels = append(fig.Panels, fanPanel(e, o, t, other).FanPanel)
		outlooks = append(outlooks, t)
	}
	title := typesTitle(e, o)
	fig.Words = e.Words(a, b, title, "Accounts discharged and not final-coded at the end of each day. Each type has its own scale.", "Fan charts.")
	return block.Made{Block: block.Figure(b, fig, forecastTwin(e, b, title, o, outlooks...))}
}

// typesTitle names the patient types whose backlog changes by more than its interval of 95 %.
func typesTitle(e *block.Edition, o flow.Outlook) string {
	var grow, shrink []string
	for _, t := range o.AsBefore.Types {
		past, last := flow.Backlog(o.Department, t.Type), t.Days[len(t.Days)-1]
		now := float64(past[len(past)-1])
		switch name := strings.ToLower(e.PatientType(t.Type)); {
		case last.Waiting.Lo > now:
			grow = append(grow, name)
		case last.Waiting.Hi < now:
			shrink = append(shrink, name)
		}
	}
	switch {
	case len(grow) > 0 && len(shrink) > 0:
		return e.Say("The backlog will grow (%s) and shrink (%s)", e.List(grow), e.List(shrink))
	case len(grow) > 0:
		return e.Say("The backlog will grow: %s", e.List(grow))
	case len(shrink) > 0:
		return e.Say("The backlog will shrink: %s", e.List(shrink))
	}
	return e.Text("The backlog of no patient type clearly changes")
}

// fan is a panel with the days of history behind it.
type fan struct {
	course.FanPanel
	n int64
}

// fanPanel is an outlook beside its last weeks; other is the same with extra coders.
func fanPanel(e *block.Edition, o flow.Outlook, outlook, other forecast.Outlook) fan {
	panel := fan{FanPanel: course.FanPanel{Name: e.PatientType(outlook.Type)}, n: outlook.Days[0].Waiting.N}
	var past []int64
	if outlook.Type == "" {
		past = flow.Backlog(o.Department)
	} else {
		past = flow.Backlog(o.Department, outlook.Type)
	}
	for i := max(0, len(past)-shownPast); i < len(past); i++ {
		panel.Past = append(panel.Past, course.Point{Start: timeOf(o.Department.Start.After(calendar.Days(i))), Value: float64(past[i])})
	}
	for _, d := range outlook.Days {
		panel.Ahead = append(panel.Ahead, course.FanDay{On: timeOf(d.Date), Median: d.Waiting.Value, Lo80: d.Lo80, Hi80: d.Hi80, Lo95: d.Waiting.Lo, Hi95: d.Waiting.Hi})
	}
	for _, d := range other.Days {
		panel.Other = append(panel.Other, course.Point{Start: timeOf(d.Date), Value: d.Waiting.Value})
	}
	panel.OtherName = e.Text("with extra coders")
	return panel
}

func timeOf(d calendar.Date) time.Time { return time.Unix(int64(d)*86_400, 0).UTC() }

// forecastFinding says where the backlog will be, and calls it a change only where the
// interval of 95 % leaves out the backlog of today.
func forecastFinding(e *block.Edition, o flow.Outlook) (*report.Finding, *report.KeyFigure) {
	days := o.AsBefore.Total.Days
	last, past := days[len(days)-1], flow.Backlog(o.Department)
	now := past[len(past)-1]
	headline, tone := "The forecast shows no clear change of the backlog", report.Neutral
	switch {
	case last.Waiting.Lo > float64(now):
		headline, tone = "The backlog will grow", report.Act
	case last.Waiting.Hi < float64(now):
		headline, tone = "The backlog will shrink", report.Good
	}
	on := timeOf(last.Date)
	text := e.Say("%s {account|accounts} waited at the end of %s; %s {is|are} expected at the end of %s (%s\u00a0in\u00a080%%, %s\u00a0in\u00a095%% of futures)",
		e.Count(now), e.Day(timeOf(days[0].Date-1)), e.Fixed(last.Waiting.Value, 0), e.Day(on), eighty(e, last), ninetyFive(e, last))
	if o.WhatIf.Defined() {
		with := o.WhatIf.Total.Days[len(days)-1]
		text += e.Say("; with %s it would be %s (%s in 95%% of futures)", extraWords(e, o), e.Fixed(with.Waiting.Value, 0), ninetyFive(e, with))
	}
	key := &report.KeyFigure{Value: e.Fixed(last.Waiting.Value, 0), Interval: e.Say("95%%\u00a0of futures %s", ninetyFive(e, last)), Basis: e.Say("expected on %s", e.Day(on)), Tone: tone}
	return &report.Finding{Headline: headline, Text: e.Sentence("%s", text), Tone: tone}, key
}

func eighty(e *block.Edition, d forecast.Day) string {
	return e.Fixed(d.Lo80, 0) + "–" + e.Fixed(d.Hi80, 0)
}

func ninetyFive(e *block.Edition, d forecast.Day) string {
	return e.Fixed(d.Waiting.Lo, 0) + "–" + e.Fixed(d.Waiting.Hi, 0)
}

// extraWords are the coders of the question "what if".
func extraWords(e *block.Edition, o flow.Outlook) string {
	var parts []string
	for _, x := range o.Settings.Extra {
		part := e.Say("%s more on %ss for %s {hour|hours} each", e.Plural(int64(x.Coders), "coders"), e.Text(x.On.String()), trimmed(e, x.Hours))
		if x.Type != "" {
			part = e.Say("%s on %s accounts", part, strings.ToLower(e.PatientType(x.Type)))
		}
		parts = append(parts, part)
	}
	return e.List(parts)
}

// trimmed writes a number with the decimals that it has.
func trimmed(e *block.Edition, v float64) string {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return e.Fixed(v, len(fraction))
}

func warned(e *block.Edition, warnings []string) (text string) {
	for _, w := range warnings {
		text += " " + e.Sentence("%s", e.Reason(w))
	}
	return text
}

// forecastTwin is every day ahead of some outlooks.
func forecastTwin(e *block.Edition, b report.BlockSpec, title string, o flow.Outlook, outlooks ...forecast.Outlook) report.Table {
	columns := append(block.Textual("patient_type", "patient_type_name", "day"), block.Numeric("median", "lower_80", "upper_80", "lower_95", "upper_95", "arrived", "coded", "n", "paths", "seed")...)
	var rows [][]string
	for _, outlook := range outlooks {
		key, name := outlook.Type, e.PatientType(outlook.Type)
		if key == "" {
			key, name = "all", e.Text("All")
		}
		for _, d := range outlook.Days {
			rows = append(rows, []string{key, name, d.Date.String(), block.Number(d.Waiting.Value), block.Number(d.Lo80), block.Number(d.Hi80), block.Number(d.Waiting.Lo), block.Number(d.Waiting.Hi),
				block.Number(d.Arrived), block.Number(d.Coded), fmt.Sprint(d.Waiting.N), fmt.Sprint(o.AsBefore.Paths), strconv.FormatUint(o.AsBefore.Seed, 10)})
		}
	}
	return block.Twin(b, title, columns, rows)
}

// tableDays are the days ahead of which a table tells.
var tableDays = []int{1, 7, 14, 30, 60, 90}

// forecastTable is medians and intervals by patient type, a week or so apart.
func forecastTable(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	o := look(e, a)
	if !o.AsBefore.Defined() {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Patient type", "End of"), block.Numeric("Accounts", "80%", "95%", "Arrive", "Are coded")...)}
	t.Columns[0].Grouped = true
	if o.WhatIf.Defined() {
		t.Columns = append(t.Columns, block.Numeric("With extra coders", "95%")...)
	}
	for i, outlook := range append(slices.Clone(o.AsBefore.Types), o.AsBefore.Total) {
		name := e.PatientType(outlook.Type)
		if i == len(o.AsBefore.Types) {
			name = e.Text("All")
		}
		for _, ahead := range tableDays {
			if ahead <= len(outlook.Days) {
				t.Rows = append(t.Rows, forecastRow(e, o, i, ahead, name, outlook))
			}
		}
	}
	t.Notes = []string{"Accounts: median of the simulated futures, with the intervals that hold 80 and 95% of them. Arrive, are coded: medians of that day."}
	if o.WhatIf.Defined() {
		t.Notes = append(t.Notes, e.Sentence("extra coders: %s, who code as many charts in an hour as the department did in the last 91 days and only accounts without a hold; %s", extraWords(e, o), ratesWords(e, o)))
	}
	return block.Made{Block: report.Block{Table: t}}
}

func forecastRow(e *block.Edition, o flow.Outlook, i, ahead int, name string, outlook forecast.Outlook) []string {
	d := outlook.Days[ahead-1]
	row := []string{name, e.Date(timeOf(d.Date), language.WeekdayLayout), e.Fixed(d.Waiting.Value, 0), eighty(e, d), ninetyFive(e, d), e.Fixed(d.Arrived, 0), e.Fixed(d.Coded, 0)}
	if !o.WhatIf.Defined() {
		return row
	}
	with := o.WhatIf.Total
	if i < len(o.WhatIf.Types) {
		with = o.WhatIf.Types[i]
	}
	return append(row, e.Fixed(with.Days[ahead-1].Waiting.Value, 0), ninetyFive(e, with.Days[ahead-1]))
}

// ratesWords are the charts an hour of each plan.
func ratesWords(e *block.Edition, o flow.Outlook) string {
	var parts []string
	for _, s := range o.Department.Series {
		if p, ok := o.Plans[s.Type]; ok {
			parts = append(parts, fmt.Sprintf("%s %s", strings.ToLower(e.PatientType(s.Type)), e.Fixed(p.PerHour, 1)))
		}
	}
	return e.Say("charts an hour: %s", e.List(parts))
}

// backtest is a table of how forecasts would have done on the past.
func backtest(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	o := look(e, a)
	if !o.AsBefore.Defined() {
		return block.Made{Empty: true}
	}
	past := o.Backtest()
	if !past.Defined() {
		return block.Made{Finding: &report.Finding{Headline: "The forecast could not be tested on the past", Text: e.Sentence("%s", e.Reason(past.Missing)), Tone: report.Watch}}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Forecast"), block.Numeric("Held by 80%", "Held by 95%", "95% CI", "Mean error", "95% CI", "Last week’s", "Forecasts")...)}
	for _, ahead := range tableDays {
		if ahead <= len(past.ByDay) {
			t.Rows = append(t.Rows, backtestRow(e, e.Say("%s ahead, all types", e.Plural(int64(ahead), "days")), past.ByDay[ahead-1]))
		}
	}
	for _, kind := range past.Types {
		t.Rows = append(t.Rows, backtestRow(e, e.Say("All days, %s", strings.ToLower(e.PatientType(kind.Type))), kind.Accuracy))
	}
	t.Rows = append(t.Rows, backtestRow(e, e.Text("All days, all types"), past.All))
	t.Notes = []string{
		"Forecasts from past days that saw only what came before, held to what came (rolling origin). Held by: the share of days that lay within the interval.",
		"Mean error: mean distance of the median from what came, in accounts. Last week’s: the error of repeating the same weekday of the last week known. Neighbouring days share their past, so these intervals are too narrow.",
	}
	return block.Made{Block: report.Block{Table: t}, Finding: backtestFinding(e, past)}
}

func backtestRow(e *block.Edition, name string, x forecast.Accuracy) []string {
	return []string{name, e.Value(x.Cover80), e.Value(x.Cover95), e.Interval(x.Cover95), e.Value(x.Error), e.Interval(x.Error), e.Value(x.Naive), e.Count(x.Cover95.N)}
}

// backtestFinding says whether the forecast beats repeating last week, and whether its
// intervals hold what they promise.
func backtestFinding(e *block.Edition, past forecast.Backtest) *report.Finding {
	x := past.All
	headline, tone := "The forecast has not beaten repeating last week", report.Watch
	if x.Error.Defined() && x.Naive.Defined() && x.Error.Value < x.Naive.Value {
		headline, tone = "In the past the forecast came nearer than repeating last week", report.Good
	}
	if belowPromise(x.Cover95) {
		headline, tone = "In the past the intervals held less than they promise", report.Watch
	}
	return &report.Finding{Headline: headline, Tone: tone, Text: e.Sentence(
		"of %s forecast {day|days} %s lay within the 95%% interval and %s within the 80%% interval; the mean error was %s accounts, and %s for repeating last week",
		e.Count(x.Cover95.N), e.Value(x.Cover95), e.Value(x.Cover80), e.Value(x.Error), e.Value(x.Naive))}
}

// belowPromise reports whether clearly fewer days than 90 % were held by an interval of 95 %.
func belowPromise(held metric.Estimate) bool {
	return held.Defined() && held.Hi < 0.95 && held.Value < 0.9
}
