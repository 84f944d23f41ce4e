package contain

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // to write a store

	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/engine/enginetest"
	"chartline/pipeline/fault"
)

var _ engine.Engine = (*Engine)(nil)

// tasks are what this test binary does when it is run again, by their first argument.
var tasks = map[string]func(args []string) error{
	Command: func([]string) error { return Serve(os.Stdin, os.Stdout) },
}

func TestMain(m *testing.M) {
	if len(os.Args) < 2 || tasks[os.Args[1]] == nil {
		os.Exit(m.Run())
	}
	if err := tasks[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// poison is a value of a record: it must stand in no message.
const poison = "POISON-4711"

// published writes a store with a table of patients and gives its path.
func published(t testing.TB) string {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	path := filepath.Join(t.TempDir(), "store.duckdb")
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"CREATE TABLE patient AS SELECT '" + poison + "' AS patient_id, CAST(7 AS BIGINT) AS n",
		"CREATE TABLE series AS SELECT range AS n FROM range(300000)", "CHECKPOINT",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// small leaves a statement little room, so that the tests of limits are quick.
var small = duckdb.Options{MemoryLimit: "256MB", Threads: 2}

func open(t testing.TB, path string, opts duckdb.Options, limits Limits) *Engine {
	t.Helper()
	e, err := Open(context.Background(), path, opts, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// whole reads an answer and gives its rows and its last value.
func whole(e *Engine, sql string, args ...any) (rows int64, last string, err error) {
	r, err := e.Query(context.Background(), sql, args...)
	if err != nil {
		return 0, "", err
	}
	defer r.Release()
	for r.Next() {
		batch := r.RecordBatch()
		rows += batch.NumRows()
		if batch.NumRows() > 0 {
			last = batch.Column(0).ValueStr(int(batch.NumRows()) - 1)
		}
	}
	return rows, last, r.Err()
}

func TestKeepsThePromises(t *testing.T) {
	enginetest.Run(t, open(t, published(t), duckdb.Options{}, Limits{}))
}

func TestOneChildServesASession(t *testing.T) {
	e := open(t, published(t), small, Limits{})
	var ids []int
	for i := range 5 {
		rows, last, err := whole(e, "SELECT n FROM series WHERE n < ? ORDER BY n", int64(1000*i+1))
		if want := fmt.Sprint(1000 * i); err != nil || rows != int64(1000*i+1) || last != want {
			t.Fatalf("%d rows, the last %s, %v", rows, last, err)
		}
		if _, _, err := whole(e, "SELECT no_such_column FROM series"); fault.KindOf(err) != fault.Query {
			t.Fatalf("%v", err)
		}
		ids = append(ids, e.idle[0].process.Pid)
	}
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("children %v, want one", ids)
		}
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	e := open(t, published(t), small, Limits{})
	pid := e.idle[0].process.Pid
	r, err := e.Query(context.Background(), "SELECT * FROM series")
	if err != nil {
		t.Fatal(err)
	}
	r.Release() // before its end
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil {
		t.Error("the child is still there")
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestOpenFailures(t *testing.T) {
	notStore := filepath.Join(t.TempDir(), "notes.duckdb")
	if err := os.WriteFile(notStore, make([]byte, 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	good := published(t)
	for name, c := range map[string]struct {
		path string
		opts duckdb.Options
		want fault.Kind
	}{
		"missing":      {filepath.Join(t.TempDir(), "none.duckdb"), small, fault.Unavailable},
		"not a store":  {notStore, small, fault.Unavailable},
		"memory limit": {good, duckdb.Options{MemoryLimit: "lots"}, fault.Config},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := Open(context.Background(), c.path, c.opts, Limits{})
			if err == nil {
				_ = e.Close()
				t.Fatal("no error")
			}
			if fault.KindOf(err) != c.want {
				t.Errorf("%v is of kind %d, want %d", err, fault.KindOf(err), c.want)
			}
		})
	}
}

func TestStops(t *testing.T) {
	const forever = "SELECT count(*) AS n FROM series a, series b, series c WHERE (a.n * b.n + c.n) % 7 = 3"
	path := published(t)
	ask := func(t *testing.T, e *Engine, ctx context.Context, want fault.Kind) {
		t.Helper()
		began := time.Now()
		r, err := e.Query(ctx, forever)
		if err == nil {
			r.Release()
			t.Fatal("it answered")
		}
		if fault.KindOf(err) != want {
			t.Errorf("%v is of kind %d, want %d", err, fault.KindOf(err), want)
		}
		if took := time.Since(began); took > time.Minute { // it would take hours
			t.Errorf("it took %s to stop", took)
		}
		if _, last, err := whole(e, "SELECT n FROM patient"); err != nil || last != "7" {
			t.Errorf("the next statement answers %q, %v", last, err)
		}
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(300*time.Millisecond, cancel)
		ask(t, open(t, path, small, Limits{}), ctx, fault.Interrupted)
	})
	t.Run("the caller's deadline", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		ask(t, open(t, path, small, Limits{}), ctx, fault.Unavailable)
	})
	t.Run("time", func(t *testing.T) {
		ask(t, open(t, path, small, Limits{Time: time.Second}), context.Background(), fault.Unavailable)
	})
	t.Run("processor time", func(t *testing.T) {
		ask(t, open(t, path, small, Limits{CPU: time.Second}), context.Background(), fault.Unavailable)
	})
}
