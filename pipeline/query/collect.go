package query

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/fault"
)

// Collect reads an answer into plain Go values: Arrow ends here. It refuses, as
// fault.Query, an answer whose columns differ from the header in name, order or type,
// an empty value in a column that is not declared with ?, and a number that is not
// finite. The caller releases the reader.
func (q *Query) Collect(r array.RecordReader) (*Answer, error) {
	if differences := q.differences(r.Schema()); len(differences) > 0 {
		return nil, fault.New(fault.Query, q.Name,
			"the answer differs from the header: "+strings.Join(differences, ", "), "mend the header or the SELECT")
	}
	a := &Answer{Query: q, columns: make([]values, len(q.Columns))}
	for r.Next() {
		rec := r.RecordBatch()
		a.rows += int(rec.NumRows())
		for i, c := range q.Columns {
			a.columns[i].take(rec.Column(i))
			if what := a.columns[i].fault(c); what != "" {
				return nil, fault.Newf(fault.Query, q.Name, "mend the header or the SELECT", "column %s %s", c.Name, what)
			}
		}
	}
	if err := r.Err(); err != nil {
		return nil, q.Placed(err)
	}
	return a, nil
}

// accepts are the Arrow types that each type is read from without loss.
var accepts = map[Type][]arrow.Type{
	Text: {arrow.STRING, arrow.LARGE_STRING},
	Int:  {arrow.INT64, arrow.INT32, arrow.INT16, arrow.INT8},
	Real: {arrow.FLOAT64},
	Date: {arrow.DATE32},
	Bool: {arrow.BOOL},
}

// differences lists how an answer's columns differ from the header.
func (q *Query) differences(s *arrow.Schema) []string {
	var out []string
	names := make([]string, s.NumFields())
	for i, f := range s.Fields() {
		names[i] = f.Name
		if c, ok := q.Column(f.Name); !ok {
			out = append(out, fmt.Sprintf("%s is not declared", f.Name))
		} else if !slices.Contains(accepts[c.Type], f.Type.ID()) {
			out = append(out, fmt.Sprintf("%s is %s and declared %s", f.Name, f.Type, c.Type))
		}
	}
	for _, c := range q.Columns {
		if !slices.Contains(names, c.Name) {
			out = append(out, c.Name+" is missing")
		}
	}
	inOrder := slices.EqualFunc(names, q.Columns, func(n string, c Column) bool { return n == c.Name })
	if len(out) == 0 && !inOrder {
		out = append(out, "its columns are in another order or twice")
	}
	return out
}

// values are one column; only the slice of its type is used. Where null is set, the
// value beside it is zero and means nothing.
type values struct {
	texts []string
	ints  []int64
	reals []float64
	dates []time.Time
	bools []bool
	null  []bool

	empty, infinite bool // seen at least once
}

// take appends an Arrow column. Strings are copied: those of a batch belong to the
// engine and go with it.
func (v *values) take(col arrow.Array) {
	for i := range col.Len() {
		v.null = append(v.null, col.IsNull(i))
		v.empty = v.empty || col.IsNull(i)
	}
	switch col := col.(type) {
	case *array.String:
		v.texts = appendEach(v.texts, col, func(i int) string { return strings.Clone(col.Value(i)) })
	case *array.LargeString:
		v.texts = appendEach(v.texts, col, func(i int) string { return strings.Clone(col.Value(i)) })
	case *array.Int64:
		v.ints = appendEach(v.ints, col, col.Value)
	case *array.Int32:
		v.ints = appendEach(v.ints, col, func(i int) int64 { return int64(col.Value(i)) })
	case *array.Int16:
		v.ints = appendEach(v.ints, col, func(i int) int64 { return int64(col.Value(i)) })
	case *array.Int8:
		v.ints = appendEach(v.ints, col, func(i int) int64 { return int64(col.Value(i)) })
	case *array.Float64:
		v.reals = appendEach(v.reals, col, func(i int) float64 { return v.finite(col.Value(i)) })
	case *array.Date32:
		v.dates = appendEach(v.dates, col, func(i int) time.Time { return col.Value(i).ToTime() })
	case *array.Boolean:
		v.bools = appendEach(v.bools, col, col.Value)
	}
}

// appendEach appends the values of a column, zero where it is null.
func appendEach[T any](to []T, col arrow.Array, value func(int) T) []T {
	to = slices.Grow(to, col.Len())
	for i := range col.Len() {
		var x T
		if col.IsValid(i) {
			x = value(i)
		}
		to = append(to, x)
	}
	return to
}

// finite notes a number that must not reach a reader, and drops the sign of zero.
func (v *values) finite(x float64) float64 {
	v.infinite = v.infinite || math.IsNaN(x) || math.IsInf(x, 0)
	if x == 0 {
		return 0
	}
	return x
}

// fault says what is wrong with the values; empty for nothing.
func (v *values) fault(c Column) string {
	switch {
	case v.empty && !c.Nullable:
		return "has an empty value and is declared without ?"
	case v.infinite:
		return "has a number that is not finite"
	}
	return ""
}
