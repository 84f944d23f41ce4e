package accuracy_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// audits is an answer about reviews: a row a unit, "unit right reviewed".
func audits(rows ...string) string {
	for i, row := range rows {
		var unit string
		var right, reviewed int
		fmt.Sscan(row, &unit, &right, &reviewed)
		rows[i] = fmt.Sprintf("('%s', %d, %d)", unit, right, reviewed)
	}
	return composetest.Header + `-- column: unit text - Unit.
-- column: targeted int {encounter} Targeted.
-- column: again int {encounter} Further ones.
-- column: own int {encounter} Own ones.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT unit, CAST(3 AS BIGINT) AS targeted, CAST(1 AS BIGINT) AS again, CAST(0 AS BIGINT) AS own,
       CAST(k AS BIGINT) AS right, CAST(n AS BIGINT) AS reviewed
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(unit, k, n) ORDER BY unit`
}

var accuracyMeasure = []report.MeasureSpec{{Metric: "accuracy", Label: "Accuracy", Noun: "records"}}

func TestMeasuresOfAuditsSayWhatIsLeftOut(t *testing.T) {
	block := report.BlockSpec{Kind: "audited", Title: "Accuracy", Metric: "accuracy", Measures: accuracyMeasure}
	table := composetest.Composed(t, composetest.Asked(audits("all 45 50"), block)).Parts[0].Blocks[0].Table
	if got := strings.Join(table.Rows[0], "|"); got != "Accuracy|90.0%|78.6–95.7%|45 of 50|50|Wilson score (1927)" {
		t.Errorf("row %s", got)
	}
	notes := strings.Join(table.Notes, " ")
	if !strings.Contains(notes, "3\u00a0targeted reviews, which are not generalisable") || !strings.Contains(notes, "counts once: 1\u00a0further review") ||
		strings.Contains(notes, "one person") {
		t.Errorf("notes %q", notes)
	}
	if doc := composetest.Composed(t, composetest.Asked(audits("C1 45 50"), block)); len(doc.Parts[0].Blocks) != 0 {
		t.Error("one coder stands for all")
	}
}

// A measure that divides by what is not loaded has a note in the place of its row, and a table without such a
// measure has neither; what is loaded and counted nowhere is no fraction (ACC-06).
func TestWhatIsNotLoadedIsSaidAndNotCounted(t *testing.T) {
	asked := composetest.Header + `-- column: unit text - Unit.
-- column: same int {encounter} Agreed.
-- column: pdx_ccsr_reviewed int {encounter} Compared at CCSR.
-- column: seen int {encounter} Compared at all.
-- column: twenty int {encounter} Twenty.
-- column: targeted int {encounter} Targeted.
-- column: again int {encounter} Further ones.
-- column: own int {encounter} Own ones.
-- metric: ccsr = proportion(same, pdx_ccsr_reviewed)
-- metric: plain = proportion(same, seen)
-- metric: whole = proportion(seen, twenty)
-- withhold: none it measures work
SELECT 'all' AS unit, CAST(0 AS BIGINT) AS same, CAST(0 AS BIGINT) AS pdx_ccsr_reviewed, CAST(0 AS BIGINT) AS seen, CAST(20 AS BIGINT) AS twenty,
       CAST(0 AS BIGINT) AS targeted, CAST(0 AS BIGINT) AS again, CAST(0 AS BIGINT) AS own`
	ccsr := report.MeasureSpec{Metric: "ccsr", Label: "At CCSR", Noun: "records"}
	plain := report.MeasureSpec{Metric: "plain", Label: "Exactly", Noun: "records"}
	whole := report.MeasureSpec{Metric: "whole", Label: "Seen", Noun: "records"}
	for name, c := range map[string]struct {
		measures []report.MeasureSpec
		rows     []string
		noted    bool
	}{
		"asked for": {[]report.MeasureSpec{ccsr, plain, whole}, []string{"Exactly|no data||nothing counted||", "Seen|0.0%|0.0–16.1%|0 of 20|20|Wilson score (1927)"}, true},
		"not asked": {[]report.MeasureSpec{whole}, []string{"Seen|0.0%|0.0–16.1%|0 of 20|20|Wilson score (1927)"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			block := report.BlockSpec{Kind: "audited", Title: "Accuracy", Metric: "whole", Measures: c.measures}
			table := composetest.Composed(t, composetest.Asked(asked, block)).Parts[0].Blocks[0].Table
			var rows []string
			for _, row := range table.Rows {
				rows = append(rows, strings.Join(row, "|"))
			}
			if !slices.Equal(rows, c.rows) {
				t.Errorf("rows %q, want %q", rows, c.rows)
			}
			if noted := strings.Contains(strings.Join(table.Notes, " "), "CCSR is not loaded"); noted != c.noted {
				t.Errorf("notes %q", table.Notes)
			}
		})
	}
}

