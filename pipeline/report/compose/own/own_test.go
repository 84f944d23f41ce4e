package own_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// team is an answer of shares by coder: right of reviewed.
func team(coders ...[2]int) string {
	rows := make([]string, len(coders))
	for i, c := range coders {
		rows[i] = fmt.Sprintf("('C%02d', %d, %d)", i+1, c[0], c[1])
	}
	return composetest.Header + `-- param: by text = all Unit.
-- column: unit text - Coder.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT unit, CAST(x AS BIGINT) AS right, CAST(n AS BIGINT) AS reviewed
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(unit, x, n) WHERE :by = 'coder' ORDER BY unit`
}

var ownAccuracy = report.BlockSpec{Kind: "own_measures", Title: "Accuracy", Metric: "accuracy",
	Measures: []report.MeasureSpec{{Metric: "accuracy", Label: "Accuracy", Noun: "records"}}}

// of makes the document of one coder.
func of(t *testing.T, whose string, questions ...composetest.Question) *report.Document {
	t.Helper()
	c := composetest.Composer(t, questions...)
	c.Spec.ForEach = "coder"
	doc, err := c.For(whose).Compose(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Shares of 80, 85, 90, 95 and 100 of 100 have the quartiles 85 and 95 and the median 90.
var five = team([2]int{80, 100}, [2]int{85, 100}, [2]int{90, 100}, [2]int{95, 100}, [2]int{100, 100})

func TestOwnMeasuresStandBesideTheMiddleOfTheTeam(t *testing.T) {
	doc := of(t, "C02", composetest.Asked(five, ownAccuracy))
	row := doc.Parts[0].Blocks[0].Figure.Data.Rows[0]
	if want := "Accuracy|85 of 100|100|90.0%|85.0%–95.0%"; strings.Join(append(row[:1:1], row[2:]...), "|") != want || !strings.HasPrefix(row[1], "85.0% (") {
		t.Errorf("row %q", row)
	}
	if doc.Subtitle != "Coder C02: " || doc.KeyFigures[0].Value != "85.0%" {
		t.Errorf("subtitle %q, key figure %+v", doc.Subtitle, doc.KeyFigures[0])
	}
}

func TestNoPeerIsInADocument(t *testing.T) {
	doc := of(t, "C02", composetest.Asked(five, ownAccuracy))
	text := doc.Subtitle + composetest.Words(doc) + fmt.Sprint(doc.Tables()[0].Rows)
	for _, peer := range []string{"C01", "C03", "C04", "C05", "80.0%", "100.0%"} {
		if strings.Contains(text, peer) {
			t.Errorf("%s is in the document of C02", peer)
		}
	}
}

func TestFewRecordsHaveNoValue(t *testing.T) {
	doc := of(t, "C06", composetest.Asked(team([2]int{80, 100}, [2]int{85, 100}, [2]int{90, 100}, [2]int{95, 100}, [2]int{100, 100}, [2]int{21, 29}), ownAccuracy))
	// 21 of 29 is 72.4%; its Wilson interval is 54.3 to 85.3 (R: prop.test without correction).
	row := doc.Parts[0].Blocks[0].Figure.Data.Rows[0]
	if row[1] != "(54.3–85.3%)" || row[2] != "of 29" || strings.Contains(composetest.Words(doc), "72.4") {
		t.Errorf("row %q, words %s", row, composetest.Words(doc))
	}
	if row[4] != "90.0%" {
		t.Errorf("a member with few records moves the median to %s", row[4])
	}
}

func TestASmallTeamHasNoMiddle(t *testing.T) {
	four := team([2]int{80, 100}, [2]int{85, 100}, [2]int{90, 100}, [2]int{95, 100}, [2]int{29, 29})
	row := of(t, "C01", composetest.Asked(four, ownAccuracy)).Parts[0].Blocks[0].Figure.Data.Rows[0]
	if row[4] != "–" || row[5] != "too few" {
		t.Errorf("row %q", row)
	}
}

// A coder is called below the team only where the whole interval is.
func TestAMemberIsJudgedByTheInterval(t *testing.T) {
	for name, c := range map[string]struct {
		right int
		tone  report.Tone
	}{"clearly below": {60, report.Watch}, "within chance": {87, report.Neutral}} {
		t.Run(name, func(t *testing.T) {
			all := team([2]int{c.right, 100}, [2]int{90, 100}, [2]int{91, 100}, [2]int{92, 100}, [2]int{90, 100}, [2]int{91, 100}, [2]int{92, 100})
			if f := of(t, "C01", composetest.Asked(all, ownAccuracy)).Parts[0].Findings[0]; f.Tone != c.tone {
				t.Errorf("finding %+v", f)
			}
		})
	}
}

// What is drawn is what the table says: the interval over the quartiles, and of few records
// no dot (SMP-07).
func TestOwnMeasuresAreDrawnBesideTheTeam(t *testing.T) {
	few := team([2]int{80, 100}, [2]int{85, 100}, [2]int{90, 100}, [2]int{95, 100}, [2]int{100, 100}, [2]int{21, 29}, [2]int{0, 0})
	// The lower limits are Wilson's formula of 85 of 100 and 21 of 29, worked by hand.
	for whose, c := range map[string]struct{ value, lo float64 }{"C02": {0.85, 0.7672}, "C06": {math.NaN(), 0.5428}} {
		t.Run(whose, func(t *testing.T) {
			item := of(t, whose, composetest.Asked(few, ownAccuracy)).Parts[0].Blocks[0].Figure.Chart.(across.Dots).Items[0]
			if !alike(item.Value, c.value) || !alike(item.Lo, c.lo) || item.BandText != "90.0% (85.0–95.0%)" || item.BandLo != 0.85 || item.Middle != 0.9 || item.BandHi != 0.95 {
				t.Errorf("drawn %+v", item)
			}
		})
	}
	if b := of(t, "C07", composetest.Asked(few, ownAccuracy)).Parts[0].Blocks[0]; b.Figure != nil || b.Table.Rows[0][1] == "" {
		t.Errorf("of nothing there is a figure, or a table that does not say so: %+v", b)
	}
}

func alike(a, b float64) bool {
	return math.Abs(a-b) < 5e-5 || math.IsNaN(a) && math.IsNaN(b)
}

func TestTheFigureSaysWhereTheReaderStands(t *testing.T) {
	others := [][2]int{{90, 100}, {91, 100}, {92, 100}, {90, 100}, {91, 100}, {92, 100}}
	for name, c := range map[string]struct {
		team    [][2]int
		want, n string
	}{
		"below":   {append([][2]int{{60, 100}}, others...), "Below the middle half of the team: accuracy", "100"},
		"above":   {append([][2]int{{1000, 1000}}, others...), "Above the middle half of the team: accuracy", "1,000"},
		"within":  {append([][2]int{{87, 100}}, others...), "Accuracy: the interval meets the middle half of the team", "100"},
		"no team": {append([][2]int{{60, 100}}, others[:3]...), "Accuracy", "100"},
	} {
		t.Run(name, func(t *testing.T) {
			fig := of(t, "C01", composetest.Asked(team(c.team...), ownAccuracy)).Parts[0].Blocks[0].Figure
			if got := fig.Chart.Text().Title; got != c.want {
				t.Errorf("title %q, want %q", got, c.want)
			}
			if n := fmt.Sprintf("from %s records", c.n); !strings.Contains(fig.Chart.Text().Subtitle, n) {
				t.Errorf("subtitle %q, want %q", fig.Chart.Text().Subtitle, n)
			}
		})
	}
}

// quarters are two coders; C01 has 20 of 25 right in the first quarter and 40 of 40 in the second.
const quarters = composetest.Header + `-- column: coder_id text - Coder.
-- column: month date - Month.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT coder_id, month, CAST(x AS BIGINT) AS right, CAST(n AS BIGINT) AS reviewed
FROM (VALUES ('C01', DATE '2025-10-01', 20, 25), ('C01', DATE '2026-01-01', 40, 40), ('C02', DATE '2025-10-01', 30, 75)) AS t(coder_id, month, x, n)
ORDER BY coder_id, month`

func TestHistoryIsOwnAndTheTeamTogether(t *testing.T) {
	doc := of(t, "C01", composetest.Asked(quarters, report.BlockSpec{Kind: "own_history", Title: "Quarters", Metric: "accuracy", Noun: "accuracy"}))
	rows := doc.Parts[0].Blocks[0].Table.Rows
	if len(rows) != 3 || rows[0][0] != "Q4 2025" || strings.Contains(rows[0][1], "80.0%") || !strings.HasPrefix(rows[0][3], "50.0% (") || !strings.HasPrefix(rows[1][1], "100.0%") {
		t.Errorf("rows %q", rows)
	}
}

// PRD-04: days of C01 take twice as long as those of nine others, who take 10 minutes a chart, 2
// a day of stay and 1 a code: 10 times x + 2 times that.
func TestExpectedMinutesAreThoseOfAllCoders(t *testing.T) {
	days := [][3]float64{{10, 30, 80}, {8, 50, 90}, {12, 20, 60}, {9, 41, 100}}
	var rows []string
	var all, own float64
	for coder := range 10 {
		pace := 1.0
		if coder == 0 {
			pace = 2
		}
		var sums [14]float64
		for _, d := range days {
			minutes := pace * (10*d[0] + 2*d[1] + d[2])
			all += minutes
			if coder == 0 {
				own += minutes
			}
			for i, v := range []float64{d[0], d[1], d[2], minutes, d[0] * d[0], d[0] * d[1], d[0] * d[2], d[1] * d[1], d[1] * d[2], d[2] * d[2], d[0] * minutes, d[1] * minutes, d[2] * minutes, minutes * minutes} {
				sums[i] += v
			}
		}
		text := fmt.Sprintf("('C%02d', 'IP', %d", coder+1, len(days))
		for i, v := range sums {
			if i == 3 || i > 9 {
				text += fmt.Sprintf(", CAST(%g AS DOUBLE)", v)
			} else {
				text += fmt.Sprintf(", %d", int(v))
			}
		}
		rows = append(rows, text+")")
	}
	doc := of(t, "C01", composetest.Asked(mixHeader+strings.Join(rows, ", ")+mixEnd, report.BlockSpec{Kind: "expected_minutes", Title: "Mix"}))
	table := doc.Parts[0].Blocks[0].Table
	// Everybody together takes 1.1 of the planted minutes, since one of ten takes 2; so does
	// the fit, and C01 is 2/1.1 of it. Four days have no value of their own (SMP-07).
	want := 100 * own / (all / 10)
	var lower, upper float64
	if _, err := fmt.Sscanf(table.Rows[0][5], "(%f–%f%%)", &lower, &upper); err != nil || math.Abs((lower+upper)/2-want) > 0.1 || len(table.Rows) != 1 {
		t.Errorf("rows %q, want %.1f", table.Rows, want)
	}
	// The intervals are those of statsmodels' OLS on the forty days.
	if !strings.Contains(strings.ReplaceAll(table.Notes[0], "\u00a0", " "), "took 11.0 (95% CI 0.3–21.7) minutes a chart, 2.2 (−2.7 to 7.1) a day of stay and 1.1 (−1.9 to 4.1) a code") {
		t.Errorf("notes %q", table.Notes)
	}
}

const mixHeader = composetest.Header + `-- column: coder_id text - Coder.
-- column: patient_type text - Type.
-- column: days int d Days.
-- column: charts int {encounter} Charts.
-- column: stay_days int d Days of stay.
-- column: codes int {code} Codes.
-- column: minutes real min Minutes.
-- column: charts_charts int - Sum.
-- column: charts_stay_days int - Sum.
-- column: charts_codes int - Sum.
-- column: stay_days_stay_days int - Sum.
-- column: stay_days_codes int - Sum.
-- column: codes_codes int - Sum.
-- column: charts_minutes real - Sum.
-- column: stay_days_minutes real - Sum.
-- column: codes_minutes real - Sum.
-- column: minutes_minutes real - Sum.
-- withhold: none it measures work
SELECT coder_id, patient_type, CAST(days AS BIGINT) AS days, CAST(charts AS BIGINT) AS charts, CAST(stay_days AS BIGINT) AS stay_days,
       CAST(codes AS BIGINT) AS codes, minutes, CAST(charts_charts AS BIGINT) AS charts_charts, CAST(charts_stay_days AS BIGINT) AS charts_stay_days,
       CAST(charts_codes AS BIGINT) AS charts_codes, CAST(stay_days_stay_days AS BIGINT) AS stay_days_stay_days,
       CAST(stay_days_codes AS BIGINT) AS stay_days_codes, CAST(codes_codes AS BIGINT) AS codes_codes,
       charts_minutes, stay_days_minutes, codes_minutes, minutes_minutes
FROM (VALUES `

const mixEnd = `) AS t(coder_id, patient_type, days, charts, stay_days, codes, minutes, charts_charts, charts_stay_days, charts_codes,
    stay_days_stay_days, stay_days_codes, codes_codes, charts_minutes, stay_days_minutes, codes_minutes, minutes_minutes)
ORDER BY coder_id, patient_type`
