//go:build duckdb_arrow

package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

// reader opens a published copy as readers do.
func reader(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", path+"?access_mode=READ_ONLY")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func sees(t *testing.T, db *sql.DB, want string) {
	t.Helper()
	var got string
	if err := db.QueryRow("SELECT coalesce(string_agg(patient_id, ' ' ORDER BY patient_id), '') FROM patient").Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("a reader sees %q, want %q", got, want)
	}
}

func publish(t *testing.T, s *Store, run int64) string {
	t.Helper()
	path, err := s.Publish(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	current, err := Published(s.w.Path())
	if err != nil || current != path {
		t.Fatalf("published %s, pointer to %s: %v", path, current, err)
	}
	return path
}

// TestReadersKeepTheirCopy reads old copies while new ones are published, and after
// they were removed.
func TestReadersKeepTheirCopy(t *testing.T) {
	s := openStore(t)
	_, err := Published(s.w.Path())
	wantFault(t, err, fault.Unavailable, "nothing has been loaded yet; run chartline pull first")
	var readers []*sql.DB
	var want []string
	for run := int64(1); run <= 4; run++ {
		mustPull(t, s, "patient.csv", fmt.Sprintf("patient_id\nP%d\n", run))
		readers = append(readers, reader(t, publish(t, s, run)))
		want = append(want, fmt.Sprintf("P%d", run))
		for i, r := range readers {
			sees(t, r, strings.Join(want[:i+1], " "))
		}
	}
	if got := names(t, filepath.Dir(s.w.Path()), "chartline-*"); got != "chartline-000003.duckdb chartline-000004.duckdb" {
		t.Errorf("copies %s, want the last two", got)
	}
	// What is not yet published is seen by nobody.
	mustPull(t, s, "patient.csv", "patient_id\nP5\n")
	sees(t, readers[3], "P1 P2 P3 P4")
}

func names(t *testing.T, dir, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return strings.Join(found, " ")
}

func TestCopyIsReadOnlyAndWhole(t *testing.T) {
	s := openStore(t)
	mustPull(t, s, "patient.csv", "patient_id\nP1\nP2\n")
	path := publish(t, s, 1)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	info, err = os.Stat(pointer(s.w.Path()))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the pointer %v, error %v", info.Mode(), err)
	}
	if _, err := os.Stat(path + ".wal"); err == nil {
		t.Error("the copy needs a log")
	}
	copied, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := os.ReadFile(s.w.Path())
	if err != nil || string(copied) != string(stored) {
		t.Errorf("the copy differs from the store: %v", err)
	}
}

// TestPointerIsNeverHalf reads the pointer and the copy that it names all the while
// that copies are published.
func TestPointerIsNeverHalf(t *testing.T) {
	s := openStore(t)
	mustPull(t, s, "patient.csv", "patient_id\nP1\n")
	publish(t, s, 1)
	whole := regexp.MustCompile(`/chartline-0000\d\d\.duckdb$`)
	var reading sync.WaitGroup
	ended, enough := make(chan struct{}), make(chan struct{})
	reading.Add(1)
	go func() {
		defer reading.Done()
		for reads := 0; ; reads++ {
			select {
			case <-ended:
				return
			default:
			}
			if reads == 100 {
				close(enough)
			}
			path, err := Published(s.w.Path())
			if err != nil || !whole.MatchString(path) {
				t.Errorf("the pointer names %q: %v", path, err)
				return
			}
			_, err = os.Stat(path)
			if now, _ := Published(s.w.Path()); err != nil && now == path {
				t.Errorf("what the pointer names is not there: %v", err)
				return
			}
		}
	}()
	for run := int64(2); run < 40; run++ {
		publish(t, s, run)
	}
	select {
	case <-enough:
	case <-time.After(time.Minute):
		t.Error("it was hardly read")
	}
	close(ended)
	reading.Wait()
}

// TestPrune leaves alone what is not of this store.
func TestPrune(t *testing.T) {
	s := openStore(t)
	dir := filepath.Dir(s.w.Path())
	keep := []string{
		"chartline-old.duckdb", "chartline-00001.duckdb", "chartline-000001.duckdb.bak", "other-000001.duckdb", "chartline2-000001.duckdb",
		".chartline2.current-77", ".chartline.notes", ".chartline.current-kept", ".chartline-x.duckdb-1", "chartline-000001.parquet",
	}
	gone := []string{
		"chartline-000003.duckdb", "chartline-000004.duckdb", "chartline-999999.duckdb", "chartline-1000000.duckdb",
		".chartline-000007.duckdb-123456", ".chartline.current-4242", ".chartline-1000001.duckdb-1",
	}
	for _, n := range append(append([]string{"chartline-1000001.duckdb"}, keep...), gone...) {
		if err := os.WriteFile(filepath.Join(dir, n), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, s, 1_000_002)
	for _, n := range append([]string{"chartline-1000001.duckdb", "chartline-1000002.duckdb", "chartline.duckdb", "chartline.current"}, keep...) {
		if _, err := os.Stat(filepath.Join(dir, n)); err != nil {
			t.Errorf("%s is gone", n)
		}
	}
	for _, n := range gone {
		if _, err := os.Stat(filepath.Join(dir, n)); err == nil {
			t.Errorf("%s is still there", n)
		}
	}
}

// TestPublishInOddFolders has names that are patterns elsewhere.
func TestPublishInOddFolders(t *testing.T) {
	for _, name := range []string{"a[b]/c.duckdb", "a*/c d.duckdb", "a(b)+/store", "ü/c.x.duckdb"} {
		s := openAt(t, filepath.Join(t.TempDir(), name))
		for run := range int64(4) {
			publish(t, s, run+1)
		}
		left, err := os.ReadDir(filepath.Dir(s.w.Path()))
		if err != nil || len(left) != 4 {
			t.Errorf("%s: %d files, want the store, two copies and the pointer: %v %v", name, len(left), left, err)
		}
	}
}

// TestPublishAgain publishes a run twice: a reader of the first copy keeps it.
func TestPublishAgain(t *testing.T) {
	s := openStore(t)
	mustPull(t, s, "patient.csv", "patient_id\nP1\n")
	first := reader(t, publish(t, s, 1))
	sees(t, first, "P1")
	mustPull(t, s, "patient.csv", "patient_id\nP2\n")
	publish(t, s, 1)
	sees(t, first, "P1")
}

func TestPublishedFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chartline.duckdb")
	if err := os.Mkdir(pointer(path), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Published(path)
	wantFault(t, err, fault.Unavailable, pointer(path))
}
