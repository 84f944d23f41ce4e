package compose

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/metric"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// answered is an answer with the rows whose numbers must not be shown, and the values that
// its query was asked with.
type answered struct {
	*query.Answer
	withheld []bool
	values   map[string]string
	beside   *query.Answer // of the kind's second query; nil where it has none
}

// given is the value of a parameter; empty where the query takes none.
func (a answered) given(param string) string {
	if v, ok := a.values[param]; ok {
		return v
	}
	p, _ := a.Query.Param(param)
	return p.Default
}

// ask runs the query of a block with the values that it takes: those of the site's job
// stand above the block's, these above the part's.
func (e *Edition) ask(ctx context.Context, q *query.Query, k kind, p report.PartSpec, b report.BlockSpec) (answered, error) {
	known := map[string]string{
		"from_date": e.From.Format(time.DateOnly), "to_date": e.To.Format(time.DateOnly),
		"as_of": e.AsOf.UTC().Format(time.RFC3339), "as_of_on": e.AsOf.In(e.Location).Format(time.DateOnly),
	}
	for _, given := range []map[string]string{p.Parameters, b.Parameters, e.Parameters} {
		maps.Copy(known, given)
	}
	for name := range b.Parameters {
		if _, ok := q.Param(name); !ok {
			return answered{}, fault.Newf(fault.Config, e.where(b), "chartline query describe "+q.Name+" lists them", "%s has no param %s", q.Name, name)
		}
	}
	values := map[string]string{}
	for _, param := range q.Params {
		if v, ok := known[param.Name]; ok {
			values[param.Name] = v
		}
	}
	a, err := e.Ask(ctx, q, values)
	if err != nil {
		return answered{}, err
	}
	protect := disclosure.Withheld
	if k.protect != nil {
		protect = k.protect
	}
	return answered{Answer: a, withheld: protect(a, e.MinCell), values: values}, nil
}

// second asks the other query that a kind reads, with the values of the part.
func (e *Edition) second(ctx context.Context, k kind, p report.PartSpec, b report.BlockSpec) (*query.Answer, error) {
	if k.beside == "" {
		return nil, nil
	}
	q, err := e.Queries.Get(k.beside)
	if err != nil {
		return nil, err
	}
	b.Parameters = nil
	a, err := e.ask(ctx, q, kind{}, p, b)
	return a.Answer, err
}

// estimates applies a metric and empties what must not be shown.
func (a answered) estimates(name string) []metric.Estimate {
	all := a.Estimates(name)
	for i, w := range a.withheld {
		if w {
			all[i] = metric.Estimate{Unit: all[i].Unit, Method: all[i].Method, Missing: withheldText}
		}
	}
	return all
}

// cell writes a count of a row.
func (a answered) cell(row int, n int64) string {
	if a.withheld[row] {
		return withheldText
	}
	return strconv.FormatInt(n, 10)
}

// only is the answer with what is withheld of some rows, for what is said of them alone.
func (a answered) only(rows []int) answered {
	hidden := make([]bool, a.Len())
	for _, i := range rows {
		hidden[i] = a.withheld[i]
	}
	return answered{Answer: a.Answer, withheld: hidden, values: a.values, beside: a.beside}
}

// shown lists the rows that may be shown, in the order of the answer.
func (a answered) shown() []int {
	var rows []int
	for i, w := range a.withheld {
		if !w {
			rows = append(rows, i)
		}
	}
	return rows
}

// allWithheld reports whether nothing may be shown.
func (a answered) allWithheld() bool { return !slices.Contains(a.withheld, false) }

// anyWithheld reports whether a row is withheld.
func (a answered) anyWithheld() bool {
	return slices.Contains(a.withheld, true)
}

// caption is the small print of a figure: what the specification says, the instant,
// and what is withheld.
func (e *Edition) caption(a answered, b report.BlockSpec) string {
	text := b.Caption
	if text != "" {
		text += " "
	}
	text += "As of " + day(e.AsOf.In(e.Location)) + "."
	if a.anyWithheld() {
		text += " Counts of 1 to " + count(e.MinCell-1) + ", and what would reveal them, are withheld."
	}
	return text
}

// words are the texts of a figure; the alternative text holds what is drawn and found.
func (e *Edition) words(a answered, b report.BlockSpec, title, subtitle, drawn string) chart.Words {
	return chart.Words{Title: title, Subtitle: subtitle, Caption: e.caption(a, b), Alt: drawn + " " + title + "."}
}

// figure is a block of a chart and its data.
func figure(b report.BlockSpec, c chart.Figure, data report.Table) report.Block {
	return report.Block{Figure: &report.Figure{ID: b.ID, Chart: c, Data: data}}
}

// twin is the data table of a figure.
func twin(b report.BlockSpec, title string, columns []report.Column, rows [][]string) report.Table {
	return report.Table{ID: b.ID, Title: title, Columns: columns, Rows: rows}
}

func numeric(titles ...string) []report.Column { return headed(true, titles) }
func textual(titles ...string) []report.Column { return headed(false, titles) }

func headed(isNumeric bool, titles []string) []report.Column {
	cols := make([]report.Column, len(titles))
	for i, t := range titles {
		cols[i] = report.Column{Title: t, Numeric: isNumeric}
	}
	return cols
}

// estimateColumns head what estimateCells fill.
func estimateColumns() []report.Column {
	return append(numeric("value", "lower", "upper", "n"), textual("unit", "method")...)
}

// estimateCells write an estimate in full for a data table.
func estimateCells(est metric.Estimate) []string {
	if !est.Defined() {
		word := "no data"
		if est.Missing == withheldText {
			word = withheldText
		}
		return []string{word, "", "", "", est.Unit, est.Method}
	}
	cells := []string{number(est.Value), "", "", strconv.FormatInt(est.N, 10), est.Unit, est.Method}
	if est.Level > 0 {
		cells[1], cells[2] = number(est.Lo), number(est.Hi)
	}
	return cells
}

// number writes a value for machines, in at most six significant digits after rounding.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// firstOf is the first column of a type: what the rows of an answer are about.
func firstOf(q *query.Query, t query.Type) string {
	for _, c := range q.Columns {
		if c.Type == t {
			return c.Name
		}
	}
	return ""
}
