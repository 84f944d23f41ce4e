package desk

import (
	"context"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Catalog is what there is to ask about. A dataset does not change, so it is read once.
type Catalog struct {
	Name   string // of the database
	Tables []Table
}

// Table is a table or view of the dataset.
type Table struct {
	Schema, Name, Type string // Type is TABLE or VIEW
	Columns            *arrow.Schema
}

// Schemas are the schemas with tables, in order.
func (c Catalog) Schemas() []string {
	var names []string
	for _, t := range c.Tables {
		if n := len(names); n == 0 || names[n-1] != t.Schema {
			names = append(names, t.Schema)
		}
	}
	return names
}

const tablesSQL = `SELECT current_database() AS catalog, table_schema, table_name,
	CASE WHEN table_type = 'VIEW' THEN 'VIEW' ELSE 'TABLE' END AS kind
	FROM information_schema.tables WHERE table_catalog = current_database() ORDER BY table_schema, table_name`

func readCatalog(ctx context.Context, e engine.Engine) (c Catalog, err error) {
	r, err := e.Query(ctx, tablesSQL)
	if err != nil {
		return c, err
	}
	defer r.Release()
	for r.Next() {
		b := r.RecordBatch()
		for row := range int(b.NumRows()) {
			cell := func(column int) string { return strings.Clone(b.Column(column).(*array.String).Value(row)) }
			c.Name = cell(0)
			c.Tables = append(c.Tables, Table{Schema: cell(1), Name: cell(2), Type: cell(3)})
		}
	}
	if err := r.Err(); err != nil {
		return c, err
	}
	if len(c.Tables) == 0 {
		return c, fault.New(fault.Input, "", "the dataset has no tables", "make an extract")
	}
	for i := range c.Tables {
		t := &c.Tables[i]
		if t.Columns, err = schemaOf(ctx, e, "SELECT * FROM "+quoted(t.Schema)+"."+quoted(t.Name)+" LIMIT 0"); err != nil {
			return c, err
		}
	}
	return c, nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
