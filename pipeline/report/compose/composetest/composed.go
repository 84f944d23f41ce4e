// Package composetest makes documents of queries whose answers are written out, for tests of
// what blocks show and say.
package composetest

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/compose/block"
)

// Question is a query whose answer is written out, and the block that shows it.
type Question struct {
	SQL   string
	Block report.BlockSpec
}

// Asked is the question of a query and a block.
func Asked(sql string, block report.BlockSpec) Question { return Question{SQL: sql, Block: block} }

// Composed makes a document of one part with a block a question.
func Composed(t *testing.T, questions ...Question) *report.Document {
	t.Helper()
	doc, err := Attempt(t, questions...)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Attempt makes the document of Composed, or says why not.
func Attempt(t *testing.T, questions ...Question) (*report.Document, error) {
	t.Helper()
	return Composer(t, questions...).Compose(context.Background())
}

// Composer is what makes the document of Composed.
func Composer(t *testing.T, questions ...Question) *compose.Composer {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	files := fstest.MapFS{"encounters/facilities.sql": &fstest.MapFile{Data: []byte(Facilities)}, "backlog/reach.sql": &fstest.MapFile{Data: []byte(Reach)}}
	part := report.PartSpec{ID: "part", Title: "Part"}
	spec := &report.Spec{Name: "test", Title: "Test"}
	for i, q := range questions {
		name := fmt.Sprintf("test/q%d", i)
		files[name+".sql"] = &fstest.MapFile{Data: []byte(q.SQL)}
		q.Block.ID, q.Block.Query = fmt.Sprintf("block_%d", i), name
		part.Blocks = append(part.Blocks, q.Block)
		spec.KeyFigures = append(spec.KeyFigures, report.KeyFigureSpec{Block: q.Block.ID, Label: "Key"})
	}
	spec.Parts = []report.PartSpec{part}
	library, err := query.Load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &compose.Composer{
		Edition: block.Edition{
			From: Date("2025-10-01"), To: Date("2026-10-01"), AsOf: Date("2026-10-01"), Location: time.UTC, MinCell: 11,
			Forecast:      flow.Settings{Holidays: calendar.USFederal(2024, 2027)},
			ServiceLevels: map[string]int64{"issued": 5, "rebutted": 5, "second_level": 10},
		},
		Spec: spec, Queries: library,
		Ask: func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
			return q.Run(ctx, db, values)
		},
	}
}

// Date is a local date at midnight UTC.
func Date(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}
