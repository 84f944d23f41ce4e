package compose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
)

// grouped is an answer of counts by group, out of a total.
func grouped(total int, counts map[string]int, order ...string) string {
	rows := make([]string, len(order))
	for i, name := range order {
		rows[i] = fmt.Sprintf("('%s', 'Title of %s', 'v1', %d, %d)", name, name, counts[name], total)
	}
	return header + `-- param: scheme text = CCSR  Scheme.
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
	block := rankingBlock
	block.Top = 2
	doc := composed(t, question{grouped(1000, counts, "AAA001", "BBB001", "CCC001", "XXX000"), block})
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

// tabled is every cell of every table.
func tabled(d *report.Document) string {
	var b strings.Builder
	for _, block := range d.Parts[0].Blocks {
		if block.Table != nil {
			for _, row := range block.Table.Rows {
				fmt.Fprintln(&b, row)
			}
		}
	}
	return b.String()
}

func TestWhatIsNotLoadedIsSaid(t *testing.T) {
	doc := composed(t, question{grouped(1000, map[string]int{"not loaded": 1000}, "not loaded"), rankingBlock})
	if text := tabled(doc); !strings.Contains(text, "The grouping scheme CCSR is not loaded") {
		t.Errorf("not said: %s", text)
	}
}

// risen is an answer of groups in two periods of 1,000 discharges each.
func risen(pairs ...[2]int) string {
	rows := make([]string, len(pairs))
	for i, p := range pairs {
		rows[i] = fmt.Sprintf("('A%02d', 'Disease %c', %d, %d)", i, 'A'+i, p[0], p[1])
	}
	return header + `-- column: grouping text - Group.
-- column: title text - Title.
-- column: later int {encounter} Now.
-- column: earlier int {encounter} Then.
-- column: later_discharges int {encounter} All.
-- column: earlier_discharges int {encounter} All.
-- column: changed_codes int {code} Codes.
-- withhold: later of later_discharges
-- withhold: earlier of earlier_discharges
SELECT grouping, title, CAST(later AS BIGINT) AS later, CAST(earlier AS BIGINT) AS earlier, CAST(1000 AS BIGINT) AS later_discharges,
       CAST(1000 AS BIGINT) AS earlier_discharges, CAST(0 AS BIGINT) AS changed_codes
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(grouping, title, later, earlier)
ORDER BY grouping`
}

// One of many groups that differs at p = 0.03 is not called rising; one that trebled is. A
// group that was too small to show before is in no row, though it is large now.
func TestChangesHoldTheFalseDiscoveryRate(t *testing.T) {
	level := [][2]int{{60, 40}, {50, 50}, {50, 50}, {50, 50}, {50, 50}, {50, 50}, {50, 50}}
	block := report.BlockSpec{Kind: "changes", Title: "Changes"}
	doc := composed(t, question{risen(level...), block})
	if got := doc.Parts[0].Findings[0].Headline; got != "No group changed more than chance would" {
		t.Errorf("headline %q", got)
	}
	doc = composed(t, question{risen(append(level, [2]int{150, 50}, [2]int{40, 7})...), block})
	if got := doc.Parts[0].Findings[0].Headline; got != "No new, 1 rising and 0 falling groups" {
		t.Errorf("headline %q", got)
	}
	if text := tabled(doc); strings.Contains(text, "Disease I") || !strings.Contains(text, "Disease H") {
		t.Error("a group with a small count is shown")
	}
}

// trending is an answer of one group by month among 500 discharges, with codes that changed
// in the thirteenth month.
func trending(changed int, counts ...int) string {
	rows := make([]string, len(counts))
	for i, n := range counts {
		state, codes := "in force", "NULL"
		if i == 12 {
			state, codes = "break", fmt.Sprint(changed)
		}
		rows[i] = fmt.Sprintf("(DATE '%s', %d, '%s', %s)", date("2024-10-01").AddDate(0, i, 0).Format(time.DateOnly), n, state, codes)
	}
	return header + `-- column: grouping text - Group.
-- column: title text - Title.
-- column: month date - Month.
-- column: encounters int {encounter} Discharges.
-- column: discharges int {encounter} All.
-- column: code_set text - State.
-- column: changed_codes int? {code} Codes.
-- metric: rate = per_thousand(encounters, discharges)
-- withhold: encounters of discharges within grouping
SELECT 'J18' AS grouping, 'Pneumonia' AS title, month, CAST(encounters AS BIGINT) AS encounters, CAST(500 AS BIGINT) AS discharges,
       code_set, CAST(changed_codes AS BIGINT) AS changed_codes
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(month, encounters, code_set, changed_codes)
ORDER BY grouping, month`
}

// VER-08: a trend whose codes changed is told with that; one of constant codes is not.
func TestTrendsSayWhetherTheSeriesIsComparable(t *testing.T) {
	var rising, level []int
	for i := range 24 {
		rising, level = append(rising, 40+3*i), append(level, 60+i%2)
	}
	for name, c := range map[string]struct {
		counts   []int
		changed  int
		headline string
		says     string
	}{
		"rising, codes the same":   {rising, 0, "Groups with a trend: 1 of 1", "the same all the time"},
		"rising, codes changed":    {rising, 4, "Groups with a trend: 1 of 1", "coding may be the reason"},
		"level, with changed code": {level, 1, "No clear trend from year to year", "1 code changed on 1 October 2025"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composed(t, question{trending(c.changed, c.counts...), report.BlockSpec{Kind: "trends", Title: "Trends", Noun: "discharges"}},
				question{trending(c.changed, c.counts...), report.BlockSpec{Kind: "steepest", Metric: "rate", Noun: "discharges"}})
			if got := doc.Parts[0].Findings[0].Headline; got != c.headline {
				t.Errorf("headline %q, want %q", got, c.headline)
			}
			if text := strings.ReplaceAll(everything(doc)+tabled(doc), "\u00a0", " "); !strings.Contains(text, c.says) {
				t.Errorf("does not say %q: %s", c.says, text)
			}
		})
	}
}

// A query whose rows are of single encounters is named on the page.
func TestRowsOfEncountersAreNamed(t *testing.T) {
	sql := strings.Replace(diagnoses(1000, 300), header, header+"-- identified: it lists accounts\n", 1)
	doc := composed(t, question{sql, rankingBlock})
	if text := everything(doc); !strings.Contains(text, "Rows of single persons or encounters") || !strings.Contains(text, "it lists accounts") {
		t.Errorf("not said: %s", text)
	}
}
