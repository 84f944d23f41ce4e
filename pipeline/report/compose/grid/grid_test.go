package grid_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/grid"
	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// visits is an answer of a share by unit and month: x of n.
func visits(more string, rows ...string) string {
	return composetest.Rows("unit text, month date, x int, n int", "-- metric: share = proportion(x, n)\n"+more, "unit, month", rows...)
}

func row(unit string, month, x, n int) string {
	return fmt.Sprintf("'%s', '%s', %d, %d", unit, time.Date(2025, time.Month(10+month), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), x, n)
}

// steady is units with 80 of 100 in every month, but for those that are planted.
func steady(units, months int, planted func(unit, month int) int) (rows []string) {
	for u := range units {
		for m := range months {
			x := 80
			if p := planted(u, m); p > 0 {
				x = p
			}
			rows = append(rows, row(fmt.Sprintf("Unit %04d", u), m, x, 100))
		}
	}
	return rows
}

func none(int, int) int { return 0 }

// one makes a document of one block.
func one(t *testing.T, sql string, b report.BlockSpec) (*report.Document, report.Block) {
	t.Helper()
	doc := composetest.Composed(t, composetest.Asked(sql, b))
	if len(doc.Parts[0].Blocks) == 0 {
		return doc, report.Block{}
	}
	return doc, doc.Parts[0].Blocks[0]
}

var heatBlock = report.BlockSpec{Kind: "heat_map", Metric: "share", Noun: "facility", Title: "In time", Better: "higher"}

// A cell that is planted below all others is framed and said, and no other.
func TestHeatMapFramesWhatIsApart(t *testing.T) {
	sql := visits(composetest.NotWithheld, steady(5, 12, func(u, m int) int { return map[bool]int{true: 35}[u == 3 && m == 4] })...)
	doc, b := one(t, sql, heatBlock)
	fig := b.Figure.Chart.(grid.Heat)
	for u, r := range fig.Rows {
		for m, c := range r.Cells {
			if c.Marked != (u == 3 && m == 4) {
				t.Errorf("unit %d in month %d is framed %v", u, m, c.Marked)
			}
		}
	}
	// 35 of 100; all together 59 times 80 and 35 of 6,000, which is 79.25%.
	if got := composetest.Words(doc); !strings.Contains(got, "Unit 0003 was below all together in February 2026") || !strings.Contains(got, "35.0% (95%\u00a0CI\u00a0") || !strings.Contains(got, "all together 79.2%") {
		t.Errorf("words %q", got)
	}
}

// Where nothing is planted nothing is said, and the title says so.
func TestHeatMapSaysNothingOfChance(t *testing.T) {
	doc, b := one(t, visits(composetest.NotWithheld, steady(4, 12, none)...), heatBlock)
	if len(doc.Parts[0].Findings) != 0 || !strings.Contains(b.Figure.Chart.Text().Title, "no facility differs from the rest") {
		t.Errorf("findings %+v, title %q", doc.Parts[0].Findings, b.Figure.Chart.Text().Title)
	}
}

// One unit has no rest to differ from: the title says its value.
func TestHeatMapOfOneComparesNothing(t *testing.T) {
	_, b := one(t, visits(composetest.NotWithheld, steady(1, 12, none)...), heatBlock)
	// 960 of 1,200 visits.
	if got := b.Figure.Chart.Text(); got.Title != "In time: 80.0%" || !strings.Contains(got.Subtitle, "), n = 1,200.") {
		t.Errorf("title %q, subtitle %q", got.Title, got.Subtitle)
	}
}

// A single unit that stands apart is named in the title, several are counted; the key says what a diamond is.
func TestDotsNameTheOneThatStandsApart(t *testing.T) {
	for title, low := range map[string]int{"In time: Unit 0003 below all together": 1, "In time: 2\u00a0facilities below all together": 2} {
		sql := visits(composetest.NotWithheld, steady(40, 4, func(u, _ int) int { return map[bool]int{true: 50}[u >= 3 && u < 3+low] })...)
		_, b := one(t, sql, report.BlockSpec{Kind: "dots", Metric: "share", Noun: "facility", Title: "In time"})
		if fig := b.Figure.Chart.(across.Dots); fig.Title != title || fig.AccentName != "apart by more than chance" {
			t.Errorf("%q, key %q", fig.Title, fig.AccentName)
		}
	}
}

