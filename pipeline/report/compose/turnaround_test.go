package compose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/report"
)

// given writes an answer out: columns as "name type", further lines of the header, and rows
// as they stand in VALUES.
func given(columns, more, order string, rows ...string) string {
	text := header
	var names, casts []string
	for column := range strings.SplitSeq(columns, ", ") {
		name, kind, _ := strings.Cut(column, " ")
		names = append(names, name)
		text += fmt.Sprintf("-- column: %s %s - A %s.\n", name, kind, name)
		engine := map[string]string{"int": "BIGINT", "real": "DOUBLE", "text": "VARCHAR", "date": "DATE"}[strings.TrimSuffix(kind, "?")]
		casts = append(casts, fmt.Sprintf("CAST(t.%s AS %s) AS %s", name, engine, name))
	}
	return text + more + "SELECT " + strings.Join(casts, ", ") + " FROM (VALUES (" + strings.Join(rows, "), (") +
		")) AS t(" + strings.Join(names, ", ") + ") ORDER BY " + order
}

const notWithheld = "-- withhold: none it measures work\n"

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
	return given("patient_type text, position int, state text, accounts int, entered int, days real, days_squared real, pending int, held int, exited int, without_hour int",
		"-- metric: mean_time = mean_days(accounts, days, days_squared)\n"+notWithheld, "position", rows...)
}

func TestTimeline(t *testing.T) {
	block := report.BlockSpec{Kind: "timeline", Metric: "mean_time"}
	for name, c := range map[string]struct{ sql, headline, says string }{
		"the longest state is named": {spent(100, 600, 200, 400), "Waiting for a coder takes 4.0 of the 6.0 days to the bill",
			"left out: 3 too recent, 2 on legal, VIP or research hold, 1 voided, combined or non-billable, 4 without hours"},
		"states that do not add up": {spent(100, 600, 200, 300), "The days of inpatient accounts do not add up", "Do not use"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composed(t, question{c.sql, block})
			if f := doc.Parts[0].Findings[0]; f.Headline != c.headline || !strings.Contains(f.Text, c.says) {
				t.Errorf("finding %+v", f)
			}
			bar := doc.Parts[0].Blocks[0].Figure.Chart.(chart.Stack).Items[0]
			if bar.Label != "Inpatient" || bar.Values[0] != 2 || bar.Right != "100" {
				t.Errorf("bar %+v", bar)
			}
		})
	}
	t.Run("dates without hours give no figure", func(t *testing.T) {
		doc := composed(t, question{spent(0, 0, 0, 0), block})
		table := doc.Parts[0].Blocks[0].Table
		if table == nil || table.Rows[0][3] != "4" || doc.KeyFigures[0].Value != "no data" {
			t.Errorf("table %+v, key figure %+v", table, doc.KeyFigures[0])
		}
	})
}

