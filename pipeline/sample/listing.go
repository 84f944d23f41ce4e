package sample

import (
	"sort"

	"chartline/pipeline/sample/truth"
)

// listing gives files and tables with their rows.
func (f *files) listing() ([]truth.FileRows, []truth.TableRows) {
	var listed []truth.FileRows
	var tables []truth.TableRows
	rows := map[string]int64{}
	for _, each := range f.all {
		listed = append(listed, truth.FileRows{File: each.name, Table: each.table, Rows: each.rows})
		rows[each.table] += each.rows
	}
	seen := map[string]bool{}
	for _, each := range f.all {
		if seen[each.table] {
			continue
		}
		seen[each.table] = true
		c := each.counts
		t := truth.TableRows{
			Table: each.table, Rows: rows[each.table], Duplicate: c.duplicate,
			Superseded: c.superseded, Quarantined: c.quarantined,
		}
		t.Loaded = t.Rows - t.Duplicate - t.Superseded
		for _, n := range c.quarantined {
			t.Loaded -= n
		}
		tables = append(tables, t)
	}
	sort.Slice(listed, func(i, j int) bool { return listed[i].File < listed[j].File })
	return listed, tables
}
