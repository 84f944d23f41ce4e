package turnaround_test

import (
	"context"
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

// Where less than half is coded the median is not reached, which the tile says of all that are followed.
func TestMedianThatIsNotReached(t *testing.T) {
	slow := strings.Replace(lifeTable, "(1, 1, 0, 0), (2, 1, 1, 0)", "(1, 1, 0, 0), (2, 1, 31, 0)", 1)
	slow = strings.Replace(slow, "(4, 1, 1, 0), (5, 1, 0, 0), (7, 0, 1, 0), (8, 1, 0, 0)", "(4, 0, 10, 0)", 1)
	doc := composetest.Composed(t, composetest.Asked(slow, report.BlockSpec{Kind: "survival", Limit: 14}))
	if k := doc.KeyFigures[0]; k.Value != "not reached" || !strings.HasPrefix(k.Basis, "median, 45 inpatient accounts") || k.Interval != "" {
		t.Errorf("key figure %+v", k)
	}
}

// CEN-01 on standard.md 9.6: S falls to .42857 at 5, to .21429 at 8 and no lower, and is .57143
// after 4, so that 42.9 % are coded by then; with Greenwood's 1/90 + 1/72 + 1/42 + 1/30 = .08214 the
// log-log interval is .57143 to the power exp(±1.96·√.08214/.55962). Of those that are coded alone
// 75 % were by day 5. The upper limits of S after 5 and 8 days are .718 and .579 by lifelines 0.30 and
// reach neither 50 % nor 25 %: neither interval has an end.
func TestQuantilesCountOpenAccounts(t *testing.T) {
	with := func(target string) string {
		sql := strings.Replace(lifeTable, "-- withhold", "-- column: target_days int? d Target.\n-- withhold", 1)
		return strings.Replace(sql, "AS exited\n", "AS exited, CAST("+target+" AS BIGINT) AS target_days\n", 1)
	}
	for target, want := range map[string][2]string{"4": {"4", "42.9% (18.5–78.3%)"}, "11": {"11", "not followed"}, "NULL": {"none", ""}} {
		doc := composetest.Composed(t, composetest.Asked(with(target), report.BlockSpec{Kind: "quantiles"}))
		row := doc.Parts[0].Blocks[0].Table.Rows[0]
		if row[1] != "10" || row[2] != "6" || row[3] != "5 (no CI)" || row[4] != "8 (no CI)" || row[5] != "not reached" {
			t.Errorf("row %v", row)
		}
		if row[6] != want[0] || row[7] != want[1] {
			t.Errorf("target %s: %v", target, row[6:])
		}
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

// Key figures of times have intervals, by which thresholds judge them: half of 400 accounts are coded on
// day 2, and the interval of a mean of 6.0 days of very different accounts holds 4 and 8. A median whose
// interval has no end is not judged.
func TestKeyFiguresOfTimesAreJudged(t *testing.T) {
	columns := "patient_type text, day int, coded int, censored int, exited int"
	quick := composetest.Rows(columns, composetest.NotWithheld, "day", "'IP', 1, 100, 0, 0", "'IP', 2, 200, 0, 0", "'IP', 3, 100, 0, 0")
	for name, c := range map[string]struct {
		sql  string
		kind report.BlockSpec
		tone report.Tone
	}{
		"a median":                {quick, report.BlockSpec{Kind: "survival", Limit: 14}, report.Good},
		"a median without an end": {lifeTable, report.BlockSpec{Kind: "survival", Limit: 14}, report.Neutral},
		"a mean":                  {spent(100, 600, 200, 400), report.BlockSpec{Kind: "timeline", Metric: "mean_time"}, report.Watch},
	} {
		t.Run(name, func(t *testing.T) {
			composer := composetest.Composer(t, composetest.Asked(c.sql, c.kind))
			composer.Spec.KeyFigures[0].Thresholds = &report.Thresholds{Good: 4, Act: 8}
			doc, err := composer.Compose(context.Background())
			if err != nil || doc.KeyFigures[0].Tone != c.tone {
				t.Errorf("key figure %+v, error %v", doc.KeyFigures[0], err)
			}
		})
	}
}

// unit is the rows of 40 accounts of a unit that are all coded, half on each of two days.
func unit(name string, first, second int) []string {
	return []string{fmt.Sprintf("'%s', 'IP', %d, 20, 0", name, first), fmt.Sprintf("'%s', 'IP', %d, 20, 0", name, second)}
}

// CEN-08: restricted means of 3 and 7 days differ by 4, and the log-rank test says so once.
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

// CEN-08: three accounts are too few for a number of their own, and stay in the test; means are
// counted to 30 days unless a block says otherwise.
func TestContrastShowsNoNumberOfFew(t *testing.T) {
	rows := append(unit("A", 2, 4), "'B', 'IP', 3, 3, 0")
	doc := composetest.Composed(t, composetest.Asked(composetest.Rows("unit text, patient_type text, day int, coded int, censored int", composetest.NotWithheld, "unit, day", rows...),
		report.BlockSpec{Kind: "contrast", Title: "Units", Noun: "facility"}))
	if head := doc.Parts[0].Blocks[0].Table.Columns[3].Title; head != "Mean within 30 days (95% CI)" {
		t.Errorf("head %q", head)
	}
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
	if last := rows[len(rows)-1]; last[1] != "Inpatient" || last[3] != "15" || last[4] != "0.333333" {
		t.Errorf("last row %v", last)
	}
}

// CEN-03 by hand: ages of 1, 1, 4 and 8 days have the median 2.5; 5 accounts coded before discharge
// are counted and have no age. What it is not, the table says.
func TestCompletedWorkIsCalledThat(t *testing.T) {
	sql := composetest.Rows("patient_type text, day int, accounts int, early int", composetest.NotWithheld, "patient_type, day",
		"'IP', 0, 0, 5", "'IP', 1, 2, 0", "'IP', 4, 1, 0", "'IP', 8, 1, 0")
	table := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "completed"})).Parts[0].Blocks[0].Table
	if row := table.Rows[0]; row[1] != "4" || row[2] != "2.5\u00a0d" || row[4] != "5" {
		t.Errorf("row %q", row)
	}
	if !strings.HasPrefix(table.Notes[0], "Completed work: ") || !strings.Contains(table.Notes[0], "does not say how long coding takes") {
		t.Errorf("notes %q", table.Notes)
	}
}

