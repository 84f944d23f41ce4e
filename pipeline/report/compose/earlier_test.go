package compose_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/compose/composetest"
)

func TestKeyFiguresStandBesideAnEarlierPeriod(t *testing.T) {
	for compare, earlier := range map[string]string{report.PreviousPeriod: "1 October 2024 to 30 September 2025", report.LastYear: "1 October 2024 to 30 September 2025"} {
		t.Run(compare, func(t *testing.T) {
			c := composetest.Composer(t, composetest.Asked(yearly, share))
			c.Spec.Compare = compare
			doc, err := c.Compose(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			table := doc.Parts[1].Blocks[0].Table
			row := table.Rows[0]
			if row[1] != "90.0%" || row[3] != "60.0%" || row[5] != "higher than before" || !strings.Contains(table.Notes[0], earlier) {
				t.Errorf("row %q, notes %q", row, table.Notes)
			}
		})
	}
}

// waiting is a backlog of 46 accounts from 2026 on, and of 27 before, at an instant.
const waiting = composetest.Header + `-- param: as_of_on date Local date.
-- column: scope text - All.
-- column: accounts int - Accounts.
-- column: dollars real USD Charges.
-- column: over_hold int - Past hold.
-- column: over_hold_dollars real USD Charges past hold.
-- column: dnfc_days real d Days.
-- column: revenue real USD Revenue.
-- withhold: none it measures work
SELECT 'all' AS scope, CAST(CASE WHEN :as_of_on >= DATE '2026-01-01' THEN 46 ELSE 27 END AS BIGINT) AS accounts, CAST(900 AS DOUBLE) AS dollars,
       CAST(20 AS BIGINT) AS over_hold, CAST(500 AS DOUBLE) AS over_hold_dollars, CAST(3 AS DOUBLE) AS dnfc_days, CAST(1 AS DOUBLE) AS revenue ORDER BY scope`

var (
	uncoded = composetest.Asked(waiting, report.BlockSpec{Kind: "backlog", Title: "Uncoded"})
	// uncharged is the same without the revenue of the 90 days before.
	uncharged = composetest.Asked(strings.NewReplacer("-- column: revenue real USD Revenue.\n", "", ", CAST(1 AS DOUBLE) AS revenue", "").Replace(waiting), uncoded.Block)
	// stored is the same of a store that knows no instant.
	stored = composetest.Asked(strings.ReplaceAll(strings.ReplaceAll(waiting, "-- param: as_of_on date Local date.\n", ""), ":as_of_on", "DATE '2026-10-01'"), uncoded.Block)
	// counted has a key figure without an interval, of a period.
	counted = composetest.Asked(strings.ReplaceAll(strings.ReplaceAll(waiting, "as_of_on date", "from_date date"), ":as_of_on", ":from_date"), uncoded.Block)
)

// A backlog is of an instant: asked as of now again it would stand beside itself. The report is of
// 01:00 in Chicago on the day after its period, and so is the earlier one, in daylight saving time too.
func TestABacklogStandsBesideThatOfTheEarlierInstant(t *testing.T) {
	c := composetest.Composer(t, uncoded)
	c.Spec.Compare = report.PreviousPeriod
	c.Location = chicago(t)
	c.AsOf = time.Date(2026, 10, 1, 6, 0, 0, 0, time.UTC)
	table := comparison(t, c)
	if row := table.Rows[0]; row[1] != "46" || row[3] != "27" {
		t.Errorf("row %q", row)
	}
	if !strings.Contains(table.Notes[1], "of 1 October 2026, 01:00 CDT and of 1 October 2025, 01:00 CDT") {
		t.Errorf("notes %q", table.Notes)
	}
}

// What the store cannot tell of an earlier time is not known, and a note says why. The store holds
// discharges from 1 October 2024 on, and revenue from 1 November on: 61 days are in three months.
func TestWhatIsNotKnownOfAnEarlierTime(t *testing.T) {
	for name, c := range map[string]struct {
		asked    composetest.Question
		from     string // first day of the report's year
		row      string // cell of the earlier period
		because  string
		interval bool
	}{
		"an instant with three months":        {asked: uncharged, from: "2024-11-30", row: "27"},
		"an instant with two months":          {asked: uncharged, from: "2024-11-29", row: "not known", because: "does not hold the three months before"},
		"an instant with revenue of three":    {asked: uncoded, from: "2024-12-31", row: "27"},
		"an instant with revenue of two":      {asked: uncoded, from: "2024-12-30", row: "not known", because: "does not hold the three months before"},
		"the store as it is":                  {asked: stored, from: "2025-10-01", row: "not known", because: "as of now alone"},
		"a count of a whole period":           {asked: counted, from: "2025-09-25", row: "27"},
		"a count of a part of a period":       {asked: counted, from: "2025-09-24", row: "not known", because: "first days of the earlier period"},
		"a share of a part of a period":       {asked: composetest.Asked(yearly, share), from: "2025-09-24", row: "60.0%", because: "first days of the earlier period", interval: true},
		"a count of a period before all days": {asked: counted, from: "2024-06-01", row: "not known", because: "first days of the earlier period"},
	} {
		t.Run(name, func(t *testing.T) {
			composer := composetest.Composer(t, c.asked)
			composer.Spec.Compare = report.PreviousPeriod
			composer.From = composetest.Date(c.from)
			composer.To = composer.From.AddDate(1, 0, 0)
			composer.AsOf = composer.To
			table := comparison(t, composer)
			if row := table.Rows[0]; row[3] != c.row || (row[4] != "") != c.interval || len(row) != len(table.Columns) {
				t.Errorf("row %q", row)
			}
			said := slices.ContainsFunc(table.Notes, func(n string) bool { return c.because != "" && strings.Contains(n, c.because) })
			if said != (c.because != "") {
				t.Errorf("notes %q", table.Notes)
			}
		})
	}
}

func chicago(t *testing.T) *time.Location {
	t.Helper()
	place, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return place
}

// comparison is the table of key figures beside an earlier period.
func comparison(t *testing.T, c *compose.Composer) *report.Table {
	t.Helper()
	doc, err := c.Compose(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return doc.Parts[1].Blocks[0].Table
}
