package keys

import (
	"context"
	"strings"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/fault"
)

// catalogue lists what a database holds besides rows, each as one text.
const catalogue = `SELECT kind, what FROM (
	SELECT 'column' AS kind, concat_ws(' ', schema_name, table_name, column_index, column_name, data_type, is_nullable, column_default) AS what, database_name FROM duckdb_columns() WHERE NOT internal
	UNION ALL SELECT 'constraint', concat_ws(' ', schema_name, table_name, constraint_text), database_name FROM duckdb_constraints()
	UNION ALL SELECT 'view', schema_name || ' ' || view_name, database_name FROM duckdb_views() WHERE NOT internal
	UNION ALL SELECT 'index', concat_ws(' ', schema_name, table_name, index_name), database_name FROM duckdb_indexes()
	UNION ALL SELECT 'sequence', concat_ws(' ', schema_name, sequence_name, last_value), database_name FROM duckdb_sequences()
	UNION ALL SELECT 'macro', schema_name || ' ' || function_name, database_name FROM duckdb_functions() WHERE NOT internal
) WHERE database_name = `

// same fails where a copy is not what it was copied from: table by table, the number of rows
// and the sum over the hashes of them all, which does not mind their order.
func same(ctx context.Context, s *session.Session, where, old, fresh string) error {
	was, err := contents(ctx, s, where, old)
	if err != nil {
		return err
	}
	is, err := contents(ctx, s, where, fresh)
	if err != nil {
		return err
	}
	if was != is {
		return fault.New(fault.Unavailable, where, "the copy is not what it was copied from", "check the disk and run it again; nothing has changed")
	}
	return nil
}

// contents is a text that two databases share where they hold the same.
func contents(ctx context.Context, s *session.Session, where, database string) (string, error) {
	var all []string
	add := func(row []string) { all = append(all, strings.Join(row, " ")) }
	if err := s.Rows(ctx, where, catalogue+session.Text(database)+" ORDER BY ALL", add); err != nil {
		return "", err
	}
	var tables [][]string
	err := s.Rows(ctx, where, "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND database_name = "+session.Text(database)+" ORDER BY ALL",
		func(row []string) { tables = append(tables, row) })
	if err != nil {
		return "", err
	}
	for _, t := range tables {
		name := identifier(t[0]) + "." + identifier(t[1])
		all = append(all, name)
		if err := s.Rows(ctx, where, "SELECT count(*), CAST(sum(hash(t)) AS VARCHAR) FROM "+database+"."+name+" AS t", add); err != nil {
			return "", err
		}
	}
	return strings.Join(all, "\n"), nil
}

func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