// Hundreds of units with too few accounts would fill pages on which nothing can be read: they are
// counted in a note, and stay in the test. Twenty still stand there.
func TestContrastLeavesOutManyOfFew(t *testing.T) {
	for few, want := range map[int]struct {
		rows int
		note string
	}{20: {22, ""}, 300: {2, "Left out: 300\u00a0facilities with fewer than 30 records each."}} {
		rows := append(unit("A", 2, 4), unit("B", 6, 8)...)
		for i := range few {
			rows = append(rows, fmt.Sprintf("'F%03d', 'IP', 3, 3, 0", i))
		}
		table := composetest.Composed(t, composetest.Asked(composetest.Rows("unit text, patient_type text, day int, coded int, censored int", composetest.NotWithheld, "unit, day", rows...),
			report.BlockSpec{Kind: "contrast", Title: "Units", Noun: "facility"})).Parts[0].Blocks[0].Table
		if len(table.Rows) != want.rows || strings.HasPrefix(table.Notes[0], "Left out") != (want.note != "") || want.note != "" && table.Notes[0] != want.note {
			t.Errorf("%d: %d rows, notes %q", few, len(table.Rows), table.Notes)
		}
		if test := strings.Join(table.Notes, " "); !strings.Contains(test, fmt.Sprintf("on %d degrees of freedom", few+1)) {
			t.Errorf("%d: notes %q", few, test)
		}
	}
}

// One unit has no others: the page says so, and no difference to nobody.
func TestContrastOfOneIsNone(t *testing.T) {
	part := composetest.Composed(t, composetest.Asked(composetest.Rows("unit text, patient_type text, day int, coded int, censored int", composetest.NotWithheld, "unit, day", unit("A", 2, 4)...),
		report.BlockSpec{Kind: "contrast", Title: "Units", Noun: "facility"})).Parts[0]
	if len(part.Blocks) != 0 || len(part.Findings) != 1 || part.Findings[0].Headline != "Not shown: only one, and nothing to compare it with" {
		t.Errorf("blocks %+v, findings %+v", part.Blocks, part.Findings)
	}
}
