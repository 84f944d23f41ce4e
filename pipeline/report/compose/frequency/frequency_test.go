package frequency_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

func TestRankingNamesALeaderOnlyWhereIntervalsAllow(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		want   string
	}{
		"far ahead":  {[]int{300, 100, 90}, "Disease A (A00) is the most frequent"},
		"two close":  {[]int{300, 290, 90}, "Two diagnoses share the lead"},
		"all close":  {[]int{100, 101, 99}, "No diagnosis stands out from the others"},
		"all hidden": {[]int{10, 9, 1}, "No diagnosis is frequent enough to show"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composetest.Composed(t, composetest.Asked(composetest.Diagnoses(1000, c.counts...), composetest.Ranking))
			if got := doc.Parts[0].Findings[0].Headline; got != c.want {
				t.Errorf("headline %q, want %q", got, c.want)
			}
		})
	}
}

func TestWithheldCountsReachNobody(t *testing.T) {
	// 7 is a small count; 993 of 1,000 leaves 7, which is as telling.
	doc := composetest.Composed(t, composetest.Asked(composetest.Diagnoses(1000, 300, 7), composetest.Ranking), composetest.Asked(composetest.Diagnoses(1000, 993), composetest.Ranking))
	for _, b := range doc.Parts[0].Blocks {
		table := b.Table
		if b.Figure != nil {
			table = &b.Figure.Data
		}
		for _, row := range table.Rows {
			for _, cell := range row {
				if cell == "7" || cell == "993" {
					t.Errorf("%s shows %s", table.ID, cell)
				}
			}
		}
	}
	if text := composetest.Words(doc); regexp.MustCompile(`\b(7|7\.0|993|993\.0)\b`).MatchString(text) {
		t.Errorf("a withheld count is in the words: %s", text)
	}
}

func TestParetoHidesSmallCategoriesInTheRest(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(composetest.Diagnoses(140, 90, 40, 6, 4), report.BlockSpec{Kind: "pareto", Noun: "discharges"}))
	rows := doc.Parts[0].Blocks[0].Figure.Data.Rows
	if len(rows) != 3 || rows[2][1] != "All other categories (2)" || rows[2][2] != "10" {
		t.Errorf("rows %v", rows)
	}
	if got := doc.Parts[0].Findings[0].Headline; got != "One category makes up half of all discharges" {
		t.Errorf("headline %q", got)
	}
}

// grouped is an answer of counts by group, out of a total.
func grouped(total int, counts map[string]int, order ...string) string {
	rows := make([]string, len(order))
	for i, name := range order {
		rows[i] = fmt.Sprintf("('%s', 'Title of %s', 'v1', %d, %d)", name, name, counts[name], total)
	}
	return composetest.Header + `-- param: scheme text = CCSR  Scheme.
-- column: grouping text - Group.
-- column: title text - Title.
-- column: scheme_version text - Version.
-- column: encounters int {encounter} Discharges.
-- column: discharges int {encounter} All.
-- metric: rate = per_thousand(encounters, discharges)
-- withhold: encounters of discharges
SELECT grouping, title, scheme_version, CAST(encounters AS BIGINT) AS encounters, CAST(discharges AS BIGINT) AS discharges
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(grouping, title, scheme_version, encounters, discharges)
WHERE :scheme <> ''
ORDER BY encounters DESC, grouping`
}

// RTE-07: a rank is printed alone only where no other interval reaches it; GRP-06: what may
// not be principal keeps its row below the others, whatever the top is.
func TestRankingOfGroupsPrintsRanksAndKeepsInvalidRows(t *testing.T) {
	counts := map[string]int{"AAA001": 500, "BBB001": 120, "CCC001": 115, "XXX000": 40}
	block := composetest.Ranking
	block.Top = 2
	doc := composetest.Composed(t, composetest.Asked(grouped(1000, counts, "AAA001", "BBB001", "CCC001", "XXX000"), block))
	rows := doc.Parts[0].Blocks[0].Figure.Data.Rows
	if len(rows) != 3 || rows[2][1] != "Not acceptable as principal diagnosis (XXX000)" || rows[2][2] != "40" {
		t.Fatalf("rows %v", rows)
	}
	for i, want := range []string{"1 1", "2 3", " "} {
		if got := strings.Join(rows[i][9:], " "); got != want {
			t.Errorf("ranks of row %d are %q, want %q", i, got, want)
		}
	}
	if got := doc.Parts[0].Findings[0].Headline; got != "Title of AAA001 (AAA001) is the most frequent CCSR category" {
		t.Errorf("headline %q", got)
	}
}

// A group whose title is not loaded is called by its code: no sentence takes the want of a title for a name.
func TestLeaderWithoutATitleIsCalledByItsCode(t *testing.T) {
	untitled := strings.Replace(grouped(1000, map[string]int{"AAA001": 500, "BBB001": 120}, "AAA001", "BBB001"), "'Title of AAA001'", "''", 1)
	found := composetest.Composed(t, composetest.Asked(untitled, composetest.Ranking)).Parts[0].Findings[0]
	if found.Headline != "AAA001 is the most frequent CCSR category" || strings.Contains(found.Text, "not loaded") {
		t.Errorf("finding %+v", found)
	}
}

