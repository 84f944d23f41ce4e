package quality_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// edits is an answer of quality/edits: "id action state failed passed errors limit told".
func edits(lines ...string) string {
	rows := make([]string, len(lines))
	for i, l := range lines {
		f := strings.Fields(l)
		rows[i] = fmt.Sprintf("(%d, '%s', '%s', '%s', %s, %s, %s, %s, %s)", i+1, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7])
	}
	return composetest.Header + `-- column: position int - Place.
-- column: edit text - Edit.
-- column: title text - Title.
-- column: action text - Action.
-- column: state text - State.
-- column: reason text? - Reason.
-- column: passed int {record} Passed.
-- column: failed int {record} Failed.
-- column: judged int {record} Judged.
-- column: bypassed int {record} Bypassed.
-- column: not_applicable int {record} Not applicable.
-- column: errors int {record} Errors.
-- column: limit_share real? 1 Limit.
-- column: told int {record} Told.
-- metric: rate = proportion(failed, judged)
-- withhold: told
SELECT t.position, t.edit, 'Title of ' || t.edit AS title, t.action, t.state, 'no list is loaded' AS reason, CAST(t.passed AS BIGINT) AS passed, CAST(t.failed AS BIGINT) AS failed,
       CAST(t.passed + t.failed AS BIGINT) AS judged, 0 AS bypassed, 0 AS not_applicable, CAST(t.errors AS BIGINT) AS errors,
       CAST(t.limit_share AS DOUBLE) AS limit_share, CAST(t.told AS BIGINT) AS told
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(position, edit, action, state, failed, passed, errors, limit_share, told)
ORDER BY position`
}

// A limit is passed where the whole interval lies above it: 30 of 1,000 is 2.1 to 4.3 %.
func TestEditRatesSpeakOfLimitsByIntervals(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		want  string
		tone  report.Tone
	}{
		"above the limit":      {[]string{"VAL-02 error run 30 970 0 0.02 0"}, "One edit above the limit of the site", report.Act},
		"the limit inside":     {[]string{"VAL-02 error run 30 970 0 0.025 0"}, "Title of VAL-02: 3.00% fail", report.Watch},
		"the worst is named":   {[]string{"VAL-02 error run 3 997 0 NULL 0", "VAL-03 error run 5 995 0 NULL 0"}, "Title of VAL-03: 0.50% fail", report.Watch},
		"a review is no error": {[]string{"VAL-17 review run 40 960 0 NULL 0"}, "No edit of action error fails", report.Good},
		"nothing fails":        {[]string{"VAL-02 error run 0 1000 0 NULL 0", "VAL-03 error not_run 0 0 9 NULL 0"}, "No edit that could judge anything fails", report.Good},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composetest.Composed(t, composetest.Asked(edits(c.lines...), report.BlockSpec{Kind: "edit_rates", Metric: "rate"}))
			if f := doc.Parts[0].Findings[0]; f.Headline != c.want || f.Tone != c.tone {
				t.Errorf("%q with tone %d, want %q with %d", f.Headline, f.Tone, c.want, c.tone)
			}
		})
	}
}

