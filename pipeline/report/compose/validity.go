package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// validity is a table of codes by what they were on their date: those not in force are
// counted with a rate, never dropped. It says which releases judged them.
func validity(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Codes"}, {Title: "On their date"}, {Title: "Number", Numeric: true}, {Title: "Share of judged", Numeric: true}, {Title: "95% CI", Numeric: true},
	}}
	var bad, judged int64
	for _, s := range codeSystems(a) {
		invalid := s.rows(t, a.estimates(b.Metric))
		t.Notes = append(t.Notes, s.judgedBy())
		bad, judged = bad+invalid, judged+s.judged
	}
	t.Notes = append(t.Notes, "Judged on the day of discharge for inpatients and stays across 1 October, and else on the day of service. Invalid codes stay in every count; they are never cut to a parent.")
	p := metric.Proportion(bad, judged)
	if bad == 0 || !p.Defined() {
		return made{block: report.Block{Table: t}}
	}
	return made{block: report.Block{Table: t}, finding: &report.Finding{
		Headline: count(bad) + " codes were not valid on their date",
		Text:     sentence("%s of %s judged codes (%s, %s) were truncated, retired, not yet in force, of another system or in no code set", count(bad), count(judged), percentSmall(p), confidence+intervalSmall(p)),
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
	a      answered
	name   string
	at     map[string]int // row of the answer by status
	first  int
	judged int64
}

func codeSystems(a answered) []codeSystem {
	var all []codeSystem
	elements, systems, statuses := a.Text("element"), a.Text("code_system"), a.Text("status")
	for i, status := range statuses {
		name := capital(elements[i]) + ", " + systems[i]
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
func (s codeSystem) rows(t *report.Table, rates []metric.Estimate) (invalid int64) {
	kinds := 0
	for _, known := range statuses {
		i, ok := s.at[known.status]
		if !ok {
			continue
		}
		n := s.a.Int("codes")[i]
		cells := []string{"", ""}
		if rates[i].Defined() {
			cells = []string{percentSmall(rates[i]), intervalSmall(rates[i])}
		}
		t.Rows = append(t.Rows, append([]string{s.name, known.words, count(n)}, cells...))
		if known.invalid {
			invalid += n
			kinds++
		}
	}
	if p := metric.Proportion(invalid, s.judged); kinds > 1 && p.Defined() {
		t.Rows = append(t.Rows, []string{s.name, "not valid, all together", count(invalid), percentSmall(p), intervalSmall(p)})
	}
	return invalid
}

// judgedBy says which releases decided.
func (s codeSystem) judgedBy() string {
	basis := s.a.Text("basis")[s.first]
	releases, first, last := s.a.Int("releases")[s.first], s.a.Date("first_release")[s.first], s.a.Date("last_release")[s.first]
	switch {
	case basis == "code_set":
		return s.name + ": judged by the site's own code set, since no published release is loaded."
	case basis == "none":
		return s.name + ": no code set is loaded, and nothing is guessed."
	case releases == 0:
		return s.name + ": none of the loaded releases was in force."
	case releases == 1:
		return fmt.Sprintf("%s: judged by the release of %s.", s.name, day(first))
	}
	return fmt.Sprintf("%s: judged by %d releases, from that of %s to that of %s.", s.name, releases, day(first), day(last))
}

// breaks are the months in which a release of the code system begins, with what of a group
// it changed (VER-08).
type breaks struct {
	at      []time.Time
	changed []int64 // codes of the group; meaningless where not known
	known   []bool
	loaded  bool // every month has a release in force
}

func breaksOf(a answered, rows []int) breaks {
	var b breaks
	states, months := a.Text("code_set"), a.Date("month")
	b.loaded = !slices.ContainsFunc(rows, func(i int) bool { return states[i] == "not loaded" })
	for _, i := range rows {
		if states[i] == "break" {
			b.at = append(b.at, months[i])
			b.changed = append(b.changed, a.Int("changed_codes")[i])
			b.known = append(b.known, !a.Null("changed_codes")[i])
		}
	}
	return b
}

// comparable reports whether the codes of a group are known to have been the same all the
// time, and says what is known.
func (b breaks) comparable() (same bool, words string) {
	if !b.loaded {
		return false, "not known: no releases loaded"
	}
	var moved []string
	for i, at := range b.at {
		switch {
		case !b.known[i]:
			return false, "not known before " + day(at)
		case b.changed[i] > 0:
			moved = append(moved, fmt.Sprintf("%s changed on %s", plural(b.changed[i], "codes"), day(at)))
		}
	}
	if len(moved) > 0 {
		return false, strings.Join(moved, "; ")
	}
	return true, "the same all the time"
}
