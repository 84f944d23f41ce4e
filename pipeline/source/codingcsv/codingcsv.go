// Package codingcsv reads Chartline's own contract, the coding export: one CSV or
// Parquet file per canonical table, with the headers of the data dictionary or others
// that the configuration maps to them. The store scans the file; this package finds
// out what it is and which column is which.
package codingcsv

import (
	"context"
	"path/filepath"
	"sort"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Source is the format "coding-csv".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "coding-csv" }

// Inputs lists the files under the path, parents' tables before children's and files
// of one table by name, so that what is read last is what was written last.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	if err := checkColumns(spec); err != nil {
		return nil, err
	}
	paths, err := find(spec.Path)
	if err != nil {
		return nil, err
	}
	ranks := map[string]int{}
	for _, p := range paths {
		if strings.ContainsAny(p, "*?[") {
			return nil, fault.New(fault.Input, p, "a name with *, ? or [ stands for several files", "rename the file or its folder")
		}
		t, err := tableOf(p, spec)
		if err != nil {
			return nil, err
		}
		ranks[p] = rank(t)
	}
	sort.SliceStable(paths, func(i, j int) bool {
		if ranks[paths[i]] != ranks[paths[j]] {
			return ranks[paths[i]] < ranks[paths[j]]
		}
		return paths[i] < paths[j]
	})
	inputs := make([]source.Input, len(paths))
	for i, p := range paths {
		inputs[i] = source.Input{Path: p, Spec: spec}
	}
	return inputs, nil
}

// Read hands the file to the store with its columns mapped.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	t, err := tableOf(in.Path, in.Spec)
	if err != nil {
		return err
	}
	file, err := describe(ctx, in.Path)
	if err != nil {
		return err
	}
	if file.Columns, err = mapColumns(t, file.Header, in); err != nil {
		return err
	}
	file.Timezone = in.Spec.Timezone
	return out.File(t, file)
}

// tableOf finds the canonical table of a file: the one configured, or the one that its
// name begins with, as in diagnosis.csv, diagnosis-2026-09.csv.gz or
// diagnosis.2026.parquet.
func tableOf(path string, spec source.Spec) (*schema.Table, error) {
	name := spec.Table
	if name == "" {
		name, _, _ = strings.Cut(filepath.Base(path), ".")
		name, _, _ = strings.Cut(name, "-")
		name = strings.ToLower(name)
	}
	if t, ok := schema.Lookup(name); ok {
		return t, nil
	}
	return nil, fault.New(fault.Config, path, "no canonical table belongs to this file",
		"name the file after its table, as in diagnosis-2026-09.csv, or set table: in the configuration")
}

func rank(t *schema.Table) int {
	for i, other := range schema.Tables {
		if other == t {
			return i
		}
	}
	return len(schema.Tables)
}
