package store

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// fileInsert is the statement that reads a file once and lands every record in its
// table, typed, with what is wrong with it where something is.
func fileInsert(t *schema.Table, f source.File, rejects string, inputID int64) string {
	from := csvScan(f, rejects)
	if f.Parquet {
		from = "read_parquet(" + quoteText(f.Path) + ")"
	}
	header := headerNames(f)
	texts := make([]string, 0, len(t.Columns)+1)
	for _, c := range t.Columns {
		texts = append(texts, textOf(c, header[f.Columns[c.Name]])+" AS t_"+c.Name)
	}
	for i, h := range f.Header {
		texts = append(texts, fmt.Sprintf("%s AS r%d", header[h], i))
	}
	return landSQL(t, inputID,
		fmt.Sprintf("SELECT %s FROM %s", strings.Join(texts, ", "), from),
		func(c schema.Column) string { return typed(c, "t_"+c.Name) },
		func(c schema.Column) string { return "t_" + c.Name }, rawOf(f))
}

// batchInsert is the statement that lands Arrow rows, which are typed already.
func batchInsert(t *schema.Table, s *arrow.Schema, view string, inputID int64) string {
	return landSQL(t, inputID, "SELECT "+renamed(s)+" FROM "+view,
		func(c schema.Column) string {
			expr := "CAST(NULL AS " + c.Kind.SQL() + ")"
			if s.HasField(c.Name) {
				expr = fmt.Sprintf("CAST(t_%s AS %s)", c.Name, c.Kind.SQL())
			}
			if c.Default != "" {
				expr = fmt.Sprintf("coalesce(%s, CAST(%s AS %s))", expr, quoteText(c.Default), c.Kind.SQL())
			}
			return expr
		},
		func(c schema.Column) string { return c.Name }, "NULL")
}

// renamed keeps the arriving columns apart from the typed ones of the same names.
func renamed(s *arrow.Schema) string {
	cols := make([]string, s.NumFields())
	for i, f := range s.Fields() {
		cols[i] = f.Name + " AS t_" + f.Name
	}
	return strings.Join(cols, ", ")
}

// landSQL inserts the rows of a selection: value gives a column's typed SQL, text what
// the record edits call its text, raw the text of the whole record.
func landSQL(t *schema.Table, inputID int64, rows string, value, text func(schema.Column) string, raw string) string {
	names := make([]string, len(t.Columns))
	values := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
		values[i] = value(c) + " AS " + c.Name
	}
	list := strings.Join(names, ", ")
	return fmt.Sprintf(`INSERT INTO history.%s (%s, %s, %s, %s)
SELECT %s, %d, fault, CASE WHEN fault IS NOT NULL THEN %s END
FROM (SELECT *, %s AS fault FROM (SELECT *, %s FROM (%s) AS texts) AS typed) AS judged`,
		t.Name, list, colInput, colFault, colRaw,
		list, inputID, raw,
		faultCase(t, text), strings.Join(values, ", "), rows)
}

// csvScan reads a delimited file as text, whatever its header says, and keeps what it
// cannot split in a table of rejects.
func csvScan(f source.File, rejects string) string {
	cols := make([]string, len(f.Header))
	for i := range f.Header {
		cols[i] = fmt.Sprintf("'h%d': 'VARCHAR'", i)
	}
	compression := "none"
	if f.Gzip {
		compression = "gzip"
	}
	return fmt.Sprintf(`read_csv(%s, auto_detect = false, header = true, columns = {%s},
		delim = %s, quote = '"', escape = '"', compression = '%s',
		store_rejects = true, rejects_table = '%s', rejects_scan = '%s_scan', rejects_limit = 0)`,
		quoteText(f.Path), strings.Join(cols, ", "), quoteText(string(f.Delimiter)), compression, rejects, rejects)
}

// headerNames maps a header of the file to the column name that the scan gives it.
func headerNames(f source.File) map[string]string {
	names := make(map[string]string, len(f.Header))
	for i, h := range f.Header {
		if f.Parquet {
			names[h] = quoteIdent(h)
		} else {
			names[h] = fmt.Sprintf("h%d", i)
		}
	}
	return names
}

// textOf is the trimmed text of a column, NULL where it is empty, or its default.
func textOf(c schema.Column, name string) string {
	text := "CAST(NULL AS VARCHAR)"
	if name != "" {
		text = fmt.Sprintf("nullif(trim(CAST(%s AS VARCHAR)), '')", name)
	}
	if c.Default != "" {
		return fmt.Sprintf("coalesce(%s, %s)", text, quoteText(c.Default))
	}
	return text
}

// rawOf is the whole record as JSON, for the quarantine; it is computed only for the
// records that go there.
func rawOf(f source.File) string {
	fields := make([]string, len(f.Header))
	for i, h := range f.Header {
		fields[i] = fmt.Sprintf("%s, r%d", quoteText(h), i)
	}
	return "json_object(" + strings.Join(fields, ", ") + ")"
}

// scanError speaks of the file where DuckDB could not read it, and of the store where
// it could not write.
func scanError(err error, file, storePath string) error {
	if err == nil {
		return nil
	}
	known := engineError(err, storePath)
	if fault.KindOf(known) != fault.Internal {
		return known
	}
	if class(err.Error()) == "Binder Error" {
		return known
	}
	return fault.Wrap(fault.Input, err, file, "cannot be read as a table", "check that the file is whole and of the configured format")
}
