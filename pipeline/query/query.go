// Package query reads query files: SQL text with a header that declares parameters,
// columns, metrics and sources. The header is a contract. An answer that differs from
// it is refused, so that what reads an answer can rely on it.
package query

import (
	"context"
	"errors"
	"slices"
	"strings"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/query/statement"
)

// Type is the type of a parameter or column.
type Type int

const (
	Text    Type = iota + 1 // UTF-8
	Int                     // 64 bits, signed
	Real                    // float64, finite
	Date                    // calendar date; columns as time.Time at midnight UTC
	Bool                    // true or false
	Instant                 // UTC, whole seconds; parameters only
)

var typeNames = map[string]Type{
	"text": Text, "int": Int, "real": Real, "date": Date, "bool": Bool, "instant": Instant,
}

// String is the word that headers use.
func (t Type) String() string {
	for name, typ := range typeNames {
		if typ == t {
			return name
		}
	}
	return "unknown"
}

// Query is one query file.
type Query struct {
	Name       string // topic and name, such as "frequency/principal"
	Origin     string // where it comes from: BuiltIn, or the path of a site's file
	Title      string
	Answers    string // the question that it answers
	Params     []Param
	Columns    []Column
	Metrics    []Metric
	Sources    []string   // what defines the numbers, such as "standard.md ACC-05"
	Notes      []string   // populations, exclusions and reading advice, a sentence each
	Withhold   []Withhold // which counts are too small to show; empty where no column counts people
	Identified string     // why it returns rows of a person or encounter; empty where it returns none
	Text       string     // the whole file, for its hash
	SQL        string     // the statement, with :name placeholders

	tokens []statement.Token // of SQL
}

// Param is a value that the caller gives, written :name in the statement.
type Param struct {
	Name     string
	Type     Type
	Default  string // used where the caller gives none
	Optional bool   // it has a default, which may be empty
	Meaning  string
}

// Column is one column of the answer.
type Column struct {
	Name     string
	Type     Type
	Nullable bool   // declared with ?, as in "text?"
	Unit     string // UCUM or USD; empty for none
	Meaning  string
}

// Metric names the estimator that turns a row into a number with its interval.
type Metric struct {
	Name      string
	Estimator string
	Args      []string // int or real columns, in the estimator's order
}

// Withhold is a count that the privacy stage must judge before anyone sees the answer. Where
// a query has several, a row is shown only if each of them may be.
type Withhold struct {
	Column  string     // the count that decides; empty where nothing is withheld, and then it is the only one
	Total   string     // the count that it is part of: the rest must not be small either
	As      string     // what other questions call what it counts; empty where they call it the same
	Year    int        // of the period of the question it is of all (0), of the last year (1), or of the year before (2)
	Margins [][]string // sets of columns: rows that agree in one set add up to a known total; an empty set is all rows
	Reason  string     // why nothing need be withheld
}

// Of names what is counted, by which the counts of several questions are put together.
func (w Withhold) Of() string {
	if w.As != "" {
		return w.As
	}
	return w.Column
}

// Column finds a column by name.
func (q *Query) Column(name string) (Column, bool) {
	for _, c := range q.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Metric finds a metric by name.
func (q *Query) Metric(name string) (Metric, bool) {
	for _, m := range q.Metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// Param finds a parameter by name.
func (q *Query) Param(name string) (Param, bool) {
	for _, p := range q.Params {
		if p.Name == name {
			return p, true
		}
	}
	return Param{}, false
}

// Judged reports whether counts decide which rows of an answer may be shown.
func (q *Query) Judged() bool { return len(q.Withhold) > 0 && q.Withhold[0].Column != "" }

// Judges reports whether a column is a count that decides.
func (q *Query) Judges(column string) bool {
	return slices.ContainsFunc(q.Withhold, func(w Withhold) bool { return w.Column == column })
}

// Unportable lists what the statement uses outside the subset that DuckDB and Trino
// read alike.
func (q *Query) Unportable() []statement.Problem { return statement.Unportable(q.tokens) }

// OrderBy gives the columns by which the statement sorts its answer.
func (q *Query) OrderBy() []string { return statement.OrderBy(q.tokens) }

// Run binds values by parameter name, asks the engine and collects the answer. An
// error names the query.
func (q *Query) Run(ctx context.Context, e engine.Engine, values map[string]string) (*Answer, error) {
	sql, args, err := q.Bind(values)
	if err != nil {
		return nil, err
	}
	r, err := e.Query(ctx, sql, args...)
	if err != nil {
		return nil, q.Placed(err)
	}
	defer r.Release()
	a, err := q.Collect(r)
	if err != nil {
		return nil, err
	}
	a.Values, err = q.every(values)
	return a, err
}

// every gives the value of every parameter by its name.
func (q *Query) every(values map[string]string) (map[string]string, error) {
	given, err := q.Values(values)
	every := make(map[string]string, len(given))
	for _, v := range given {
		every[v[0]] = v[1]
	}
	return every, err
}

// Placed gives an error of an engine, which knows no query names, its place: the query, and where
// in its file the engine points.
func (q *Query) Placed(err error) error {
	var e *fault.Error
	if !errors.As(q.substitute(bound).Back(err, q.SQL), &e) || e.Where != "" {
		return err
	}
	named := *e
	named.Where = q.Name
	above, offset := strings.Index(q.Text, q.SQL), e.At.Offset(q.SQL)
	if above < 0 || offset < 0 {
		return &named
	}
	return statement.Point(named.Standing(q.Text, above+offset), q.Text)
}
