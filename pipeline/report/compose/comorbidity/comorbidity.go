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
// scored are counted beside it: missing is not 0. Where the mapping of the score is not loaded there is no
// table, since all of its cells would be empty.
func scores(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append([]report.Column{{Title: "Patient type"}},
		block.Numeric("Scored", "Not scored", "Mean", "95% CI", "Median", "Quartiles", "Above 0")...)}
	states := map[string]int64{}
	var all, left int64
	for _, s := range scoresOf(a) {
		t.Rows = append(t.Rows, append([]string{e.PatientType(s.patientType)}, s.cells(e)...))
		all, left = all+s.scored, left+s.notScoredTotal
		for state, n := range s.notScored {
			states[state] += n
		}
	}
	if left > 0 && states["not_loaded"] == left && all == 0 {
		return block.Made{Empty: true, Absent: block.NotLoaded}
	}
	for _, known := range unscored {
		if n := states[known.status]; n > 0 && !disclosure.Small(n, e.MinCell) {
			t.Notes = append(t.Notes, e.Say("Not scored, %s: %s.", e.Text(known.words), e.Count(n)))
		}
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	m := block.Made{Block: report.Block{Table: t}}
	if all == 0 && left > 0 {
		m.Finding = &report.Finding{Headline: e.Say("%s: nothing is scored", wording.Capital(block.TitleOf(b))), Text: e.Sentence("none of %s coded {encounter|encounters} could be scored, and none is taken for 0", e.Count(left))}
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

func (s *scored) cells(e *block.Edition) []string {
	show := func(n int64) string {
		if disclosure.Small(n, e.MinCell) {
			return e.Hidden()
		}
		return e.Count(n)
	}
	cells := []string{show(s.scored), show(s.notScoredTotal), "–", "", "–", "", "–"}
	if s.scored == 0 || disclosure.Small(s.scored, e.MinCell) {
		return cells
	}
	mean := metric.Mean(s.scored, s.sum, s.squares, "1")
	quartile := func(p float64) string {
		return e.Fixed(metric.Quantile(s.values, s.counts, p, "1").Value, 0)
	}
	cells[2], cells[3] = e.Plain(mean.Value, mean.Defined()), e.PlainInterval(mean)
	cells[4], cells[5] = quartile(0.5), quartile(0.25)+"–"+quartile(0.75)
	cells[6] = e.Percent(float64(s.above) / float64(s.scored))
	if disclosure.Small(s.above, e.MinCell) || disclosure.Small(s.scored-s.above, e.MinCell) {
		cells[6] = e.Hidden()
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
	var shown []metric.Estimate
	total := int64(0)
	for _, i := range block.Falling(n) {
		if e.PatientType(types[i]) != b.Noun || a.Withheld[i] || n[i] == 0 {
			continue
		}
		total = scored[i]
		items = append(items, across.Bar{Label: e.Text(titles[i]), Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: e.Count(n[i])})
		rows, shown = append(rows, append([]string{names[i], e.Text(titles[i]), fmt.Sprint(n[i])}, e.EstimateCells(est[i])...)), append(shown, est[i])
	}
	if len(items) == 0 {
		return block.Made{Empty: true}
	}
	items = items[:min(block.OrDefault(b.Top, len(items)), len(items))]
	rows, beyond := e.FirstOf(len(items), &b, rows)
	leaders := block.Leaders(shown[:len(items)])
	block.Accent(items, leaders)
	title := e.Led(leaders, len(items), items[0].Label, ledByCondition)
	words := e.Words(a, b, title, e.Say("%s, share of %s scored {encounter|encounters}; whiskers: 95%% Wilson intervals.", b.Noun, e.Count(total)), e.Text("Horizontal bars with intervals."))
	fig := across.Bars{Words: words, Unit: chart.Percent, LabelHead: e.Text("Condition"), ValueHead: e.Text("Share of encounters"), RightHead: e.Text("Encounters"), Items: items}
	data := block.Twin(b, title, append(append(block.Textual("condition", "title"), block.Numeric("encounters")...), block.EstimateColumns()...), rows)
	data.Beyond = beyond
	return block.Made{Block: block.Figure(b, fig, data)}
}

// ledByCondition says who leads among comorbidities.
var ledByCondition = block.Lead{
	Alone:  "%s is the most frequent comorbidity",
	Shared: "%s comorbidities share the lead",
	None:   "No comorbidity stands out from the others",
}
