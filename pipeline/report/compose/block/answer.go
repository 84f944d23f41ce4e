package block

import (
	"slices"
	"strconv"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/registry"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report/compose/wording"
)

// Answer is an answer with the rows whose numbers must not be shown, and the values that
// its query was asked with.
type Answer struct {
	*query.Answer
	Withheld []bool
	Values   map[string]string
	Beside   *Answer // of the kind's second query; nil where it has none
	Subject  string  // column that says whose a row is, in a document of its own; empty else
	Leaves   bool    // it leaves the site, as a report for the public does
	Language wording.Language
}

// Given is the value of a parameter; empty where the query takes none.
func (a Answer) Given(param string) string {
	if v, ok := a.Values[param]; ok {
		return v
	}
	p, _ := a.Query.Param(param)
	return p.Default
}

// Estimates applies a metric and empties what must not be shown.
func (a Answer) Estimates(name string) []metric.Estimate {
	all := a.Answer.Estimates(name)
	for i, w := range a.Withheld {
		if w || a.Leaves && !disclosure.EstimateLeaves(a.Answer, name, i) {
			all[i] = metric.Estimate{Unit: all[i].Unit, Method: all[i].Method, Missing: wording.Withheld}
		}
	}
	return all
}

// Cell writes a count of a row.
func (a Answer) Cell(row int, n int64) string {
	if a.Withheld[row] {
		return a.Language.Hidden()
	}
	return strconv.FormatInt(n, 10)
}

// Only is the answer with what is withheld of some rows, for what is said of them alone.
func (a Answer) Only(rows []int) Answer {
	hidden := make([]bool, a.Len())
	for _, i := range rows {
		hidden[i] = a.Withheld[i]
	}
	return Answer{Answer: a.Answer, Withheld: hidden, Values: a.Values, Beside: a.Beside, Leaves: a.Leaves, Language: a.Language}
}

// Shown lists the rows that may be shown, in the order of the answer.
func (a Answer) Shown() []int {
	var rows []int
	for i, w := range a.Withheld {
		if !w {
			rows = append(rows, i)
		}
	}
	return rows
}

// AllWithheld reports whether nothing may be shown.
func (a Answer) AllWithheld() bool { return !slices.Contains(a.Withheld, false) }

// AnyWithheld reports whether a row is withheld.
func (a Answer) AnyWithheld() bool {
	return slices.Contains(a.Withheld, true)
}

// Pooled estimates a metric over several rows together: what it is made from are sums.
func (a Answer) Pooled(name string, rows []int) metric.Estimate {
	m, _ := a.Query.Metric(name)
	estimator, _ := registry.Lookup(m.Estimator)
	sums := make([]float64, len(m.Args))
	for i, arg := range m.Args {
		values := a.Number(arg)
		for _, row := range rows {
			sums[i] += values[row]
		}
	}
	return estimator.Apply(sums)
}

// Grouped writes a count of a row with its thousands apart.
func (a Answer) Grouped(row int, n int64) string {
	if a.Withheld[row] {
		return a.Language.Hidden()
	}
	return a.Language.Count(n)
}
