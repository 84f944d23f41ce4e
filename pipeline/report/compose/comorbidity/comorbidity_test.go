package comorbidity_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// scores is an answer of encounters by score, and by why they have none.
func scores(rows ...string) composetest.Question {
	sql := composetest.Rows("patient_type text, status text, score int?, encounters int", composetest.NotWithheld, "patient_type, status, score", rows...)
	return composetest.Asked(sql, report.BlockSpec{Kind: "scores", Title: "Charlson score"})
}

// Twenty encounters of score 0 and twenty of score 2 have mean 1, median 1 and quartiles 0 and 2; half
// are above 0. Those without a score are beside them and are not 0.
func TestScoresCountWhatIsScored(t *testing.T) {
	doc := composetest.Composed(t, scores("'IP', 'scored', 0, 20", "'IP', 'scored', 2, 20", "'IP', 'age_unknown', NULL, 15"))
	table := doc.Parts[0].Blocks[0].Table
	row := table.Rows[0]
	for column, want := range map[int]string{0: "Inpatient", 1: "40", 2: "15", 3: "1.00", 5: "1", 6: "0–2", 7: "50.0%"} {
		if row[column] != want {
			t.Errorf("%s is %q, want %q", table.Columns[column].Title, row[column], want)
		}
	}
	if !slices.ContainsFunc(table.Notes, func(n string) bool { return strings.Contains(n, "no age") && strings.Contains(n, "15") }) {
		t.Errorf("notes %q do not say why 15 have no score", table.Notes)
	}
}

// Without its mapping a score is one sentence and no table of empty cells; an encounter that cannot be
// scored for another reason is counted in one.
func TestScoresOfNothing(t *testing.T) {
	for name, test := range map[string]struct {
		row, said string
		tables    int
	}{
		"not loaded":   {"'IP', 'not_loaded', NULL, 300", "what it takes is not loaded", 0},
		"other system": {"'IP', 'other_system', NULL, 300", "none of 300 coded encounters could be scored", 1},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composetest.Composed(t, scores(test.row))
			if text := strings.ToLower(composetest.Words(doc)); !strings.Contains(text, test.said) {
				t.Errorf("not said %q in %s", test.said, text)
			}
			if got := len(doc.Parts[0].Blocks); got != test.tables {
				t.Errorf("%d tables, want %d", got, test.tables)
			}
		})
	}
}
