package codingcsv

import (
	"fmt"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// checkColumns refuses a mapping of a column that no table has, as "drg" or, where
// tables differ, as "audit_code.code".
func checkColumns(spec source.Spec) error {
	for key := range spec.Columns {
		table, column, ok := strings.Cut(key, ".")
		if !ok {
			table, column = spec.Table, key
		}
		if !exists(table, column) {
			return fault.Newf(fault.Config, fmt.Sprintf("source %q", spec.Name), "the data dictionary lists every column",
				"columns: maps %q, which is no canonical column", key)
		}
	}
	return nil
}

func exists(table, column string) bool {
	for _, t := range schema.Tables {
		if table != "" && t.Name != table {
			continue
		}
		if _, ok := t.Column(column); ok {
			return true
		}
	}
	return false
}

// mapColumns finds the header of each canonical column. It never prints a header: in a
// file without one, that would be a record.
func mapColumns(t *schema.Table, header []string, in source.Input) (map[string]string, error) {
	byName := make(map[string]string, len(header))
	for _, h := range header {
		key := fold(h)
		if _, twice := byName[key]; twice && wanted(t, h, in.Spec) {
			return nil, fault.Newf(fault.Input, in.Place()+":1", "leave one of them out", "two columns of %s have the same name", t.Name)
		}
		byName[key] = h
	}
	columns := map[string]string{}
	for _, c := range t.Columns {
		name, mapped := configured(t, c, in.Spec)
		h, ok := byName[fold(name)]
		switch {
		case ok:
			columns[c.Name] = h
		case mapped || c.Required && c.Default == "":
			return nil, fault.New(fault.Input, in.Place()+":1",
				fmt.Sprintf("no column %q for %s.%s", name, t.Name, c.Name),
				"add it to the file or map it under columns: in chartline.yaml")
		}
	}
	return columns, nil
}

// configured is the header that a column is looked for under, and whether the
// configuration says so.
func configured(t *schema.Table, c schema.Column, spec source.Spec) (string, bool) {
	for _, key := range []string{t.Name + "." + c.Name, c.Name} {
		if h, ok := spec.Columns[key]; ok {
			return h, true
		}
	}
	return c.Name, false
}

// wanted reports whether a header is one that a canonical column is read from.
func wanted(t *schema.Table, header string, spec source.Spec) bool {
	for _, c := range t.Columns {
		if name, _ := configured(t, c, spec); fold(name) == fold(header) {
			return true
		}
	}
	return false
}

// fold makes headers comparable: case, and space around, do not matter.
func fold(header string) string { return strings.ToLower(strings.TrimSpace(header)) }
