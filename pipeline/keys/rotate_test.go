//go:build duckdb_arrow

package keys

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/history/seal"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/store"
	"chartline/pipeline/store/ledger"
)

const firstKey, secondKey, thirdKey = "correct horse battery", "staple battery horse", "horse staple correct"

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

// TestMain lets the test binary be another process: one that rotates and can be killed, or one
// that writes the store meanwhile.
func TestMain(m *testing.M) {
	task := os.Getenv("CHARTLINE_TEST_ROTATE")
	if task == "" {
		os.Exit(m.Run())
	}
	if err := play(strings.Split(task, "|")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// another is the test binary as a process that plays a part on a store.
func another(t *testing.T, part ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "CHARTLINE_TEST_ROTATE="+strings.Join(part, "|"))
	return cmd
}

// hospital is a store of some patients with a key, published, and a study with a vault.
func hospital(t *testing.T, key, crypto string) (path string) {
	t.Helper()
	ctx := context.Background()
	path = filepath.Join(t.TempDir(), "data", "chartline.duckdb")
	s, err := store.Open(ctx, path, store.Options{Memory: "512MB", Key: key, Crypto: crypto, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.StartRun(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("patient_id,sex,birth_on\nNEEDLE,F,never\n")
	for i := range 20_000 {
		fmt.Fprintf(&text, "NEEDLE%d,F,19%02d-01-01\n", i, i%100)
	}
	file := filepath.Join(t.TempDir(), "patient.csv")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	inputs, err := codingcsv.Source{}.Inputs(source.Spec{Name: "coding", Path: file})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Begin(ctx, ledger.Input{RunID: run, Source: "coding", SHA256: "0", File: "patient.csv"})
	if err != nil {
		t.Fatal(err)
	}
	if err := (codingcsv.Source{}).Read(ctx, inputs[0], l); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(ctx, run); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.EndRun(ctx, run, "done"), s.Close()); err != nil {
		t.Fatal(err)
	}
	keepSealed(t, path, key)
	withSession(t, path, crypto, func(s *session.Session) {
		v, err := vault.Open(ctx, s, vault.Path(path, "heart"), key, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(v.Add(ctx, "patient", "SELECT 'NEEDLE' || i FROM range(100) AS r(i)"), v.Close(ctx)); err != nil {
			t.Fatal(err)
		}
	})
	return path
}

// keepSealed keeps a text in the history of a store, sealed where that has a key.
func keepSealed(t *testing.T, path, key string) {
	t.Helper()
	file := history.Of(path).SealKey()
	s, err := seal.Open(file, key)
	if err != nil {
		t.Fatal(err)
	}
	said := `{"shown":"NEEDLE"}`
	if key == "" {
		said = `{"shown":"nothing"}` // it stays in the clear until a report is published
	}
	text, err := s.Shut([]byte(said))
	if err == nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(filepath.Join(filepath.Dir(file), "said"), text, 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func withSession(t *testing.T, path, crypto string, do func(*session.Session)) {
	t.Helper()
	s, err := session.Open(context.Background(), session.Options{Memory: "512MB", Crypto: crypto, Beside: filepath.Dir(path)})
	if err != nil {
		t.Fatal(err)
	}
	do(s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// held is what all files of a store hold under a key; nothing where it does not fit them all.
func held(t *testing.T, path, key, crypto string) string {
	t.Helper()
	ctx := context.Background()
	files, err := protected(path)
	if err != nil || len(files) != 3 {
		t.Fatalf("files %v %v", files, err)
	}
	var all []string
	withSession(t, path, crypto, func(s *session.Session) {
		for i, f := range files {
			if s.Attach(ctx, f, old(i), key, true) != nil {
				return
			}
			is, err := contents(ctx, s, f, old(i))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.ReplaceAll(is, old(i), "db"))
		}
	})
	if len(all) < len(files) {
		return ""
	}
	sealed, err := seal.Open(history.Of(path).SealKey(), key)
	if err != nil {
		return ""
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(history.Of(path).SealKey()), "said"))
	if err == nil {
		text, err = sealed.Read(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, string(text))
	return strings.Join(all, "\n\n")
}

func rotate(path, from, to, crypto string) (Result, error) {
	return Rotate(context.Background(), Request{Store: path, From: from, To: to, Crypto: crypto, Memory: "512MB"})
}

// TestRotate gives a store another key: everything is as it was, the old key opens nothing any
// more, and the store goes on under the new one.
func TestRotate(t *testing.T) {
	crypto := httpfs(t)
	path := hospital(t, firstKey, crypto)
	before := held(t, path, firstKey, crypto)
	if !strings.Contains(before, "history") || strings.Count(before, "\n") < 100 {
		t.Fatalf("the store holds little: %s", before)
	}
	result, err := rotate(path, firstKey, secondKey, crypto)
	if err != nil || len(result.Files) != 4 {
		t.Fatalf("%v %v", result, err)
	}
	if after := held(t, path, secondKey, crypto); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if held(t, path, firstKey, crypto) != "" {
		t.Error("the old key still fits")
	}
	leftNothing(t, path)
	s, err := store.Open(context.Background(), path, store.Options{Memory: "512MB", Key: secondKey, Crypto: crypto, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.StartRun(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(context.Background(), run); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if again, err := rotate(path, firstKey, secondKey, crypto); err != nil || !again.Already {
		t.Errorf("once more: %v %v", again, err)
	}
}

// leftNothing fails where something was left beside the files, or readable by others, or in
// the clear.
func leftNothing(t *testing.T, path string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Dir(path), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		if bytes.Contains(content, []byte("NEEDLE")) {
			t.Errorf("%s holds a value in the clear", name)
		}
		if strings.Contains(name, aside) || strings.HasSuffix(name, ".rotation") || strings.HasSuffix(name, ".wal") {
			t.Errorf("%s was left", name)
		}
		info, _ := d.Info()
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestRotatePlain encrypts a store that had no key.
func TestRotatePlain(t *testing.T) {
	crypto := httpfs(t)
	path := hospital(t, "", "")
	before := held(t, path, "", crypto)
	if _, err := rotate(path, "", secondKey, crypto); err != nil {
		t.Fatal(err)
	}
	if held(t, path, secondKey, crypto) != before {
		t.Error("it holds something else")
	}
	leftNothing(t, path)
}

// TestRotateRefuses changes nothing where a key does not fit or somebody writes the store.
func TestRotateRefuses(t *testing.T) {
	crypto := httpfs(t)
	path := hospital(t, firstKey, crypto)
	before := held(t, path, firstKey, crypto)
	_, err := rotate(path, thirdKey, secondKey, crypto)
	if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "key") || strings.Contains(err.Error(), thirdKey) {
		t.Errorf("another key: %v", err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Rotate(stopped, Request{Store: path, From: firstKey, To: secondKey, Crypto: crypto, Memory: "512MB"}); err == nil {
		t.Error("it did not stop")
	}
	if held(t, path, firstKey, crypto) != before {
		t.Error("the store has changed")
	}
	leftNothing(t, path)
}

// TestRotateWithoutExtension must refuse, and write nothing.
func TestRotateWithoutExtension(t *testing.T) {
	path := hospital(t, "", "")
	_, err := rotate(path, "", secondKey, filepath.Join(t.TempDir(), "none"))
	if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "httpfs") {
		t.Errorf("got %v, want a refusal that names the extension", err)
	}
	found, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"+aside+"*"))
	if len(found) > 0 {
		t.Errorf("it left %v", found)
	}
}
