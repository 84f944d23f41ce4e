//go:build duckdb_arrow

package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

func TestSecondWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chartline.duckdb")
	release := hold(t, path)
	_, err := Open(context.Background(), path, Options{})
	wantFault(t, err, fault.Unavailable, path, "another program is writing the store; wait for it to end and try again")
	release()
	s := openAt(t, path)
	if err := s.w.Exec(context.Background(), "DELETE FROM history.patient"); err != nil { // what hold wrote past the ledger
		t.Error(err)
	}
}

// TestPublishKeepsTheLock publishes, which reads the store's file, and then lets another
// process try to write.
func TestPublishKeepsTheLock(t *testing.T) {
	s := openStore(t)
	for run := range int64(2) {
		if _, err := s.Publish(context.Background(), run+1); err != nil {
			t.Fatal(err)
		}
		if got := says(t, child(t, "open "+s.w.Path())); !strings.Contains(got[0], "another program is writing the store") {
			t.Errorf("a second writer after publishing: %q", got)
		}
	}
	path := s.w.Path()
	shut(t, s)
	if got := says(t, child(t, "open "+path)); got[0] != "opened" {
		t.Errorf("after closing: %q", got)
	}
}

// TestModes looks at every file of a store that is being written.
func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	path := filepath.Join(dir, "chartline.duckdb")
	release := hold(t, path)
	files := 0
	err := filepath.WalkDir(filepath.Dir(dir), func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		} else {
			files++
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", p, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 2 {
		t.Errorf("%d files, want the store and its log", files)
	}
	release()
}

// TestModeIsMended opens a store that others could read.
func TestModeIsMended(t *testing.T) {
	s := openStore(t)
	path := s.w.Path()
	shut(t, s)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

func TestSettings(t *testing.T) {
	s := openStore(t)
	expect(t, s, `SELECT current_setting('temp_file_encryption'), current_setting('memory_limit'), current_setting('autoinstall_known_extensions'),
		current_setting('autoload_known_extensions'), current_setting('preserve_insertion_order'), current_setting('temp_directory') = '`+s.w.Path()+`.tmp'`,
		"true|488.2 MiB|false|false|true|true")
}

// TestLeftSpillIsRemoved opens a store whose last writer was killed while it spilled.
func TestLeftSpillIsRemoved(t *testing.T) {
	s := openStore(t)
	path := s.w.Path()
	shut(t, s)
	left := filepath.Join(path+".tmp", "duckdb_temp_storage_DEFAULT-0.tmp")
	if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left, []byte("spilled"), 0o600); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

// TestNoStore opens what is not a store of Chartline: it is refused and left as it was.
func TestNoStore(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.duckdb")
	shut(t, openAt(t, whole))
	stored, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.duckdb")
	db, err := sql.Open("duckdb", other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE patient (name VARCHAR)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	damaged := append([]byte{}, stored...)
	for i := 4096; i < 12288; i++ {
		damaged[i] ^= 0x5a
	}
	for _, c := range []struct {
		name    string
		content []byte
		kind    fault.Kind
		words   string
	}{
		{"a text", []byte("patient_id,name\n"), fault.Config, "not a store of Chartline; choose another store.path"},
		{"an empty file", nil, fault.Config, "not a store of Chartline"},
		{"somebody else's database", foreign, fault.Config, "a database that is no store of Chartline; choose another store.path"},
		{"a store with a damaged header", damaged, fault.Unavailable, "the store is damaged; restore it from a copy"},
		{"a store cut off", stored[:10_000], fault.Unavailable, "the store is damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "chartline.duckdb")
			if err := os.WriteFile(path, c.content, 0o640); err != nil {
				t.Fatal(err)
			}
			_, err := Open(context.Background(), path, Options{})
			wantFault(t, err, c.kind, path+": ", c.words)
			after, err := os.ReadFile(path)
			if err != nil || string(after) != string(c.content) {
				t.Errorf("the file was changed: %v", err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("its mode was changed to %v: %v", info.Mode(), err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	file := write(t, "file", "")
	closed := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path, memory string
		kind               fault.Kind
		words              string
	}{
		{"a folder", t.TempDir(), "", fault.Config, "not a store of Chartline"},
		{"no name", "", "", fault.Config, "cannot be the name of a store"},
		{"a name that ends the settings", filepath.Join(t.TempDir(), "a#b", "c.duckdb"), "", fault.Config, "cannot be the name of a store"},
		{"a name that begins the settings", filepath.Join(t.TempDir(), "c.duckdb?access_mode=read_only"), "", fault.Config, "cannot be the name of a store"},
		{"a name with an escape", filepath.Join(t.TempDir(), "100%.duckdb"), "", fault.Config, "cannot be the name of a store"},
		{"a folder that is a file", filepath.Join(file, "c.duckdb"), "", fault.Unavailable, "cannot read or write the file"},
		{"a folder of others", filepath.Join(closed, "c.duckdb"), "", fault.Unavailable, "check who owns"},
		{"no size", filepath.Join(t.TempDir(), "c.duckdb"), "much", fault.Config, "store.memory is not a size; write it as 2GB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.HasPrefix(c.path, closed) && os.Geteuid() == 0 {
				t.Skip("root may write everything")
			}
			_, err := Open(context.Background(), c.path, Options{Memory: c.memory})
			wantFault(t, err, c.kind, c.words)
		})
	}
}

// TestFailedOpenLetsGo opens a store in vain and then the same path in earnest.
func TestFailedOpenLetsGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chartline.duckdb")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Open(cancelled, path, Options{})
	wantFault(t, err, fault.Interrupted)
	if got := says(t, child(t, "open "+path)); got[0] != "opened" {
		t.Errorf("another process after a failed open: %q", got)
	}
	openAt(t, path)
}

// TestNewColumnsAreAdded opens a store that an older program wrote.
func TestNewColumnsAreAdded(t *testing.T) {
	ctx := context.Background()
	s := openStore(t)
	mustPull(t, s, "patient.csv", "patient_id,sex\nP1,F\n")
	for _, old := range []string{"UPDATE ledger.schema SET migration = 'older'", "DROP VIEW main.patient", "ALTER TABLE history.patient DROP COLUMN postal_code", "DROP VIEW main.drg_set", "DROP TABLE history.drg_set"} {
		if err := s.w.Exec(ctx, old); err != nil {
			t.Fatal(err)
		}
	}
	path := s.w.Path()
	shut(t, s)
	s = openAt(t, path)
	mustPull(t, s, "patient.csv", "patient_id,sex,postal_code\nP2,F,60601\n")
	mustPull(t, s, "drg_set.csv", "drg_system,grouper_version,drg\nMS-DRG,43,014\n")
	expect(t, s, "SELECT patient_id, postal_code FROM patient ORDER BY 1", "P1|-", "P2|60601")
	expect(t, s, "SELECT drg FROM drg_set", "014")
}
