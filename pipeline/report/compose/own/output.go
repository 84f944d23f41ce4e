package own

import (
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// output is the reader's weighted output beside accuracy, each with its interval (PRD-02).
// The product of both stands in a note with its factors, and never by itself (PRD-03).
func output(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	standings, made := measured(e, a, b)
	if made.Empty {
		return made
	}
	t, row := table(e, b, standings), rowsOfOwn(e, a)[0]
	made.Block.Table = t
	if accuracy := a.Estimates("code_accuracy")[row]; !block.Few(accuracy) && accuracy.Defined() && !a.Null("quality_adjusted")[row] {
		t.Notes = append(t.Notes, e.Say("Quality-adjusted output (PRD-03): %s, the output times a factor of %s for accuracy. It has no interval and judges nobody.",
			e.Fixed(a.Real("quality_adjusted")[row], 2), e.Fixed(a.Real("quality_factor")[row], 2)))
	}
	if n := a.Int("without_hours")[row]; n > 0 {
		t.Notes = append(t.Notes, e.Say("On days without productive hours, and in no output: %s.", e.Plural(n, "charts")))
	}
	return made
}
