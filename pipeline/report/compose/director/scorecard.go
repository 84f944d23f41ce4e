// Package director shows a department at a glance.
package director

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/variation"
)

// attainmentQuery is what a scorecard reads beside the month ends: the share coded within its
// target by week.
const attainmentQuery = "turnaround/attainment_weekly"

// coded within target is the one measure of a scorecard that is not a stock.
const attained = "attainment"

// shownPeriods are those of a spark line: 13 months or weeks, a year and a bit (KPI-01).
const shownPeriods = 13

// indicator is a measure over time with the limits of its usual variation.
type indicator struct {
	spec    report.MeasureSpec
	unit    string // d for days of revenue, 1 for a share, or weight or dollars
	column  string // month or week
	starts  []time.Time
	values  []float64 // NaN without data
	extra   []string  // what the CSV says beside a value: numerator and denominator
	chart   spc.Chart
	partial []bool
	precise []string // of a share, its interval and denominator in words
	basis   []string // what each value rests on, in words
}

// scorecard is the measures of a director: the latest value, the last periods against their
// usual variation, and whether the target can be reached as things are.
func scorecard(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	all := make([]indicator, len(b.Measures))
	for k, spec := range b.Measures {
		all[k] = measured(e, a, spec)
	}
	return card(e, a, b, all, "Days are dollars over revenue a day (gross) at the end of each month. Band: usual variation. Dashed: target.")
}

// card draws indicators and says what their marks say.
func card(e *block.Edition, a block.Answer, b report.BlockSpec, all []indicator, subtitle string) block.Made {
	fig := across.Scorecard{}
	var rows [][]string
	var told []report.Finding
	for _, i := range all {
		if i.last() >= 0 {
			fig.Rows = append(fig.Rows, i.row(e))
			rows = append(rows, i.cells(e)...)
			told = append(told, i.said(e)...)
		}
	}
	if len(fig.Rows) == 0 {
		return block.Made{Empty: true, Absent: unmeasured}
	}
	slices.SortStableFunc(told, func(x, y report.Finding) int { return int(y.Tone) - int(x.Tone) })
	title := b.Title
	switch {
	case len(told) > 0:
		title = told[0].Headline
	case title == "":
		told = []report.Finding{{Headline: "The measures vary as usual", Text: "No measure leaves its usual variation, and none misses its target for good."}}
		title = told[0].Headline
	default:
		title = e.Say("%s: nothing unusual", title)
	}
	fig.Words = e.Words(a, b, title, subtitle, "Table of measures with marks.")
	columns := append(block.Textual("measure", "title", "period"), block.Numeric("value", "numerator", "denominator", "centre", "lower", "upper")...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, title, append(columns, block.Textual("signal", "partial")...), rows)), Findings: told[:min(len(told), mostSaid)]}
}

// mostSaid is how many sentences a director reads.
const mostSaid = 3

// measured finds the periods of a measure and judges them.
func measured(e *block.Edition, a block.Answer, spec report.MeasureSpec) indicator {
	i := indicator{spec: spec, unit: "d", column: "month"}
	if spec.Noun == attained {
		return i.shares(e, a)
	}
	rows, days := variation.StockDays(a, spec.Noun, e.LocalDate())
	for k, row := range rows {
		month := a.Date("month")[row]
		window := month.AddDate(0, 1, 0).Sub(month.AddDate(0, -2, 0)).Hours() / 24
		i.basis = append(i.basis, e.Plural(a.Int("accounts")[row], "accounts"))
		i.add(month, days[k], false, block.Number(a.Real("dollars")[row]), block.Number(a.Real("revenue")[row]/window))
	}
	i.chart = spc.XmR(i.values, spc.Options{})
	return i
}

// shares are the weeks of the share coded within target. Weeks that are not over judge nothing.
func (i indicator) shares(e *block.Edition, a block.Answer) indicator {
	i.unit, i.column = "1", "week"
	weekly := *a.Beside
	starts, xs, ns, partial := variation.ByPeriod(weekly, i.column, "coded_within", "discharged")
	for w := range starts {
		v := math.NaN()
		if ns[w] > 0 {
			v = float64(xs[w]) / float64(ns[w])
		}
		i.add(starts[w], v, partial[w], fmt.Sprint(xs[w]), fmt.Sprint(ns[w]))
		i.basis = append(i.basis, e.Plural(ns[w], "accounts"))
		i.precise = append(i.precise, fmt.Sprintf(" (%s, %s)", e.CI(metric.Proportion(xs[w], ns[w])), i.basis[w]))
	}
	if len(starts) > 0 {
		i.chart = variation.Steady(0, partial, func(o spc.Options) spc.Chart { return spc.PPrime(xs, ns, o) })
	}
	return i
}

func (i *indicator) add(start time.Time, v float64, partial bool, numerator, denominator string) {
	i.starts, i.values, i.partial = append(i.starts, start), append(i.values, v), append(i.partial, partial)
	i.extra = append(i.extra, numerator, denominator)
}

