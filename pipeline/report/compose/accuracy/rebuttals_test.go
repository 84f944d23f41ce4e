package accuracy_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// staged is an answer about stages: a row each, "stage charts pending right codes", every chart
// with as many codes, of which as many are right.
func staged(rows ...string) string {
	for i, row := range rows {
		var stage string
		var n [4]int
		fmt.Sscan(row, &stage, &n[0], &n[1], &n[2], &n[3])
		rows[i] = fmt.Sprintf("('%s', %d, %d, %d, %d)", stage, n[0], n[1], n[2], n[3])
	}
	return composetest.Header + `-- column: unit text - Unit.
-- column: stage text - Stage.
-- column: charts int {encounter} Reviews.
-- column: pending int {encounter} Pending ones.
-- column: pending_findings int {finding} Their findings.
-- column: right int {code} Right.
-- column: codes int {code} All.
-- metric: code_accuracy = proportion(right, codes)
-- metric: procedure_accuracy = proportion(right, codes)
-- metric: drg_accuracy = proportion(right, codes)
-- withhold: none it measures work
SELECT 'all' AS unit, stage, CAST(c AS BIGINT) AS charts, CAST(p AS BIGINT) AS pending, CAST(2 * p AS BIGINT) AS pending_findings,
       CAST(r AS BIGINT) AS right, CAST(n AS BIGINT) AS codes
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(stage, c, p, r, n) ORDER BY unit, stage`
}

// Wilson's limits of 80, 90 and 95 of 100 are 71.1-86.7, 82.6-94.5 and 88.8-97.8. The range is
// shown while something is pending, and only then (REB-04).
func TestStagesBeforeAndAfterRebuttals(t *testing.T) {
	block := report.BlockSpec{Kind: "stages", Title: "Stages"}
	for name, c := range map[string]struct {
		rows                []string
		stages, note, wants string
	}{
		"nothing pending": {[]string{"initial 50 0 80 100", "final 50 0 90 100", "worst 50 0 90 100", "best 50 0 90 100"},
			"As the auditors found|80.0% (71.1–86.7%) As decided|90.0% (82.6–94.5%)", "No rebuttal is pending.",
			"Before them it was 80.0% (95%\u00a0CI\u00a071.1–86.7%)."},
		"a range": {[]string{"initial 50 3 80 100", "final 47 0 90 100", "worst 50 3 80 100", "best 50 3 95 100"},
			"As the auditors found|80.0% (71.1–86.7%) As decided|90.0% (82.6–94.5%) At worst: all that is pending is upheld|80.0% (71.1–86.7%) At best: all that is pending is overturned|95.0% (88.8–97.8%)",
			"Not closed or not decided: 3\u00a0records, with 6\u00a0findings that can still change. They are in no figure as decided.", "it is between 80.0% and 95.0%."},
		"nothing decided": {[]string{"initial 50 50 80 100", "worst 50 50 80 100", "best 50 50 95 100"},
			"As the auditors found|80.0% (71.1–86.7%) At worst: all that is pending is upheld|80.0% (71.1–86.7%) At best: all that is pending is overturned|95.0% (88.8–97.8%)",
			"Not closed or not decided: 50\u00a0records, with 100\u00a0findings", ""},
	} {
		t.Run(name, func(t *testing.T) {
			part := composetest.Composed(t, composetest.Asked(staged(c.rows...), block)).Parts[0]
			table := part.Blocks[0].Table
			var stages []string
			for _, row := range table.Rows {
				stages = append(stages, row[0]+"|"+row[1])
			}
			if got := strings.Join(stages, " "); got != c.stages {
				t.Errorf("stages %s\nwant   %s", got, c.stages)
			}
			if !strings.Contains(strings.Join(table.Notes, " "), c.note) {
				t.Errorf("notes %q", table.Notes)
			}
			said := ""
			for _, f := range part.Findings {
				said += f.Headline + " " + f.Text
			}
			if !strings.Contains(said, c.wants) || c.wants == "" && said != "" {
				t.Errorf("it says %q, want %q", said, c.wants)
			}
		})
	}
	if doc := composetest.Composed(t, composetest.Asked(staged("final 50 0 90 100"), block)); len(doc.Parts[0].Blocks) != 0 {
		t.Error("a final stage without an initial one")
	}
}
