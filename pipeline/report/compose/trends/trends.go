// Package trends shows what became more or less frequent.
package trends

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/language"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/metric/regression"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/frequency"
	"chartline/pipeline/report/compose/wording"
)

// monthlyTrend is the trend of one group: its rows in the answer, in the order of months.
type monthlyTrend struct {
	name, title string
	rows        []int
	events      int64
	trend       regression.Trend
	adjusted    float64 // probability after Benjamini and Hochberg, over every group
	breaks      breaks
}

// monthlyTrends fits every group, also those that are withheld, so that the false discovery
// rate is held over all of them; the most frequent group is first.
func monthlyTrends(e *block.Edition, a block.Answer) []monthlyTrend {
	var all []monthlyTrend
	months, n, of := a.Date("month"), a.Int("encounters"), a.Int("discharges")
	names := a.Text("grouping")
	for start := 0; start < len(names); {
		t := monthlyTrend{}
		t.name, t.title = frequency.Named(e, a, start)
		var series []regression.Month
		end := start
		for ; end < len(names) && names[end] == names[start]; end++ {
			t.rows = append(t.rows, end)
			t.events += n[end]
			series = append(series, regression.Month{Number: monthNumber(months[end]), Events: n[end], Exposure: float64(of[end])})
		}
		if frequency.Special[names[start]] == "" {
			t.trend, t.breaks = regression.MonthlyTrend(series), breaksOf(a, t.rows)
			all = append(all, t)
		}
		start = end
	}
	adjust(all)
	slices.SortStableFunc(all, func(x, y monthlyTrend) int { return cmp.Compare(y.events, x.events) })
	return all
}

func adjust(all []monthlyTrend) {
	chances := make([]float64, len(all))
	for i, t := range all {
		chances[i] = math.NaN() // no test
		if t.trend.PerYear.Defined() {
			chances[i] = t.trend.Chance
		}
	}
	for i, p := range compare.FalseDiscovery(chances) {
		all[i].adjusted = p
	}
}

// mostlyShown reports whether the group, and enough of its months, may be shown to speak
// of it.
func (t monthlyTrend) mostlyShown(a block.Answer, minCell int64) bool {
	if disclosure.Small(t.events, minCell) {
		return false
	}
	shown := 0
	for _, i := range t.rows {
		if !a.Withheld[i] && a.Int("encounters")[i] > 0 {
			shown++
		}
	}
	return float64(shown) >= leastShown*float64(len(t.rows))
}

// model names the counts and the terms of the fit.
func (t monthlyTrend) model(e *block.Edition) string {
	switch {
	case !t.trend.PerYear.Defined():
		return e.Say("none: %s", e.Reason(t.trend.PerYear.Missing))
	case t.trend.Fit.Dispersion > 0:
		return e.Text("negative binomial")
	}
	return e.Text("Poisson")
}

// trends is a table of what the most frequent groups do from year to year, apart from
// their seasons, and whether their codes allow to say so (RTE-06, VER-08).
func trends(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	if names := a.Text("grouping"); names[0] == frequency.SchemeNotLoaded && !slices.ContainsFunc(names, func(n string) bool { return n != frequency.SchemeNotLoaded }) {
		return frequency.NotLoaded()
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(block.Textual("Group", "Diagnosis"),
		block.Numeric(wording.Capital(b.Noun), "Per year", "95% CI", "p (adjusted)", "p (season)")...), block.Textual("Model", "Codes of the group")...)}
	all := monthlyTrends(e, a)
	left, fitted := 0, 0
	var shown []monthlyTrend
	for _, m := range all {
		if m.trend.PerYear.Defined() {
			fitted++
		}
		if a.Withheld[m.rows[0]] {
			left++
		} else if len(shown) < block.OrDefault(b.Top, block.DefaultTop) {
			shown = append(shown, m)
		}
	}
	for _, m := range shown {
		_, words := m.breaks.comparable(e)
		t.Rows = append(t.Rows, append(append([]string{m.name, frequency.OrUntitled(e, m.title), e.Count(m.events)}, m.cells(e)...), m.model(e), words))
	}
	if len(shown) == 0 {
		return block.Made{Block: e.AllWithheld(b)}
	}
	t.Notes = []string{
		e.Say("Per year: ratio of the rate per %s to that of a year before, by regression with the logarithm of %s as offset and a yearly wave for the season. %d of %d {group|groups} had enough to fit; p is adjusted over them (Benjamini and Hochberg).", e.One(b.Noun), b.Noun, fitted, len(all)),
		e.Text("Negative binomial where months differ by more than chance, Poisson elsewhere. p (season): chance of such seasons where there are none."),
	}
	e.DropSame(t, "Codes of the group", e.Text(releasesUnknown), "Whether codes of these groups changed is not known: no releases are loaded.")
	if left > 0 {
		t.Notes = append(t.Notes, e.Say("%s too small to show {is|are} tested and left out.", e.Plural(int64(left), "groups")))
	}
	return block.Made{Block: report.Block{Table: t}, Finding: trendsFinding(e, b.Title, shown)}
}

func (t monthlyTrend) cells(e *block.Edition) []string {
	if !t.trend.PerYear.Defined() {
		return []string{"–", "", "", ""}
	}
	season := "–"
	if t.trend.Seasonal {
		season = e.Probability(t.trend.Season)
	}
	return []string{e.Times(t.trend.PerYear), e.TimesInterval(t.trend.PerYear), e.Probability(t.adjusted), season}
}

