package omop

import (
	"os"
	"path/filepath"
	"testing"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// written writes rows as text, their columns in the order of the table.
func written(table string, rows []sourcetest.Row) (all []string) {
	for _, r := range rows {
		line := ""
		for _, c := range schema.Must(table).Columns {
			if v, ok := r[c.Name]; ok {
				line += " " + c.Name + "=" + v
			}
		}
		all = append(all, line[1:])
	}
	return all
}

// with gives the rows in which a column has a value.
func with(rows []sourcetest.Row, column string) (out []sourcetest.Row) {
	for _, r := range rows {
		if _, ok := r[column]; ok {
			out = append(out, r)
		}
	}
	return out
}

// readAll reads all that a Spec means.
func readAll(t testing.TB, s *Source, spec source.Spec) *sourcetest.Collector {
	t.Helper()
	inputs, err := s.Inputs(spec)
	if err != nil {
		t.Fatal(err)
	}
	var got sourcetest.Collector
	for _, in := range inputs {
		if err := s.Read(t.Context(), in, &got); err != nil {
			t.Fatal(err)
		}
	}
	return &got
}

// realSet finds a folder of real records beside the repository.
func realSet(t testing.TB, names ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(append([]string{dir, "..", "shared", "data"}, names...)...)
	if _, err := os.Stat(dir); err != nil {
		t.Skip(filepath.Join(names...) + " is not there")
	}
	return dir
}
