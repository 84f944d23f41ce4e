package extract

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/metric"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
)

// Aggregate makes an extract of the answers of questions, all of which are decided on
// together and with what the study was shown before. It gives the tables with their rows.
func Aggregate(ctx context.Context, r Request, answers []*query.Answer) (Result, error) {
	if err := checkAnswers(r, answers); err != nil {
		return Result{}, err
	}
	return apart(ctx, r, func(m *making, out string) error { return m.aggregate(ctx, out, answers) })
}

// checkAnswers refuses answers that are no counts: nothing in their header says what of them
// may be shown.
func checkAnswers(r Request, answers []*query.Answer) error {
	if len(answers) == 0 {
		return fault.New(fault.Config, r.Study, "an aggregate extract has no questions", "name them under questions: of the study")
	}
	for _, a := range answers {
		if a.Query.Identified != "" {
			return fault.New(fault.Policy, a.Query.Name, "its rows are of single persons or encounters", "ask a question that counts")
		}
		if !a.Query.Judged() && countsPeople(a.Query) {
			return fault.New(fault.Policy, a.Query.Name, "it counts work and withholds nothing, which is for internal reports (SUP-07)", "ask a question with withhold: COUNT")
		}
	}
	if _, err := os.Lstat(r.Out); err == nil {
		return fault.New(fault.Usage, r.Out, "is there already", "choose another --out, or remove it")
	}
	return nil
}

// countsPeople reports whether a question has a count of patients or encounters.
func countsPeople(q *query.Query) bool {
	return slices.ContainsFunc(q.Columns, func(c query.Column) bool { return c.Unit == "{patient}" || c.Unit == "{encounter}" })
}

func (m *making) aggregate(ctx context.Context, out string, answers []*query.Answer) (err error) {
	if m.vault, err = vault.Open(ctx, m.session, m.Vault, m.StoreKey, m.Weeks); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.vault.Close(ctx)) }()
	if m.target, err = open(ctx, m, out); err != nil {
		return err
	}
	if err = m.release(ctx, answers); err != nil {
		return err
	}
	if err := m.target.about(ctx, "stamp", stampSQL([][2]string{
		{"mode", m.Mode.String()}, {"banner", m.Mode.Banner()}, {"study", m.Study}, {"purpose", m.Purpose},
		{"made", m.Now.UTC().Format(time.RFC3339)}, {"program", "Chartline " + m.Version},
	})); err != nil {
		return err
	}
	return m.target.close(ctx)
}

// release decides what is shown of the answers, writes down what that is, and then writes it.
func (m *making) release(ctx context.Context, answers []*query.Answer) error {
	earlier, err := m.vault.Statements(ctx)
	if err != nil {
		return err
	}
	sheets := make([]disclosure.Sheet, len(answers))
	for i, a := range answers {
		sheets[i] = disclosure.Sheet{Answer: a, Earlier: slices.Concat(earlier, m.Released), Leaves: true}
	}
	hidden := disclosure.Withheld(sheets, max(m.Smallest, disclosure.Least))
	if err := m.vault.State(ctx, disclosure.Statements(sheets, hidden)); err != nil {
		return err
	}
	for i, a := range answers {
		if err := m.tabulate(ctx, a, hidden[i]); err != nil {
			return err
		}
	}
	return nil
}

// tabulate writes an answer as a table of what may leave the site, in which withheld numbers are
// empty.
func (m *making) tabulate(ctx context.Context, a *query.Answer, hidden []bool) error {
	name := strings.ReplaceAll(a.Query.Name, "/", "_")
	batch := protected(a, hidden)
	defer batch.Release()
	rows, err := array.NewRecordReader(batch.Schema(), []arrow.RecordBatch{batch})
	if err != nil {
		return session.Error(err, name)
	}
	defer rows.Release()
	if err := m.session.Insert(ctx, name, rows, "answer", "CREATE OR REPLACE TEMP TABLE answered AS FROM answer"); err != nil {
		return err
	}
	m.result.Tables = append(m.result.Tables, Written{name, batch.NumRows()})
	return m.target.table(ctx, name, []string{"SELECT * FROM answered"})
}

