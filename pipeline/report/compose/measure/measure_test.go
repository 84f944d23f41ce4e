package measure_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
	"chartline/reports"
)

// shareOf is an answer of one share.
func shareOf(x, n int) string {
	return composetest.Header + fmt.Sprintf(`-- column: scope text - All.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT 'all' AS scope, CAST(%d AS BIGINT) AS right, CAST(%d AS BIGINT) AS reviewed ORDER BY scope`, x, n)
}

// Thirty charts cannot tell 27 right from a target of 95% (standard 2.5).
func TestATargetIsJudgedByTheInterval(t *testing.T) {
	block := report.BlockSpec{Kind: "measures", Title: "Accuracy", Metric: "accuracy", Target: 0.95,
		Measures: []report.MeasureSpec{{Metric: "accuracy", Label: "Accuracy", Noun: "records"}}}
	for name, c := range map[string]struct {
		x, n int
		tone report.Tone
		says string
	}{
		"27 of 30":     {27, 30, report.Watch, "not distinguishable from the target"},
		"26 of 30":     {26, 30, report.Act, "below the target"},
		"990 of 1,000": {990, 1000, report.Good, "on or above the target"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composetest.Composed(t, composetest.Asked(shareOf(c.x, c.n), block))
			f := doc.Parts[0].Findings[0]
			if f.Tone != c.tone || !strings.Contains(f.Headline, c.says) {
				t.Errorf("tone %d, headline %q", f.Tone, f.Headline)
			}
			if k := doc.KeyFigures[0]; k.Interval == "" || !strings.Contains(k.Basis, "of") {
				t.Errorf("key figure %+v stands alone", k)
			}
		})
	}
}

func TestMeasuresOfNothingSaySo(t *testing.T) {
	none := composetest.Header + `-- column: scope text - Scope.
-- column: hits int {encounter} Hits.
-- column: cases int {encounter} Cases.
-- metric: rate = proportion(hits, cases)
-- withhold: none test
SELECT 'all' AS scope, CAST(0 AS BIGINT) AS hits, CAST(0 AS BIGINT) AS cases
ORDER BY scope`
	doc := composetest.Composed(t, composetest.Asked(none, report.BlockSpec{Kind: "measures", Title: "Listed", Metric: "rate",
		Measures: []report.MeasureSpec{{Metric: "rate", Noun: "discharges", Label: "Rate"}}}))
	part := doc.Parts[0]
	if len(part.Blocks) != 0 || len(part.Findings) != 1 || !strings.Contains(part.Findings[0].Headline, "not loaded") || !strings.HasPrefix(part.Findings[0].Text, "Listed.") {
		t.Errorf("part %+v", part)
	}
}

