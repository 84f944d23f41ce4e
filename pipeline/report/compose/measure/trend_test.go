package measure_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// weights is an answer of sums by month from August 2025: of so many cases with the mean
// weight given, half of them a tenth above and half a tenth below it.
func weights(cases int, means ...float64) string {
	return weightsOf(func(int) int { return cases }, means...)
}

// weightsOf is such an answer with a number of cases for each month.
func weightsOf(cases func(month int) int, means ...float64) string {
	rows := make([]string, len(means))
	for i, m := range means {
		n := float64(cases(i))
		rows[i] = fmt.Sprintf("(DATE '%d-%02d-01', %d, %g, %g)", 2025+(i+7)/12, (i+7)%12+1, cases(i), n*m, n*(m*m+0.01))
	}
	return composetest.Header + `-- column: month date - Month.
-- column: cases int {encounter} Cases.
-- column: weights real 1 Sum.
-- column: squares real 1 Squares.
-- metric: index = mean_weight(cases, weights, squares)
-- column: heavier real 1 Sum of weights a tenth higher.
-- metric: other = mean_weight(cases, heavier, squares)
-- column: nearly real 1 Sum of weights a thousandth higher.
-- metric: same = mean_weight(cases, nearly, squares)
-- withhold: none test
SELECT t.month, CAST(t.cases AS BIGINT) AS cases, CAST(t.weights AS DOUBLE) AS weights, CAST(t.squares AS DOUBLE) AS squares,
       CAST(1.1 * t.weights AS DOUBLE) AS heavier, CAST(1.001 * t.weights AS DOUBLE) AS nearly
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(month, cases, weights, squares)
ORDER BY month`
}

var trendBlock = report.BlockSpec{Kind: "trend", Title: "Mean weight", Metric: "index", Noun: "discharges",
	Measures: []report.MeasureSpec{{Metric: "index", Label: "Index"}, {Metric: "other", Label: "Other"}}}

// August and September are of fiscal year 2025, October and November of 2026. Of 200 discharges with
// a standard deviation of 0.1 the limits of a mean are 0.0139 to each side, and those of a
// difference 0.0197: means that are 0.024 apart have intervals that overlap, and are apart.
func TestTrendSpeaksOfAChangeOnlyWhereTheDifferenceIsClear(t *testing.T) {
	for name, c := range map[string]struct {
		means []float64
		want  string
	}{
		"rose":               {[]float64{1.0, 1.0, 1.3, 1.3}, "Index rose from 1.000 to 1.300"},
		"fell":               {[]float64{1.3, 1.3, 1.0, 1.0}, "Index fell from 1.300 to 1.000"},
		"overlap, but apart": {[]float64{1.0, 1.0, 1.024, 1.024}, "Index rose from 1.000 to 1.024"},
		"no clear change":    {[]float64{1.0, 1.0, 1.018, 1.018}, "Index shows no clear change between years"},
		"alike":              {[]float64{1.0, 1.0, 1.001, 1.001}, "Index shows no clear change between years"},
		"one year":           {[]float64{1.0, 1.0}, "Index is 1.000"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composetest.Composed(t, composetest.Asked(weights(100, c.means...), trendBlock))
			if got := doc.Parts[0].Findings[0].Headline; got != c.want {
				t.Errorf("headline %q, want %q", got, c.want)
			}
		})
	}
}

// The value of the whole period is that of all its cases and not a mean of months, only
// the judged line has a band, and 1 October is marked where it lies inside the period.
func TestTrendDrawsOneBandAndMarksFiscalYears(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(weights(50, 1.0, 1.0, 1.6), trendBlock))
	if got := doc.KeyFigures[0]; got.Value != "1.200" || !strings.HasPrefix(got.Basis, "150 discharges") {
		t.Errorf("key figure %+v", got)
	}
	fig := doc.Parts[0].Blocks[0].Figure.Chart.(course.Series)
	judged, other := fig.Lines[0].Points[0], fig.Lines[1].Points[0]
	if !(judged.Lo < judged.Value && judged.Value < judged.Hi) || other.Lo == other.Lo || other.Value < 1.05*judged.Value {
		t.Errorf("points %+v and %+v", judged, other)
	}
	// The period of the test begins on 1 October 2025 and ends before that of 2026.
	if len(fig.Breaks) != 0 || fig.Unit != chart.Weight {
		t.Errorf("breaks %v, unit %v", fig.Breaks, fig.Unit)
	}
}

