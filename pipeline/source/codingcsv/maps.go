package codingcsv

import (
	"bufio"
	"bytes"
	"context"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// dates is the order in which a site's export writes the parts of a date.
var dates = source.Option{
	Name: "dates", Meaning: "Order of the parts of dates and instants that are not written as YYYY-MM-DD, such as 9/30/2026 17:05.",
	Default: source.YearFirst, Values: []string{source.YearFirst, source.MonthFirst, source.DayFirst},
}

// Settings are a table, for files whose names do not say it, headers and dates of their own, and
// what the files leave unsaid.
func (Source) Settings() source.Settings {
	return source.Settings{
		About: "coding export: a CSV or Parquet file per canonical table",
		Table: true, Columns: true, Values: true,
		Options: []source.Option{dates},
	}
}

// Recognises reports whether a file is a coding export: it is named after a canonical
// table and, where it is delimited, has every column that the table requires. The columns
// of a Parquet file stand at its end, so that its name has to do.
func (Source) Recognises(name string, head []byte) bool {
	t, ok := schema.Lookup(tableName(name))
	if !ok || !isExport(name) {
		return false
	}
	if bytes.HasPrefix(head, parquetMagic) {
		return true
	}
	var file source.File
	if _, err := readHeader(&file, bufio.NewReader(bytes.NewReader(head))); err != nil {
		return false
	}
	_, err := mapColumns(t, file.Header, source.Input{})
	return err == nil
}

// Maps says which header of this very file each canonical column comes from, and which
// headers are not read.
func (Source) Maps(in source.Input) ([]source.Mapping, error) {
	t, err := tableOf(in)
	if err != nil {
		return nil, err
	}
	header, err := headerOf(context.Background(), in)
	if err != nil {
		return nil, err
	}
	columns, err := mapColumns(t, header, in)
	if err != nil {
		return nil, err
	}
	var mappings []source.Mapping
	read := map[string]bool{}
	for _, c := range t.Columns {
		if from, ok := columns[c.Name]; ok {
			read[from] = true
			mappings = append(mappings, source.Mapping{From: from, Table: t.Name, Column: c.Name})
		}
	}
	for _, h := range header {
		if !read[h] && strings.TrimSpace(h) != "" {
			mappings = append(mappings, source.Mapping{From: h, Note: "not read: no column of " + t.Name + " is mapped to it"})
		}
	}
	return mappings, nil
}
