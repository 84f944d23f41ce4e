package sqldb_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/servertest"
	"chartline/pipeline/source/database/sqldb"
)

// running counts the statements of ours that a server is at, but for the one that asks.
var running = map[string]string{
	"postgres": "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'chartline' AND state = 'active' AND pid <> pg_backend_pid()",
	"mariadb":  "SELECT count(*) FROM information_schema.processlist WHERE command IN ('Query', 'Execute') AND id <> CONNECTION_ID()",
}

// waitIdle waits until the server is at none of our statements.
func waitIdle(t *testing.T, s *servertest.Server, name string) {
	t.Helper()
	for range 1200 {
		if n := all(t, open(t, s.Address), running[name]); n[0] == "int64 0" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the server still works on a statement that nobody waits for")
}

func TestCancelStopsTheServer(t *testing.T) {
	for _, e := range engines {
		for _, query := range []string{e.slow, e.more} {
			t.Run(e.name+": "+query, func(t *testing.T) {
				s := e.shared(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.AfterFunc(300*time.Millisecond, cancel)
				began := time.Now()
				err := attempt(ctx, s.Address, query, sqldb.Options{})
				expect(t, err, fault.Interrupted, "stopped")
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%v does not wrap that it was cancelled", err)
				}
				if took := time.Since(began); took > 30*time.Second {
					t.Errorf("it took %v", took)
				}
				waitIdle(t, s, e.name)
			})
		}
	}
}

func TestGivingUpStopsTheServer(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			rows, err := open(t, s.Address).Select(t.Context(), e.more)
			if err != nil {
				t.Fatal(err)
			}
			if !rows.Next() {
				t.Fatal(rows.Err())
			}
			began := time.Now()
			rows.Close()
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("it took %v to close", took)
			}
			if rows.Next() {
				t.Error("there are rows after the end")
			}
			waitIdle(t, s, e.name)
		})
	}
}

func TestTimeout(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			began := time.Now()
			err := attempt(t.Context(), s.Address, e.slow, sqldb.Options{Timeout: time.Second})
			expect(t, err, fault.Unavailable, "")
			if took := time.Since(began); took < time.Second || took > 30*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestNothingIsLeftRunning counts goroutines after connections that ended in every way.
func TestNothingIsLeftRunning(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			before := runtime.NumGoroutine()
			for i := range 10 {
				ctx, cancel := context.WithCancel(t.Context())
				db, err := sqldb.Open(ctx, s.Address, sqldb.Options{})
				if err != nil {
					t.Fatal(err)
				}
				rows, err := db.Select(ctx, e.more)
				if err != nil {
					t.Fatal(err)
				}
				for n := 0; n < 100*i && rows.Next(); n++ {
				}
				if i%2 == 0 {
					cancel()
				}
				rows.Close()
				db.Close()
				cancel()
			}
			for range 1200 {
				if runtime.NumGoroutine() <= before {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		})
	}
}
