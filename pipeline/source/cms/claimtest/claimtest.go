// Package claimtest is what the tests of the readers of claims have in common.
package claimtest

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// Shared finds a folder of real records beside the project, and skips the test where it
// is absent.
func Shared(t *testing.T, folder string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(filepath.Dir(dir), "shared", "data", filepath.FromSlash(folder))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no ../shared/data/%s", folder)
	}
	return path
}

// File writes a file of its own, and gives the input that it is.
func File(t testing.TB, name, content string) source.Input {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return source.Input{Path: path, Spec: source.Spec{Name: "medicare", Path: path}}
}

// Read reads inputs one after the other into one collector.
func Read(t testing.TB, src source.Source, inputs ...source.Input) *sourcetest.Collector {
	t.Helper()
	var got sourcetest.Collector
	for _, in := range inputs {
		if err := src.Read(t.Context(), in, &got); err != nil {
			t.Fatal(err)
		}
	}
	return &got
}

// Winning are the rows that stand once all have arrived, a line of text for each, by
// table: of those with one key the one that was stated last, by content where two were
// stated at once, the one that was read last where neither was; then less those that are
// older than a list of their encounter. It is written from the contract of source.Sink
// and shares nothing with the store.
func Winning(c *sourcetest.Collector) map[string][]string {
	winners := map[string]map[string]sourcetest.Row{}
	for table, rows := range c.Rows {
		winners[table] = map[string]sourcetest.Row{}
		for _, row := range rows {
			key := keyOf(table, row)
			if held, ok := winners[table][key]; !ok || overtakes(row, held) {
				winners[table][key] = row
			}
		}
	}
	result := map[string][]string{}
	for table, rows := range winners {
		for _, row := range rows {
			if !isRetired(table, row, winners["code_list"]) {
				result[table] = append(result[table], fmt.Sprint(row))
			}
		}
		sort.Strings(result[table])
	}
	return result
}

func keyOf(table string, row sourcetest.Row) string {
	var key []string
	for _, c := range schema.Must(table).Keys() {
		key = append(key, row[c.Name])
	}
	return strings.Join(key, "\x00")
}

func overtakes(row, held sourcetest.Row) bool {
	a, known := stated(row)
	b, heldKnown := stated(held)
	switch {
	case known != heldKnown:
		return known
	case !known:
		return true
	case a != b:
		return a > b
	default:
		return fmt.Sprint(row) > fmt.Sprint(held)
	}
}

func stated(row sourcetest.Row) (micros int64, known bool) {
	micros, err := strconv.ParseInt(row[source.Stated], 10, 64)
	return micros, err == nil
}

func isRetired(table string, row sourcetest.Row, lists map[string]sourcetest.Row) bool {
	of, known := stated(row)
	for _, l := range lists {
		if l["list"] == table && l["encounter_id"] == row["encounter_id"] {
			at, _ := stated(l)
			return known && of < at
		}
	}
	return false
}

// Discard is a sink that counts rows.
type Discard struct{ Rows int64 }

// Batch counts the rows of a batch.
func (d *Discard) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	d.Rows += rec.NumRows()
	return nil
}

// File does nothing.
func (*Discard) File(*schema.Table, source.File) error { return nil }

// Reject does nothing.
func (*Discard) Reject(source.Reject) error { return nil }

// Skip does nothing.
func (*Discard) Skip(string, int64) error { return nil }

// Mark does nothing.
func (*Discard) Mark(string) error { return nil }

// Check holds what must be true of any file that was read twice: its errors are for the
// reader of a message, its rejects say what they are of and why, the rows have what the
// tables ask for, no more of them than the text can hold, and both times the same.
func Check(t *testing.T, content string, err error, first, second *sourcetest.Collector) {
	t.Helper()
	if err != nil {
		if kind := fault.KindOf(err); kind != fault.Input {
			t.Fatalf("error %v of kind %d, want an input error", err, kind)
		}
		return
	}
	for _, r := range first.Rejects {
		if r.Table == nil || r.Reason == "" || r.Record < 1 || len(r.Raw) > 64<<10 {
			t.Fatalf("reject of record %d: %v %q, %d bytes", r.Record, r.Table, r.Reason, len(r.Raw))
		}
	}
	total := 0
	for table, rows := range first.Rows {
		total += len(rows)
		for _, c := range schema.Must(table).Columns {
			for _, row := range rows {
				if c.Required && row[c.Name] == "" {
					t.Fatalf("a row of %s has no %s", table, c.Name)
				}
			}
		}
	}
	if total > 8*len(content) {
		t.Fatalf("%d rows of %d bytes", total, len(content))
	}
	if fmt.Sprint(first.Rows, first.Rejects, first.Skipped) != fmt.Sprint(second.Rows, second.Rejects, second.Skipped) {
		t.Fatal("read twice, it is not the same")
	}
}
