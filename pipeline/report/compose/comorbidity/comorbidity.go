// Package comorbidity shows comorbidity scores and the conditions that they count.
package comorbidity

import (
	"fmt"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// scored is the distribution of a score over the encounters of one patient type.
type scored struct {
	patientType    string
	values         []float64
	counts         []int64
	scored, above  int64
	sum, squares   float64
	notScored      map[string]int64 // by status
	notScoredTotal int64
}

func scoresOf(a block.Answer) []*scored {
	var all []*scored
	types, states, n := a.Text("patient_type"), a.Text("status"), a.Int("encounters")
	for i, kind := range types {
		if len(all) == 0 || all[len(all)-1].patientType != kind {
			all = append(all, &scored{patientType: kind, notScored: map[string]int64{}})
		}
		s := all[len(all)-1]
		if states[i] != "scored" {
			s.notScored[states[i]] += n[i]
			s.notScoredTotal += n[i]
			continue
		}
		v, k := float64(a.Int("score")[i]), float64(n[i])
		s.values, s.counts = append(s.values, v), append(s.counts, n[i])
		s.scored += n[i]
		s.sum, s.squares = s.sum+k*v, s.squares+k*v*v
		if v > 0 {
			s.above += n[i]
		}
	}
	return all
}

// scores is a table of a comorbidity score by patient type. Encounters that cannot be
// scored are counted beside it: missing is not 0.
func scores(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append([]report.Column{{Title: "Patient type"}},
		block.Numeric("Scored", "Not scored", "Mean", "95% CI", "Median", "Quartiles", "Above 0")...)}
	states := map[string]int64{}
	var all, left int64
	for _, s := range scoresOf(a) {
		t.Rows = append(t.Rows, append([]string{wording.PatientType(s.patientType)}, s.cells(e.MinCell)...))
		all, left = all+s.scored, left+s.notScoredTotal
		for state, n := range s.notScored {
			states[state] += n
		}
	}
	for _, known := range unscored {
		if n := states[known.status]; n > 0 && !disclosure.Small(n, e.MinCell) {
			t.Notes = append(t.Notes, fmt.Sprintf("Not scored, %s: %s.", known.words, wording.Count(n)))
		}
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	m := block.Made{Block: report.Block{Table: t}}
	if all == 0 && left > 0 {
		m.Finding = &report.Finding{Headline: wording.Capital(block.TitleOf(b)) + ": nothing is scored", Text: wording.Sentence("none of %s coded encounters could be scored, and none is taken for 0", wording.Count(left))}
	}
	return m
}

// unscored are the reasons why an encounter has no score.
var unscored = []struct{ status, words string }{
	{"age_unknown", "no age to give points for"},
	{"other_system", "coded in another code system"},
	{"poa_unknown", "no POA values to tell what was present on admission"},
	{"not_loaded", "the published mapping is not loaded"},
}

func (s *scored) cells(minCell int64) []string {
	show := func(n int64) string {
		if disclosure.Small(n, minCell) {
			return wording.Withheld
		}
		return wording.Count(n)
	}
	cells := []string{show(s.scored), show(s.notScoredTotal), "–", "", "–", "", "–"}
	if s.scored == 0 || disclosure.Small(s.scored, minCell) {
		return cells
	}
	mean := metric.Mean(s.scored, s.sum, s.squares, "1")
	quartile := func(p float64) string {
		return wording.Fixed(metric.Quantile(s.values, s.counts, p, "1").Value, 0)
	}
	cells[2], cells[3] = wording.Plain(mean.Value, mean.Defined()), wording.PlainInterval(mean)
	cells[4], cells[5] = quartile(0.5), quartile(0.25)+"–"+quartile(0.75)
	cells[6] = wording.Percent(float64(s.above) / float64(s.scored))
	if disclosure.Small(s.above, minCell) || disclosure.Small(s.scored-s.above, minCell) {
		cells[6] = wording.Withheld
	}
	return cells
}

// conditions are bars of how many encounters of one patient type have each comorbidity,
// the most frequent first. The noun of the block is the patient type.
func conditions(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	est, n, scored := a.Estimates(b.Metric), a.Int("encounters"), a.Int("scored")
	names, titles, types := a.Text("condition"), a.Text("title"), a.Text("patient_type")
	var items []across.Bar
	var rows [][]string
	total := int64(0)
	for _, i := range block.Falling(n) {
		if wording.PatientType(types[i]) != b.Noun || a.Withheld[i] || n[i] == 0 {
			continue
		}
		total = scored[i]
		items = append(items, across.Bar{Label: titles[i], Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: wording.Count(n[i])})
		rows = append(rows, append([]string{names[i], fmt.Sprint(n[i])}, block.EstimateCells(est[i])...))
	}
	if len(items) == 0 {
		return block.Made{Empty: true}
	}
	items = items[:min(block.OrDefault(b.Top, len(items)), len(items))]
	title := fmt.Sprintf("%s is the most frequent comorbidity", items[0].Label)
	words := e.Words(a, b, title, fmt.Sprintf("%s, share of %s scored encounters; whiskers: 95%% Wilson intervals.", b.Noun, wording.Count(total)), "Horizontal bars with intervals.")
	fig := across.Bars{Words: words, Unit: chart.Percent, LabelHead: "Condition", ValueHead: "Share of encounters", RightHead: "Encounters", Items: items}
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, title, append(append(block.Textual("condition"), block.Numeric("encounters")...), block.EstimateColumns()...), rows))}
}
