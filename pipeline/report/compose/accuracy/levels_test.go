package accuracy_test

import (
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// TestServiceLevels counts on the wall calendar. From Wednesday 2026-01-14 a week is four
// business days, since the 19th is a federal holiday; to Thursday 2026-01-22 are five and to
// Friday six, one more than are given. Half of A01's decisions took no more than one day. What waits
// for longer than its days is due too: 2 of 4 of A02's are in time, and the one that is
// younger is in no share. Wilson's limits of 2 of 4 are 15.0 and 85.0, of 3 of 4 30.1 and 95.4.
func TestServiceLevels(t *testing.T) {
	rows := []string{
		"('A01', 'issued', '2026-01-14', '2026-01-22', 2, 0)", "('A02', 'issued', '2026-01-14', '2026-01-23', 1, 0)",
		"('A02', 'issued', '2026-01-14', '2026-01-21', 1, 0)",
		"('A01', 'rebutted', '2026-01-14', '2026-01-15', 4, 0)",
		"('A02', 'rebutted', '2026-01-14', '2026-01-15', 2, 0)", "('A02', 'rebutted', '2026-01-14', '2026-01-23', 1, 1)",
		"('A02', 'rebutted', '2026-01-20', '2026-01-23', 0, 1)",
	}
	sql := composetest.Header + `-- column: unit text - Unit.
-- column: state text - State.
-- column: began_on date - From.
-- column: ended_on date - To.
-- column: ended int {finding} Findings that left it.
-- column: waiting int {finding} Findings that are in it.
-- withhold: none it measures work
SELECT unit, state, CAST(b AS DATE) AS began_on, CAST(e AS DATE) AS ended_on, CAST(n AS BIGINT) AS ended, CAST(w AS BIGINT) AS waiting
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(unit, state, b, e, n, w) ORDER BY unit, state, b, e`
	doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "service_levels", Title: "Levels"}))
	table := doc.Parts[0].Blocks[0].Table
	var got []string
	for _, row := range table.Rows {
		got = append(got, strings.Join([]string{row[0], row[1], row[3], row[4], row[5], row[6]}, "|"))
	}
	want := []string{
		"Coders, to accept or rebut|4|5|75.0% (30.1–95.4%) of 4|0|0",
		"Auditor A01, to decide|4|5|100.0% (51.0–100.0%) of 4|0|0",
		"Auditor A02, to decide|5|5|50.0% (15.0–85.0%) of 4|2|1",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the table is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !strings.HasPrefix(table.Rows[1][2], "1 (") {
		t.Errorf("half of four decisions within a day are %q", table.Rows[1][2])
	}
}
