//go:build duckdb_arrow

package vault

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/fault"
)

// within opens the vault of a study and does something with it.
func within(t *testing.T, path string, weeks bool, do func(*session.Session, *Vault)) {
	t.Helper()
	ctx := context.Background()
	s, err := session.Open(ctx, session.Options{Memory: "200MB", Beside: filepath.Dir(filepath.Dir(path))})
	if err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, s, path, "", weeks)
	if err != nil {
		t.Fatal(err)
	}
	do(s, v)
	if err := errors.Join(v.Close(ctx), s.Close()); err != nil {
		t.Error(err)
	}
}

// TestAddKeepsWhatIsThere draws for a hundred, and then for fifty more with those among them:
// the first keep theirs, and no two share one.
func TestAddKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault", "heart.duckdb")
	ctx := context.Background()
	state := func(s *session.Session) (n, different, long, within int64, first string) {
		t.Helper()
		err := s.Scan(ctx, path, `SELECT count(*), count(DISTINCT surrogate), count(*) FILTER (WHERE length(surrogate) = 12),
			count(*) FILTER (WHERE shift <> 0 AND abs(shift) <= 365), string_agg(surrogate, ',' ORDER BY original) FILTER (WHERE CAST(original AS INTEGER) < 100) FROM vault.main.patient`,
			&n, &different, &long, &within, &first)
		if err != nil {
			t.Fatal(err)
		}
		return n, different, long, within, first
	}
	var before string
	for _, want := range []int64{100, 150} {
		within(t, path, false, func(s *session.Session, v *Vault) {
			for range 2 {
				if err := v.Add(ctx, "patient", "SELECT CAST(range % 150 AS VARCHAR) FROM range("+map[int64]string{100: "100", 150: "300"}[want]+") UNION ALL SELECT NULL"); err != nil {
					t.Fatal(err)
				}
			}
			n, different, long, shifted, first := state(s)
			if n != want || different != want || long != want || shifted != want {
				t.Errorf("%d identifiers: %d rows, %d surrogates, %d well-formed, %d shifts", want, n, different, long, shifted)
			}
			if before != "" && first != before {
				t.Error("what was drawn first has changed")
			}
			before = first
		})
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v %v", info.Mode(), err)
	}
}

// TestCheckUnit keeps the unit of a study's shifts.
func TestCheckUnit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault", "heart.duckdb")
	within(t, path, true, func(_ *session.Session, v *Vault) {
		if err := v.CheckUnit(t.Context()); err != nil {
			t.Error(err)
		}
	})
	within(t, path, false, func(_ *session.Session, v *Vault) {
		if err := v.CheckUnit(t.Context()); fault.KindOf(err) != fault.Config {
			t.Errorf("days after weeks: %v", err)
		}
	})
}

// TestDrawStopsWithItsSource: without randomness there is no surrogate.
func TestDrawStopsWithItsSource(t *testing.T) {
	d := &draw{random: io.LimitReader(bytes.NewReader(make([]byte, 100)), 100), left: 1000}
	d.holders.Store(1)
	defer d.Release()
	for d.Next() {
		t.Error("it gave a batch")
	}
	if !errors.Is(d.Err(), io.ErrUnexpectedEOF) && !errors.Is(d.Err(), io.EOF) {
		t.Errorf("%v", d.Err())
	}
}