// trendsFinding speaks of groups whose trend is more than chance, and says where the code
// set forbids to call it one of patients.
func trendsFinding(e *block.Edition, title string, shown []monthlyTrend) *report.Finding {
	var names []string
	uncertain := 0
	for _, t := range shown {
		if !t.trend.PerYear.Defined() || t.adjusted > discovery {
			continue
		}
		if same, _ := t.breaks.comparable(e); !same {
			uncertain++
		}
		names = append(names, e.Say("%s (%s a year, %s)", frequency.Short(frequency.OrUntitled(e, t.title)), e.Times(t.trend.PerYear), e.Confidence()+e.TimesInterval(t.trend.PerYear)))
	}
	if len(names) == 0 {
		return &report.Finding{
			Headline: e.Text("No clear trend from year to year"),
			Text: e.Sentence("%s: of %s shown none rises or falls more than chance allows, apart from its season",
				title, e.Plural(int64(len(shown)), "groups")),
		}
	}
	text := e.Say("apart from the season, %s changed from year to year", e.List(names[:min(3, len(names))]))
	if more := len(names) - 3; more > 0 {
		text += e.Say(", and %d more", more)
	}
	if uncertain > 0 {
		text += e.Say("; of %d it is not known that {its codes stayed|their codes stayed} the same, so that coding may be the reason", uncertain)
	}
	return &report.Finding{Headline: e.Say("Groups with a trend: %d of %d", len(names), len(shown)), Text: wording.Capital(text) + ".", Tone: report.Watch}
}

// steepest draws the group whose trend is least likely to be chance, with what the
// regression expects of each month and a mark where a release of the code set begins.
func steepest(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := steepestOf(e, a)
	if t == nil {
		return block.Made{Empty: true}
	}
	est, months := a.Estimates(b.Metric), a.Date("month")
	n, of := a.Int("encounters"), a.Int("discharges")
	observed, expected := course.Line{Name: t.name}, course.Line{Name: e.Text("expected")}
	var rows [][]string
	for at, i := range t.rows {
		rate := 1000 * t.trend.Fit.Fitted[at] / float64(of[i])
		observed.Points = append(observed.Points, block.Point(months[i], est[i], a.Withheld[i]))
		expected.Points = append(expected.Points, course.Point{Start: months[i], Value: rate, Lo: math.NaN(), Hi: math.NaN()})
		rows = append(rows, append(append([]string{months[i].Format("2006-01"), a.Cell(i, n[i]), fmt.Sprint(of[i])}, e.EstimateCells(est[i])...), block.Number(rate)))
	}
	finding := t.finding(e, b.Noun)
	_, codes := t.breaks.comparable(e)
	words := e.Words(a.Only(t.rows), b, finding.Headline,
		e.Say("%s (%s) per 1,000 coded %s by month; band: 95%% Wilson intervals; amber: %s regression. Codes of the group: %s.", frequency.OrUntitled(e, t.title), t.name, b.Noun, t.model(e), codes),
		e.Text("Line by month with an interval band, and the line of a regression."))
	fig := course.Series{Words: words, Unit: chart.Plain, Axis: e.Say("Per 1,000 %s", b.Noun), FromZero: true,
		Lines: []course.Line{observed, expected}, Breaks: t.breaks.events(e)}
	columns := append(append(block.Textual("month"), block.Numeric("encounters", "discharges")...), append(block.EstimateColumns(), block.Numeric("expected")...)...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

// steepestOf is the group with the least probability; one whose codes are known to be the
// same comes before those that may have changed by coding.
func steepestOf(e *block.Edition, a block.Answer) *monthlyTrend {
	var best *monthlyTrend
	for _, t := range monthlyTrends(e, a) {
		if !t.trend.PerYear.Defined() || len(t.trend.Fit.Fitted) != len(t.rows) || !t.mostlyShown(a, e.MinCell) {
			continue
		}
		if best == nil || t.before(e, *best) {
			best = &t
		}
	}
	return best
}

func (t monthlyTrend) before(e *block.Edition, other monthlyTrend) bool {
	sure, _ := t.breaks.comparable(e)
	otherSure, _ := other.breaks.comparable(e)
	if sure != otherSure && (t.adjusted <= discovery) == (other.adjusted <= discovery) {
		return sure
	}
	return t.trend.Chance < other.trend.Chance
}

func (t monthlyTrend) finding(e *block.Edition, noun string) *report.Finding {
	if t.adjusted > discovery {
		return &report.Finding{
			Headline: e.Text("The steepest trend is no more than chance"),
			Text: e.Sentence("%s (%s) changes by a factor of %s a year (%s), which chance alone would show among so many groups",
				frequency.Short(frequency.OrUntitled(e, t.title)), t.name, e.Times(t.trend.PerYear), e.Confidence()+e.TimesInterval(t.trend.PerYear)),
		}
	}
	headline := "%s rises"
	if t.trend.PerYear.Value < 1 {
		headline = "%s falls"
	}
	text := e.Say("per coded %s it changes by a factor of %s a year (%s) apart from its season", e.One(noun),
		e.Times(t.trend.PerYear), e.Confidence()+e.TimesInterval(t.trend.PerYear))
	if same, words := t.breaks.comparable(e); !same {
		text += e.Say("; coding may be the reason, since of its codes this holds: %s", words)
	}
	return &report.Finding{Headline: e.Say(headline, wording.Capital(frequency.Short(frequency.OrUntitled(e, t.title)))), Text: wording.Capital(text) + ".", Tone: report.Watch}
}

// events are the marks of the releases that begin inside a series.
func (b breaks) events(e *block.Edition) []chart.Event {
	var marks []chart.Event
	for _, at := range b.at {
		marks = append(marks, chart.Event{At: at, Label: e.Say("%s: new codes", e.Date(at, language.ShortDayLayout))})
	}
	return marks
}

// monthNumber counts months, so that a gap in a series is known for one.
func monthNumber(at time.Time) int { return 12*at.Year() + int(at.Month()) }