func TestBottlenecksBeginWithTheMostDays(t *testing.T) {
	sql := given("reason text, affected int, days real, days_squared real, accounts int",
		"-- metric: mean_time = mean_days(affected, days, days_squared)\n-- metric: share = proportion(affected, accounts)\n"+notWithheld, "reason",
		"'EDIT', 60, 120, 300, 1000", "'VIP', 40, 200, 1100, 1000")
	doc := composed(t, question{sql, report.BlockSpec{Kind: "bottlenecks", Title: "Holds"}})
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
	sql := given("patient_type text, day int, coded int, voided int, combined int, non_billable int, censored int, held int", notWithheld, "day",
		"'IP', 1, 4, 0, 0, 0, 0, 0", "'IP', 2, 0, 1, 0, 0, 0, 0", "'IP', 4, 4, 0, 0, 0, 0, 0", "'IP', 30, 0, 0, 0, 0, 1, 1")
	doc := composed(t, question{sql, report.BlockSpec{Kind: "exits", Title: "Exits"}})
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
		"alike": {unit("B", 2, 4), "Days to code do not differ by facility", []string{"A", "40", "0.0"}},
		"slow":  {unit("B", 6, 8), "Days to code differ by facility", []string{"A", "40", "−4.0"}},
	} {
		t.Run(name, func(t *testing.T) {
			sql := given("unit text, patient_type text, day int, coded int, censored int", notWithheld, "unit, day", append(unit("A", 2, 4), c.second...)...)
			doc := composed(t, question{sql, block})
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
	doc := composed(t, question{given("unit text, patient_type text, day int, coded int, censored int", notWithheld, "unit, day", rows...),
		report.BlockSpec{Kind: "contrast", Title: "Units", Noun: "facility"}})
	if row := doc.Parts[0].Blocks[0].Table.Rows[1]; strings.Join(row, " ") != "B 3 too few too few too few" {
		t.Errorf("row %v", row)
	}
}

// waiting is an answer of backlog/position with the dollars of its five rows.
func waiting(money ...float64) string {
	var rows []string
	for i, stage := range []string{"dnfc", "coded", "dnfb", "fbns", "dnsp"} {
		rows = append(rows, fmt.Sprintf("%d, '%s', %d, %g, 0, %d, %g, 1, 9000, 80, %g", i+1, stage, int(money[i]/10), money[i], int(money[i]/10), money[i], money[i]/100))
	}
	return given("position int, stage text, accounts int, dollars real, in_hold_dollars real, over_hold int, over_hold_dollars real, over_30_days int, revenue real, revenue_days int, days real?",
		notWithheld, "position", rows...)
}

func TestPositionChecksItsIdentities(t *testing.T) {
	block := report.BlockSpec{Kind: "position", Title: "Position"}
	doc := composed(t, question{waiting(1000, 500, 1500, 200, 1700), block})
	f, notes := doc.Parts[0].Findings[0], strings.Join(doc.Parts[0].Blocks[0].Table.Notes, " ")
	if f.Headline != "$1,500 are discharged and not billed" || !strings.Contains(notes, "$100, of the 90 days") || !strings.Contains(notes, "Only 80 of these") {
		t.Errorf("finding %+v, notes %s", f, notes)
	}
	if k := doc.KeyFigures[0]; k.Value != "15.0\u00a0days" || k.Interval != "$1,500" {
		t.Errorf("key figure %+v", k)
	}
	for name, sql := range map[string]string{
		"DNFB": waiting(1000, 500, 1490, 210, 1700), "DNSP": waiting(1000, 500, 1500, 200, 1710),
	} {
		doc := composed(t, question{sql, block})
		if f := doc.Parts[0].Findings[0]; f.Headline != "The backlog does not add up" || f.Tone != report.Act {
			t.Errorf("%s: finding %+v", name, f)
		}
	}
}

func TestHoldsByAgeHideSmallCells(t *testing.T) {
	sql := given("reason text, bucket int, accounts int, over_hold_dollars real", "-- withhold: accounts within reason\n", "reason, bucket",
		"'LEGAL', 2, 30, 100", "'LEGAL', 7, 20, 50", "'coding', 1, 40, 0", "'coding', 3, 7, 70", "'coding', 4, 12, 90")
	doc := composed(t, question{sql, report.BlockSpec{Kind: "holds_by_age", Title: "Holds"}})
	rows := doc.Parts[0].Blocks[0].Table.Rows
	if got := strings.Join(rows[0], " "); got != "Legal 0 30 0 0 0 0 20 $150" {
		t.Errorf("row %s", got)
	}
	if got := strings.Join(rows[1], " "); strings.Contains(got, "7") || !strings.HasSuffix(got, "withheld") {
		t.Errorf("row %s", got)
	}
}

// 20 charts at half an hour and 10 at an hour are 20 hours, of 2 hours a day. A type
// without charts has no pace and adds nothing.
func TestWorkload(t *testing.T) {
	sql := given("patient_type text, accounts int, charts int, hours real, window_days int", notWithheld, "patient_type",
		"'ED', 20, 180, 90, 90", "'IP', 10, 90, 90, 90", "'SDS', 5, 0, 0, 90")
	doc := composed(t, question{sql, report.BlockSpec{Kind: "workload", Title: "Work"}})
	table := doc.Parts[0].Blocks[0].Table
	if got := strings.Join(table.Rows[0], " "); got != "Emergency 20 30 10.0 1.0" {
		t.Errorf("row %s", got)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "The backlog is 10.0 days of work" || !strings.Contains(strings.Join(table.Notes, " "), "in no sum: same-day surgery") {
		t.Errorf("finding %+v, notes %v", f, table.Notes)
	}
}

func TestMeasuresByPrintsEachDenominator(t *testing.T) {
	sql := given("phase text, due int, answered int, valid int, agree int, squares int",
		"-- metric: answered_share = proportion(answered, due)\n-- metric: agreement = proportion(agree, valid)\n-- metric: density = mean(due, answered, squares)\n"+notWithheld,
		"phase", "'post_bill', 200, 100, 80, 60, 180")
	block := report.BlockSpec{Kind: "measures_by", Title: "Answers", Noun: "phase", Measures: []report.MeasureSpec{
		{Metric: "answered_share", Label: "Answered", Noun: "queries due"}, {Metric: "agreement", Label: "Agreement", Noun: "valid answers"},
		{Metric: "density", Label: "Density", Noun: "queries due"}}}
	for i, want := range []string{"Post-bill Answered 50.0% 100 of 200 queries due", "Post-bill Agreement 75.0% 60 of 80 valid answers", "Post-bill Density 50.0 per 100 100 of 200 queries due"} {
		row := composed(t, question{sql, block}).Parts[0].Blocks[0].Table.Rows[i]
		if row[3] == "" || strings.Join(append(row[:3:3], row[4:]...), " ") != want {
			t.Errorf("row %v, want %s", row, want)
		}
	}
}

// Half of the 40 queries are answered by hour 12, counting 10 that nobody answered; of the
// 30 answered ones alone it would be hour 6.
func TestAnswerHoursCountWhatWaits(t *testing.T) {
	sql := given("phase text, hour int, answered int, censored int", notWithheld, "phase, hour",
		"'concurrent', 6, 16, 0", "'concurrent', 12, 8, 0", "'concurrent', 30, 6, 10")
	doc := composed(t, question{sql, report.BlockSpec{Kind: "answer_hours", Title: "Hours"}})
	row := doc.Parts[0].Blocks[0].Table.Rows[0]
	if row[1] != "40" || row[2] != "30" || !strings.HasPrefix(row[3], "12 (") || row[4] != "30" || row[5] != "not reached" {
		t.Errorf("row %v", row)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "Half of the concurrent queries are answered within 12 hours" {
		t.Errorf("finding %+v", f)
	}
}

// Ten accounts are followed from the start, of which five are coded on day 2. Ten more come
// in at day 3 and five of the fifteen at risk are coded on day 4: half times two thirds.
func TestSurvivalTakesLateEntries(t *testing.T) {
	sql := given("patient_type text, day int, entered int, coded int, censored int, exited int", notWithheld, "day",
		"'IP', 2, 0, 5, 0, 0", "'IP', 3, 10, 0, 0, 0", "'IP', 4, 0, 5, 10, 0")
	doc := composed(t, question{sql, report.BlockSpec{Kind: "survival", Limit: 14}})
	rows := doc.Parts[0].Blocks[0].Figure.Data.Rows
	if last := rows[len(rows)-1]; last[2] != "15" || last[3] != "0.333333" {
		t.Errorf("last row %v", last)
	}
}

// worked is an answer of backlog/daily of twenty weeks from Monday, 2 March 2026: each
// weekday has its own work, and what else happened is given by date.
func worked(otherwise map[string]int) string {
	var rows []string
	usual := map[time.Weekday]int{time.Monday: 40, time.Tuesday: 20, time.Wednesday: 22, time.Thursday: 18, time.Friday: 20}
	for i := range 140 {
		on := date("2026-03-02").AddDate(0, 0, i)
		n, wobble := usual[on.Weekday()], (i*7)%5-2
		if n > 0 {
			n += wobble
		}
		if given, ok := otherwise[on.Format(time.DateOnly)]; ok {
			n = given
		}
		if n > 0 { // a day on which nobody came or went has no row
			rows = append(rows, fmt.Sprintf("DATE '%s', %d", on.Format(time.DateOnly), n))
		}
	}
	return given("day date, finished int", notWithheld, "day", rows...)
}

// Memorial Day, 25 May, and Independence Day, observed on 3 July, are kept, and the next
// working day has the work of two. Juneteenth is not kept.
var kept = map[string]int{"2026-05-25": 0, "2026-05-26": 41, "2026-07-03": 0, "2026-07-06": 44}

func TestDailyReadsNoWeekdayAndNoHolidayAsASignal(t *testing.T) {
	doc := composed(t, question{worked(kept), report.BlockSpec{Kind: "daily"}})
	if f := doc.Parts[0].Findings[0]; f.Headline != "Every working day lies within usual variation" || f.Tone != report.Good {
		t.Errorf("finding %+v", f)
	}
}

// The outage lasts until 19 June, which is Juneteenth: of one date nobody can tell whether
// it is kept.
func TestDailyFindsAnOutage(t *testing.T) {
	days := map[string]int{"2026-06-05": 23, "2026-06-22": 120} // the Friday before lies above the mean
	for day, n := range kept {
		days[day] = n
	}
	for i := range 12 {
		days[date("2026-06-08").AddDate(0, 0, i).Format(time.DateOnly)] = 0
	}
	f := composed(t, question{worked(days), report.BlockSpec{Kind: "daily"}}).Parts[0].Findings[0]
	if f.Headline != "Fewer accounts than usual were finished from 8 June 2026 to 18 June 2026" || f.Tone != report.Watch {
		t.Errorf("finding %+v", f)
	}
	if !strings.HasSuffix(f.Text, "; more on 22 June 2026.") {
		t.Errorf("text %s", f.Text)
	}
}
