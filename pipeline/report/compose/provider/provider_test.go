package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// questioned writes a row of provider/answer_days: when it was asked and ended in UTC, which is
// the zone of these tests, and the counts of answered, open, closed and retracted.
func questioned(t *testing.T, phase, asked, ended, counts string) string {
	t.Helper()
	second := func(text string) int64 {
		at, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return at.Unix()
	}
	return fmt.Sprintf("'%s', %d, %d, %s", phase, second(asked), second(ended), strings.Join(strings.Fields(counts), ", "))
}

// CLK-04 and QRY-02 by hand: 25 December 2025 and 1 January 2026 were Thursdays.
func TestAnswersTakeBusinessDays(t *testing.T) {
	for name, c := range map[string]struct {
		rows []string
		want string // queries, answered, median, in time
	}{
		"Christmas is none": {[]string{questioned(t, "concurrent", "2025-12-24 12:00", "2025-12-29 09:00", "4 0 0 0")}, "4|4|2 (|100.0% ("}, // 26th and 29th
		"a weekend is none": {[]string{questioned(t, "concurrent", "2026-03-06 23:45", "2026-03-09 00:15", "4 0 0 0")}, "4|4|1 (|100.0% ("},
		"the third day is in time, the fourth is not": {[]string{
			questioned(t, "retrospective", "2025-12-26 08:00", "2025-12-31 23:45", "1 0 0 0"),
			questioned(t, "retrospective", "2025-12-26 08:00", "2026-01-02 00:00", "1 0 0 0")}, "2|2|3|50.0% ("},
		"open on the last day is not due, and open after it is late": {[]string{
			questioned(t, "retrospective", "2026-03-02 08:00", "2026-03-05 08:00", "1 5 0 0"),
			questioned(t, "retrospective", "2026-03-02 08:00", "2026-03-06 08:00", "0 1 0 0")}, "7|1|not reached|50.0% ("},
		"closed without an answer was due, and retracted was not": {[]string{
			questioned(t, "retrospective", "2026-03-02 08:00", "2026-03-03 08:00", "1 0 1 6")}, "8|1|not reached|50.0% ("},
		"an answer before its question took no time": {[]string{questioned(t, "retrospective", "2026-03-04 08:00", "2026-03-02 08:00", "3 0 0 0")}, "3|3|0|100.0% ("},
	} {
		t.Run(name, func(t *testing.T) {
			sql := composetest.Rows("phase text, asked_second int, ended_second int, answered int, open int, closed int, retracted int",
				composetest.NotWithheld, "phase, asked_second, ended_second", c.rows...)
			doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "answer_days"}))
			row := doc.Parts[0].Blocks[0].Table.Rows[0]
			got := []string{row[1], row[2], row[3], row[6]}
			for i, part := range strings.Split(c.want, "|") {
				if !strings.HasPrefix(got[i], part) {
					t.Errorf("%q, want %q in %v", got[i], part, row)
				}
			}
		})
	}
}

// Dates beyond the table of holidays are counted apart: a holiday would be missed in silence.
func TestAnswersBeyondTheHolidays(t *testing.T) {
	sql := composetest.Rows("phase text, asked_second int, ended_second int, answered int, open int, closed int, retracted int",
		composetest.NotWithheld, "phase, asked_second, ended_second",
		questioned(t, "concurrent", "2019-03-02 08:00", "2019-03-05 08:00", "2 0 0 0"), questioned(t, "concurrent", "2026-03-02 08:00", "2026-03-03 08:00", "4 0 0 0"))
	table := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "answer_days"})).Parts[0].Blocks[0].Table
	if table.Rows[0][1] != "4" || !strings.Contains(strings.Join(table.Notes, " "), "2\u00a0queries left out") {
		t.Errorf("%v, %v", table.Rows, table.Notes)
	}
}

// QRY-03: half of the 40 queries are answered by hour 12, counting 10 that nobody answered; of the
// 30 answered ones alone it would be hour 6. By lifelines 0.30 its interval is 6 to 30, and that
// of the 75 % answered by hour 30 has no end.
func TestAnswerHoursCountWhatWaits(t *testing.T) {
	sql := composetest.Rows("phase text, hour int, answered int, censored int", composetest.NotWithheld, "phase, hour",
		"'concurrent', 6, 16, 0", "'concurrent', 12, 8, 0", "'concurrent', 30, 6, 10")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "answer_hours", Title: "Hours"}))
	row := doc.Parts[0].Blocks[0].Table.Rows[0]
	if row[1] != "40" || row[2] != "30" || row[3] != "12 (6–30)" || row[4] != "30 (no CI)" || row[5] != "not reached" {
		t.Errorf("row %v", row)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "Half of the concurrent queries are answered within 12 hours" {
		t.Errorf("finding %+v", f)
	}
}
