package contain

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/pipeline/contain/sandbox"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract/sealed"
	"chartline/pipeline/fault"
)

// Keys of a study, and of another one.
const (
	folderKey = "c2VjcmV0LXN0dWR5LWtleS1vZi0zMi1ieXRlcy1sb24="
	otherKey  = "b3RoZXItc3R1ZHkta2V5LW9mLTMyLWJ5dGVzLWxvbmc="
)

// extracted writes the tables of published as the folder of an extract, encrypted where there
// is a key.
func extracted(t testing.TB, key string) string {
	t.Helper()
	published(t) // skips in a build without DuckDB
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "about"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"README.md": poison, "about/dictionary.csv": "a\n1\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	series := make([]int64, 300_000)
	for i := range series {
		series[i] = int64(i)
	}
	addParquet(t, filepath.Join(folder, "patient-01.parquet"), key, poison, 7)
	addParquet(t, filepath.Join(folder, "series-01.parquet"), key, "", series[:100_000]...)
	addParquet(t, filepath.Join(folder, "series-02.parquet"), key, "", series[100_000:]...)
	return folder
}

// addParquet writes a file of numbers, each beside the same text.
func addParquet(t testing.TB, path, key, text string, numbers ...int64) {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "patient_id", Type: arrow.BinaryTypes.String}, {Name: "n", Type: arrow.PrimitiveTypes.Int64},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for range numbers {
		b.Field(0).(*array.StringBuilder).Append(text)
	}
	b.Field(1).(*array.Int64Builder).AppendValues(numbers, nil)
	rows, err := array.NewRecordReader(schema, []arrow.RecordBatch{b.NewRecordBatch()})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	if key != "" {
		err = sealed.Parquet(path, rows, key, int64(len(numbers)), nil)
	} else {
		err = plainParquet(path, rows)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func plainParquet(path string, rows array.RecordReader) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w, err := pqarrow.NewFileWriter(rows.Schema(), f, parquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := w.Write(rows.RecordBatch()); err != nil {
			return err
		}
	}
	return w.Close()
}

// TestFolderAnswers: a folder answers as a store does, by conditions, joins and plans too, and
// its tables and columns are listed.
func TestFolderAnswers(t *testing.T) {
	for name, key := range map[string]string{"plain": "", "encrypted": folderKey} {
		t.Run(name, func(t *testing.T) {
			opts := small
			opts.Key = key
			e := open(t, extracted(t, key), opts, Limits{})
			for sql, want := range map[string]string{
				"SELECT count(*) FROM series":                                                                             "300000",
				"SELECT count(*) FROM series WHERE n >= 99999 AND n < 100002":                                             "3",
				"SELECT count(*) FROM series a JOIN series b ON a.n = b.n + 1 WHERE a.n < 8":                              "7",
				"SELECT n FROM main.patient WHERE patient_id = '" + poison + "'":                                          "7",
				"SELECT a FROM about.dictionary":                                                                          "1",
				"SELECT string_agg(column_name, ' ') FROM duckdb_columns() WHERE table_name = 'patient' AND NOT internal": "patient_id n",
				"SELECT count(*) FROM duckdb_views() WHERE NOT internal":                                                  "3",
			} {
				if _, last, err := whole(e, sql); err != nil || last != want {
					t.Errorf("%s: %s, %v, want %s", sql, last, err, want)
				}
			}
			if rows, _, err := whole(e, "EXPLAIN SELECT * FROM series WHERE n > 3"); err != nil || rows == 0 {
				t.Errorf("no plan: %v", err)
			}
		})
	}
}

// TestFolderOfManyFiles asks a table of more files than a process may hold open.
func TestFolderOfManyFiles(t *testing.T) {
	folder := extracted(t, "")
	for i := range 2 * sandbox.OpenFiles {
		addParquet(t, filepath.Join(folder, fmt.Sprintf("many-%02d.parquet", i+1)), "", "", int64(i))
	}
	e := open(t, folder, small, Limits{})
	if _, last, err := whole(e, "SELECT count(DISTINCT a.n) FROM many a JOIN many b ON a.n = b.n"); err != nil || last != fmt.Sprint(2*sandbox.OpenFiles) {
		t.Errorf("%s, %v", last, err)
	}
}

// TestFolderKeyIsNotTold: neither a statement nor an error tells the key.
func TestFolderKeyIsNotTold(t *testing.T) {
	folder := extracted(t, folderKey)
	e := open(t, folder, duckdb.Options{Key: folderKey}, Limits{})
	for _, where := range []string{"duckdb_databases()", "duckdb_settings()", "duckdb_views()", "duckdb_tables()", "duckdb_variables()", "duckdb_prepared_statements()"} {
		rows, _, err := whole(e, "SELECT x FROM "+where+" AS x WHERE CAST(x AS VARCHAR) LIKE '%"+folderKey[:12]+"%'")
		if err != nil || rows > 0 {
			t.Errorf("%s: tells the key in %d rows, %v", where, rows, err)
		}
	}
	for name, c := range map[string]struct{ folder, key, says string }{
		"another key":           {folder, otherKey, "cannot be opened with this key"},
		"what is no key":        {folder, folderKey[1:], "cannot be opened with this key"},
		"no key":                {folder, "", "is encrypted"},
		"a key of a plain one":  {extracted(t, ""), folderKey, "is not encrypted"},
		"a folder of no tables": {t.TempDir(), "", "not an extract"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong, err := Open(context.Background(), c.folder, duckdb.Options{Key: c.key}, Limits{})
			if err == nil {
				_ = wrong.Close()
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), folderKey[1:12]) {
				t.Errorf("kind %d: %v", fault.KindOf(err), err)
			}
		})
	}
}

// TestFolderLeadsNowhereElse: what lies in a folder can be hostile itself.
func TestFolderLeadsNowhereElse(t *testing.T) {
	folder, elsewhere := extracted(t, ""), filepath.Join(t.TempDir(), "elsewhere.parquet")
	addParquet(t, elsewhere, "", poison, 1)
	for _, name := range []string{"linked-01.parquet", "about/linked.parquet"} {
		if err := os.Symlink(elsewhere, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"x y-01.parquet", `x"; DROP VIEW patient; ---01.parquet`, "Other-01.parquet", "other.parquet"} {
		addParquet(t, filepath.Join(folder, name), "", poison, 1)
	}
	e := open(t, folder, small, Limits{})
	if _, last, err := whole(e, "SELECT count(*) FROM duckdb_views() WHERE NOT internal"); err != nil || last != "3" {
		t.Errorf("%s views, %v", last, err)
	}
	// What is put in the place of a file after it was opened is not read.
	file := filepath.Join(folder, "patient-01.parquet")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, file); err != nil {
		t.Fatal(err)
	}
	if rows, _, err := whole(e, "SELECT * FROM patient"); err == nil && e.Weak() == "" {
		t.Errorf("%d rows of another file are read", rows)
	}
}
