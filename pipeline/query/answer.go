package query

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/registry"
)

// Answer holds the rows of a query as plain Go values, in the order of its ORDER BY.
// The accessors panic on a column that the query does not declare with that type:
// their callers hold the names of built-in queries, which a site's version of the
// query must keep, or have checked them against Query.Columns.
type Answer struct {
	Query   *Query
	Values  map[string]string // every parameter that it was asked with; nil where it was not asked by Run
	rows    int
	columns []values

	mu        sync.Mutex
	estimates map[string][]metric.Estimate // by metric, once they were asked for
}

// Len is the number of rows.
func (a *Answer) Len() int { return a.rows }

// Text gives a text column; empty strings stand where Null is true.
func (a *Answer) Text(name string) []string { return a.column(name, Text).texts }

// Int gives an int column; zeros stand where Null is true.
func (a *Answer) Int(name string) []int64 { return a.column(name, Int).ints }

// Real gives a real column, every number finite; zeros stand where Null is true.
func (a *Answer) Real(name string) []float64 { return a.column(name, Real).reals }

// Date gives a date column at midnight UTC; zero times stand where Null is true.
func (a *Answer) Date(name string) []time.Time { return a.column(name, Date).dates }

// Bool gives a bool column; false stands where Null is true.
func (a *Answer) Bool(name string) []bool { return a.column(name, Bool).bools }

// Null says for each row whether the column is empty.
func (a *Answer) Null(name string) []bool { return a.columns[a.index(name)].null }

// Number gives an int or real column as float64.
func (a *Answer) Number(name string) []float64 {
	i := a.index(name)
	if a.Query.Columns[i].Type == Real {
		return slices.Clone(a.columns[i].reals)
	}
	ints := a.column(name, Int).ints
	out := make([]float64, len(ints))
	for j, n := range ints {
		out[j] = float64(n)
	}
	return out
}

// Estimates applies a metric of the query to each row. A row whose statistics are
// empty has an estimate that is Missing. Documents that share an answer share the work.
func (a *Answer) Estimates(name string) []metric.Estimate {
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.estimates[name]
	if !ok {
		known = a.estimated(name)
		if a.estimates == nil {
			a.estimates = map[string][]metric.Estimate{}
		}
		a.estimates[name] = known
	}
	return slices.Clone(known)
}

func (a *Answer) estimated(name string) []metric.Estimate {
	m, ok := a.Query.Metric(name)
	if !ok {
		panic(fmt.Sprintf("query: %s has no metric %q", a.Query.Name, name))
	}
	estimator, _ := registry.Lookup(m.Estimator) // Parse has found it
	out := make([]metric.Estimate, a.rows)
	for row := range out {
		statistics, known := a.statistics(m, row)
		if known {
			out[row] = estimator.Apply(statistics)
		} else {
			out[row] = metric.Estimate{Missing: "the records do not hold what it is made of"}
		}
	}
	return out
}

// statistics gathers a row's arguments; known is false where one is empty.
func (a *Answer) statistics(m Metric, row int) (args []float64, known bool) {
	for _, name := range m.Args {
		i := a.index(name)
		v := &a.columns[i]
		if v.null[row] {
			return nil, false
		}
		if a.Query.Columns[i].Type == Real {
			args = append(args, v.reals[row])
		} else {
			args = append(args, float64(v.ints[row]))
		}
	}
	return args, true
}

// Cell is a value as text: dates as YYYY-MM-DD, numbers in the fewest digits that give them
// back exactly and without an exponent, since dollars have none; empty where Null is true.
func (a *Answer) Cell(row, column int) string {
	v := &a.columns[column]
	if v.null[row] {
		return ""
	}
	switch a.Query.Columns[column].Type {
	case Int:
		return strconv.FormatInt(v.ints[row], 10)
	case Real:
		return strconv.FormatFloat(v.reals[row], 'f', -1, 64)
	case Date:
		return v.dates[row].Format(time.DateOnly)
	case Bool:
		return strconv.FormatBool(v.bools[row])
	default:
		return v.texts[row]
	}
}

// Take is the answer of some rows alone, in the order in which they are given.
func (a *Answer) Take(rows []int) *Answer {
	taken := &Answer{Query: a.Query, Values: a.Values, rows: len(rows), columns: make([]values, len(a.columns))}
	for i := range a.columns {
		taken.columns[i] = a.columns[i].some(rows)
	}
	return taken
}

func (v *values) some(rows []int) values {
	return values{
		texts: picked(v.texts, rows), ints: picked(v.ints, rows), reals: picked(v.reals, rows),
		dates: picked(v.dates, rows), bools: picked(v.bools, rows), null: picked(v.null, rows),
	}
}

// picked are some elements of a column; a column has them of its own type only.
func picked[T any](all []T, rows []int) []T {
	if all == nil {
		return nil
	}
	some := make([]T, len(rows))
	for i, row := range rows {
		some[i] = all[row]
	}
	return some
}

// Renamed is the answer with other words in a column of texts: those that words has.
func (a *Answer) Renamed(name string, words map[string]string) *Answer {
	texts := slices.Clone(a.Text(name))
	for i, text := range texts {
		if word, ok := words[text]; ok {
			texts[i] = word
		}
	}
	renamed := &Answer{Query: a.Query, Values: a.Values, rows: a.rows, columns: slices.Clone(a.columns)}
	renamed.columns[a.index(name)].texts = texts
	return renamed
}

// WriteCSV writes a line of column names and one line a row. Nothing is withheld:
// it is for golden answers and for people who may see the store.
func (a *Answer) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	line := make([]string, len(a.columns))
	for i, c := range a.Query.Columns {
		line[i] = c.Name
	}
	err := out.Write(line)
	for row := 0; row < a.rows && err == nil; row++ {
		for i := range line {
			line[i] = a.Cell(row, i)
		}
		err = out.Write(line)
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, a.Query.Name, "its answer cannot be written", "")
	}
	return nil
}

func (a *Answer) column(name string, t Type) *values {
	i := a.index(name)
	if a.Query.Columns[i].Type != t {
		panic(fmt.Sprintf("query: column %s of %s is %s, not %s", name, a.Query.Name, a.Query.Columns[i].Type, t))
	}
	return &a.columns[i]
}

func (a *Answer) index(name string) int {
	i := slices.IndexFunc(a.Query.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		panic(fmt.Sprintf("query: %s has no column %q", a.Query.Name, name))
	}
	return i
}
