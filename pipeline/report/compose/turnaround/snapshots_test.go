package turnaround_test

import (
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// Snapshots of 100 accounts: 60 coded between day 0 and 7, 30 between 7 and 14, 10 open after 14.
func TestSnapshotsAreIntervals(t *testing.T) {
	sql := composetest.Rows("patient_type text, after_day int, by_day int?, accounts int", composetest.NotWithheld, "patient_type, after_day",
		"'IP', 0, 7, 60", "'IP', 7, 14, 30", "'IP', 14, NULL, 10")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "snapshots"}))
	row := doc.Parts[0].Blocks[0].Table.Rows[0]
	if row[1] != "100" || !strings.HasPrefix(row[2], "7 (") || row[3] != "14" || row[4] != "14" {
		t.Errorf("%v", row)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "Snapshots show half of the inpatient accounts coded by 7 days" {
		t.Errorf("finding %+v", f)
	}
}

// TAT-07 by hand: of 4 accounts 2 are billed after a day, 1 after 3, and 1 waits since 40 days:
// the area under the curve to day 30 is 1 to day 1, a half to day 3 and a quarter from there on.
func TestBillingCountsWhatWaits(t *testing.T) {
	sql := composetest.Rows("position int, interval_name text, day int, ended int, censored int, early int", composetest.NotWithheld, "position, day",
		"2, 'controllable', 1, 2, 0, 1", "2, 'controllable', 3, 1, 0, 0", "2, 'controllable', 40, 0, 1, 0")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "billing"}))
	table := doc.Parts[0].Blocks[0].Table
	if row := table.Rows[0]; row[1] != "4" || row[2] != "3" || !strings.HasPrefix(row[3], "1") || !strings.HasPrefix(row[6], "8.8\u00a0d") {
		t.Errorf("%v", row)
	}
	if !strings.Contains(strings.Join(table.Notes, " "), "interval with an end before the beginning") {
		t.Errorf("%v", table.Notes)
	}
}
