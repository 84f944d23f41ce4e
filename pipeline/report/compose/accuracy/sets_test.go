package accuracy_test

import (
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// judged is an answer about verdicts: the cells of two auditors' grades row by row, how many of
// the pairs are the same, then three auditors' counts of right and how many are the same.
func judged(row string) string {
	return composetest.Rows("scope text, pairs int, aa int, ab int, ac int, ba int, bb int, bc int, ca int, cb int, cc int, grades_same int, none int, one int, two int, three_3 int, three int, three_same int",
		"-- metric: grade_agreement = proportion(grades_same, pairs)\n-- metric: verdict_agreement = proportion(three_same, three)\n"+
			"-- metric: weighted_kappa = grade_kappa(aa, ab, ac, ba, bb, bc, ca, cb, cc)\n-- metric: fleiss_kappa = verdict_fleiss(none, one, two, three_3)\n"+
			composetest.NotWithheld, "scope", row)
}

// The cells of two are those of the registry's example, by statsmodels .771 (.672-.869), of
// which 81 of 100 are the same: Wilson's limits are 72.2-87.5. Those of three are Rosner's forty
// by irrCAC, .615 (.401-.829), of which 30 are the same: 59.8-85.8. (AGR-01, AGR-02)
func TestVerdictsHaveWhatWasObservedBesideKappa(t *testing.T) {
	block := report.BlockSpec{Kind: "verdicts", Title: "Verdicts", Caption: "By auditors."}
	table := composetest.Composed(t, composetest.Asked(judged("'all', 100, 40, 5, 1, 6, 20, 4, 0, 3, 21, 81, 8, 4, 6, 22, 40, 30"), block)).Parts[0].Blocks[0].Table
	for i, want := range []string{
		"Two auditors: right, wrong, or wrong with another DRG|81.0% (72.2–87.5%)|77.1% (67.2–86.9%)|100",
		"Three auditors: right or not|75.0% (59.8–85.8%)|61.5% (40.1–82.9%)|40",
	} {
		if got := strings.Join(table.Rows[i], "|"); got != want {
			t.Errorf("row %s\nwant %s", got, want)
		}
	}
	if notes := strings.Join(table.Notes, " "); !strings.Contains(notes, "AC1") || !strings.HasSuffix(notes, "By auditors.") {
		t.Errorf("notes %q", table.Notes)
	}
	two := composetest.Composed(t, composetest.Asked(judged("'all', 100, 40, 5, 1, 6, 20, 4, 0, 3, 21, 81, 0, 0, 0, 0, 0, 0"), block)).Parts[0].Blocks[0].Table
	if len(two.Rows) != 1 {
		t.Errorf("without a third auditor: %v", two.Rows)
	}
	if doc := composetest.Composed(t, composetest.Asked(judged("'all', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"), block)); len(doc.Parts[0].Blocks) != 0 {
		t.Error("a table of no verdict")
	}
}

// Thirteen of 100 sets of one differ: alpha .8025 (.7006-.9044) as in standard.md 9.10, and 87
// are the same, by Wilson 79.0-92.2. Levels stand from the coarsest to the finest, also where
// one is not loaded; of 20 records no value is shown. (AGR-04)
func TestSetsHaveWhatWasObservedBesideAlpha(t *testing.T) {
	text := composetest.Rows("level text, records int, same int, jaccard real, jaccard_sq real, jaccard_expected real",
		"-- metric: observed_agreement = proportion(same, records)\n-- metric: alpha_jaccard = set_alpha(jaccard, records, jaccard_sq, jaccard_expected)\n"+
			"-- metric: alpha_masi = set_alpha(jaccard, records, jaccard_sq, jaccard_expected)\n"+composetest.NotWithheld,
		"level", "'code', 100, 87, 13, 13, 26200.0 / 39800", "'category', 20, 19, 1, 1, 0.5", "'chapter', 100, 87, 13, 13, 26200.0 / 39800")
	block := report.BlockSpec{Kind: "code_sets", Title: "Sets"}
	table := composetest.Composed(t, composetest.Asked(text, block)).Parts[0].Blocks[0].Table
	const alike = "|87.0% (79.0–92.2%)|80.3% (70.1–90.4%)|80.3% (70.1–90.4%)|100"
	if first, last := strings.Join(table.Rows[0], "|"), strings.Join(table.Rows[2], "|"); first != "Chapters"+alike || last != "Full codes"+alike {
		t.Errorf("rows %s and %s", first, last)
	}
	if few := table.Rows[1]; few[0] != "Three characters" || !strings.HasPrefix(few[1], "(") || !strings.HasPrefix(few[2], "(") {
		t.Errorf("20 records show a value: %v", few)
	}
}

// The example of standard.md 9.4 at 95.5%, and an audit with a stratum that was not reviewed.
func TestFramesSayWhatIsNotKnown(t *testing.T) {
	const ratio = "stratified_ratio(x, m, vx, vm, cov, spread, frame_count, charts, unseen, lone)\n"
	text := composetest.Rows("audit_id text, frame_count int, charts int, strata int, unseen int, lone int, x real, m real, vx real, vm real, cov real, spread real",
		"-- metric: code_accuracy = "+ratio+"-- metric: codes_accuracy = "+ratio+"-- metric: drg_accuracy = "+ratio+composetest.NotWithheld,
		"audit_id", "'Q1', 1000, 100, 3, 0, 0, 955, 1000, 441, 0, 0, 16000", "'Q2', 1000, 100, 3, 1, 0, 955, 1000, 441, 0, 0, 16000")
	table := composetest.Composed(t, composetest.Asked(text, report.BlockSpec{Kind: "frames", Title: "Frames"})).Parts[0].Blocks[0].Table
	if got := strings.Join(table.Rows[0][:4], "|"); got != "Q1|1,000|3|100" || !strings.HasPrefix(table.Rows[0][4], "95.5% (") {
		t.Errorf("row %v", table.Rows[0])
	}
	if got := table.Rows[1][4]; got != "no data" {
		t.Errorf("of a frame with a stratum unseen: %s", got)
	}
	if len(table.Notes) != 1 || !strings.HasPrefix(table.Notes[0], "1\u00a0audit with a stratum") {
		t.Errorf("notes %q", table.Notes)
	}
}