func TestMeasuresByPrintsEachDenominator(t *testing.T) {
	sql := composetest.Rows("phase text, due int, answered int, valid int, agree int, squares int",
		"-- metric: answered_share = proportion(answered, due)\n-- metric: agreement = proportion(agree, valid)\n-- metric: density = mean(due, answered, squares)\n"+composetest.NotWithheld,
		"phase", "'post_bill', 200, 100, 80, 60, 180")
	block := report.BlockSpec{Kind: "measures_by", Title: "Answers", Noun: "phase", Measures: []report.MeasureSpec{
		{Metric: "answered_share", Label: "Answered", Noun: "queries due"}, {Metric: "agreement", Label: "Agreement", Noun: "valid answers"},
		{Metric: "density", Label: "Density", Noun: "queries due"}}}
	for i, want := range []string{"Post-bill Answered 50.0% 100 of 200 queries due", "Post-bill Agreement 75.0% 60 of 80 valid answers", "Post-bill Density 50.0 per 100 100 of 200 queries due"} {
		row := composetest.Composed(t, composetest.Asked(sql, block)).Parts[0].Blocks[0].Table.Rows[i]
		if row[3] == "" || strings.Join(append(row[:3:3], row[4:]...), " ") != want {
			t.Errorf("row %v, want %s", row, want)
		}
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
	return composetest.Header + `-- column: family text - Family.
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
			doc := composetest.Composed(t, composetest.Asked(families([]int{90, 80, 70, 60}, c.logs...), block))
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
	doc := composetest.Composed(t, composetest.Asked(families([]int{90, 80, 70, 8, 7}, 0.5, 0, 0, 0, 0), block))
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

// In another language the noun of a block is of that language, and so is not what tells topics apart; a
// title of a publisher that is spelled as a word of the program stays as it is.
func TestGroupsAreNamedByTheirColumnInEveryLanguage(t *testing.T) {
	measures := []report.MeasureSpec{{Metric: "rate", Label: "Repiten el error", Noun: "codificadores"}}
	taught := composetest.Rows("topic text, again int, followed int", "-- metric: rate = proportion(again, followed)\n"+composetest.NotWithheld, "topic", "'OM', 3, 40")
	titled := composetest.Rows("family text, again int, cases int", "-- metric: rate = proportion(again, cases)\n"+composetest.NotWithheld, "family", "'RENAL FAILURE', 3, 40")
	c := composetest.Composer(t, composetest.Asked(taught, report.BlockSpec{Kind: "measures_by", Title: "Recurrencia", Noun: "tema", Measures: measures}),
		composetest.Asked(titled, report.BlockSpec{Kind: "tally", Title: "Estancia", Noun: "familia", Measures: measures}))
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.Edition.Language.Language, err = library.Get("es", ""); err != nil {
		t.Fatal(err)
	}
	doc, err := c.Compose(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Omisión", "Renal failure"} {
		if got := doc.Parts[0].Blocks[i].Table.Rows[0][0]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Units of few records have an interval only (SMP-07). Where there are more of them than a reader looks
// at they are counted in a note.
func TestGroupsLeaveOutManyOfFew(t *testing.T) {
	for few, rows := range map[int]int{20: 21, 300: 1} {
		answer := []string{"'Large', 30, 40"}
		for i := range few {
			answer = append(answer, fmt.Sprintf("'F%03d', 1, 2", i))
		}
		sql := composetest.Rows("facility text, right_ int, records int", "-- metric: rate = proportion(right_, records)\n"+composetest.NotWithheld, "facility", answer...)
		table := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "groups", Title: "Accuracy", Noun: "facility",
			Measures: []report.MeasureSpec{{Metric: "rate", Label: "Right"}}})).Parts[0].Blocks[0].Table
		if note := strings.HasPrefix(table.Notes[0], "Left out: 300\u00a0facilities"); len(table.Rows) != rows || note != (few == 300) {
			t.Errorf("%d: %d rows, notes %q", few, len(table.Rows), table.Notes)
		}
	}
}

// One account of one: the noun of a tile is that for one, in both languages.
func TestATileOfOneIsSaidInTheSingular(t *testing.T) {
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[string]string{"en": "1 of 1 discharge", "es-US": "1 de 1 alta"} {
		t.Run(tag, func(t *testing.T) {
			composer := composetest.Composer(t, composetest.Asked(shareOf(1, 1), report.BlockSpec{Kind: "measures", Title: "Accuracy", Metric: "accuracy",
				Measures: []report.MeasureSpec{{Metric: "accuracy", Label: "Accuracy", Noun: "discharges"}}}))
			if composer.Language.Language, err = library.Get(tag, ""); err != nil {
				t.Fatal(err)
			}
			doc, err := composer.Compose(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.KeyFigures[0].Basis; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// Shares of all rows that there are have no interval, and none but all of them is 100.0%.
func TestCountedSharesAreFacts(t *testing.T) {
	sql := composetest.Rows("table_name text, column_name text, cases int, filled int", "-- metric: share = proportion(filled, cases)\n"+composetest.NotWithheld, "table_name, column_name",
		"'event', 'a', 25189, 25189", "'event', 'b', 25189, 25188", "'event', 'c', 25189, 1", "'event', 'd', 25189, 0", "'event', 'e', 282, 240")
	block := report.BlockSpec{Kind: "counted", Title: "Columns", Noun: "table", Measures: []report.MeasureSpec{{Metric: "share", Label: "Share with a value", Noun: "records"}}}
	table := composetest.Composed(t, composetest.Asked(sql, block)).Parts[0].Blocks[0].Table
	for i, want := range []string{"25,189 of 25,189 100.0%", "25,188 of 25,189 99.996%", "1 of 25,189 0.004%", "0 of 25,189 0.0%", "240 of 282 85.1%"} {
		if got := strings.Join(table.Rows[i][2:], " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !strings.Contains(table.Notes[0], "nothing is estimated") {
		t.Errorf("notes %q", table.Notes)
	}
}

func TestOnlySharesAreCounted(t *testing.T) {
	sql := composetest.Rows("scope text, cases int, days int, squares int", "-- metric: stay = mean(cases, days, squares)\n"+composetest.NotWithheld, "scope", "'all', 20, 100, 700")
	block := report.BlockSpec{Kind: "counted", Title: "Stay", Noun: "scope", Measures: []report.MeasureSpec{{Metric: "stay", Label: "Stay", Noun: "days"}}}
	if _, err := composetest.Attempt(t, composetest.Asked(sql, block)); err == nil || !strings.Contains(err.Error(), "a share of two counts") {
		t.Errorf("%v", err)
	}
}

// A figure of the first rows says so, and its data keep the others.
func TestTheDataOfTheFirstRowsAreWhole(t *testing.T) {
	block := report.BlockSpec{Kind: "ratios", Title: "Days over GMLOS", Metric: "ratio", Noun: "families", Top: 3}
	b := composetest.Composed(t, composetest.Asked(families([]int{90, 80, 70, 60, 50}, 0, 0, 0, 0, 0), block)).Parts[0].Blocks[0]
	if caption := b.Figure.Chart.Text().Caption; !strings.Contains(caption, "Shown are the first 3 of 5 that may be shown; the others are in block_0.csv") {
		t.Errorf("caption %q", caption)
	}
	if data := b.Figure.Data; len(data.Rows) != 3 || len(data.Beyond) != 2 || data.Beyond[1][0] != "Family E" {
		t.Errorf("rows %q, beyond %q", data.Rows, data.Beyond)
	}
}