// protected is an answer with its labels and what of it may leave the site, in an order that does
// not tell the size of what may not. All groups of which nothing may be shown are one last row,
// without their names.
func protected(a *query.Answer, hidden []bool) arrow.RecordBatch {
	kept := leaving(a.Query)
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fieldsOf(a.Query, kept), nil))
	defer b.Release()
	labels, unnamed := disclosure.Labels(a.Query), disclosure.Unnamed(a, hidden)
	for _, row := range disclosure.Order(a, hidden) {
		if unnamed[row] {
			continue
		}
		for i, c := range kept {
			if a.Null(c.Name)[row] || hidden[row] && !slices.Contains(labels, c.Name) {
				b.Field(i).AppendNull()
				continue
			}
			appendCell(b.Field(i), a, c, row)
		}
		b.Field(len(kept)).(*array.BooleanBuilder).Append(hidden[row])
		for i, m := range a.Query.Metrics {
			e := a.Estimates(m.Name)[row]
			appendEstimate(b, len(kept)+1+3*i, e, !hidden[row] && disclosure.EstimateLeaves(a, m.Name, row))
		}
	}
	if slices.Contains(unnamed, true) {
		appendOther(b, a.Query, kept)
	}
	return b.NewRecordBatch()
}

// leaving are the columns of a question that an aggregate extract has.
func leaving(q *query.Query) []query.Column {
	return slices.DeleteFunc(slices.Clone(q.Columns), func(c query.Column) bool { return !disclosure.Leaves(q, c) })
}

// fieldsOf are some columns of a question, whether a row is withheld, and its estimates.
func fieldsOf(q *query.Query, kept []query.Column) []arrow.Field {
	var fields []arrow.Field
	for _, c := range kept {
		fields = append(fields, arrow.Field{Name: c.Name, Type: types[c.Type], Nullable: true})
	}
	fields = append(fields, arrow.Field{Name: "withheld", Type: arrow.FixedWidthTypes.Boolean})
	for _, m := range q.Metrics {
		for _, part := range []string{"_value", "_lo", "_hi"} {
			fields = append(fields, arrow.Field{Name: m.Name + part, Type: arrow.PrimitiveTypes.Float64, Nullable: true})
		}
	}
	return fields
}

// appendEstimate appends an estimate to the three fields from one on; they are empty where it is
// not shown or there is none.
func appendEstimate(b *array.RecordBuilder, at int, e metric.Estimate, shown bool) {
	for i, v := range []float64{e.Value, e.Lo, e.Hi} {
		field := b.Field(at + i).(*array.Float64Builder)
		if shown && e.Defined() && (i == 0 || e.Level > 0) {
			field.Append(rounded(v))
		} else {
			field.AppendNull()
		}
	}
}

// rounded leaves four digits of an estimate. In all its digits a standardised rate could be
// taken apart into the few patients of each stratum.
func rounded(v float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 3, 64), 64)
	if err != nil {
		return v // what is finite is written as it can be read
	}
	return short
}

// appendOther appends the row of the groups that are not named.
func appendOther(b *array.RecordBuilder, q *query.Query, kept []query.Column) {
	first := disclosure.Names(q)[0]
	for i, c := range kept {
		if c.Name == first {
			b.Field(i).(*array.StringBuilder).Append(disclosure.Other)
		} else {
			b.Field(i).AppendNull()
		}
	}
	b.Field(len(kept)).(*array.BooleanBuilder).Append(true)
	for i := len(kept) + 1; i < len(b.Fields()); i++ {
		b.Field(i).AppendNull()
	}
}

var types = map[query.Type]arrow.DataType{
	query.Text: arrow.BinaryTypes.String, query.Int: arrow.PrimitiveTypes.Int64, query.Real: arrow.PrimitiveTypes.Float64,
	query.Date: arrow.FixedWidthTypes.Date32, query.Bool: arrow.FixedWidthTypes.Boolean,
}

func appendCell(b array.Builder, a *query.Answer, c query.Column, row int) {
	switch b := b.(type) {
	case *array.Int64Builder:
		b.Append(a.Int(c.Name)[row])
	case *array.Float64Builder:
		b.Append(a.Real(c.Name)[row])
	case *array.Date32Builder:
		b.Append(arrow.Date32FromTime(a.Date(c.Name)[row]))
	case *array.BooleanBuilder:
		b.Append(a.Bool(c.Name)[row])
	case *array.StringBuilder:
		b.Append(a.Text(c.Name)[row])
	}
}
