package trends_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// monthly is an answer of counts of two categories by month.
func monthly(a, b []int) string {
	var rows []string
	for i := range a {
		month := composetest.Date("2025-10-01").AddDate(0, i, 0).Format(time.DateOnly)
		rows = append(rows, fmt.Sprintf("('J10', 'Influenza', DATE '%s', %d, 1000)", month, a[i]),
			fmt.Sprintf("('I10', 'Hypertension', DATE '%s', %d, 1000)", month, b[i]))
	}
	return composetest.Header + `-- column: category text - Category.
-- column: title text - Title.
-- column: month date - Month.
-- column: encounters int {encounter} Discharges.
-- column: discharges int {encounter} All.
-- metric: rate = per_thousand(encounters, discharges)
-- withhold: encounters of discharges within category
SELECT category, title, month, CAST(encounters AS BIGINT) AS encounters, CAST(discharges AS BIGINT) AS discharges
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(category, title, month, encounters, discharges)
ORDER BY category, month`
}

func TestSeasonalFindsTheCategoryThatMoved(t *testing.T) {
	level := []int{50, 52, 49, 51, 50, 48, 51, 50}
	wave := []int{20, 22, 40, 120, 60, 25, 20, 21}
	block := report.BlockSpec{Kind: "seasonal", Metric: "rate", Noun: "encounters"}
	doc := composetest.Composed(t, composetest.Asked(monthly(wave, level), block))
	if got := doc.Parts[0].Findings[0].Headline; got != "Influenza peaked in January 2026" {
		t.Errorf("headline %q", got)
	}
	doc = composetest.Composed(t, composetest.Asked(monthly(level, level), block))
	if got := doc.Parts[0].Findings[0].Headline; got != "No category moved more than chance would" {
		t.Errorf("level series: headline %q", got)
	}
}

// risen is an answer of groups in two periods of 1,000 discharges each.
func risen(pairs ...[2]int) string {
	rows := make([]string, len(pairs))
	for i, p := range pairs {
		rows[i] = fmt.Sprintf("('A%02d', 'Disease %c', %d, %d)", i, 'A'+i, p[0], p[1])
	}
	return composetest.Header + `-- column: grouping text - Group.
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
	doc := composetest.Composed(t, composetest.Asked(risen(level...), block))
	if got := doc.Parts[0].Findings[0].Headline; got != "No group changed more than chance would" {
		t.Errorf("headline %q", got)
	}
	doc = composetest.Composed(t, composetest.Asked(risen(append(level, [2]int{150, 50}, [2]int{40, 7})...), block))
	if got := doc.Parts[0].Findings[0].Headline; got != "No new, 1 rising and 0 falling groups" {
		t.Errorf("headline %q", got)
	}
	if text := composetest.Tables(doc); strings.Contains(text, "Disease I") || !strings.Contains(text, "Disease H") {
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
		rows[i] = fmt.Sprintf("(DATE '%s', %d, '%s', %s)", composetest.Date("2024-10-01").AddDate(0, i, 0).Format(time.DateOnly), n, state, codes)
	}
	return composetest.Header + `-- column: grouping text - Group.
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
			doc := composetest.Composed(t, composetest.Asked(trending(c.changed, c.counts...), report.BlockSpec{Kind: "trends", Title: "Trends", Noun: "discharges"}),
				composetest.Asked(trending(c.changed, c.counts...), report.BlockSpec{Kind: "steepest", Metric: "rate", Noun: "discharges"}))
			if got := doc.Parts[0].Findings[0].Headline; got != c.headline {
				t.Errorf("headline %q, want %q", got, c.headline)
			}
			if text := strings.ReplaceAll(composetest.Words(doc)+composetest.Tables(doc), "\u00a0", " "); !strings.Contains(text, c.says) {
				t.Errorf("does not say %q: %s", c.says, text)
			}
		})
	}
}