// Of two lines that lie on each other in every month the judged one is drawn, whichever
// comes first, and the figure says where the other one is.
func TestTrendDrawsLinesThatLieOnEachOtherOnce(t *testing.T) {
	judged, alike := report.MeasureSpec{Metric: "index", Label: "Index"}, report.MeasureSpec{Metric: "same", Label: "Same"}
	for _, order := range [][]report.MeasureSpec{{judged, alike}, {alike, judged}} {
		block := trendBlock
		block.Measures = append(order, report.MeasureSpec{Metric: "other", Label: "Other"})
		fig := composetest.Composed(t, composetest.Asked(weights(50, 1.0, 1.2), block)).Parts[0].Blocks[0].Figure.Chart.(course.Series)
		if len(fig.Lines) != 2 || fig.Lines[0].Name != "Index" || fig.Lines[1].Name != "Other" || !strings.HasSuffix(fig.Subtitle, "The same lies on the index.") {
			t.Errorf("%s first: lines %+v, %q", order[0].Label, fig.Lines, fig.Subtitle)
		}
	}
}

func TestTrendOfNothingSaysSo(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(weights(0, 0, 0), trendBlock))
	if part := doc.Parts[0]; len(part.Blocks) != 0 || len(part.Findings) != 1 || !strings.Contains(part.Findings[0].Headline, "not loaded") {
		t.Errorf("part %+v", part)
	}
}

// Twelve months of 100 discharges with limits of 0.02 to each side: one that lies 0.1 above the
// others is said, and those that lie as chance puts them are not.
func TestTrendNamesMonthsThatLieApart(t *testing.T) {
	means := []float64{1.00, 1.01, 0.99, 1.00, 1.01, 1.00, 0.99, 1.01, 1.00, 0.99, 1.10, 1.00}
	for name, c := range map[string]struct {
		means []float64
		want  string
	}{
		"one apart": {means, "Apart from all months together by more than chance: June 2026 (1.100)."},
		"chance":    {means[:10], ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := composetest.Composed(t, composetest.Asked(weights(100, c.means...), trendBlock)).Parts[0].Findings[0].Text
			if !strings.HasSuffix(text, c.want) || (c.want == "") == strings.Contains(text, "Apart") {
				t.Errorf("text %q", text)
			}
		})
	}
}

// Shares below 1 % have two decimals, so that a rise is no "0.0% to 0.1%".
func TestTrendOfSmallSharesHasTwoDecimals(t *testing.T) {
	rows := composetest.Rows("month date, hits int, cases int", "-- metric: rate = proportion(hits, cases)\n"+composetest.NotWithheld, "month",
		"DATE '2025-08-01', 0, 13000", "DATE '2025-10-01', 13, 13000")
	block := report.BlockSpec{Kind: "trend", Title: "Retired codes", Metric: "rate", Noun: "codes", Measures: []report.MeasureSpec{{Metric: "rate", Label: "Share"}}}
	if got := composetest.Composed(t, composetest.Asked(rows, block)).Parts[0].Findings[0].Headline; got != "Share rose from 0.00% to 0.10%" {
		t.Errorf("headline %q", got)
	}
}

// The data of a figure are headed by the metric in files and by its label on pages, where a metric's name
// would be a word of no language.
func TestTrendHeadsItsDataByLabels(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(weights(100, 1.0, 1.1), trendBlock))
	columns := doc.Parts[0].Blocks[0].Figure.Data.Columns
	for at, want := range map[int][2]string{1: {"index_value", "Index, value"}, 2: {"index_lower", "Index, lower"}, 7: {"other_value", "Other, value"}} {
		if got := [2]string{columns[at].Name, columns[at].Title}; got != want {
			t.Errorf("column %d is %q, want %q", at, got, want)
		}
	}
}

// withheldBelow lets the answer withhold small counts of cases.
func withheldBelow(sql string) string {
	return strings.Replace(sql, "-- withhold: none test", "-- withhold: cases within all", 1)
}

// Of a year with withheld months only those that are shown are told: their sum would give the others
// away. Of 100 cases with the mean 1 and 8 with the mean 1.2 the year is 1.000 and not 1.015; the second
// withheld month, of the other year, is what keeps the first from following from all together.
func TestWithheldMonthsAreInNoYear(t *testing.T) {
	sql := weightsOf(func(month int) int { return []int{100, 8, 8, 100}[month] }, 1, 1.2, 1.2, 1)
	f := composetest.Composed(t, composetest.Asked(withheldBelow(sql), trendBlock)).Parts[0].Findings[0]
	if f.Headline != "Index shows no clear change between years" || !strings.Contains(f.Text, "in FY2026, after 1.000 (") || !strings.Contains(f.Text, "Withheld months are in neither.") {
		t.Errorf("%+v", f)
	}
}

// Where every month is withheld there is no empty chart and nothing is said of years.
func TestTrendThatIsWithheldEverywhere(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(withheldBelow(weights(5, 1, 1, 2, 2)), trendBlock))
	part := doc.Parts[0]
	if len(part.Findings) != 0 || part.Blocks[0].Figure != nil || len(part.Blocks[0].Table.Rows) != 1 || doc.KeyFigures[0].Value != "withheld" {
		t.Errorf("findings %+v, block %+v, key figure %+v", part.Findings, part.Blocks[0], doc.KeyFigures[0])
	}
}
