package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
)

// Aggregate makes an extract of the answers of questions, all of which are decided on
// together and with what the study was shown before. It gives the tables with their rows.
func Aggregate(ctx context.Context, r Request, answers []*query.Answer) (result Result, err error) {
	if err := checkAnswers(r, answers); err != nil {
		return Result{}, err
	}
	aside, err := os.MkdirTemp(filepath.Dir(r.Out), ".extract-")
	if err != nil {
		return Result{}, session.FileError(err, r.Out)
	}
	defer func() { err = errors.Join(err, session.FileError(os.RemoveAll(aside), aside)) }()
	m := &making{Request: r}
	if m.session, err = session.Open(ctx, session.Options{Memory: r.Memory, Crypto: r.Crypto, Beside: aside}); err != nil {
		return Result{}, err
	}
	err = m.aggregate(ctx, filepath.Join(aside, "extract"), answers)
	if err = errors.Join(err, m.session.Close()); err != nil {
		return Result{}, err
	}
	return m.result, place(filepath.Join(aside, "extract"), r)
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
	}
	if _, err := os.Lstat(r.Out); err == nil {
		return fault.New(fault.Usage, r.Out, "is there already", "choose another --out, or remove it")
	}
	return nil
}

func (m *making) aggregate(ctx context.Context, out string, answers []*query.Answer) (err error) {
	if m.vault, err = vault.Open(ctx, m.session, m.Vault, m.StoreKey, m.Weeks); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.vault.Close(ctx)) }()
	if m.target, err = open(ctx, m, out); err != nil {
		return err
	}
	earlier := make([]disclosure.Shown, len(answers))
	for i, a := range answers {
		if earlier[i], err = m.vault.Released(ctx, a.Query.Name); err != nil {
			return err
		}
	}
	for i, hidden := range disclosure.WithheldTogether(answers, earlier, m.Smallest) {
		if err := m.vault.Release(ctx, answers[i].Query.Name, disclosure.ToShow(answers[i], hidden)); err != nil {
			return err
		}
		if err := m.tabulate(ctx, answers[i], hidden); err != nil {
			return err
		}
	}
	if err := m.target.about(ctx, "stamp", stampSQL([][2]string{
		{"mode", m.Mode.String()}, {"banner", m.Mode.Banner()}, {"study", m.Study}, {"purpose", m.Purpose}, {"program", "Chartline " + m.Version},
	})); err != nil {
		return err
	}
	return m.target.close(ctx)
}

// tabulate writes an answer as a table whose withheld numbers are empty.
func (m *making) tabulate(ctx context.Context, a *query.Answer, hidden []bool) error {
	name := strings.ReplaceAll(a.Query.Name, "/", "_")
	batch := protected(a, hidden, m.Smallest)
	defer batch.Release()
	rows, err := array.NewRecordReader(batch.Schema(), []arrow.RecordBatch{batch})
	if err != nil {
		return session.Error(err, name)
	}
	defer rows.Release()
	if err := m.session.Insert(ctx, name, rows, "answer", "CREATE OR REPLACE TEMP TABLE answered AS FROM answer"); err != nil {
		return err
	}
	m.result.Tables = append(m.result.Tables, Written{name, int64(a.Len())})
	return m.target.table(ctx, name, []string{"SELECT * FROM answered"})
}

// protected is an answer with its labels, and its numbers where they may be shown, in an
// order that does not tell the size of those that may not.
func protected(a *query.Answer, hidden []bool, minCell int64) arrow.RecordBatch {
	fields := make([]arrow.Field, len(a.Query.Columns), len(a.Query.Columns)+1)
	for i, c := range a.Query.Columns {
		fields[i] = arrow.Field{Name: c.Name, Type: types[c.Type], Nullable: true}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(append(fields, arrow.Field{Name: "withheld", Type: arrow.FixedWidthTypes.Boolean}), nil))
	defer b.Release()
	labels := disclosure.Labels(a.Query)
	for _, row := range disclosure.Order(a, hidden) {
		for i, c := range a.Query.Columns {
			isLabel := slices.Contains(labels, c.Name)
			if a.Null(c.Name)[row] || hidden[row] && !isLabel || disclosure.SmallCell(a, row, i, minCell) {
				b.Field(i).AppendNull()
				continue
			}
			appendCell(b.Field(i), a, c, row)
		}
		b.Field(len(fields)).(*array.BooleanBuilder).Append(hidden[row])
	}
	return b.NewRecordBatch()
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