// Of three thousand units a page shows 25, the planted one among them, and says which these are and where
// the others are: its data have every unit once.
func TestThousandsOfUnits(t *testing.T) {
	sql := visits(composetest.NotWithheld, steady(3000, 2, func(u, m int) int { return map[bool]int{true: 20}[u == 2222] })...)
	for kind, rows := range map[string]func(report.Block) []string{
		"heat_map": func(b report.Block) (names []string) {
			for _, r := range b.Figure.Chart.(grid.Heat).Rows {
				names = append(names, r.Label)
			}
			return names
		},
		"multiples": func(b report.Block) (names []string) {
			for _, p := range b.Figure.Chart.(grid.Facets).Panels {
				names = append(names, p.Name)
			}
			return names
		},
		"dots": func(b report.Block) (names []string) {
			for _, i := range b.Figure.Chart.(across.Dots).Items {
				names = append(names, i.Label)
			}
			return names
		},
	} {
		t.Run(kind, func(t *testing.T) {
			spec := heatBlock
			spec.Kind = kind
			_, b := one(t, sql, spec)
			names := rows(b)
			w, h := b.Figure.Chart.Size()
			if len(names) > 25 || !strings.Contains(strings.Join(names, " "), "Unit 2222") || w != 640 || h > 640 {
				t.Errorf("%d rows on %v × %v: %q", len(names), w, h, names)
			}
			caption := b.Figure.Chart.Text().Caption
			for _, want := range []string{fmt.Sprintf("Shown are %d of 3,000\u00a0facilities: first those farthest apart", len(names)), fmt.Sprintf("The other %s are judged alike, and are in block_0.csv", english.Count(int64(3000-len(names))))} {
				if !strings.Contains(caption, want) {
					t.Errorf("caption %q lacks %q", caption, want)
				}
			}
			seen := map[string]bool{}
			for i, row := range b.Figure.Data.All() {
				if on := i < len(b.Figure.Data.Rows); on != slices.Contains(names, row[0]) {
					t.Fatalf("row %d of %s is on the page: %v", i, row[0], on)
				}
				seen[row[0]] = true
			}
			if len(seen) != 3000 {
				t.Errorf("data of %d units", len(seen))
			}
		})
	}
}

// english is the English of the program.
var english *language.Language

// The latest year stands beside the same months a year before: a unit that fell is drawn as worse and
// said, one without a year before is named, and the others are grey.
func TestSlopeComparesTwoYears(t *testing.T) {
	rows := []string{}
	for m := -12; m < 12; m++ {
		fell := map[bool]int{true: 60, false: 80}[m >= 0]
		rows = append(rows, row("Falls", m, fell, 100), row("Stays", m, 80, 100))
		if m >= 0 {
			rows = append(rows, row("Fresh", m, 80, 100))
		}
	}
	doc, b := one(t, visits(composetest.NotWithheld, rows...), report.BlockSpec{Kind: "slope", Metric: "share", Noun: "facility", Title: "In time", Better: "higher"})
	fig := b.Figure.Chart.(grid.Slope)
	changes := map[string]grid.Change{}
	for _, r := range fig.Rows {
		changes[r.Label] = r.Change
	}
	if fig.Before != "Oct 2024 to Sep 2025, n = 2,400" || fig.After != "Oct 2025 to Sep 2026, n = 3,600" || changes["Falls"] != grid.Worse || changes["Stays"] != grid.Unchanged || fig.Rows[1].Before.Missing != "no data" {
		t.Errorf("%s, %s, rows %+v", fig.Before, fig.After, fig.Rows)
	}
	f := doc.Parts[0].Findings[0]
	if f.Tone != report.Act || f.Headline != "In time fell: Falls" || !strings.Contains(f.Text, "80.0%") || !strings.Contains(f.Text, "60.0%") {
		t.Errorf("finding %+v", f)
	}
}

