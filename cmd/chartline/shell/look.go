package shell

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/cmd/chartline/answer"
	"chartline/cmd/chartline/format"
	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/schema"
)

const tablesSQL = `SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary
	UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary ORDER BY ALL`

const columnsSQL = `SELECT column_name, lower(data_type) FROM duckdb_columns()
	WHERE NOT internal AND schema_name = ? AND table_name = ? ORDER BY column_index`

// rows has a statement of this program answered, as text.
func (s *Session) rows(ctx context.Context, sql string, args ...any) ([][]string, error) {
	r, err := s.Engine.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	var out [][]string
	for r.Next() {
		rec := r.RecordBatch()
		for row := range int(rec.NumRows()) {
			texts := make([]string, rec.NumCols())
			for i, col := range rec.Columns() {
				texts[i] = format.Text(col, row)
			}
			out = append(out, texts)
		}
	}
	return out, r.Err()
}

// tables lists the tables, those by which people ask first.
func (s *Session) tables(ctx context.Context, args []string) error {
	if len(args) > 1 {
		return wrongUse("tables")
	}
	rows, err := s.rows(ctx, tablesSQL)
	if err != nil {
		return err
	}
	g := format.Grid{Columns: []format.Column{{Name: "table"}, {Name: "holds"}}}
	for _, main := range []bool{true, false} {
		for _, row := range rows {
			if (row[0] == "main") == main && matches(args, row[0]+"."+row[1]) {
				g.Rows = append(g.Rows, []string{tableName(row[0], row[1]), tableMeaning(row[0], row[1])})
			}
		}
	}
	return s.list("", g)
}

// matches reports whether a name has a part that was asked for, or nothing was.
func matches(args []string, name string) bool {
	return len(args) == 0 || strings.Contains(name, strings.ToLower(args[0]))
}

func tableName(schemaName, table string) string {
	if schemaName == "main" {
		return table
	}
	return schemaName + "." + table
}

func tableMeaning(schemaName, table string) string {
	t, ok := schema.Lookup(table)
	switch {
	case ok && schemaName == "main":
		return t.Meaning
	case ok && schemaName == "history":
		return "Every version of " + table + "."
	}
	return ""
}

// describe tells about a table, or about a saved question of that name.
func (s *Session) describe(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return wrongUse("describe")
	}
	schemaName, table, ok := strings.Cut(args[0], ".")
	if !ok {
		schemaName, table = "main", args[0]
	}
	rows, err := s.rows(ctx, columnsSQL, schemaName, table)
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		return s.describeTable(ctx, schemaName, table, rows)
	}
	q, err := s.question(args[0])
	if err != nil {
		return fault.Newf(fault.Usage, "", s.nearestTable(ctx, args[0]), "no table or saved question %q", args[0])
	}
	return s.say(answer.Describe(q))
}

// nearestTable is what to do about a name that is none.
func (s *Session) nearestTable(ctx context.Context, name string) string {
	rows, err := s.rows(ctx, tablesSQL)
	var names []string
	for _, row := range rows {
		names = append(names, tableName(row[0], row[1]))
	}
	if near, ok := config.Nearest(name, names); ok && err == nil {
		return "did you mean " + near + "?"
	}
	return ".tables and .queries list them"
}

func (s *Session) describeTable(ctx context.Context, schemaName, table string, rows [][]string) error {
	if told, err := s.dictionary(ctx, schemaName, table); err == nil && len(told) > 0 {
		return s.list(s.headOf(schemaName, table), inExtract(rows, told))
	}
	t, known := schema.Lookup(table)
	g := format.Grid{Columns: []format.Column{{Name: "column"}, {Name: "type"}, {Name: "unit"}, {Name: "meaning"}}}
	for _, row := range rows {
		line := []string{row[0], row[1], "", ""}
		if known {
			if c, ok := t.Column(row[0]); ok {
				line[2], line[3] = c.Unit, c.Meaning
			}
		}
		g.Rows = append(g.Rows, line)
	}
	return s.list(s.headOf(schemaName, table), g)
}

// headOf stands above the columns of a table.
func (s *Session) headOf(schemaName, table string) string {
	text := tableName(schemaName, table)
	if meaning := tableMeaning(schemaName, table); meaning != "" {
		text += ": " + meaning
	}
	return text + "\n\n"
}

const dictionarySQL = `SELECT column_name, coalesce(unit, ''), meaning, treatment FROM about.dictionary WHERE table_name = ? AND column_name <> ''`

// dictionary is what an extract says of the columns of a table: unit, meaning, and what became of
// it. A store has none.
func (s *Session) dictionary(ctx context.Context, schemaName, table string) (map[string][]string, error) {
	if s.Mode == privacy.PHI || schemaName != "main" {
		return nil, nil
	}
	rows, err := s.rows(ctx, dictionarySQL, table)
	told := map[string][]string{}
	for _, row := range rows {
		told[row[0]] = row[1:]
	}
	return told, err
}

// inExtract lists columns with what the extract says of them.
func inExtract(columns [][]string, told map[string][]string) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "column"}, {Name: "type"}, {Name: "unit"}, {Name: "made of"}, {Name: "here"}}}
	for _, c := range columns {
		line := append(slices.Clone(c), told[c[0]]...)
		g.Rows = append(g.Rows, append(line, "", "", "")[:len(g.Columns)])
	}
	return g
}

// queries lists the saved questions.
func (s *Session) queries(_ context.Context, args []string) error {
	if len(args) > 1 {
		return wrongUse("queries")
	}
	library, err := s.questions()
	if err != nil {
		return err
	}
	all, err := library.List()
	if err != nil {
		return err
	}
	g := format.Grid{Columns: []format.Column{{Name: "query"}, {Name: "title"}, {Name: "origin"}}}
	for _, q := range all {
		if matches(args, strings.ToLower(q.Name+" "+q.Title)) {
			g.Rows = append(g.Rows, []string{q.Name, q.Title, q.Origin})
		}
	}
	return s.list("", g)
}

// explain shows the plan of a statement.
func (s *Session) explain(ctx context.Context, args []string) error {
	text := args[0]
	switch {
	case text == "" && s.last == nil:
		return fault.New(fault.Usage, "", "there is no statement to explain", "ask something first, or write .explain SELECT …")
	case text == "":
		text = s.last.text
	}
	bound, err := s.bindBehind("EXPLAIN ", text)
	if err != nil {
		return err
	}
	r, err := s.Engine.Query(ctx, bound.sql(), bound.args...)
	if err != nil {
		return bound.told(err)
	}
	defer r.Release()
	return s.show(func(w io.Writer) error { return writePlan(w, r) })
}

// isPlan reports whether an answer is that of EXPLAIN.
func isPlan(schema *arrow.Schema) bool {
	return schema.NumFields() == 2 && schema.Field(0).Name == "explain_key" && schema.Field(1).Name == "explain_value"
}

// writePlan writes a plan as DuckDB has drawn it.
func writePlan(w io.Writer, r array.RecordReader) error {
	for r.Next() {
		rec := r.RecordBatch()
		for row := range int(rec.NumRows()) {
			if _, err := io.WriteString(w, format.Text(rec.Column(1), row)); err != nil {
				return outputError(err)
			}
		}
	}
	return r.Err()
}
