package variation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// series is an answer of shares by month.
func series(x ...int) string {
	rows := make([]string, len(x))
	for i, k := range x {
		rows[i] = fmt.Sprintf("(DATE '%s', %d)", composetest.Date("2025-10-01").AddDate(0, i, 0).Format(time.DateOnly), k)
	}
	return composetest.Header + `-- column: month date - Month.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT month, CAST(k AS BIGINT) AS right, CAST(100 AS BIGINT) AS reviewed
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(month, k) ORDER BY month`
}

func TestControlNamesTheMonthOutsideItsLimitsAndNoOther(t *testing.T) {
	block := report.BlockSpec{Kind: "control", Metric: "accuracy", Noun: "accuracy"}
	doc := composetest.Composed(t, composetest.Asked(series(90, 92, 89, 91, 90, 93, 88, 91, 60, 90, 92, 89, 91), block))
	f := doc.Parts[0].Findings[0]
	if f.Headline != "Accuracy fell to 60.0% in June 2026" || f.Tone != report.Watch || !strings.HasSuffix(f.Text, "in June 2026; no other month breaks a rule. The latest month lies within them again.") {
		t.Errorf("finding %+v", f)
	}
	block.Baseline = 8 // without the two months, which would widen the limits
	doc = composetest.Composed(t, composetest.Asked(series(90, 92, 89, 91, 90, 93, 88, 91, 60, 90, 92, 89, 70), block))
	f = doc.Parts[0].Findings[0]
	if f.Headline != "Accuracy fell to 70.0% in October 2026" || f.Tone != report.Act || !strings.Contains(f.Text, "in June 2026 and October 2026") || strings.Contains(f.Text, "again") {
		t.Errorf("finding %+v of a month that is the latest and one that is further off", f)
	}
	block.Baseline = 0
	doc = composetest.Composed(t, composetest.Asked(series(90, 92, 89, 91, 90, 93, 88, 91, 89, 90, 92, 89, 91), block))
	if f := doc.Parts[0].Findings[0]; f.Tone != report.Neutral {
		t.Errorf("usual variation: %+v", f)
	}
}

// worked is an answer of backlog/daily of twenty weeks from Monday, 2 March 2026: each
// weekday has its own work, and what else happened is given by date.
func worked(otherwise map[string]int) string {
	var rows []string
	usual := map[time.Weekday]int{time.Monday: 40, time.Tuesday: 20, time.Wednesday: 22, time.Thursday: 18, time.Friday: 20}
	for i := range 140 {
		on := composetest.Date("2026-03-02").AddDate(0, 0, i)
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
	return composetest.Rows("day date, finished int", composetest.NotWithheld, "day", rows...)
}

// Memorial Day, 25 May, and Independence Day, observed on 3 July, are kept, and the next
// working day has the work of two. Juneteenth is not kept.
var kept = map[string]int{"2026-05-25": 0, "2026-05-26": 41, "2026-07-03": 0, "2026-07-06": 44}

func TestDailyReadsNoWeekdayAndNoHolidayAsASignal(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(worked(kept), report.BlockSpec{Kind: "daily"}))
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
		days[composetest.Date("2026-06-08").AddDate(0, 0, i).Format(time.DateOnly)] = 0
	}
	f := composetest.Composed(t, composetest.Asked(worked(days), report.BlockSpec{Kind: "daily"})).Parts[0].Findings[0]
	if f.Headline != "Fewer accounts than usual were finished from 8 to 18 June 2026" || f.Tone != report.Watch {
		t.Errorf("finding %+v", f)
	}
	if !strings.HasSuffix(f.Text, "; more on 22 June 2026.") {
		t.Errorf("text %s", f.Text)
	}
}