// last is the place of the latest whole period with data; -1 where there is none.
func (i indicator) last() int {
	for at := len(i.values) - 1; at >= 0; at-- {
		if !math.IsNaN(i.values[at]) && !i.partial[at] {
			return at
		}
	}
	return -1
}

// judged reports whether there are periods enough to judge by.
func (i indicator) judged() bool { return variation.Judged(i.chart) }

func (i indicator) row(e *block.Edition) across.Measure {
	last := i.last()
	from := max(0, last+1-shownPeriods)
	m := across.Measure{
		Name: i.spec.Label, Basis: i.basis[last], Latest: e.InUnit(i.values[last], i.unit), Target: e.Text("none"), Values: i.values[from : last+1],
		Lower: math.NaN(), Upper: math.NaN(), Centre: math.NaN(), TargetAt: math.NaN(), Variation: i.variation(), Assurance: i.assurance(),
	}
	for k := range m.Values {
		if i.partial[from+k] {
			m.Values = slices.Clone(m.Values)
			m.Values[k] = math.NaN()
		}
	}
	if i.judged() {
		p := i.chart.Points[last]
		m.Lower, m.Upper, m.Centre = p.Lower, p.Upper, p.Centre
	}
	if i.spec.Target > 0 {
		m.Target, m.TargetAt = e.InUnit(i.spec.Target, i.unit), i.spec.Target
	}
	return m
}

// better is what is better of the measure: less of a stock, more of a share.
func (i indicator) better() string {
	switch i.unit {
	case "d":
		return report.Lower
	case weight, dollars: // a hospital is no better for a higher case-mix index, nor for errors that pay it more
		return ""
	}
	return report.Higher
}

// variation judges the latest whole period.
func (i indicator) variation() across.Variation {
	return variation.Variation(i.chart, i.last(), i.better())
}

// assurance is whether usual variation lies on one side of the target.
func (i indicator) assurance() across.Assurance {
	return variation.Assurance(i.chart, i.last(), i.better(), i.spec.Target)
}

// said is what the marks say in words: special causes, and targets that chance will not reach.
func (i indicator) said(e *block.Edition) (told []report.Finding) {
	if !i.judged() {
		return nil
	}
	p, name := i.chart.Points[i.last()], i.spec.Label
	usual := e.Say("%s to %s", e.InUnit(p.Lower, i.unit), e.InUnit(p.Upper, i.unit))
	at := e.InUnit(p.Value, i.unit)
	if i.precise != nil {
		at += i.precise[i.last()]
	}
	at += " " + i.when(e, i.last())
	switch i.variation() {
	case across.Concerning:
		told = append(told, report.Finding{Headline: e.Say("%s is worse than usual", name), Tone: report.Act,
			Text: e.Sentence("it was %s; usual variation is %s: %s", at, usual, e.Text(ruleWords[p.Signal]))})
	case across.Notable:
		told = append(told, report.Finding{Headline: e.Say("%s is not as usual", name), Tone: report.Watch,
			Text: e.Sentence("it was %s; usual variation is %s: %s. Find out whether the patients or the coding changed", at, usual, e.Text(ruleWords[p.Signal]))})
	case across.Improving:
		told = append(told, report.Finding{Headline: e.Say("%s is better than usual", name), Tone: report.Good,
			Text: e.Sentence("it was %s; usual variation is %s: %s", at, usual, e.Text(ruleWords[p.Signal]))})
	}
	if i.assurance() == across.Misses {
		told = append(told, report.Finding{Headline: e.Say("%s will not reach its target as things are", name), Tone: report.Watch,
			Text: e.Sentence("the target of %s lies outside the usual variation of %s: only a change of how the work is done will reach it", e.InUnit(i.spec.Target, i.unit), usual)})
	}
	return told
}

// when names a period.
func (i indicator) when(e *block.Edition, at int) string {
	switch {
	case i.column == "week":
		return e.Say("in the week of %s", e.Day(i.starts[at]))
	case i.unit != "d":
		return e.Say("in %s", e.Month(i.starts[at]))
	}
	return e.Say("at the end of %s", e.Month(i.starts[at]))
}

// ruleWords say why a period is more than chance.
var ruleWords = map[spc.Signal]string{
	spc.Outside: "it lies outside the limits", spc.Shift: "a run of seven or more lies on one side of the mean",
	spc.Trend: "it rose or fell steadily", spc.NearLimit: "two of three lie near a limit",
}

func (i indicator) cells(e *block.Edition) (rows [][]string) {
	for at, start := range i.starts {
		row := []string{i.spec.Noun, i.spec.Label, start.Format(time.DateOnly), variation.OrNone(i.values[at], true), i.extra[2*at], i.extra[2*at+1], "", "", "", "", e.Text(yesNo(i.partial[at]))}
		if i.chart.Defined() && !math.IsNaN(i.values[at]) {
			p := i.chart.Points[at]
			copy(row[6:], []string{block.Number(metric.UnsignedZero(p.Centre)), variation.OrNone(p.Lower, true), variation.OrNone(p.Upper, true), e.Text(strings.ToLower(p.Signal.String()))})
		}
		rows = append(rows, row)
	}
	return rows
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
