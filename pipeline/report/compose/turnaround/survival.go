// Package turnaround shows how long accounts take, where they wait and how they leave.
package turnaround

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// defaultLimit is the last day that a survival curve shows, and the horizon of
// restricted means (CEN-08).
const defaultLimit = 30

// table is the life table of one group.
type table struct {
	name   string
	start  time.Time
	exits  []survival.Exit
	late   []survival.Entry // those that were not followed from the start (CEN-06)
	exited int64
}

// survivalCurves draws how many accounts still wait by days since discharge, a curve a
// patient type: uncoded accounts count for as long as they were followed (CEN-01).
func survivalCurves(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	limit := float64(block.OrDefault(b.Limit, defaultLimit))
	tables := lifeTables(a)
	ticks := course.DayTicks(limit)
	fig := course.Survival{TimeTitle: e.Text("Calendar days since discharge"), ShareTitle: e.Text("Accounts not final-coded"), OpenHead: e.Text("Still open"), Limit: limit, Ticks: ticks}
	if b.Target > 0 {
		fig.Target = chart.Target{Value: b.Target, Label: e.Say("%s target %s\u00a0d", b.Noun, e.Fixed(b.Target, 0))}
	}
	var rows [][]string
	var medians []metric.Estimate
	var names []string
	exited, all, largest := int64(0), int64(0), int64(0)
	for _, t := range tables {
		exited += t.exited
		km := survival.FollowUp{Exits: t.exits, Entries: t.late}.KaplanMeier()
		if !km.Defined() {
			continue
		}
		if all == 0 {
			largest = km.N
		}
		all += km.N
		median := km.Quantile(0.5)
		medians, names = append(medians, median), append(names, e.PatientType(t.name))
		rows = append(rows, survivalRows(e, t.name, km, limit)...)
		if len(fig.Groups) < 4 {
			fig.Groups = append(fig.Groups, curve(e, t.name, km, median, ticks))
		}
	}
	if len(medians) == 0 {
		return block.Made{Empty: true}
	}
	finding := survivalFinding(e, names, medians, all, exited)
	fig.Words = e.Words(a, b, finding.Headline,
		e.Say("Kaplan–Meier estimate on %s {account|accounts}, open ones included; bands: 95%% intervals; dots: medians.", e.Count(all)), "Survival curves.")
	columns := append(block.Textual("patient_type", "patient_type_name"), block.Numeric("day", "at_risk", "share_open", "lower", "upper")...)
	return block.Made{
		Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding,
		Key: medianKey(e, medians[0], largest, names[0]), Estimates: map[string]metric.Estimate{"": medians[0]},
	}
}

// medianKey is the tile of the largest group, half of which may not be coded yet.
func medianKey(e *block.Edition, median metric.Estimate, accounts int64, name string) *report.KeyFigure {
	value := e.InDays(median)
	if !median.Defined() {
		value = e.Text("not reached")
	}
	return &report.KeyFigure{Value: value, Interval: e.CI(median), Basis: e.Say("median, %s %s {[1]account|accounts}", e.Count(accounts), strings.ToLower(name))}
}

// lifeTables splits an answer into its groups, the largest first.
func lifeTables(a block.Answer) []table {
	byName := map[string]*table{}
	var tables []*table
	days, coded, censored, exited := a.Int("day"), a.Int("coded"), a.Int("censored"), a.Int("exited")
	late := make([]int64, a.Len())
	if _, ok := a.Query.Column("entered"); ok {
		late = a.Int("entered")
	}
	for i, name := range a.Text("patient_type") {
		t := byName[name]
		if t == nil {
			t = &table{name: name}
			byName[name] = t
			tables = append(tables, t)
		}
		t.exits = append(t.exits, survival.Exit{Time: float64(days[i]), Events: coded[i], Censored: censored[i]})
		t.late = append(t.late, survival.Entry{Time: float64(days[i]), Accounts: late[i]})
		t.exited += exited[i]
	}
	slices.SortStableFunc(tables, func(x, y *table) int { return rankType(x.name) - rankType(y.name) })
	out := make([]table, len(tables))
	for i, t := range tables {
		out[i] = *t
	}
	return out
}

// rankType puts inpatients first, as departments do.
func rankType(name string) int {
	if i := slices.Index([]string{"IP", "OBS", "SDS", "ED"}, name); i >= 0 {
		return i
	}
	return 9
}

func curve(e *block.Edition, name string, km survival.Curve, median metric.Estimate, ticks []float64) course.Curve {
	c := course.Curve{Name: e.PatientType(name)}
	for _, s := range km.Steps {
		c.Steps = append(c.Steps, course.Step{Time: s.Time, Share: s.Survival, Lo: s.Lo, Hi: s.Hi})
	}
	if median.Defined() {
		c.Median, c.MedianText = median.Value, e.Fixed(median.Value, 0)+wording.NoBreak+"d"
	}
	for _, day := range ticks {
		c.Open = append(c.Open, e.Small(km.AtRisk(day)))
	}
	return c
}

func survivalRows(e *block.Edition, name string, km survival.Curve, limit float64) [][]string {
	var rows [][]string
	for _, s := range km.Steps {
		if s.Time > limit {
			break
		}
		atRisk := fmt.Sprint(s.AtRisk)
		if s.AtRisk < e.MinCell {
			atRisk = "<" + fmt.Sprint(e.MinCell)
		}
		rows = append(rows, []string{name, e.PatientType(name), fmt.Sprint(s.Time), atRisk, block.Number(s.Survival), block.Number(s.Lo), block.Number(s.Hi)})
	}
	return rows
}

func survivalFinding(e *block.Edition, names []string, medians []metric.Estimate, all, exited int64) *report.Finding {
	var parts []string
	for i, m := range medians {
		if m.Defined() {
			parts = append(parts, fmt.Sprintf("%s %s", strings.ToLower(names[i]), e.WithRange(m)))
		} else {
			parts = append(parts, e.Say("%s not reached", strings.ToLower(names[i])))
		}
	}
	headline := e.Say("Half of the %s accounts are coded within %s", strings.ToLower(names[0]), wholeDays(e, medians[0]))
	if !medians[0].Defined() {
		headline = e.Say("Less than half of the %s accounts are coded so far", strings.ToLower(names[0]))
	}
	text := e.Sentence("median days from discharge to final coding (95%% CI), with the accounts that still wait: %s", strings.Join(parts, ", "))
	if exited > 0 {
		text = e.Sentence("median days from discharge to final coding (95%% CI), with the accounts that still wait: %s. Left out {[2]is|are} %s of %s: voided, combined or made non-billable",
			strings.Join(parts, ", "), e.Count(exited), e.Plural(all+exited, "accounts"))
	}
	return &report.Finding{Headline: headline, Text: text}
}

func wholeDays(e *block.Edition, est metric.Estimate) string {
	return e.Say("%s {day|days}", e.Fixed(est.Value, 0))
}
