//go:build duckdb_arrow

package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/store/ledger"
)

// noon is the clock of the tests.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// opening are the options of the tests.
var opening = Options{Memory: "512MB", Version: "test", Now: noon}

// blank is the file of a new store, which takes far longer to make than to copy.
var blank = sync.OnceValues(func() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "chartline-store-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "empty.duckdb")
	s, err := Open(context.Background(), path, opening)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// openStore opens a store without records that is closed, and must balance, when the test ends.
func openStore(t *testing.T) *Store {
	t.Helper()
	return openAt(t, copyOfBlank(t))
}

func copyOfBlank(t *testing.T) (path string) {
	t.Helper()
	content, err := blank()
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "store", "chartline.duckdb")
	if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}

func openAt(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(context.Background(), path, opening)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.w == nil {
			return
		}
		if err := s.Balance(context.Background()); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// shut closes a store before its test ends.
func shut(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.w = nil
}

// write puts a file into a folder of its own and gives its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pull loads the file at spec.Path as the program does, with no limit to rejects.
func pull(s *Store, spec source.Spec) (ledger.Tally, error) { return pullWithin(s, spec, 1) }

func pullWithin(s *Store, spec source.Spec, maxReject float64) (ledger.Tally, error) {
	ctx := context.Background()
	inputs, err := codingcsv.Source{}.Inputs(spec)
	if err != nil {
		return ledger.Tally{}, err
	}
	if len(inputs) != 1 {
		return ledger.Tally{}, fmt.Errorf("%d inputs, want one", len(inputs))
	}
	l, err := s.Begin(ctx, ledger.Input{RunID: 1, Source: spec.Name, Format: "coding-csv", File: spec.Path})
	if err != nil {
		return ledger.Tally{}, err
	}
	defer l.Rollback()
	if err := (codingcsv.Source{}).Read(ctx, inputs[0], l); err != nil {
		return ledger.Tally{}, err
	}
	tallies, err := l.Commit(maxReject)
	if err != nil {
		return ledger.Tally{}, err
	}
	return tallies[0][0], nil
}

// mustPull loads a file with this name and content.
func mustPull(t *testing.T, s *Store, name, content string) ledger.Tally {
	t.Helper()
	tally, err := pull(s, source.Spec{Path: write(t, name, content)})
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

// table writes records as CSV, the first one being the header.
func table(records ...[]string) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(records); err != nil {
		panic(err)
	}
	return b.String()
}

// ask gives the answer to a query, a row as its values joined by "|"; NULL is "-".
func ask(t *testing.T, s *Store, query string, args ...any) []string {
	t.Helper()
	var answer []string
	err := s.w.Each(context.Background(), query, args, func(rows *sql.Rows) error {
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		values, into := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		texts := make([]string, len(names))
		for i, v := range values {
			texts[i] = "-"
			if v.Valid {
				texts[i] = v.String
			}
		}
		answer = append(answer, strings.Join(texts, "|"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// expect compares the answer to a query with what it must be.
func expect(t *testing.T, s *Store, query string, want ...string) {
	t.Helper()
	if got := ask(t, s, query); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\ngot\n  %s\nwant\n  %s", query, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// counts are the numbers of a tally: read, loaded, duplicate, superseded, quarantined.
func counts(t ledger.Tally) string {
	return fmt.Sprint(t.Read, t.Loaded, t.Duplicate, t.Superseded, t.Quarantined)
}

// wantFault checks the kind of an error and that its text holds some words.
func wantFault(t *testing.T, err error, kind fault.Kind, words ...string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind {
		t.Fatalf("error %v of kind %d, want kind %d", err, fault.KindOf(err), kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}
