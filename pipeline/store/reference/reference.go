// Package reference holds the tables of published algorithms that queries join: prefixes of
// codes, weights and hierarchies of comorbidity scores. They are of the literature and of
// no release of a code set, so that they come with the program; each algorithm is named
// with its version, and a new version is a new name.
package reference

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
)

//go:embed *.csv
var files embed.FS

// tables are the names of the files, and the types of their columns in order.
var tables = []struct {
	name  string
	types []string
}{
	{"comorbidity_prefix", []string{"VARCHAR", "VARCHAR", "VARCHAR"}},
	{"comorbidity_condition", []string{"VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"}},
	{"comorbidity_hierarchy", []string{"VARCHAR", "VARCHAR", "VARCHAR"}},
	{"comorbidity_weight", []string{"VARCHAR", "VARCHAR", "VARCHAR", "BIGINT"}},
}

// DDL creates every table anew in the schema history, and the view of its name in main. Its
// text changes with the tables, so that a store of an older program gets the new ones.
func DDL() string {
	var statements []string
	for _, t := range tables {
		statements = append(statements,
			fmt.Sprintf("CREATE OR REPLACE TABLE history.%[1]s AS SELECT * FROM (VALUES %[2]s) AS t(%[3]s)", t.name, values(t.name, t.types), columns(t.name)),
			fmt.Sprintf("CREATE OR REPLACE VIEW main.%[1]s AS SELECT * FROM history.%[1]s", t.name))
	}
	return strings.Join(statements, ";\n")
}

func columns(name string) string { return strings.Join(lines(name)[0], ", ") }

// values writes the lines of a file as rows of SQL.
func values(name string, types []string) string {
	var rows []string
	for _, line := range lines(name)[1:] {
		cells := make([]string, len(line))
		for i, cell := range line {
			cells[i] = fmt.Sprintf("CAST('%s' AS %s)", strings.ReplaceAll(cell, "'", "''"), types[i])
		}
		rows = append(rows, "("+strings.Join(cells, ", ")+")")
	}
	return strings.Join(rows, ",\n")
}

// lines reads a file; the first line is that of the columns. A file that is no CSV is a
// mistake of whoever built the program.
func lines(name string) [][]string {
	f, err := files.Open(name + ".csv")
	if err != nil {
		panic(err)
	}
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(err)
	}
	return all
}
