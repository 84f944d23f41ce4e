package shelf

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/language"
)

// Change is something that differs from the edition before.
type Change struct {
	What string
	Now  string // empty where What says all
	Then string
}

// mostChanges is how many key figures and findings are told of each edition.
const mostChanges = 5

// changes says what differs between two editions of a report: key figures as they are printed,
// which is after withholding; findings that were not there; data, questions and program.
func (e Edition) changes(before Edition, l *language.Language) []Change {
	list := e.changedFigures(before)
	if len(list) == 0 {
		list = e.newFindings(before, l)
	}
	if more := len(list) - mostChanges; more > 0 {
		list = append(list[:mostChanges], Change{What: l.Say("%d more", more)})
	}
	return append(list, e.changedMakings(before, l)...)
}

func (e Edition) changedFigures(before Edition) []Change {
	var list []Change
	for _, f := range e.KeyFigures {
		i := slices.IndexFunc(before.KeyFigures, func(other Figure) bool { return other.Label == f.Label })
		if i >= 0 && before.KeyFigures[i].Value != f.Value {
			list = append(list, Change{f.Label, f.Value, before.KeyFigures[i].Value})
		}
	}
	return list
}

func (e Edition) newFindings(before Edition, l *language.Language) []Change {
	var list []Change
	for _, finding := range e.Findings {
		if !slices.Contains(before.Findings, finding) {
			headline, _, _ := strings.Cut(finding, ". ")
			list = append(list, Change{What: l.Say("New: %s", headline)})
		}
	}
	return list
}

// changedMakings says in what the making of two editions differs.
func (e Edition) changedMakings(before Edition, l *language.Language) []Change {
	var list []Change
	if n := e.newInputs(before); n > 0 {
		list = append(list, Change{What: counted(l, n, "new input")})
	}
	if n := e.rewordedQueries(before); n > 0 {
		list = append(list, Change{What: l.Say("%s changed", counted(l, n, "question"))})
	}
	if now, then := e.Versions["chartline"], before.Versions["chartline"]; now != then && now != "" && then != "" {
		list = append(list, Change{"Chartline", now, then})
	}
	return list
}

func (e Edition) newInputs(before Edition) (n int) {
	for _, input := range e.Inputs {
		if !slices.Contains(before.Inputs, input) {
			n++
		}
	}
	return n
}

func (e Edition) rewordedQueries(before Edition) (n int) {
	digests := map[string]string{}
	for _, q := range before.Queries {
		digests[q.Name] = q.SHA256
	}
	told := map[string]bool{}
	for _, q := range e.Queries {
		if then, asked := digests[q.Name]; asked && then != q.SHA256 && !told[q.Name] {
			told[q.Name] = true
			n++
		}
	}
	return n
}

// counted writes a number with the noun for one, or that for several.
func counted(l *language.Language, n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, l.Text(noun))
}