// Two metrics of a row are two times too; of coders with fewer than 30 records nothing is drawn (SMP-07).
func TestSlopeOfTwoMetrics(t *testing.T) {
	sql := composetest.Rows("coder_id text, a int, b int, c int, d int", "-- metric: before = proportion(a, b)\n-- metric: after = proportion(c, d)\n"+composetest.NotWithheld, "coder_id",
		"'C1', 60, 100, 95, 100", "'C2', 80, 100, 81, 100", "'C3', 9, 10, 1, 10")
	_, b := one(t, sql, report.BlockSpec{Kind: "slope", Noun: "coder", Title: "Accuracy", Measures: []report.MeasureSpec{{Metric: "before", Label: "Before"}, {Metric: "after", Label: "After"}}})
	fig := b.Figure.Chart.(grid.Slope)
	if fig.Before != "Before, n = 200" || fig.Rows[0].Change != grid.Different || fig.Rows[1].Change != grid.Unchanged || fig.Rows[2].Before.Missing != "too few" || fig.Rows[2].Before.Value != 0 {
		t.Errorf("rows %+v", fig.Rows)
	}
}

// Units are judged against the target by all their months, and a month that is not over is partial.
func TestMultiplesJudgeByTheTarget(t *testing.T) {
	rows := []string{}
	for m := range 12 {
		rows = append(rows, row("Good", m, 95, 100), row("Poor", m, 70, 100), row("Near", m, 90, 100))
	}
	doc, b := one(t, visits(composetest.NotWithheld, rows...), report.BlockSpec{Kind: "multiples", Metric: "share", Noun: "facility", Title: "In time", Target: 0.9})
	fig := b.Figure.Chart.(grid.Facets)
	got := map[string]grid.Change{}
	for _, p := range fig.Panels {
		got[p.Name] = p.Change
	}
	if got["Good"] != grid.Better || got["Poor"] != grid.Worse || got["Near"] != grid.Unchanged {
		t.Errorf("changes %v", got)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "Below the target of 90.0%: Poor" {
		t.Errorf("finding %+v", f)
	}
}

// A withheld cell is hatched, and its numbers are in no title, note or table.
func TestWithheldCellsStayHidden(t *testing.T) {
	rows := steady(3, 12, none)
	rows = append(rows, row("Small", 0, 3, 7), row("Small", 1, 30, 40))
	doc, b := one(t, visits("-- withhold: x of n\n", rows...), heatBlock)
	fig := b.Figure.Chart.(grid.Heat)
	for _, r := range fig.Rows {
		if r.Label == "Small" && (!r.Cells[0].Withheld || r.Cells[0].Note != "") {
			t.Errorf("cells %+v", r.Cells[:2])
		}
	}
	if text := composetest.Words(doc) + fmt.Sprint(b.Figure.Data.Rows); strings.Contains(text, "42.9%") || strings.Contains(text, "0.428571") {
		t.Errorf("3 of 7 is told: %q", text)
	}
}

// Dots stand in the order of names; few records have their interval alone, in the data too.
func TestDotsOfFewRecords(t *testing.T) {
	_, b := one(t, visits(composetest.NotWithheld, row("B", 0, 80, 100), row("A", 0, 8, 10), row("C", 0, 30, 100)), report.BlockSpec{Kind: "dots", Metric: "share", Noun: "facility", Title: "In time"})
	fig := b.Figure.Chart.(across.Dots)
	if fig.Items[0].Label != "A" || fig.Items[0].Value == fig.Items[0].Value || !(fig.Items[0].Lo > 0) || b.Figure.Data.Rows[0][1] != "too few" {
		t.Errorf("items %+v, data %q", fig.Items, b.Figure.Data.Rows)
	}
	if fig.Items[1].Value != 0.8 || !fig.Items[2].Accent {
		t.Errorf("items %+v", fig.Items)
	}
}

// A figure whose specification names neither itself nor its units is called what its question is, and
// a unit what its column is.
func TestFiguresWithoutTitleAndNoun(t *testing.T) {
	sql := visits(composetest.NotWithheld, steady(3, 2, none)...)
	for _, kind := range []string{"heat_map", "multiples", "dots"} {
		_, b := one(t, sql, report.BlockSpec{Kind: kind, Metric: "share"})
		if got := b.Figure.Chart.Text(); !strings.HasPrefix(got.Title, "T") || !strings.HasPrefix(got.Subtitle, "T by unit") {
			t.Errorf("%s: title %q, subtitle %q", kind, got.Title, got.Subtitle)
		}
	}
}
