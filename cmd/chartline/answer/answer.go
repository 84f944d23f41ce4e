// Package answer shows the answer of a query to a person or a program: with estimates for
// its metrics, and without the numbers that are too small to show.
package answer

import (
	"fmt"
	"slices"
	"strings"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/metric"
	"chartline/pipeline/query"
)

// Shown is an answer with the rows whose numbers must not be shown.
type Shown struct {
	*query.Answer
	withheld []bool
	minCell  int64  // 0 where nothing is withheld
	unnamed  []bool // rows that are left out whole; nil where the records may be seen
}

// withheldText stands in a table for a number that is not shown.
const withheldText = "withheld"

// Withheld is the number of rows that are withheld.
func (s Shown) Withheld() int { return marked(s.withheld) }

// marked counts the rows that are marked.
func marked(rows []bool) int {
	n := 0
	for _, is := range rows {
		if is {
			n++
		}
	}
	return n
}

// Grid is the answer for a person: its first rows, with a column for each metric. The
// sums that only estimators read are left out. More is the number of rows left out.
func (s Shown) Grid() (g format.Grid, more int64) {
	order := s.order()
	all := len(order)
	order = order[:min(all, format.MaxRows)]
	g.Rows = make([][]string, len(order))
	add := func(head string, numeric bool, cell func(row int) string) {
		g.Columns = append(g.Columns, format.Column{Name: head, Numeric: numeric})
		for i, row := range order {
			g.Rows[i] = append(g.Rows[i], cell(row))
		}
	}
	for i, c := range s.Query.Columns {
		if !s.isSum(c.Name) {
			add(c.Name, c.Type == query.Int || c.Type == query.Real, func(row int) string { return s.cell(row, i) })
		}
	}
	for _, m := range s.Query.Metrics {
		estimates := s.Estimates(m.Name)
		add(m.Name+unitSuffix(estimates), true, func(row int) string { return s.estimate(row, m.Name, estimates) })
	}
	return g, int64(all - len(order))
}

// isSum says whether a column is there for an estimator that needs more than a count and
// its total.
func (s Shown) isSum(name string) bool {
	return slices.ContainsFunc(s.Query.Metrics, func(m query.Metric) bool {
		return len(m.Args) > 2 && slices.Contains(m.Args, name)
	})
}

func (s Shown) estimate(row int, metric string, estimates []metric.Estimate) string {
	if s.hidesEstimate(row, metric) {
		return withheldText
	}
	return compact(estimates[row])
}

func (s Shown) cell(row, column int) string {
	if s.hidden(row, column) {
		return withheldText
	}
	return s.Cell(row, column)
}

// Methods says how the metrics were made, and what weakens some of their rows.
func (s Shown) Methods() []string {
	var methods, warnings saying
	for _, m := range s.Query.Metrics {
		for row, e := range s.Estimates(m.Name) {
			if s.hidesEstimate(row, m.Name) {
				continue
			}
			methods.add(e.Method, m.Name)
			for _, w := range e.Warnings {
				warnings.add(w, m.Name)
			}
		}
	}
	return append(methods.lines("95%% intervals of %[2]s: %[1]s"), warnings.lines("in some rows of %[2]s: %[1]s")...)
}

// saying gathers of which metrics the same is said, in the order in which it is.
type saying struct {
	texts []string
	of    map[string][]string
}

func (s *saying) add(text, metric string) {
	if text == "" || slices.Contains(s.of[text], metric) {
		return
	}
	if s.of == nil {
		s.of = map[string][]string{}
	}
	if s.of[text] == nil {
		s.texts = append(s.texts, text)
	}
	s.of[text] = append(s.of[text], metric)
}

func (s *saying) lines(form string) []string {
	lines := make([]string, len(s.texts))
	for i, text := range s.texts {
		lines[i] = fmt.Sprintf(form, text, strings.Join(s.of[text], ", "))
	}
	return lines
}
