//go:build duckdb_arrow

package duckdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/engine"
	"chartline/pipeline/engine/enginetest"
	"chartline/pipeline/fault"
)

var _ engine.Engine = (*DB)(nil)

// published writes a store with one table and gives its path.
func published(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.duckdb")
	connector, err := duckdb.NewConnector(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer connector.Close()
	conn, err := connector.Connect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, sql := range []string{
		"CREATE TABLE patient AS SELECT 'MRN-0815' AS patient_id, CAST(7 AS BIGINT) AS n", "CHECKPOINT",
	} {
		if err := execute(conn, sql); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func open(t *testing.T, path string, opts Options) *DB {
	t.Helper()
	db, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestFileKeepsThePromises(t *testing.T) { enginetest.Run(t, open(t, published(t), Options{})) }

func TestMemoryKeepsThePromises(t *testing.T) {
	db, err := OpenMemory(Options{Threads: 1, MemoryLimit: "500MB"}, "CREATE TABLE t (x BIGINT)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	enginetest.Run(t, db)
}

// answer is the first value of an answer, in Arrow's own text.
func answer(t *testing.T, db *DB, sql string) string {
	t.Helper()
	r, err := db.Query(context.Background(), sql)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if !r.Next() {
		t.Fatalf("%s: no rows: %v", sql, r.Err())
	}
	return strings.Clone(r.RecordBatch().Column(0).ValueStr(0))
}

func TestSettingsAreMade(t *testing.T) {
	db := open(t, published(t), Options{MemoryLimit: "1GiB", Threads: 1, TempDir: t.TempDir()})
	for name, want := range map[string]string{
		"memory_limit": "1.0 GiB", "threads": "1", "TimeZone": "UTC", "temp_file_encryption": "true",
		"enable_external_access": "false", "lock_configuration": "true", "access_mode": "READ_ONLY",
		"autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
	} {
		if got := answer(t, db, "SELECT CAST(current_setting('"+name+"') AS VARCHAR)"); !strings.EqualFold(got, want) {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestDoorsAreShut(t *testing.T) {
	db := open(t, published(t), Options{})
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"SELECT * FROM read_csv('" + secret + "')", "SELECT * FROM '" + secret + "'",
		"SELECT * FROM read_text('" + secret + "')", "SELECT * FROM glob('/*')",
		"COPY patient TO '" + secret + "'", "ATTACH '" + secret + "' AS other", "INSTALL httpfs",
		"SET enable_external_access = true", "SET memory_limit = '9GB'",
		"DELETE FROM patient", "DROP TABLE patient", "EXPORT DATABASE '" + t.TempDir() + "'",
		"SELECT 1 AS a; DROP TABLE patient",
	} {
		r, err := db.Query(context.Background(), sql)
		if err == nil {
			r.Release()
			t.Errorf("%s is let through", sql)
		} else if fault.KindOf(err) != fault.Query {
			t.Errorf("%s: kind %d, want %d: %v", sql, fault.KindOf(err), fault.Query, err)
		}
	}
	if got := answer(t, db, "SELECT n FROM patient"); got != "7" {
		t.Errorf("the store answers %s after that", got)
	}
}

func TestErrorsNameTheLineAndNoValue(t *testing.T) {
	db := open(t, published(t), Options{})
	for sql, want := range map[string]string{
		"SELECT n\nFROM patient\nWHERE nope = 1":                    "line 3",
		"SELECT CAST(patient_id AS BIGINT) FROM patient":            "cannot be converted",
		"SELECT error(patient_id) FROM patient":                     "does not take",
		"SELECT from_hex(patient_id) FROM patient":                  "does not take",
		"SELECT strptime(patient_id, '%Y') FROM patient":            "does not take",
		"SELECT CAST(patient_id AS DATE) FROM patient":              "cannot be converted",
		"SELECT 9223372036854775807 + n FROM patient":               "out of range",
		"SELECT CAST(patient_id AS STRUCT(a BIGINT)) FROM patient":  "cannot be converted",
		"SELECT n FROM patient WHERE patient_id = CAST('x' AS INT)": "",
	} {
		r, err := db.Query(context.Background(), sql)
		if err == nil {
			r.Release()
			t.Errorf("%s: no error", sql)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q does not say %q", sql, err, want)
		}
		if strings.Contains(err.Error(), "0815") {
			t.Errorf("%s: %q quotes a value", sql, err)
		}
	}
}

// TestErrorsPoint: the place is that of DuckDB, in characters, also behind long lines, of which
// DuckDB itself quotes a piece; what fails while it runs has one too, and no value.
func TestErrorsPoint(t *testing.T) {
	db := open(t, published(t), Options{})
	far := "SELECT " + strings.Repeat("n + ", 500) + "nope FROM patient"
	for sql, want := range map[string]fault.Place{
		"SELECT 1 +":                                           {Line: 1, Column: 11},
		"SELECT n\nFROM patient\nWHERE":                        {Line: 3, Column: 6},
		"SELECT n,\n\t'żółć' || nope FROM patient":             {Line: 2, Column: 12},
		"SELECT n\nFORM patient":                               {Line: 2, Column: 6},
		"SELECT n FROM nope":                                   {Line: 1, Column: 15},
		"SELECT nope(n) FROM patient":                          {Line: 1, Column: 8},
		"SELECT 'open":                                         {Line: 1, Column: 8},
		"SELECT n,\n  CAST(patient_id AS BIGINT) FROM patient": {Line: 2, Column: 3},
		"SELECT sum(n) FROM patient UNION SELECT 1, 2":         {},
		far: {Line: 1, Column: 8 + 2000},
		"SELECT n FROM patient WHERE patient_id = 'MRN-0815' AND nope": {Line: 1, Column: 57},
	} {
		for how, ask := range map[string]func(context.Context, string, ...any) (array.RecordReader, error){"query": db.Query, "stream": db.Stream} {
			r, err := ask(t.Context(), sql)
			if err == nil {
				for r.Next() {
				}
				err = r.Err()
				r.Release()
			}
			var f *fault.Error
			if !errors.As(err, &f) || f.At != want {
				t.Errorf("%s, %.60s: %v, want %v", how, sql, err, want)
			}
			if strings.Contains(fmt.Sprint(err), "0815") {
				t.Errorf("%s, %.60s: %q quotes a value", how, sql, err)
			}
		}
	}
}

// TestErrorsOfViewsPointNowhere: DuckDB points into the text of the view, and the same byte of the
// statement is innocent. The views are as long as the statements, so that there is such a byte.
func TestErrorsOfViewsPointNowhere(t *testing.T) {
	db, err := OpenMemory(Options{}, "CREATE TABLE ward (name VARCHAR, beds INTEGER, gone INTEGER)", "INSERT INTO ward VALUES ('North', 3, 4)",
		"CREATE VIEW torn AS SELECT name, gone FROM ward", "CREATE VIEW cast_of AS SELECT        name::DATE AS on_day FROM ward",
		"ALTER TABLE ward DROP COLUMN gone")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for sql, want := range map[string]fault.Place{
		"SELECT name || name AS twice, name FROM torn WHERE name > 'A'":        {},
		"SELECT name || name || name AS nope FROM ward WHERE name > nope.it":   {Line: 1, Column: 60},
		"SELECT count(*) AS many_days, max(on_day) AS last_day FROM cast_of":   {}, // a blank
		"SELECT count(*) AS n, max(on_day) AS last_day_of_it_all FROM cast_of": {}, // within a word
		"SELECT CAST(name AS DATE) FROM ward WHERE name IS NOT NULL":           {Line: 1, Column: 8},
		"SELECT beds, name\n::DATE FROM ward WHERE beds = ? AND name > 'A'":    {Line: 2, Column: 1},
		"SELECT beds, ? AS three FROM ward WHERE\tname = 1 OR name IS NULL":    {Line: 1, Column: 41},
	} {
		var args []any
		if strings.Contains(sql, "?") {
			args = []any{int64(3)}
		}
		r, err := db.Query(t.Context(), sql, args...)
		if err == nil {
			r.Release()
		}
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Query || f.At != want {
			t.Errorf("%s: %v, want %v", sql, err, want)
		}
	}
}

// TestErrorsNameWhatThereIs: DuckDB's hint stands in the message, in its one line.
func TestErrorsNameWhatThereIs(t *testing.T) {
	db := open(t, published(t), Options{})
	for sql, want := range map[string]string{
		"SELECT patientid FROM patient":       `Candidate bindings: "patient_id"`,
		"SELECT n FROM patiennt":              `Did you mean "patient"?`,
		"SELECT patients.n FROM patient":      `Candidate tables: "patient"`,
		"SELECT patient.nn FROM patient":      `Candidate bindings: "`,
		"SELECT pow(patient_id) FROM patient": "",
	} {
		_, err := db.Query(t.Context(), sql)
		if text := fmt.Sprint(err); !strings.Contains(text, want) || strings.Contains(text, "\n") || strings.Contains(text, ": : ") {
			t.Errorf("%s: %s, want %s", sql, text, want)
		}
	}
}

func TestOpenFailures(t *testing.T) {
	notStore := filepath.Join(t.TempDir(), "notes.duckdb")
	if err := os.WriteFile(notStore, []byte(strings.Repeat("no store ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	good := published(t)
	for name, c := range map[string]struct {
		path string
		opts Options
		want fault.Kind
	}{
		"missing":          {filepath.Join(t.TempDir(), "none.duckdb"), Options{}, fault.Unavailable},
		"not a store":      {notStore, Options{}, fault.Unavailable},
		"path with a mark": {good + "?access_mode=read_write", Options{}, fault.Config},
		"memory limit":     {good, Options{MemoryLimit: "lots"}, fault.Config},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := Open(c.path, c.opts)
			if err == nil {
				db.Close()
				t.Fatal("no error")
			}
			if got := fault.KindOf(err); got != c.want {
				t.Errorf("kind %d, want %d: %v", got, c.want, err)
			}
		})
	}
}

// TestWriterLocksTheStore opens the store in another process for writing, which is
// what DuckDB's lock is between.
func TestWriterLocksTheStore(t *testing.T) {
	if path := os.Getenv("CHARTLINE_TEST_WRITER"); path != "" {
		connector, err := duckdb.NewConnector(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer connector.Close()
		os.Stdout.WriteString("locked\n")
		_, _ = os.Stdin.Read(make([]byte, 1)) // until the parent closes it
		return
	}
	path := published(t)
	writer := exec.Command(os.Args[0], "-test.run=^TestWriterLocksTheStore$")
	writer.Env = append(os.Environ(), "CHARTLINE_TEST_WRITER="+path)
	stdin, err := writer.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	defer writer.Wait()
	defer stdin.Close()
	if _, err := stdout.Read(make([]byte, 7)); err != nil {
		t.Fatal(err)
	}
	db, err := Open(path, Options{})
	if err == nil {
		db.Close()
		t.Fatal("opened while another process writes")
	}
	if got := fault.KindOf(err); got != fault.Unavailable {
		t.Errorf("kind %d, want %d: %v", got, fault.Unavailable, err)
	}
}

// sorts does not fit in 50 MB.
const sorts = `SELECT count(*) FROM (SELECT a.i AS i, md5(CAST(a.i AS VARCHAR)) AS m
	FROM generate_series(1, 2000000) AS a(i) ORDER BY m, i LIMIT 1500000)`

func TestNeverSpillsInTheClear(t *testing.T) {
	spill := t.TempDir()
	db := open(t, published(t), Options{MemoryLimit: "50MB", Threads: 1, TempDir: spill})
	_, err := db.Query(context.Background(), sorts)
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "spill") {
		t.Errorf("got %v", err)
	}
	left, _ := os.ReadDir(spill)
	for _, f := range left {
		if info, err := f.Info(); err == nil && info.Size() > 0 {
			t.Errorf("%d bytes were spilled", info.Size())
		}
	}
}
