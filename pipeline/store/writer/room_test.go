package writer

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// open opens a new file with 512 MB.
func open(t *testing.T) *Writer {
	t.Helper()
	w, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.duckdb"), Options{Memory: "512MB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// TestSavesAndSpends follows DuckDB's limit, also where little was too little.
func TestSavesAndSpends(t *testing.T) {
	w := open(t)
	if err := w.Exec(t.Context(), "SET GLOBAL threads = 2"); err != nil {
		t.Fatal(err)
	}
	if err := w.measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	limited := func(want int64) {
		t.Helper()
		var mb int64
		err := w.Scan(t.Context(), "SELECT CAST(round(parse_formatted_bytes(current_setting('memory_limit')) / 1048576) AS BIGINT)", nil, &mb)
		if err != nil || mb != want {
			t.Errorf("limit %d MB %v, want %d", mb, err, want)
		}
	}
	save := func() {
		t.Helper()
		if err := w.Save(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	limited(488) // 512 MB
	save()
	limited(160)
	if err := w.Spend(t.Context()); err != nil {
		t.Fatal(err)
	}
	limited(488)
	if w.Widen(w.Err(errors.New("IO Error: No space left on device"))) || w.Widen(nil) {
		t.Error("memory is given for what is no want of it")
	}
	for _, text := range []string{"Out of Memory Error: could not allocate block", "Invalid Configuration Error: a read-only crypto module is loaded"} {
		w.wide = false
		if err := w.Err(errors.New(text)); !w.Widen(err) || w.Widen(err) {
			t.Errorf("%s: want one more try, and no third", text)
		}
	}
	save()
	limited(488)
}

// TestTriesAgainWithMore has work fail for want of memory, and something else.
func TestTriesAgainWithMore(t *testing.T) {
	w := open(t)
	var tries []bool
	fails := func(err error) error {
		return w.Sparingly(context.Background(), func() error {
			tries = append(tries, w.wide)
			if w.wide {
				return nil
			}
			return err
		})
	}
	if err := fails(errors.New("other")); err == nil || w.wide {
		t.Errorf("error %v, want that of the work", err)
	}
	if err := fails(w.Err(errors.New("Out of Memory Error: could not allocate"))); err != nil {
		t.Error(err)
	}
	if fmt.Sprint(tries) != "[false false true]" {
		t.Errorf("tries with all memory %v, want one without, one without, one with", tries)
	}
}

// TestSparinglyBesideWhatIsHeld holds more in memory than a load is given, so that DuckDB refuses
// to be given no more than that: the work is done with all memory.
func TestSparinglyBesideWhatIsHeld(t *testing.T) {
	w := open(t)
	if err := w.Exec(t.Context(), "CREATE TEMP TABLE held AS SELECT repeat('x', 1000) || range AS text FROM range(350_000)"); err != nil {
		t.Fatal(err)
	}
	if err := w.Save(t.Context()); !lacksMemory(err) {
		t.Fatalf("less is given than is held: %v", err)
	}
	done := 0
	err := w.Sparingly(t.Context(), func() error { done++; return nil })
	if err != nil || done != 1 || !w.wide {
		t.Errorf("done %d times, wide %t, error %v", done, w.wide, err)
	}
}

// TestCheckpointsHaveAllMemory follows DuckDB's limit: a load's is not enough for a checkpoint that
// would have to spill, and the load has its own again afterwards.
func TestCheckpointsHaveAllMemory(t *testing.T) {
	w := open(t)
	for _, sql := range []string{"CREATE TABLE kept AS FROM range(10)", "CREATE TEMP TABLE held AS SELECT repeat('x', 1000) || range AS text FROM range(350_000)"} {
		if err := w.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Checkpoint(t.Context()); !lacksMemory(err) {
		t.Errorf("less is given than is held: %v", err)
	}
	if err := w.Exec(t.Context(), "DROP TABLE held"); err != nil {
		t.Fatal("the database is closed: ", err)
	}
	if err := w.Checkpoint(t.Context()); err != nil {
		t.Error(err)
	}
	var limit string
	if err := w.Scan(t.Context(), "SELECT parse_formatted_bytes(current_setting('memory_limit')) // 1024 || 'KiB'", nil, &limit); err != nil || limit != w.loadMemory {
		t.Errorf("afterwards the limit is %s, want %s: %v", limit, w.loadMemory, err)
	}
}
