package codingcsv

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// checkColumns refuses a mapping or a value of a column that no table has, as "drg" or, where
// tables differ, as "audit_code.code", and a value that the column's list does not have.
func checkColumns(spec source.Spec) error {
	where := fmt.Sprintf("source %q", spec.Name)
	for _, part := range []struct {
		key   string
		names map[string]string
	}{{"columns", spec.Columns}, {"values", spec.Values}} {
		for _, name := range slices.Sorted(maps.Keys(part.names)) {
			if len(columnsOf(name, spec)) == 0 {
				return fault.Newf(fault.Config, where, "the data dictionary lists every column",
					"%s: names %q, which is no canonical column", part.key, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(spec.Values)) {
		for _, c := range columnsOf(name, spec) {
			if len(c.Values) > 0 && !slices.Contains(c.Values, spec.Values[name]) {
				return fault.Newf(fault.Config, where, "write one of "+strings.Join(c.Values, ", "), "values: %s has no such value", name)
			}
		}
	}
	return nil
}

// columnsOf are the canonical columns that a name of the configuration means.
func columnsOf(name string, spec source.Spec) (found []schema.Column) {
	table, column, ok := strings.Cut(name, ".")
	if !ok {
		table, column = spec.Table, name
	}
	for _, t := range schema.Tables {
		if table != "" && t.Name != table {
			continue
		}
		if c, ok := t.Column(column); ok {
			found = append(found, c)
		}
	}
	return found
}

// valuesOf is what stands in columns of a table where a record says nothing.
func valuesOf(t *schema.Table, spec source.Spec) map[string]string {
	values := map[string]string{}
	for _, c := range t.Columns {
		if v, ok := named(spec.Values, t, c); ok {
			values[c.Name] = v
		}
	}
	return values
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
	var missing []schema.Column
	for _, c := range t.Columns {
		name, mapped := configured(t, c, in.Spec)
		_, stated := named(in.Spec.Values, t, c)
		h, ok := byName[fold(name)]
		switch {
		case ok:
			columns[c.Name] = h
		case mapped || c.Required && c.Default == "" && !stated:
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		return nil, missingColumns(t, missing, in)
	}
	return columns, nil
}

// missingColumns names all columns at once that a file lacks, with the values of those that have a list.
func missingColumns(t *schema.Table, missing []schema.Column, in source.Input) error {
	what, lists := make([]string, len(missing)), ""
	for i, c := range missing {
		name, _ := configured(t, c, in.Spec)
		what[i] = fmt.Sprintf("no column %q for %s.%s", name, t.Name, c.Name)
		if len(c.Values) > 0 {
			lists += fmt.Sprintf("; %s is one of %s", c.Name, strings.Join(c.Values, ", "))
		}
	}
	return fault.New(fault.Input, in.Place()+":1", strings.Join(what, ", "),
		"add to the file what is missing, or in chartline.yaml map it under columns: or say under values: what holds for every record"+lists)
}

// configured is the header that a column is looked for under, and whether the
// configuration says so.
func configured(t *schema.Table, c schema.Column, spec source.Spec) (string, bool) {
	if h, ok := named(spec.Columns, t, c); ok {
		return h, true
	}
	return c.Name, false
}

// named is what the configuration says of a column, by its name with that of its table or alone.
func named(said map[string]string, t *schema.Table, c schema.Column) (string, bool) {
	for _, key := range []string{t.Name + "." + c.Name, c.Name} {
		if v, ok := said[key]; ok {
			return v, true
		}
	}
	return "", false
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