// FRQ-03: what is ranked apart from diagnoses is called by its name, and where every count of it
// is small an optional block is left out.
func TestExternalCausesAreNoDiagnoses(t *testing.T) {
	causes := func(counts map[string]int) string {
		return strings.Replace(grouped(1000, counts, "W01", "Y92"), "withhold: encounters of discharges", "withhold: encounters of discharges as with_cause", 1)
	}
	block := composetest.Ranking
	block.Optional = true
	doc := composetest.Composed(t, composetest.Asked(causes(map[string]int{"W01": 300, "Y92": 90}), block))
	if got := doc.Parts[0].Findings[0].Headline; got != "Title of W01 (W01) is the most frequent external cause" {
		t.Errorf("headline %q", got)
	}
	few := composetest.Composed(t, composetest.Asked(causes(map[string]int{"W01": 9, "Y92": 2}), block), composetest.Asked(composetest.Diagnoses(1000, 300, 100), composetest.Ranking))
	if n := len(few.Parts[0].Blocks); n != 1 {
		t.Errorf("%d blocks, want the diagnoses alone", n)
	}
}

func TestWhatIsNotLoadedIsSaid(t *testing.T) {
	missing := composetest.Asked(grouped(1000, map[string]int{"not loaded": 1000}, "not loaded"), composetest.Ranking)
	part := composetest.Composed(t, missing, missing, composetest.Asked(composetest.Diagnoses(1000, 300, 100), composetest.Ranking)).Parts[0]
	if len(part.Blocks) != 1 || len(part.Findings) != 2 {
		t.Fatalf("%d blocks and %d findings, want the ranking alone and one sentence of both others", len(part.Blocks), len(part.Findings))
	}
	if f := part.Findings[1]; f.Headline != "Not shown, since what it takes is not loaded" || !strings.Contains(f.Text, "terminology load") {
		t.Errorf("finding %+v", f)
	}
}

// Ranks that are printed hold what the headline says: of 300, 230 and 90 of 1,000 the intervals by
// themselves leave the first alone in the lead, and those of 60 groups together leave two (RTE-07).
func TestNoLeaderIsNamedAgainstTheRanks(t *testing.T) {
	counts := []int{300, 230, 90}
	for range 57 {
		counts = append(counts, 6)
	}
	doc := composetest.Composed(t, composetest.Asked(composetest.Diagnoses(1000, counts...), composetest.Ranking))
	if got := doc.Parts[0].Findings[0].Headline; got != "Two diagnoses share the lead" {
		t.Errorf("headline %q", got)
	}
	if row := doc.Parts[0].Blocks[0].Figure.Data.Rows[1]; row[9] != "1" {
		t.Errorf("the second has the ranks %v", row[9:])
	}
}

// FRQ-06 by hand: 300 codes on 40 records are 7.5 each; 4 of the 40 are at the cap, which stands beside
// the share, and the reader is told what that does to any-listed frequencies.
func TestDepthTellsOfRecordsAtTheCap(t *testing.T) {
	sql := composetest.Rows("patient_type text, encounters int, codes int, codes_squared int, at_cap int",
		"-- param: cap int = 25 Cap.\n-- metric: mean_codes = mean(encounters, codes, codes_squared)\n-- metric: share_at_cap = proportion(at_cap, encounters)\n"+composetest.NotWithheld,
		"patient_type", "'IP', 40, 300, 2600, 4")
	sql = strings.Replace(sql, " ORDER BY", " WHERE :cap > 0 ORDER BY", 1)
	part := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "depth", Title: "Depth"})).Parts[0]
	table := part.Blocks[0].Table
	if table.Columns[4].Title != "At the cap of 25" || table.Rows[0][1] != "40" || table.Rows[0][2] != "7.50" || table.Rows[0][4] != "10.0%" {
		t.Errorf("columns %v, row %v", table.Columns, table.Rows[0])
	}
	if f := part.Findings[0]; f.Headline != "4 records are at the cap of 25 diagnoses" || !strings.Contains(f.Text, "any-listed frequencies are too low") {
		t.Errorf("finding %+v", f)
	}
}

// Codes of which none could be judged have no count of those that are not valid, of 0 or of anything.
func TestCodesThatNobodyJudgedAreNotCounted(t *testing.T) {
	asked := func(judged int, status string) string {
		sql := composetest.Rows("element text, code_system text, status text, codes int, judged int, basis text, releases int, first_release date, last_release date",
			composetest.NotWithheld, "element, status", fmt.Sprintf("'diagnosis', 'ICD-10-CM', '%s', 30, %d, 'none', 0, DATE '2025-10-01', DATE '2025-10-01'", status, judged))
		return strings.Replace(sql, "-- withhold", "-- metric: share = proportion(codes, judged)\n-- withhold", 1)
	}
	for status, want := range map[string]string{"not_loaded": "no data|no code could be judged", "valid": "0|of 40 codes that were judged"} {
		judged := map[string]int{"valid": 40}[status]
		key := composetest.Composed(t, composetest.Asked(asked(judged, status), report.BlockSpec{Kind: "validity", Metric: "share"})).KeyFigures[0]
		if got := key.Value + "|" + key.Basis; got != want {
			t.Errorf("%s: %q, want %q", status, got, want)
		}
	}
}
