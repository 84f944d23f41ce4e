package frequency

import (
	"strings"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// validity is a table of codes by what they were on their date: those not in force are
// counted with a rate, never dropped. It says which releases judged them.
func validity(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Codes"}, {Title: "On their date"}, {Title: "Number", Numeric: true}, {Title: "Share of judged", Numeric: true}, {Title: "95% CI", Numeric: true},
	}}
	var bad, of int64
	var faulty []string
	judges := map[string][]string{} // names of code systems by what is said of them
	for _, s := range codeSystems(e, a) {
		invalid := s.rows(e, t, a.Estimates(b.Metric))
		of += s.judged
		if p := metric.Proportion(invalid, s.judged); invalid > 0 && p.Defined() {
			faulty = append(faulty, e.Say("%s of %s {code|codes} (%s; %s, %s)", e.Count(invalid), e.Count(s.judged), s.name, e.PercentSmall(p), e.Confidence()+e.IntervalSmall(p)))
			bad += invalid
		}
		said := s.judgedBy(e)
		if judges[said] == nil {
			t.Notes = append(t.Notes, said)
		}
		judges[said] = append(judges[said], s.name)
	}
	for i, said := range t.Notes {
		t.Notes[i] = e.Say("%s: %s.", strings.Join(judges[said], "; "), said)
	}
	t.Notes = append(t.Notes, e.Text("Judged on the day of discharge for inpatients and stays across 1 October, and else on the day of service. Invalid codes stay in every count; they are never cut to a parent."))
	key := &report.KeyFigure{Value: e.Count(bad), Basis: e.Say("of %s {code that was|codes that were} judged", e.Count(of))}
	if of == 0 {
		key = &report.KeyFigure{Value: e.Text("no data"), Basis: e.Text("no code could be judged")}
	}
	if bad == 0 {
		return block.Made{Block: report.Block{Table: t}, Key: key}
	}
	return block.Made{Block: report.Block{Table: t}, Key: key, Finding: &report.Finding{
		Headline: e.Say("%s {code was|codes were} not valid on {its|their} date", e.Count(bad)),
		Text:     e.Sentence("%s were truncated, retired, not yet in force, of another system or in no code set", e.List(faulty)),
		Tone:     report.Watch,
	}}
}

// statuses are what codes can be on their date, in the order of the table.
var statuses = []struct {
	status, words string
	invalid       bool
}{
	{"valid", "valid", false},
	{"header", "truncated: a header, never valid on a claim", true},
	{"retired", "retired", true},
	{"not_yet", "not yet in force", true},
	{"wrong_system", "of another code system than stated", true},
	{"unknown", "in no code set", true},
	{"not_loaded", "not judged: no code set loaded for the date", false},
	{"shifted", "not judged: dates are shifted", false},
}

// codeSystem is what became of the codes of one system in one place of the record.
type codeSystem struct {
	a      block.Answer
	name   string
	at     map[string]int // row of the answer by status
	first  int
	judged int64
}

func codeSystems(e *block.Edition, a block.Answer) []codeSystem {
	var all []codeSystem
	elements, systems, statuses := a.Text("element"), a.Text("code_system"), a.Text("status")
	for i, status := range statuses {
		name := e.Text(wording.Capital(elements[i])) + ", " + systems[i]
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, codeSystem{a: a, name: name, at: map[string]int{}, first: i})
		}
		last := &all[len(all)-1]
		last.at[status] = i
		last.judged = max(last.judged, a.Int("judged")[i])
	}
	return all
}

// rows adds a row for each status and one for all that is invalid, whose number it gives.
func (s codeSystem) rows(e *block.Edition, t *report.Table, rates []metric.Estimate) (invalid int64) {
	kinds := 0
	for _, known := range statuses {
		i, ok := s.at[known.status]
		if !ok {
			continue
		}
		n := s.a.Int("codes")[i]
		cells := []string{"", ""}
		if rates[i].Defined() {
			cells = []string{e.PercentSmall(rates[i]), e.IntervalSmall(rates[i])}
		}
		t.Rows = append(t.Rows, append([]string{s.name, e.Text(known.words), e.Count(n)}, cells...))
		if known.invalid {
			invalid += n
			kinds++
		}
	}
	if p := metric.Proportion(invalid, s.judged); kinds > 1 && p.Defined() {
		t.Rows = append(t.Rows, []string{s.name, e.Text("not valid, all together"), e.Count(invalid), e.PercentSmall(p), e.IntervalSmall(p)})
	}
	return invalid
}

// judgedBy says which releases decided.
func (s codeSystem) judgedBy(e *block.Edition) string {
	basis := s.a.Text("basis")[s.first]
	releases, first, last := s.a.Int("releases")[s.first], s.a.Date("first_release")[s.first], s.a.Date("last_release")[s.first]
	switch {
	case basis == "code_set":
		return e.Text("judged by the site's own code set, since no published release is loaded")
	case basis == "none":
		return e.Text("no code set is loaded, and nothing is guessed")
	case releases == 0:
		return e.Text("none of the loaded releases was in force")
	case releases == 1:
		return e.Say("judged by the release of %s", e.Day(first))
	}
	return e.Say("judged by %d releases, from that of %s to that of %s", releases, e.Day(first), e.Day(last))
}
