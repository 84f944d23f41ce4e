package queries_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chartline/pipeline/check"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/store"
	"chartline/pipeline/store/ledger"
)

// sampleParams are what the sample is asked for: its whole period, as of its instant.
var sampleParams = map[string]string{
	"from_date": "2024-10-01", "to_date": "2026-10-01",
	"as_of_on": "2026-10-01", "as_of": "2026-10-01T06:00:00Z",
	"patient": "P00000128", // has two visits, of which one was coded again
}

// sample loads sample-data as a run does, edits and all, and opens what that publishes.
func sample(t testing.TB) *duckdb.DB {
	t.Helper()
	return pulled(t, codingcsv.Source{}, filepath.Join("..", "sample-data"), &loaded.sample)
}

// loaded are the copies for readers, by their source: what they hold does not change, so that
// every test opens the same. They lie in a folder that TestMain removes.
var loaded = struct{ folder, sample, mimic string }{}

// TestMain makes a folder for what all tests read.
func TestMain(m *testing.M) {
	var err error
	if loaded.folder, err = os.MkdirTemp("", "chartline-queries-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(loaded.folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// pulled opens all that a source finds in a folder, which the first test loads: its copy for
// readers is at path.
func pulled(t testing.TB, from source.Source, folder string, path *string) *duckdb.DB {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	if *path == "" {
		made, err := pull(t.Context(), from, folder, filepath.Join(loaded.folder, from.Name()+".duckdb"))
		if err != nil {
			t.Fatal(err)
		}
		*path = made
	}
	db, err := duckdb.Open(*path, duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func pull(ctx context.Context, from source.Source, folder, path string) (published string, err error) {
	asOf, err := time.Parse(time.RFC3339, sampleParams["as_of"])
	if err != nil {
		return "", err
	}
	s, err := store.Open(ctx, path, store.Options{Version: "test", Now: func() time.Time { return asOf }})
	if err != nil {
		return "", err
	}
	defer s.Close()
	run, err := s.StartRun(ctx)
	if err != nil {
		return "", err
	}
	inputs, err := from.Inputs(source.Spec{Name: "sample", Path: folder})
	if err != nil {
		return "", err
	}
	for _, in := range inputs {
		if err := loadOne(ctx, s, run, from, in); err != nil {
			return "", err
		}
	}
	plan, err := check.NewPlan(nil)
	if err != nil {
		return "", err
	}
	if _, err := s.Check(ctx, run, plan); err != nil {
		return "", err
	}
	if err := s.EndRun(ctx, run, "done"); err != nil {
		return "", err
	}
	return s.Publish(ctx, run)
}

func loadOne(ctx context.Context, s *store.Store, run int64, from source.Source, in source.Input) error {
	content, err := os.ReadFile(in.Path)
	if err != nil {
		return err
	}
	load, err := s.Begin(ctx, ledger.Input{
		RunID: run, Source: "sample", Format: from.Name(), File: filepath.Base(in.Path),
		SHA256: fmt.Sprintf("%x", sha256.Sum256(content)), Bytes: int64(len(content)),
	})
	if err != nil {
		return err
	}
	if err := from.Read(ctx, in, load); err != nil {
		load.Rollback()
		return err
	}
	_, err = load.Commit(1)
	return err
}

func TestGoldens(t *testing.T) { RunGoldens(t, sample(t), sampleParams) }
