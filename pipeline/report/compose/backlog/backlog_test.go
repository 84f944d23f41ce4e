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

// KPI-01 and KPI-03: days stand with the window of the revenue that they rest on and how much of it is
// known, and DNSP is DNFB and FBNS to the cent, or the report says not to use them.
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

// Where nothing waits for its bill the page says so, and counts no zeros.
func TestPositionOfNothing(t *testing.T) {
	sql := composetest.Rows("position int, stage text, accounts int, dollars real, in_hold_dollars real, over_hold int, over_hold_dollars real, revenue real, revenue_days int, days real?",
		composetest.NotWithheld, "position", "1, 'dnfc', 0, 0, 0, 0, 0, 9000, 90, 0", "2, 'coded', 0, 0, 0, 0, 0, 9000, 90, 0", "3, 'dnfb', 0, 0, 0, 0, 0, 9000, 90, 0",
		"4, 'fbns', 2, 50, 0, 2, 50, 9000, 90, 0.5", "5, 'dnsp', 2, 50, 0, 2, 50, 9000, 90, 0.5")
	f := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "position", Title: "Position"})).Parts[0].Findings[0]
	if f.Headline != "Every discharged account has its final bill" || f.Tone != report.Good || strings.Contains(f.Text, "$0") {
		t.Errorf("%+v", f)
	}
}

// KPI-06 beside the target: older than 7 days are 20 + 15 + 14 + 13 + 12 accounts, and older than
// 30 the last 39 of these. Where a bucket is withheld neither sum is told.
func TestAgeingSaysWhatIsOlderThanThirtyDays(t *testing.T) {
	ages := func(last int) string {
		return composetest.Rows("bucket int, from_days int, to_days int?, accounts int, dollars real", "-- withhold: accounts within all\n", "bucket",
			"1, 0, 3, 40, 1", "2, 4, 7, 30, 1", "3, 8, 14, 20, 1", "4, 15, 30, 15, 1", "5, 31, 60, 14, 1", "6, 61, 90, 13, 1", fmt.Sprintf("7, 91, NULL, %d, 1", last))
	}
	block := report.BlockSpec{Kind: "ageing", Target: 7}
	f := composetest.Composed(t, composetest.Asked(ages(12), block)).Parts[0].Findings
	if len(f) != 1 || f[0].Text != "74 of 144 uncoded accounts were discharged more than 7 days ago, and 39 more than 30 days ago." {
		t.Errorf("findings %+v", f)
	}
	if f := composetest.Composed(t, composetest.Asked(ages(3), block)).Parts[0].Findings; len(f) != 0 {
		t.Errorf("findings %+v of a withheld bucket", f)
	}
}

// SUP-03: of 10 accounts no tile, sentence, row or note tells the charges, or the days of revenue that
// are charges over a sum which other tables print; of 11 all of them do.
func TestBacklogOfFewAccountsTellsNoCharges(t *testing.T) {
	printed := func(accounts int) string {
		sql := composetest.Rows("scope text, accounts int, dollars real, over_hold int, over_hold_dollars real, dnfc_days real?", composetest.NotWithheld, "scope",
			fmt.Sprintf("'all', %[1]d, 22800, %[1]d, 22800, 3.7", accounts))
		doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "backlog", Title: "Waiting"}))
		return fmt.Sprintf("%+v %+v %+v", doc.KeyFigures, doc.Parts[0].Findings, *doc.Parts[0].Blocks[0].Table)
	}
	for _, tell := range []string{"22,800", "3.7"} {
		if got := printed(10); strings.Contains(got, tell) {
			t.Errorf("%s of 10 accounts in %s", tell, got)
		}
		if got := printed(11); strings.Count(got, tell) < 3 {
			t.Errorf("%s of 11 accounts fewer than three times in %s", tell, got)
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

// KPI-07 by hand: 20 emergency charts at standards of 7 minutes are 140; of 10 inpatient ones 8 have
// 460 minutes by their standards and 2 take an hour each at the pace of 90 charts in 90 hours: 580.
// That is 12 hours, of 2 a day. A type with neither adds nothing, and one of which nothing waits
// adds its hours.
func TestWorkload(t *testing.T) {
	sql := composetest.Rows("patient_type text, accounts int, standard_minutes real, without_standard int, charts int, hours real, window_days int", composetest.NotWithheld, "patient_type",
		"'ANC', 0, 0, 0, 10, 27, 90", "'ED', 20, 140, 0, 180, 63, 90", "'IP', 10, 460, 2, 90, 90, 90", "'SDS', 5, 0, 5, 0, 0, 90")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "workload", Title: "Work"}))
	table := doc.Parts[0].Blocks[0].Table
	for i, want := range []string{"Ancillary 0 – 0.0 0.30", "Emergency 20 7 2.3 0.70", "Inpatient 10 58 9.7 1.00", "Same-day surgery 5 no standard  0.00", "All 35  12.0 2.00"} {
		if got := strings.Join(table.Rows[i], " "); got != want {
			t.Errorf("row %q, want %q", got, want)
		}
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "The backlog is 6.0 days of work" || !strings.Contains(strings.Join(table.Notes, " "), "in no sum: same-day surgery") {
		t.Errorf("finding %+v, notes %v", f, table.Notes)
	}
}
