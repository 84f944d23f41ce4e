package compose

import (
	"fmt"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report"
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

func scoresOf(a answered) []*scored {
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
func scores(e *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append([]report.Column{{Title: "Patient type"}},
		numeric("Scored", "Not scored", "Mean", "95% CI", "Median", "Quartiles", "Above 0")...)}
	states := map[string]int64{}
	var all, left int64
	for _, s := range scoresOf(a) {
		t.Rows = append(t.Rows, append([]string{patientType(s.patientType)}, s.cells(e.MinCell)...))
		all, left = all+s.scored, left+s.notScoredTotal
		for state, n := range s.notScored {
			states[state] += n
		}
	}
	for _, known := range unscored {
		if n := states[known.status]; n > 0 && !disclosure.Small(n, e.MinCell) {
			t.Notes = append(t.Notes, fmt.Sprintf("Not scored, %s: %s.", known.words, count(n)))
		}
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	m := made{block: report.Block{Table: t}}
	if all == 0 && left > 0 {
		m.finding = &report.Finding{Headline: capital(titleOf(b)) + ": nothing is scored", Text: sentence("none of %s coded encounters could be scored, and none is taken for 0", count(left))}
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
			return withheldText
		}
		return count(n)
	}
	cells := []string{show(s.scored), show(s.notScoredTotal), "–", "", "–", "", "–"}
	if s.scored == 0 || disclosure.Small(s.scored, minCell) {
		return cells
	}
	mean := metric.Mean(s.scored, s.sum, s.squares, "1")
	quartile := func(p float64) string {
		return fixed(metric.Quantile(s.values, s.counts, p, "1").Value, 0)
	}
	cells[2], cells[3] = plain(mean.Value, mean.Defined()), plainInterval(mean)
	cells[4], cells[5] = quartile(0.5), quartile(0.25)+"–"+quartile(0.75)
	cells[6] = percent(float64(s.above) / float64(s.scored))
	if disclosure.Small(s.above, minCell) || disclosure.Small(s.scored-s.above, minCell) {
		cells[6] = withheldText
	}
	return cells
}

// conditions are bars of how many encounters of one patient type have each comorbidity,
// the most frequent first. The noun of the block is the patient type.
func conditions(e *Edition, a answered, b report.BlockSpec) made {
	est, n, scored := a.estimates(b.Metric), a.Int("encounters"), a.Int("scored")
	names, titles, types := a.Text("condition"), a.Text("title"), a.Text("patient_type")
	var items []chart.Bar
	var rows [][]string
	total := int64(0)
	for _, i := range falling(n) {
		if patientType(types[i]) != b.Noun || a.withheld[i] || n[i] == 0 {
			continue
		}
		total = scored[i]
		items = append(items, chart.Bar{Label: titles[i], Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: count(n[i])})
		rows = append(rows, append([]string{names[i], fmt.Sprint(n[i])}, estimateCells(est[i])...))
	}
	if len(items) == 0 {
		return made{empty: true}
	}
	items = items[:min(orDefault(b.Top, len(items)), len(items))]
	title := fmt.Sprintf("%s is the most frequent comorbidity", items[0].Label)
	words := e.words(a, b, title, fmt.Sprintf("%s, share of %s scored encounters; whiskers: 95%% Wilson intervals.", b.Noun, count(total)), "Horizontal bars with intervals.")
	fig := chart.Bars{Words: words, Unit: chart.Percent, LabelHead: "Condition", ValueHead: "Share of encounters", RightHead: "Encounters", Items: items}
	return made{block: figure(b, fig, twin(b, title, append(append(textual("condition"), numeric("encounters")...), estimateColumns()...), rows))}
}

// acquired are bars of diagnoses that arose in hospital, the most frequent first (FRQ-07).
func acquired(e *Edition, a answered, b report.BlockSpec) made {
	if a.Text("grouping")[0] == schemeNotLoaded {
		t := notLoaded(a, b)
		t.Table.Rows[0][0] = "No list of codes exempt from POA is loaded for these discharges, or none of them states POA: what was acquired in hospital cannot be told."
		return made{block: t}
	}
	est, n, listed := a.estimates(b.Metric), a.Int("encounters"), a.Int("listed")
	order, _ := ordinary(a.Text("grouping"), a.shown())
	var items []chart.Bar
	var rows [][]string
	for _, i := range order[:min(orDefault(b.Top, defaultTop), len(order))] {
		if n[i] == 0 {
			break
		}
		name, title := named(a, i)
		items = append(items, chart.Bar{Code: name, Label: orUntitled(title), Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: count(n[i]) + " of " + count(listed[i])})
		rows = append(rows, append([]string{name, title, fmt.Sprint(n[i]), fmt.Sprint(listed[i])}, estimateCells(est[i])...))
	}
	if len(items) == 0 {
		return made{block: allWithheld(b)}
	}
	judged, left := a.Int("discharges")[0], a.Int("not_judged")[0]
	title := capital(short(items[0].Label)) + " most often arises in hospital"
	subtitle := fmt.Sprintf("%sPer 1,000 of %s judged %s (%s are not judged); whiskers: 95%% Wilson intervals; right: acquired, of those with the diagnosis.",
		schemeOf(a), count(judged), b.Noun, count(left))
	fig := chart.Bars{Words: e.words(a, b, title, subtitle, "Horizontal bars with intervals."), Unit: chart.Plain, CodeHead: "Group", LabelHead: "Diagnosis",
		ValueHead: "Per 1,000 " + b.Noun, RightHead: "Acquired", Items: items}
	columns := append(append(textual("grouping", "title"), numeric("acquired", "listed")...), estimateColumns()...)
	first := order[0]
	return made{block: figure(b, fig, twin(b, title, columns, rows)), finding: &report.Finding{
		Headline: title,
		Text: sentence("%s (%s) was acquired on %s of 1,000 judged %s (%s): %s of the %s %s that have it", short(items[0].Label), items[0].Code, value(est[first]), b.Noun, ci(est[first]),
			count(n[first]), count(listed[first]), b.Noun),
	}}
}
