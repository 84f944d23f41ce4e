package sample_test

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/schema"
)

// The reader of these tests shares nothing with the writer but the schema: it reads the
// files of a folder in order of name and says what stands.

// row is one record by column.
type row map[string]string

// table is what stands of a table, in the order in which keys first came.
type table struct {
	rows                        []row
	read, duplicate, superseded int64
	quarantined                 map[string]int64
	index                       map[string]int
}

// group is everything in a folder.
type group struct {
	tables map[string]*table
	files  map[string]int64
}

func readGroup(t *testing.T, dir string) *group {
	t.Helper()
	g := &group{tables: map[string]*table{}, files: map[string]int64{}}
	for _, each := range schema.Tables {
		g.tables[each.Name] = &table{quarantined: map[string]int64{}, index: map[string]int{}}
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.csv*"))
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(names)
	for _, name := range names {
		base := filepath.Base(name)
		g.readFile(t, name, base, base[:strings.IndexAny(base, ".-")])
	}
	return g
}

func (g *group) readFile(t *testing.T, path, base, name string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	all, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", base, err)
	}
	s := schema.Must(name)
	columns := make([]schema.Column, len(all[0]))
	for i, header := range all[0] {
		c, ok := s.Column(header)
		if !ok {
			t.Fatalf("%s: %q is no column of the table", base, header)
		}
		columns[i] = c
	}
	for _, values := range all[1:] {
		g.files[base]++
		g.tables[name].take(name, columns, values)
	}
}

// take applies the rules of loading to one record.
func (tb *table) take(name string, columns []schema.Column, values []string) {
	tb.read++
	r := row{}
	var key []string
	for i, column := range columns {
		value := values[i]
		if column.Code {
			value = strings.ReplaceAll(value, ".", "")
		}
		if reason := flaw(column, value); reason != "" {
			tb.quarantined[reason]++
			return
		}
		r[column.Name] = value
		if column.Key {
			key = append(key, value)
		}
	}
	if name == "encounter" && r["discharged_at"] != "" &&
		(r["discharged_at"] < r["admitted_at"] || r["discharged_on"] < r["admitted_on"]) {
		tb.quarantined["impossible"]++
		return
	}
	tb.keep(strings.Join(key, "\x00"), r)
}

func (tb *table) keep(key string, r row) {
	i, seen := tb.index[key]
	switch {
	case !seen:
		tb.index[key] = len(tb.rows)
		tb.rows = append(tb.rows, r)
	case equal(tb.rows[i], r):
		tb.duplicate++
	default:
		tb.superseded++
		tb.rows[i] = r
	}
}

func equal(a, b row) bool {
	for column, value := range a {
		if b[column] != value {
			return false
		}
	}
	return true
}

// flaw is the reason for which a value keeps its record out; empty for none.
func flaw(c schema.Column, value string) string {
	if value == "" {
		if c.Required {
			return "missing_value"
		}
		return ""
	}
	if !ofKind(c.Kind, value) {
		return "wrong_type"
	}
	if len(c.Values) == 0 {
		return ""
	}
	for _, listed := range c.Values {
		if listed == value {
			return ""
		}
	}
	return "unlisted_value"
}

func ofKind(kind schema.Kind, value string) bool {
	var err error
	switch kind {
	case schema.Integer:
		_, err = strconv.ParseInt(value, 10, 64)
	case schema.Money, schema.Weight, schema.Hours:
		_, err = strconv.ParseFloat(value, 64)
	case schema.Boolean:
		_, err = strconv.ParseBool(value)
	case schema.Date:
		_, err = time.Parse(time.DateOnly, value)
	case schema.Instant:
		_, err = time.Parse("2006-01-02T15:04:05Z", value)
	}
	return err == nil
}

// by maps the rows of a table by the value of a column.
func (g *group) by(name, column string) map[string][]row {
	m := map[string][]row{}
	for _, r := range g.tables[name].rows {
		m[r[column]] = append(m[r[column]], r)
	}
	return m
}

// cents reads an amount of money.
func cents(t *testing.T, value string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.Replace(value, ".", "", 1), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// daysBetween is the number of calendar days from one date to another.
func daysBetween(t *testing.T, from, to string) int64 {
	t.Helper()
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		t.Fatal(err)
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		t.Fatal(err)
	}
	return int64(b.Sub(a) / (24 * time.Hour))
}
