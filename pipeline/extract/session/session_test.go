//go:build duckdb_arrow

package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

func opened(t *testing.T) (s *Session, folder string) {
	t.Helper()
	folder = t.TempDir()
	s, err := Open(context.Background(), Options{Memory: "200MB", Beside: folder})
	if err != nil {
		t.Fatal(err)
	}
	return s, folder
}

// TestCloseRemovesTheSpill leaves an empty folder, however often it is closed.
func TestCloseRemovesTheSpill(t *testing.T) {
	s, folder := opened(t)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v is left: %v", left, err)
	}
}

// TestErrorsTellNoValue: DuckDB quotes the value that it cannot convert.
func TestErrorsTellNoValue(t *testing.T) {
	s, folder := opened(t)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx := context.Background()
	err := s.Exec(ctx, "the place", "SELECT CAST('NEEDLE' AS INTEGER)")
	if fault.KindOf(err) != fault.Internal || strings.Contains(err.Error(), "NEEDLE") || !strings.Contains(err.Error(), "the place") {
		t.Errorf("%v", err)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if err := s.Exec(stopped, "the place", "SELECT 1"); fault.KindOf(err) != fault.Interrupted {
		t.Errorf("stopped: %v", err)
	}
	file := filepath.Join(folder, "none.txt")
	if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 2000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Attach(ctx, file, "a", "", true); fault.KindOf(err) != fault.Config {
		t.Errorf("no database: %v", err)
	}
}

// TestAttachIsNeverPlainInSecret: with a key and without what encrypts, nothing is written that
// could pass for encrypted.
func TestAttachIsNeverPlainInSecret(t *testing.T) {
	s, folder := opened(t)
	ctx := context.Background()
	path := filepath.Join(folder, "a.duckdb")
	if err := s.Attach(ctx, path, "a", "correct horse battery", false); err == nil {
		t.Error("a file was made with a key, and nothing could encrypt it")
	}
	if err := errors.Join(s.Attach(ctx, filepath.Join(folder, "plain.duckdb"), "plain", "", false), s.Exec(ctx, "plain", "CREATE TABLE plain.t AS SELECT 1 AS x; DETACH plain")); err != nil {
		t.Fatal(err)
	}
	if err := s.Attach(ctx, filepath.Join(folder, "plain.duckdb"), "b", "correct horse battery", true); fault.KindOf(err) != fault.Config {
		t.Errorf("a plain file with a key: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
