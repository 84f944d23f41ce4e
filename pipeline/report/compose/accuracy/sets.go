package accuracy

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// verdicts is a table of how far auditors agree how wrong a coding is, by weighted kappa, and
// three of them whether it is, by Fleiss's, each beside what was observed (AGR-01, AGR-02).
func verdicts(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("What was judged"),
		block.Numeric("All said the same (95% CI)", "Beyond chance, kappa (95% CI)", "Records")...)}
	for _, row := range []struct{ words, same, beyond string }{
		{"Two auditors: right, wrong, or wrong with another DRG", "grade_agreement", "weighted_kappa"},
		{"Three auditors: right or not", "verdict_agreement", "fleiss_kappa"},
	} {
		same := a.Estimates(row.same)[0]
		if !same.Defined() {
			continue
		}
		t.Rows = append(t.Rows, []string{e.Text(row.words), e.OfUnit(same), e.OfUnit(a.Estimates(row.beyond)[0]), e.Count(same.N)})
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = []string{e.Text("Kappa of two is weighted: right and wrong with another DRG lie twice as far apart as neighbours. Kappa of three is Fleiss's. Both are small where nearly all records are of one kind, though the auditors agree: AC1 is not.")}
	return noted(t, b)
}

// setLevels are the depths at which sets of diagnoses are compared, in the order of the table.
var setLevels = []struct{ name, words string }{
	{"chapter", "Chapters"}, {"CCSR", "CCSR categories"}, {"category", "Three characters"}, {"code", "Full codes"},
}

// codeSets is a table of how far two auditors agree on all diagnoses of a record, by
// Krippendorff's alpha with distances of sets, at each depth (AGR-04, AGR-06).
func codeSets(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Sets of"),
		block.Numeric("The same set (95% CI)", "Alpha, Jaccard (95% CI)", "Alpha, MASI (95% CI)", "Records")...)}
	rows := map[string]int{}
	for i, level := range a.Text("level") {
		rows[level] = i
	}
	of := func(metricName string, i int) metric.Estimate { return a.Estimates(metricName)[i] }
	for _, level := range setLevels {
		i, ok := rows[level.name]
		if !ok || !of("observed_agreement", i).Defined() {
			continue
		}
		t.Rows = append(t.Rows, []string{e.Text(level.words), e.OfUnit(of("observed_agreement", i)),
			e.OfUnit(of("alpha_jaccard", i)), e.OfUnit(of("alpha_masi", i)), e.Count(a.Int("records")[i])})
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = []string{e.Text("Krippendorff's alpha: agreement beyond chance, a code that one of them has and the other has not counting in part. MASI weighs sets of which neither holds the other as further apart.")}
	return noted(t, b)
}

// noted is a table with its caption as the last note.
func noted(t *report.Table, b report.BlockSpec) block.Made {
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}
