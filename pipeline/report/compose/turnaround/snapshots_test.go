package turnaround_test

import (
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
	"chartline/reports"
)

// Snapshots of 100 accounts: 60 coded between day 0 and 7, 30 between 7 and 14, 10 open after 14.
// The open share is 40 % after 7 days, more than 25 % and less than 50 % at both ends of its
// interval, and 10 % after 14, where the upper end is above 10 % and below 25 %.
func TestSnapshotsAreIntervals(t *testing.T) {
	sql := composetest.Rows("patient_type text, after_day int, by_day int?, accounts int", composetest.NotWithheld, "patient_type, after_day",
		"'IP', 0, 7, 60", "'IP', 7, 14, 30", "'IP', 14, NULL, 10")
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "snapshots"}))
	row := doc.Parts[0].Blocks[0].Table.Rows[0]
	if row[1] != "100" || row[2] != "7 (7–7)" || row[3] != "14 (14–14)" || row[4] != "14 (no CI)" {
		t.Errorf("%v", row)
	}
	if f := doc.Parts[0].Findings[0]; f.Headline != "Snapshots show half of the inpatient accounts coded by 7 days" {
		t.Errorf("finding %+v", f)
	}
}

// The built-in report asks for snapshots, and says nothing where no source tells by them; a
// block that is not optional is named.
func TestSnapshotsAreLeftOutWhereThereAreNone(t *testing.T) {
	sql := strings.Replace(composetest.Rows("patient_type text, after_day int, by_day int?, accounts int", composetest.NotWithheld, "patient_type, after_day",
		"'IP', 0, 7, 60"), "ORDER BY", "WHERE accounts < 0 ORDER BY", 1)
	for optional, findings := range map[bool]int{true: 0, false: 1} {
		part := composetest.Composed(t, composetest.Asked(sql, builtIn(t, "seen_by_snapshots", optional))).Parts[0]
		if len(part.Blocks) != 0 || len(part.Findings) != findings {
			t.Errorf("optional %v: %d blocks, findings %+v", optional, len(part.Blocks), part.Findings)
		}
	}
}

// builtIn is a block of the report turnaround, which must be optional there.
func builtIn(t *testing.T, id string, optional bool) report.BlockSpec {
	t.Helper()
	specs, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := specs.Get("turnaround")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range spec.Parts {
		for _, b := range p.Blocks {
			if b.ID == id && b.Optional {
				b.Optional = optional
				return b
			}
		}
	}
	t.Fatalf("turnaround has no optional block %s", id)
	return report.BlockSpec{}
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
