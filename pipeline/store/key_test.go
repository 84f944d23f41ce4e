//go:build duckdb_arrow

package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

// httpfs is the extension that tests encrypt with: the file that CHARTLINE_HTTPFS names,
// or the one that DuckDB installed for this user.
func httpfs(t *testing.T) string {
	t.Helper()
	if file := os.Getenv("CHARTLINE_HTTPFS"); file != "" {
		return file
	}
	home, _ := os.UserHomeDir()
	found, _ := filepath.Glob(filepath.Join(home, ".duckdb", "extensions", "v1.5.4", "*", "httpfs.duckdb_extension"))
	if len(found) == 0 {
		t.Skip("DuckDB's extension httpfs is not here: set CHARTLINE_HTTPFS to its file")
	}
	return found[0]
}

const goodKey, otherKey = "correct horse battery", "staple battery horse"

func openWithKey(t *testing.T, path, key string) (*Store, error) {
	t.Helper()
	return Open(context.Background(), path, Options{Memory: "512MB", Key: key, Crypto: httpfs(t), Version: "test", Now: noon})
}

// TestKeyEncryptsEverything looks for a text of a record in every file that a store
// leaves, also in the log of a store that was not closed.
func TestKeyEncryptsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chartline.duckdb")
	s, err := openWithKey(t, path, goodKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"patient.csv", "patient-2.csv"} {
		mustPull(t, s, file, "patient_id,sex,birth_on\nNEEDLE"+file+",F,2000-01-01\nNEEDLE bad,F,never\n")
		lookFor(t, filepath.Dir(path), "NEEDLE")
		publish(t, s, 1)
	}
	expect(t, s, "SELECT count(*) FROM patient", "2")
	expect(t, s, "SELECT count(raw_record) FROM ledger.quarantine", "2")
	if err := s.Balance(context.Background()); err != nil {
		t.Error(err)
	}
	shut(t, s)
	lookFor(t, filepath.Dir(path), "NEEDLE")
	again, err := openWithKey(t, path, goodKey)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, again, "SELECT count(*) FROM patient", "2")
	shut(t, again)
}

// lookFor fails where a text stands in a file of a folder.
func lookFor(t *testing.T, folder, text string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("%s holds the text in the clear", filepath.Base(file))
		}
	}
}

func TestKeyMustFit(t *testing.T) {
	encrypted, plain := filepath.Join(t.TempDir(), "a.duckdb"), filepath.Join(t.TempDir(), "b.duckdb")
	s, err := openWithKey(t, encrypted, goodKey)
	if err != nil {
		t.Fatal(err)
	}
	shut(t, s)
	shut(t, openAt(t, plain))
	for _, c := range []struct{ name, path, key, want string }{
		{"another key", encrypted, otherKey, "encrypted with another key"},
		{"no key", encrypted, "", "the store is encrypted"},
		{"a key for a plain store", plain, goodKey, "not encrypted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := openWithKey(t, c.path, c.key)
			if err == nil {
				shut(t, s)
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if err != nil && (strings.Contains(err.Error(), goodKey) || strings.Contains(err.Error(), otherKey)) {
				t.Error("the message holds a key")
			}
		})
	}
}

// TestKeyWithoutExtension must refuse: nothing is ever kept in the clear instead.
func TestKeyWithoutExtension(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(context.Background(), filepath.Join(dir, "c.duckdb"), Options{Key: goodKey, Crypto: filepath.Join(dir, "none"), Now: noon})
	if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "httpfs") {
		t.Errorf("got %v, want a refusal that names the extension", err)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) > 0 {
		t.Errorf("it left %v", files)
	}
}
