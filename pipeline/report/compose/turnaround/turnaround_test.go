package turnaround_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// lifeTable is ten accounts of standard.md 9.6: six coded and four open.
const lifeTable = composetest.Header + `-- column: patient_type text - Type.
-- column: day int d Day.
-- column: coded int {encounter} Coded.
-- column: censored int {encounter} Open.
-- column: exited int {encounter} Left.
-- withhold: none it measures work
SELECT 'IP' AS patient_type, CAST(day AS BIGINT) AS day, CAST(coded AS BIGINT) AS coded,
       CAST(censored AS BIGINT) AS censored, CAST(exited AS BIGINT) AS exited
FROM (VALUES (1, 1, 0, 0), (2, 1, 1, 0), (3, 1, 0, 2), (4, 1, 1, 0), (5, 1, 0, 0), (7, 0, 1, 0), (8, 1, 0, 0), (10, 0, 1, 0)) AS t(day, coded, censored, exited)
ORDER BY day`

// The median of the six that are coded would be 3.5; with the four that wait it is 5.
func TestSurvivalCountsOpenAccounts(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(lifeTable, report.BlockSpec{Kind: "survival", Limit: 14}))
	f := doc.Parts[0].Findings[0]
	if f.Headline != "Half of the inpatient accounts are coded within 5 days" || !strings.Contains(f.Text, "Left out are 2 of 12\u00a0accounts: voided") {
		t.Errorf("finding %+v", f)
	}
	if k := doc.KeyFigures[0]; k.Value != "5.0\u00a0days" || !strings.HasPrefix(k.Basis, "median, 10 inpatient accounts") {
		t.Errorf("key figure %+v", k)
	}
}

// spent is an answer of turnaround/decomposition of one inpatient type: 100 accounts with a
// whole of so many days and two states.
func spent(accounts int, whole, record, queue float64) string {
	row := func(position int, state string, days float64) string {
		return fmt.Sprintf("'IP', %d, '%s', %d, %d, %g, %g, 3, 2, 1, 4", position, state, accounts, accounts, days, days*days)
	}
	rows := []string{row(0, "all", whole)}
	if accounts > 0 {
		rows = append(rows, row(1, "record", record), row(2, "queue", queue))
	}
	return composetest.Rows("patient_type text, position int, state text, accounts int, entered int, days real, days_squared real, pending int, held int, exited int, without_hour int",
		"-- metric: mean_time = mean_days(accounts, days, days_squared)\n"+composetest.NotWithheld, "position", rows...)
}

func TestTimeline(t *testing.T) {
	block := report.BlockSpec{Kind: "timeline", Metric: "mean_time"}
	for name, c := range map[string]struct{ sql, headline, says string }{
		"the longest state is named": {spent(100, 600, 200, 400), "Waiting for a coder takes 4.0 of the 6.0 days to the bill",
			"left out: 3 too recent, 2 on legal, VIP or research hold, 1 voided, combined or non-billable, 4 without hours"},
		"states that do not add up": {spent(100, 600, 200, 300), "The days of inpatient accounts do not add up", "Do not use"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composetest.Composed(t, composetest.Asked(c.sql, block))
			if f := doc.Parts[0].Findings[0]; f.Headline != c.headline || !strings.Contains(f.Text, c.says) {
				t.Errorf("finding %+v", f)
			}
			bar := doc.Parts[0].Blocks[0].Figure.Chart.(across.Stack).Items[0]
			if bar.Label != "Inpatient" || bar.Values[0] != 2 || bar.Right != "100" {
				t.Errorf("bar %+v", bar)
			}
		})
	}
	t.Run("dates without hours give no figure", func(t *testing.T) {
		doc := composetest.Composed(t, composetest.Asked(spent(0, 0, 0, 0), block))
		table := doc.Parts[0].Blocks[0].Table
		if table == nil || table.Rows[0][3] != "4" || doc.KeyFigures[0].Value != "no data" {
			t.Errorf("table %+v, key figure %+v", table, doc.KeyFigures[0])
		}
	})
}

func TestBottlenecksBeginWithTheMostDays(t *testing.T) {
	sql := composetest.Rows("reason text, affected int, days real, days_squared real, accounts int",
		"-- metric: mean_time = mean_days(affected, days, days_squared)\n-- metric: share = proportion(affected, accounts)\n"+composetest.NotWithheld, "reason",
		"'EDIT', 60, 120, 300, 1000", "'VIP', 40, 200, 1100, 1000")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "bottlenecks", Title: "Holds"}))
	rows := doc.Parts[0].Blocks[0].Table.Rows
	if rows[0][0] != "VIP" || rows[0][4] != "200" || rows[1][0] != "Edit" || !strings.HasPrefix(rows[1][2], "6.0% (") {
		t.Errorf("rows %v", rows)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "VIP holds cost the most days" || !strings.Contains(f.Text, "200 of 320") {
		t.Errorf("finding %+v", f)
	}
}

