// Package codingcsv reads Chartline's own contract, the coding export: one CSV or
// Parquet file per canonical table, with the headers of the data dictionary or others
// that the configuration maps to them. The store scans the file; this package finds
// out what it is and which column is which.
package codingcsv

import (
	"context"
	"path"
	"slices"
	"sort"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// Source is the format "coding-csv".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "coding-csv" }

// extensions that a file of this format may have, besides that of its packing.
var extensions = []string{".csv", ".txt", ".tsv", ".parquet"}

// isExport reports whether a file is of this format by its name in lower case.
func isExport(name string) bool { return slices.Contains(extensions, path.Ext(name)) }

// Inputs lists the files under the path, parents' tables before children's and files
// of one table by name, so that what is read last is what was written last.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	if err := checkColumns(spec); err != nil {
		return nil, err
	}
	inputs, err := inbox.Find(spec, isExport)
	if err != nil {
		return nil, err
	}
	ranks := map[string]int{}
	for _, in := range inputs {
		if in.Member == "" && strings.ContainsAny(in.Path, "*?[") {
			return nil, fault.New(fault.Input, in.Path, "a name with *, ? or [ stands for several files", "rename the file or its folder")
		}
		t, err := tableOf(in)
		if err != nil {
			return nil, err
		}
		ranks[in.Place()] = slices.Index(schema.Tables, t)
	}
	sort.SliceStable(inputs, func(i, j int) bool { return ranks[inputs[i].Place()] < ranks[inputs[j].Place()] })
	return inputs, nil
}

// Read hands the file to the store with its columns mapped.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	t, err := tableOf(in)
	if err != nil {
		return err
	}
	file, done, err := describe(ctx, in)
	defer done()
	if err != nil {
		return err
	}
	if file.Columns, err = mapColumns(t, file.Header, in); err != nil {
		return err
	}
	file.Timezone, file.Dates, file.Values = in.Spec.Timezone, in.Spec.Option(dates), valuesOf(t, in.Spec)
	return out.File(t, file)
}

// tableOf finds the canonical table of an input: the one configured, or the one that
// its name begins with, as in diagnosis.csv, diagnosis-2026-09.csv.gz or
// diagnosis.2026.parquet.
func tableOf(in source.Input) (*schema.Table, error) {
	name := in.Spec.Table
	if name == "" {
		name = tableName(inbox.Unpacked(in.Place()))
	}
	if t, ok := schema.Lookup(name); ok {
		return t, nil
	}
	return nil, fault.New(fault.Config, in.Place(), "no canonical table belongs to this file",
		"name the file after its table, as in diagnosis-2026-09.csv, or set table: in the configuration")
}

// tableName is what a file is named after.
func tableName(file string) string {
	name, _, _ := strings.Cut(path.Base(file), ".")
	name, _, _ = strings.Cut(name, "-")
	return name
}
