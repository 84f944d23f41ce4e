package compose_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/chart"
	"chartline/pipeline/report"
)

// weights is an answer of sums by month from August 2025: of so many cases with the mean
// weight given, half of them a tenth above and half a tenth below it.
func weights(cases int, means ...float64) string {
	rows := make([]string, len(means))
	for i, m := range means {
		n := float64(cases)
		rows[i] = fmt.Sprintf("(DATE '%d-%02d-01', %d, %g, %g)", 2025+(i+7)/12, (i+7)%12+1, cases, n*m, n*(m*m+0.01))
	}
	return header + `-- column: month date - Month.
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

// August and September are of fiscal year 2025, October and November of 2026.
func TestTrendSpeaksOfAChangeOnlyWhereIntervalsLieApart(t *testing.T) {
	for name, c := range map[string]struct {
		means []float64
		want  string
	}{
		"rose":     {[]float64{1.0, 1.0, 1.3, 1.3}, "Index rose from 1.000 to 1.300"},
		"fell":     {[]float64{1.3, 1.3, 1.0, 1.0}, "Index fell from 1.300 to 1.000"},
		"overlap":  {[]float64{1.0, 1.0, 1.001, 1.001}, "Index shows no clear change between years"},
		"one year": {[]float64{1.0, 1.0}, "Index is 1.000"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composed(t, question{weights(100, c.means...), trendBlock})
			if got := doc.Parts[0].Findings[0].Headline; got != c.want {
				t.Errorf("headline %q, want %q", got, c.want)
			}
		})
	}
}

// The value of the whole period is that of all its cases and not a mean of months, only
// the judged line has a band, and 1 October is marked where it lies inside the period.
func TestTrendDrawsOneBandAndMarksFiscalYears(t *testing.T) {
	doc := composed(t, question{weights(50, 1.0, 1.0, 1.6), trendBlock})
	if got := doc.KeyFigures[0]; got.Value != "1.200" || !strings.HasPrefix(got.Basis, "150 discharges") {
		t.Errorf("key figure %+v", got)
	}
	fig := doc.Parts[0].Blocks[0].Figure.Chart.(chart.Series)
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
		fig := composed(t, question{weights(50, 1.0, 1.2), block}).Parts[0].Blocks[0].Figure.Chart.(chart.Series)
		if len(fig.Lines) != 2 || fig.Lines[0].Name != "Index" || fig.Lines[1].Name != "Other" || !strings.HasSuffix(fig.Subtitle, "The same lies on the index.") {
			t.Errorf("%s first: lines %+v, %q", order[0].Label, fig.Lines, fig.Subtitle)
		}
	}
}

func TestMeasuresOfNothingSaySo(t *testing.T) {
	none := header + `-- column: scope text - Scope.
-- column: hits int {encounter} Hits.
-- column: cases int {encounter} Cases.
-- metric: rate = proportion(hits, cases)
-- withhold: none test
SELECT 'all' AS scope, CAST(0 AS BIGINT) AS hits, CAST(0 AS BIGINT) AS cases
ORDER BY scope`
	doc := composed(t, question{none, report.BlockSpec{Kind: "measures", Title: "Listed", Metric: "rate", Caption: "It takes a list.",
		Measures: []report.MeasureSpec{{Metric: "rate", Noun: "discharges", Label: "Rate"}}}})
	got := doc.Parts[0].Blocks[0].Table
	if got == nil || len(got.Rows) != 1 || !strings.Contains(got.Rows[0][0], "not loaded") || strings.Join(got.Notes, "") != "It takes a list." {
		t.Errorf("table %+v", got)
	}
}

func TestTrendOfNothingSaysSo(t *testing.T) {
	doc := composed(t, question{weights(0, 0, 0), trendBlock})
	if got := doc.Parts[0].Blocks[0].Table; got == nil || !strings.Contains(got.Rows[0][0], "not loaded") {
		t.Errorf("block %+v", doc.Parts[0].Blocks[0])
	}
}

// families is an answer of stays over what is expected: so many cases each, with the mean
// of the logarithms of their ratios and a spread of 0.1.
func families(cases []int, logs ...float64) string {
	rows := make([]string, len(logs))
	for i, l := range logs {
		n := float64(cases[i])
		rows[i] = fmt.Sprintf("('Family %c', 'MED', %d, %g, %g)", 'A'+i, cases[i], n*l, n*(l*l+0.01))
	}
	return header + `-- column: family text - Family.
-- column: drg_type text - Type.
-- column: cases int {encounter} Cases.
-- column: logs real 1 Sum.
-- column: squares real 1 Squares.
-- metric: ratio = geometric_ratio(logs, cases, squares)
-- withhold: cases within all
SELECT t.family, t.drg_type, CAST(t.cases AS BIGINT) AS cases, CAST(t.logs AS DOUBLE) AS logs, CAST(t.squares AS DOUBLE) AS squares
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(family, drg_type, cases, logs, squares)
ORDER BY cases DESC, family`
}

func TestRatiosNameOnlyWhatStandsApart(t *testing.T) {
	block := report.BlockSpec{Kind: "ratios", Title: "Days over GMLOS", Metric: "ratio", Noun: "families"}
	for name, c := range map[string]struct {
		logs []float64
		want string
	}{
		"apart":    {[]float64{0.5, 0, -0.5, 0.4}, "Two of 4 families lie above what is expected, one below"},
		"together": {[]float64{0, 0.001, -0.001, 0}, "No families stand apart from what is expected"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composed(t, question{families([]int{90, 80, 70, 60}, c.logs...), block})
			if got := doc.Parts[0].Findings[0].Headline; got != c.want {
				t.Errorf("headline %q, want %q", got, c.want)
			}
		})
	}
}

// Rows that are too small are neither shown nor counted among those left out by size.
func TestTallyShowsTheFirstRowsAndCountsTheOthers(t *testing.T) {
	block := report.BlockSpec{Kind: "tally", Title: "Stays", Noun: "family", Top: 2,
		Measures: []report.MeasureSpec{{Metric: "ratio", Label: "Ratio"}}}
	doc := composed(t, question{families([]int{90, 80, 70, 8, 7}, 0.5, 0, 0, 0, 0), block})
	table := doc.Parts[0].Blocks[0].Table
	if len(table.Rows) != 2 || strings.Join(table.Rows[0][:3], " ") != "Family A MED 90" || table.Columns[1].Title != "DRG type" {
		t.Errorf("columns %v, rows %q", table.Columns, table.Rows)
	}
	notes := strings.Join(table.Notes, " ")
	if !strings.Contains(notes, "1\u00a0row with fewer cases") || !strings.Contains(notes, "must not be shown") {
		t.Errorf("notes %q", table.Notes)
	}
	if text := fmt.Sprint(doc); strings.Contains(text, "Family D") || strings.Contains(text, "Family E") {
		t.Error("a withheld row is named")
	}
}
