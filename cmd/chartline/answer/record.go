package answer

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/metric"
	"chartline/pipeline/query"
)

// Record is the answer for a program: its columns, whether each row is withheld, and
// the estimates in full. The caller releases it.
func (s Shown) Record() arrow.RecordBatch {
	order := s.order()
	b := array.NewRecordBuilder(memory.DefaultAllocator, s.schema())
	defer b.Release()
	for i := range s.Query.Columns {
		s.fill(b.Field(i), i, order)
	}
	at := len(s.Query.Columns)
	if s.judged() {
		for _, row := range order {
			b.Field(at).(*array.BooleanBuilder).Append(s.withheld[row])
		}
		at++
	}
	for _, m := range s.Query.Metrics {
		estimates := s.Estimates(m.Name)
		for _, row := range order {
			e := estimates[row]
			if s.hidesEstimate(row, m.Name) {
				e = metric.Estimate{Method: e.Method, Missing: withheldText}
			}
			appendEstimate(b, at, e)
		}
		at += len(estimateFields(m.Name))
	}
	return b.NewRecordBatch()
}

// judged says whether the query counts people, so that rows may be withheld.
func (s Shown) judged() bool { return s.Query.Judged() }

func (s Shown) schema() *arrow.Schema {
	var fields []arrow.Field
	for _, c := range s.Query.Columns {
		fields = append(fields, arrow.Field{Name: c.Name, Type: arrowTypes[c.Type], Nullable: true})
	}
	if s.judged() {
		fields = append(fields, arrow.Field{Name: "withheld", Type: arrow.FixedWidthTypes.Boolean})
	}
	for _, m := range s.Query.Metrics {
		fields = append(fields, estimateFields(m.Name)...)
	}
	return arrow.NewSchema(fields, nil)
}

var arrowTypes = map[query.Type]arrow.DataType{
	query.Text: arrow.BinaryTypes.String, query.Int: arrow.PrimitiveTypes.Int64, query.Real: arrow.PrimitiveTypes.Float64,
	query.Date: arrow.FixedWidthTypes.Date32, query.Bool: arrow.FixedWidthTypes.Boolean,
}

// fill appends a column of the answer.
func (s Shown) fill(b array.Builder, column int, order []int) {
	c := s.Query.Columns[column]
	null := s.Null(c.Name)
	for _, row := range order {
		switch {
		case null[row] || s.hidden(row, column):
			b.AppendNull()
		case c.Type == query.Int:
			b.(*array.Int64Builder).Append(s.Int(c.Name)[row])
		case c.Type == query.Real:
			b.(*array.Float64Builder).Append(s.Real(c.Name)[row])
		case c.Type == query.Date:
			b.(*array.Date32Builder).Append(arrow.Date32FromTime(s.Date(c.Name)[row]))
		case c.Type == query.Bool:
			b.(*array.BooleanBuilder).Append(s.Bool(c.Name)[row])
		default:
			b.(*array.StringBuilder).Append(s.Text(c.Name)[row])
		}
	}
}

func estimateFields(name string) []arrow.Field {
	real, text := arrow.PrimitiveTypes.Float64, arrow.BinaryTypes.String
	return []arrow.Field{
		{Name: name + "_value", Type: real, Nullable: true},
		{Name: name + "_lo", Type: real, Nullable: true},
		{Name: name + "_hi", Type: real, Nullable: true},
		{Name: name + "_n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: name + "_method", Type: text},
		{Name: name + "_warnings", Type: text},
	}
}

// appendEstimate appends to the columns of estimateFields that begin at a field. Why
// there is no number stands among the warnings.
func appendEstimate(b *array.RecordBuilder, at int, e metric.Estimate) {
	real := func(i int, v float64, known bool) {
		if known {
			b.Field(at + i).(*array.Float64Builder).Append(v)
		} else {
			b.Field(at + i).AppendNull()
		}
	}
	real(0, e.Value, e.Defined())
	real(1, e.Lo, e.Defined() && e.Level > 0)
	real(2, e.Hi, e.Defined() && e.Level > 0)
	if e.Defined() {
		b.Field(at + 3).(*array.Int64Builder).Append(e.N)
	} else {
		b.Field(at + 3).AppendNull()
	}
	b.Field(at + 4).(*array.StringBuilder).Append(e.Method)
	warnings := e.Warnings
	if !e.Defined() {
		warnings = []string{e.Missing}
	}
	b.Field(at + 5).(*array.StringBuilder).Append(strings.Join(warnings, "; "))
}