// Of a unit with fewer than 30 records only the interval is shown (SMP-07), 29 of 30 is.
func TestSmallUnitsHaveNoValue(t *testing.T) {
	block := report.BlockSpec{Kind: "groups", Title: "Accuracy", Noun: "coder", Measures: accuracyMeasure}
	table := composetest.Composed(t, composetest.Asked(audits("C1 29 30", "C2 28 29", "C3 0 0"), block)).Parts[0].Blocks[0].Table
	if len(table.Rows) != 2 {
		t.Fatalf("rows %v, want none of a coder without records", table.Rows)
	}
	for i, want := range []string{"C1|96.7% (83.3–99.4%)|30", "C2|(82.8–99.4%)|29"} {
		if got := strings.Join(table.Rows[i], "|"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if !strings.Contains(strings.Join(table.Notes, " "), "fewer than 30") {
		t.Errorf("notes %q", table.Notes)
	}
}

func TestSmallUnitsAreNotInTheFunnel(t *testing.T) {
	block := report.BlockSpec{Kind: "funnel", Title: "Accuracy", Noun: "coder", Metric: "accuracy"}
	doc := composetest.Composed(t, composetest.Asked(audits("C1 95 100", "C2 90 100", "C3 10 20"), block))
	figure := doc.Parts[0].Blocks[0].Figure
	if len(figure.Data.Rows) != 2 {
		t.Errorf("rows %v, want those of C1 and C2", figure.Data.Rows)
	}
	if f := doc.Parts[0].Findings[0]; !strings.Contains(f.Text, "1\u00a0coder with fewer than 30 records is not shown") || strings.Contains(f.Text, "C3") {
		t.Errorf("finding %q", f.Text)
	}
	if doc := composetest.Composed(t, composetest.Asked(audits("C3 10 20"), block)); len(doc.Parts[0].Blocks) != 0 {
		t.Error("a funnel of one small unit")
	}
	alone := composetest.Composed(t, composetest.Asked(audits("C1 95 100"), block)).Parts[0]
	if len(alone.Blocks) != 0 || len(alone.Findings) != 1 || alone.Findings[0].Headline != "Not shown: only one, and nothing to compare it with" {
		t.Errorf("a funnel of one: %+v, %+v", alone.Blocks, alone.Findings)
	}
}

// A dot a unit, at its records reviewed and its rate (FUN-02), around the rate of all together, 335 of
// 390 (FUN-01), in the order of names and not of rates (FUN-05). By the binomial distribution of that
// rate 85 of 90 or more has a chance of 0.9 %, and 60 of 100 or fewer and 190 of 200 or more next to none.
func TestAFunnelHasADotForEachUnit(t *testing.T) {
	block := report.BlockSpec{Kind: "funnel", Title: "Accuracy", Noun: "coder", Metric: "accuracy"}
	figure := composetest.Composed(t, composetest.Asked(audits("C1 85 90", "C2 60 100", "C3 190 200"), block)).Parts[0].Blocks[0].Figure
	funnel := figure.Chart.(across.Funnel)
	want := []across.FunnelPoint{
		{Label: "C1", N: 90, Value: 85. / 90, Verdict: across.Beyond95}, {Label: "C2", N: 100, Value: .6, Verdict: across.Beyond998},
		{Label: "C3", N: 200, Value: .95, Verdict: across.Beyond998},
	}
	if !slices.Equal(funnel.Points, want) || funnel.CountTitle != "Records reviewed" {
		t.Errorf("points %+v by %q", funnel.Points, funnel.CountTitle)
	}
	if math.Abs(funnel.Centre-335./390) > 1e-12 {
		t.Errorf("centre %v", funnel.Centre)
	}
}

// ratings are what two auditors said: "level first second records".
func ratings(rows ...string) string {
	for i, row := range rows {
		cells := strings.Fields(row)
		rows[i] = fmt.Sprintf("('%s', %s, %s, %s)", cells[0], cells[1], cells[2], cells[3])
	}
	return composetest.Header + `-- column: level text - Level.
-- column: first_label int - First.
-- column: second_label int - Second.
-- column: records int {encounter} Records.
-- withhold: none it measures work
SELECT level, CAST(a AS BIGINT) AS first_label, CAST(b AS BIGINT) AS second_label, CAST(n AS BIGINT) AS records
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(level, a, b, n) ORDER BY level, first_label, second_label`
}

// The cells of standard.md 2.7: observed .950 and AC1 .946, where kappa would be .260. (AGR-01,
// AGR-03)
func TestAuditorsHaveAC1BesideWhatWasObserved(t *testing.T) {
	block := report.BlockSpec{Kind: "auditors", Title: "Agreement", Target: 0.8}
	doc := composetest.Composed(t, composetest.Asked(ratings("verdict 1 1 94", "verdict 1 2 3", "verdict 2 1 2", "verdict 2 2 1", "code 1 1 20"), block))
	table := doc.Parts[0].Blocks[0].Table
	if got := strings.Join(table.Rows[0], "|"); !strings.HasPrefix(got, "Whether the coder is right|95.0% (88.8–97.8%)|94.6% (") || !strings.HasSuffix(got, "|100") {
		t.Errorf("row %s", got)
	}
	if got := table.Rows[1]; got[0] != "Principal diagnosis, full code" || !strings.HasPrefix(got[1], "(") {
		t.Errorf("20 records show a value: %v", got)
	}
	// AGR-05: twice 95.0% and its limits less 1.
	if notes := strings.Join(table.Notes, " "); !strings.Contains(notes, "(PABAK): 90.0% (95%\u00a0CI\u00a077.6–95.7%)") {
		t.Errorf("notes %q", notes)
	}
	if f := doc.Parts[0].Findings[0]; f.Tone != report.Good {
		t.Errorf("finding %+v", f)
	}
}
