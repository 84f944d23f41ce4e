// Package scan says how an extract lies in a folder of Parquet files, and with which SQL
// DuckDB reads them: who writes such a folder and who opens one agree on it here.
package scan

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// KeyName is the name under which DuckDB is given the key of an extract.
const KeyName = "study"

// The schemas of an extract, and the folder of the second one.
const (
	Main  = "main"
	About = "about"
)

// Table is a table of a folder with its files, all of them Parquet or one of CSV.
type Table struct {
	Schema, Name string
	Files        []string
}

// Part is the name of a file of a table; numbers begin with 1.
func Part(table string, number int) string { return fmt.Sprintf("%s-%02d.parquet", table, number) }

// Pattern matches the names of all files of a table.
func Pattern(table string) string { return table + "-*.parquet" }

var (
	partName  = regexp.MustCompile(`^([a-z][a-z0-9_]*)-[0-9]{2,}\.parquet$`)
	aboutName = regexp.MustCompile(`^([a-z][a-z0-9_]*)\.(?:csv|parquet)$`)
)

// clear is what is told in the clear beside encrypted files: what columns are. A stamp in the
// clear could be anybody's.
const clear = "dictionary.csv"

// Tables finds the tables of a folder. Links and files of other names are none.
func Tables(folder string, sealed bool) ([]Table, error) {
	files, err := find(folder, partName)
	if err != nil {
		return nil, err
	}
	var tables []Table
	for _, f := range files {
		if n := len(tables); n > 0 && tables[n-1].Name == f.table {
			tables[n-1].Files = append(tables[n-1].Files, f.path)
			continue
		}
		tables = append(tables, Table{Main, f.table, []string{f.path}})
	}
	told, err := find(filepath.Join(folder, About), aboutName)
	if err != nil {
		return nil, err
	}
	for _, f := range told {
		if sealed && isCSV(f.path) && filepath.Base(f.path) != clear {
			continue
		}
		tables = append(tables, Table{About, f.table, []string{f.path}})
	}
	return tables, nil
}

// found is a file of a table.
type found struct{ table, path string }

// find lists the files of a folder whose names match, by their names. A folder that is not
// there has none.
func find(folder string, name *regexp.Regexp) (files []found, err error) {
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return nil, nil
	}
	for _, e := range entries {
		if match := name.FindStringSubmatch(e.Name()); match != nil && e.Type()&fs.ModeType == 0 {
			files = append(files, found{match[1], filepath.Join(folder, e.Name())})
		}
	}
	return files, err
}

// SQL is a SELECT of the whole table.
func (t Table) SQL(sealed bool) string {
	if isCSV(t.Files[0]) {
		return "(FROM read_csv(" + quote(t.Files[0]) + ", header = true, all_varchar = true))"
	}
	return Parquet(sealed, t.Files...)
}

func isCSV(file string) bool { return strings.HasSuffix(file, ".csv") }

// Parquet is a SELECT of Parquet files, which may be patterns. DuckDB 1.5.4 cannot decrypt a
// column by which it filters while it scans, be it by a condition or for a join, and takes the
// key for a wrong one. It keeps conditions above columns that are worked out by what may be
// different each time, as the number of a query may. That costs nothing: a chunk of a column is
// handed on as it is.
func Parquet(sealed bool, files ...string) string {
	quoted := make([]string, len(files))
	for i, f := range files {
		quoted[i] = quote(f)
	}
	list := "[" + strings.Join(quoted, ", ") + "]"
	if !sealed {
		return "(FROM read_parquet(" + list + "))"
	}
	return "(SELECT CASE WHEN current_query_id() >= 0 THEN COLUMNS(*) END FROM read_parquet(" + list +
		", encryption_config = {footer_key: " + quote(KeyName) + "}))"
}

// quote writes an SQL text literal.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