// Of ten accounts followed to the end, eight are coded by day 4 and one is voided on day 2,
// so that the shares are plain: 80 % and 10 %.
func TestExitsCompete(t *testing.T) {
	sql := composetest.Rows("patient_type text, day int, coded int, voided int, combined int, non_billable int, censored int, held int", composetest.NotWithheld, "day",
		"'IP', 1, 4, 0, 0, 0, 0, 0", "'IP', 2, 0, 1, 0, 0, 0, 0", "'IP', 4, 4, 0, 0, 0, 0, 0", "'IP', 30, 0, 0, 0, 0, 1, 1")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "exits", Title: "Exits"}))
	rows := doc.Parts[0].Blocks[0].Table.Rows
	if !strings.HasPrefix(rows[0][1], "80.0% (") || !strings.HasPrefix(rows[1][1], "10.0% (") || !strings.HasPrefix(rows[2][4], "0.0% (0.0–") {
		t.Errorf("rows %v", rows)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "80.0% of discharges are coded within 30 days" || !strings.Contains(f.Text, "10.0%") {
		t.Errorf("finding %+v", f)
	}
}

// unit is the rows of 40 accounts of a unit that are all coded, half on each of two days.
func unit(name string, first, second int) []string {
	return []string{fmt.Sprintf("'%s', 'IP', %d, 20, 0", name, first), fmt.Sprintf("'%s', 'IP', %d, 20, 0", name, second)}
}

func TestContrastIsOneTest(t *testing.T) {
	block := report.BlockSpec{Kind: "contrast", Title: "Units", Noun: "facility", Limit: 10}
	for name, c := range map[string]struct {
		second   []string
		headline string
		row      []string
	}{
		"alike": {unit("B", 2, 4), "No difference in days to code by facility is shown", []string{"A", "40", "0.0"}},
		"slow":  {unit("B", 6, 8), "Days to code differ by facility", []string{"A", "40", "−4.0"}},
	} {
		t.Run(name, func(t *testing.T) {
			sql := composetest.Rows("unit text, patient_type text, day int, coded int, censored int", composetest.NotWithheld, "unit, day", append(unit("A", 2, 4), c.second...)...)
			doc := composetest.Composed(t, composetest.Asked(sql, block))
			if f := doc.Parts[0].Findings[0]; f.Headline != c.headline {
				t.Errorf("finding %+v", f)
			}
			row := doc.Parts[0].Blocks[0].Table.Rows[0]
			if row[0] != c.row[0] || row[1] != c.row[1] || !strings.HasPrefix(row[4], c.row[2]) {
				t.Errorf("row %v, want %v", row, c.row)
			}
		})
	}
}

// Three accounts are too few for a number of their own, and stay in the test.
func TestContrastShowsNoNumberOfFew(t *testing.T) {
	rows := append(unit("A", 2, 4), "'B', 'IP', 3, 3, 0")
	doc := composetest.Composed(t, composetest.Asked(composetest.Rows("unit text, patient_type text, day int, coded int, censored int", composetest.NotWithheld, "unit, day", rows...),
		report.BlockSpec{Kind: "contrast", Title: "Units", Noun: "facility"}))
	if row := doc.Parts[0].Blocks[0].Table.Rows[1]; strings.Join(row, " ") != "B 3 too few too few too few" {
		t.Errorf("row %v", row)
	}
}

// Ten accounts are followed from the start, of which five are coded on day 2. Ten more come
// in at day 3 and five of the fifteen at risk are coded on day 4: half times two thirds.
func TestSurvivalTakesLateEntries(t *testing.T) {
	sql := composetest.Rows("patient_type text, day int, entered int, coded int, censored int, exited int", composetest.NotWithheld, "day",
		"'IP', 2, 0, 5, 0, 0", "'IP', 3, 10, 0, 0, 0", "'IP', 4, 0, 5, 10, 0")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "survival", Limit: 14}))
	rows := doc.Parts[0].Blocks[0].Figure.Data.Rows
	if last := rows[len(rows)-1]; last[2] != "15" || last[3] != "0.333333" {
		t.Errorf("last row %v", last)
	}
}
