package backlog_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// waiting is an answer of backlog/position with the dollars of its five rows.
func waiting(money ...float64) string {
	var rows []string
	for i, stage := range []string{"dnfc", "coded", "dnfb", "fbns", "dnsp"} {
		rows = append(rows, fmt.Sprintf("%d, '%s', %d, %g, 0, %d, %g, 9000, 80, %g", i+1, stage, int(money[i]/10), money[i], int(money[i]/10), money[i], money[i]/100))
	}
	return composetest.Rows("position int, stage text, accounts int, dollars real, in_hold_dollars real, over_hold int, over_hold_dollars real, revenue real, revenue_days int, days real?",
		composetest.NotWithheld, "position", rows...)
}

func TestPositionChecksItsIdentities(t *testing.T) {
	block := report.BlockSpec{Kind: "position", Title: "Position"}
	doc := composetest.Composed(t, composetest.Asked(waiting(1000, 500, 1500, 200, 1700), block))
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
		doc := composetest.Composed(t, composetest.Asked(sql, block))
		if f := doc.Parts[0].Findings[0]; f.Headline != "The backlog does not add up" || f.Tone != report.Act {
			t.Errorf("%s: finding %+v", name, f)
		}
	}
}

func TestHoldsByAgeHideSmallCells(t *testing.T) {
	sql := composetest.Rows("reason text, bucket int, accounts int, over_hold_dollars real", "-- withhold: accounts within reason\n", "reason, bucket",
		"'LEGAL', 2, 30, 100", "'LEGAL', 7, 20, 50", "'coding', 1, 40, 0", "'coding', 3, 7, 70", "'coding', 4, 12, 90")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "holds_by_age", Title: "Holds"}))
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
	sql := composetest.Rows("patient_type text, accounts int, charts int, hours real, window_days int", composetest.NotWithheld, "patient_type",
		"'ED', 20, 180, 90, 90", "'IP', 10, 90, 90, 90", "'SDS', 5, 0, 0, 90")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "workload", Title: "Work"}))
	table := doc.Parts[0].Blocks[0].Table
	if got := strings.Join(table.Rows[0], " "); got != "Emergency 20 30 10.0 1.0" {
		t.Errorf("row %s", got)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "The backlog is 10.0 days of work" || !strings.Contains(strings.Join(table.Notes, " "), "in no sum: same-day surgery") {
		t.Errorf("finding %+v, notes %v", f, table.Notes)
	}
}
