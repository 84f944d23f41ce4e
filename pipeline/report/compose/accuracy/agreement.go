package accuracy

import (
	"fmt"
	"strings"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/agreement"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// levels are the depths at which two auditors are compared, in the order of the table.
var levels = []struct{ name, words string }{
	{"verdict", "Whether the coder is right"},
	{"chapter", "Principal diagnosis, chapter"},
	{"CCSR", "Principal diagnosis, CCSR"},
	{"category", "Principal diagnosis, three characters"},
	{"code", "Principal diagnosis, full code"},
}

// auditors is a table of how far two auditors agree on the same encounters: AC1 beside
// what was observed (AGR-01, AGR-03), and PABAK of the verdict in a note (AGR-05).
func auditors(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Level"), block.Numeric("Said the same (95% CI)", "AC1 (95% CI)", "Records")...)}
	var verdicts agreement.Agreement
	var adjusted metric.Estimate
	for _, level := range levels {
		pairs := pairsOf(a, level.name)
		of := agreement.Of(pairs)
		if !of.Observed.Defined() {
			continue
		}
		if level.name == "verdict" {
			verdicts, adjusted = of, pairs.PABAK()
		}
		t.Rows = append(t.Rows, []string{e.Text(level.words), e.OfUnit(of.Observed), e.OfUnit(of.AC1.Estimate), e.Count(of.Records)})
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = []string{e.Text("AC1 is Gwet's: agreement beyond chance, which kappa hides where most records are right. Of fewer than 30 records only the interval is shown.")}
	if adjusted.Defined() && !block.Few(adjusted) {
		t.Notes = append(t.Notes, e.Say("Whether the coder is right, as prevalence-adjusted and bias-adjusted kappa (PABAK): %s.", e.WithInterval(adjusted)))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: agreementFinding(e, verdicts, b.Target)}
}

// pairsOf are the labels of one level. A verdict has two, though all may be right.
func pairsOf(a block.Answer, level string) agreement.Pairs {
	var categories, first, second []string
	if level == "verdict" {
		categories = []string{"1", "2"}
	}
	records := a.Int("records")
	for i, name := range a.Text("level") {
		if name != level {
			continue
		}
		for range records[i] {
			first = append(first, fmt.Sprint(a.Int("first_label")[i]))
			second = append(second, fmt.Sprint(a.Int("second_label")[i]))
		}
	}
	return agreement.Cross(categories, first, second)
}

func agreementFinding(e *block.Edition, of agreement.Agreement, target float64) *report.Finding {
	if !of.Observed.Defined() || !of.AC1.Defined() || block.Few(of.Observed) {
		return nil
	}
	tone := block.Against(of.AC1.Estimate, target)
	text := e.Sentence("on %s two auditors agree whether the coder is right in %s; AC1 is %s",
		e.Plural(of.Records, "records"), e.WithInterval(of.Observed), e.WithInterval(of.AC1.Estimate))
	return &report.Finding{Headline: e.Say("Auditors agree on %s of records", e.Value(of.Observed)), Text: text, Tone: tone}
}

// elements are what weighted accuracy counts, in words.
var elements = map[string]string{
	"principal_diagnosis": "Principal diagnosis", "secondary_diagnosis": "Each secondary diagnosis", "procedure": "Each procedure",
	"procedure_date": "Date of a procedure", "poa": "POA of a diagnosis", "drg": "DRG", "discharge_status": "Discharge status",
}

// weights prints the weights of weighted accuracy and their set (ACC-12).
func weights(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Element"), block.Numeric("Weight")...)}
	decimal, _ := e.Separators()
	for i, element := range a.Text("element") {
		t.Rows = append(t.Rows, []string{e.Text(elements[element]), strings.Replace(block.Number(a.Real("weight")[i]), ".", decimal, 1)})
	}
	t.Notes = []string{e.Say("Set: %s.", a.Text("weight_set")[0])}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}