// What was not judged is in no row of verdicts, and is listed with its reason.
func TestEditsThatJudgedNothingAreSaid(t *testing.T) {
	answer := edits("VAL-02 error run 30 970 4 NULL 0", "VAL-10 error not_run 0 0 9 NULL 0", "MCE-17 off off 0 0 0 NULL 0", "VAL-17 review nothing_to_judge 0 0 0 NULL 0")
	verdicts := composetest.Composed(t, composetest.Asked(answer, report.BlockSpec{Kind: "edits", Metric: "rate"})).Parts[0].Blocks[0].Table
	if len(verdicts.Rows) != 1 || strings.Join(verdicts.Rows[0][3:6], " ") != "970 30 4" {
		t.Errorf("verdicts %v", verdicts.Rows)
	}
	part := composetest.Composed(t, composetest.Asked(answer, report.BlockSpec{Kind: "edits_not_run"})).Parts[0]
	var why []string
	for _, row := range part.Blocks[0].Table.Rows {
		why = append(why, row[0]+": "+row[1]+" "+row[2])
	}
	const want = "No list is loaded: VAL-10 Title of VAL-10|Switched off by the site: no list is loaded: MCE-17 Title of MCE-17|There is no record that it applies to: VAL-17 Title of VAL-17"
	if got := strings.Join(why, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := part.Findings[0].Headline; got != "One of 4 edits could not be run" {
		t.Errorf("headline %q", got)
	}
}

// A small count of an edit that tells of patients is neither in the table nor drawn.
func TestSmallClinicalCountsAreWithheld(t *testing.T) {
	answer := edits("VAL-02 error run 30 970 0 NULL 0", "MCE-18 warning run 3 997 0 NULL 3")
	doc := composetest.Composed(t, composetest.Asked(answer, report.BlockSpec{Kind: "edits", Metric: "rate"}), composetest.Asked(answer, report.BlockSpec{Kind: "edit_rates", Metric: "rate"}))
	if row := doc.Parts[0].Blocks[0].Table.Rows[1]; strings.Join(row[3:], " ") != "withheld withheld withheld withheld withheld withheld" {
		t.Errorf("row %v", row)
	}
	if bars := doc.Parts[0].Blocks[1].Figure.Chart.(across.Bars); len(bars.Items) != 1 || bars.Items[0].Code != "VAL-02" {
		t.Errorf("bars %+v", bars.Items)
	}
}

// Coder C is beyond the exact limits with 60 of 1,000 where all have 2.5 %; the others are not.
func TestUnitsBeyondTheLimitsAreNamed(t *testing.T) {
	answer := composetest.Header + `-- column: coder_id text - Coder.
-- column: edit text - Edit.
-- column: title text - Title.
-- column: failed int {record} Failed.
-- column: judged int {record} Judged.
-- metric: rate = proportion(failed, judged)
-- withhold: none test
SELECT t.coder_id, 'VAL-12M' AS edit, 'POA missing' AS title, CAST(t.failed AS BIGINT) AS failed, CAST(1000 AS BIGINT) AS judged
FROM (VALUES ('A', 18), ('B', 22), ('C', 60), ('D', 0)) AS t(coder_id, failed)
ORDER BY coder_id`
	doc := composetest.Composed(t, composetest.Asked(answer, report.BlockSpec{Kind: "edit_units", Metric: "rate", Noun: "coder"}), composetest.Asked(answer, report.BlockSpec{Kind: "edit_funnel", Metric: "rate", Noun: "coder"}))
	part := doc.Parts[0]
	if rows := part.Blocks[0].Table.Rows; len(rows) != 2 || rows[0][2] != "C" || rows[1][2] != "D" {
		t.Errorf("rows %v", rows)
	}
	if f := part.Findings[0]; f.Headline != "One coder above the limits of chance" || f.Tone != report.Watch {
		t.Errorf("finding %+v", f)
	}
	funnel := part.Blocks[1].Figure.Chart.(across.Funnel)
	if !funnel.LowIsGood || len(funnel.Points) != 4 || funnel.Centre != 0.025 {
		t.Errorf("funnel %+v", funnel)
	}
}

// A record that is nowhere is told of, loudly; charges of accounts stand beside them (ING-03).
func TestReconciliationTellsOfWhatIsMissing(t *testing.T) {
	answer := func(landed int) string {
		return composetest.Header + `-- column: source_name text - Source.
-- column: table_name text - Table.
-- column: rows_in int {record} In.
-- column: rows_landed int {record} Landed.
-- column: rows_repeated int {record} Repeated.
-- column: rows_superseded int {record} Superseded.
-- column: rows_quarantined int {record} Quarantined.
-- column: rows_skipped int {record} Skipped.
-- column: difference int {record} Difference.
-- column: charges real? USD Charges.
-- withhold: none test
` + fmt.Sprintf(`SELECT t.source_name, t.table_name, CAST(10 AS BIGINT) AS rows_in, CAST(%d AS BIGINT) AS rows_landed, CAST(3 AS BIGINT) AS rows_repeated,
       CAST(2 AS BIGINT) AS rows_superseded, CAST(1 AS BIGINT) AS rows_quarantined, CAST(0 AS BIGINT) AS rows_skipped, CAST(4 - %d AS BIGINT) AS difference,
       CASE WHEN t.table_name = 'encounter' THEN CAST(1234 AS DOUBLE) END AS charges
FROM (VALUES ('s', 'diagnosis'), ('s', 'diagnosis'), ('s', 'encounter')) AS t(source_name, table_name)
ORDER BY table_name`, landed, landed)
	}
	for landed, want := range map[int]struct {
		headline string
		tone     report.Tone
	}{4: {"Every record is accounted for", report.Good}, 3: {"3 records are not accounted for", report.Act}} {
		part := composetest.Composed(t, composetest.Asked(answer(landed), report.BlockSpec{Kind: "reconciled"})).Parts[0]
		if f := part.Findings[0]; f.Headline != want.headline || f.Tone != want.tone {
			t.Errorf("%d landed: %+v", landed, f)
		}
		if rows := part.Blocks[0].Table.Rows; len(rows) != 3 || rows[0][2] != "20" || rows[2][2] != "30" || rows[0][9] != "–" || rows[1][9] != "1,234.00" || rows[2][9] != "1,234.00" {
			t.Errorf("rows %v", rows)
		}
	}
	without := strings.Replace(answer(4), "CAST(1234 AS DOUBLE)", "CAST(NULL AS DOUBLE)", 1)
	if table := composetest.Composed(t, composetest.Asked(without, report.BlockSpec{Kind: "reconciled"})).Parts[0].Blocks[0].Table; len(table.Columns) != 9 || len(table.Rows[2]) != 9 {
		t.Errorf("columns %v of charges that nobody sent", table.Columns)
	}
}
