//go:build duckdb_arrow

package keys

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestRotateKilled kills a process that rotates at random moments. After each the store, its
// copy and its vault hold what they held, all under the old key or all under the new one.
func TestRotateKilled(t *testing.T) {
	crypto := httpfs(t)
	path := hospital(t, firstKey, crypto)
	before := held(t, path, firstKey, crypto)
	now, next := firstKey, secondKey
	task := func() *exec.Cmd { return another(t, "rotate", path, now, next, crypto) }
	begun := time.Now()
	if out, err := task().CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	took := time.Since(begun)
	now, next = next, now
	killed := 0
	for range 12 {
		cmd := task()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(took/4 + time.Duration(rand.Int64N(int64(took))))
		_ = cmd.Process.Kill() // it may have ended
		if cmd.Wait() != nil {
			killed++
		} else {
			took = took * 2 / 3 // the machine is less busy than before
		}
		if err := Finish(path); err != nil {
			t.Fatal(err)
		}
		switch before {
		case held(t, path, now, crypto):
		case held(t, path, next, crypto):
			now, next = next, now
		default:
			t.Fatal("neither key opens the whole store")
		}
	}
	if killed < 3 {
		t.Errorf("only %d of 12 were killed before they ended", killed)
	}
	if _, err := rotate(path, now, thirdKey, crypto); err != nil {
		t.Fatal(err)
	}
	leftNothing(t, path)
}

// TestFinish ends a rotation that was killed after each of its steps, by processes that know
// no key.
func TestFinish(t *testing.T) {
	for steps := range 4 {
		folder := t.TempDir()
		path := filepath.Join(folder, "chartline.duckdb")
		files := []string{path, filepath.Join(folder, "chartline-000007.duckdb"), filepath.Join(folder, "chartline-vault", "heart.duckdb")}
		put := func(file, text string) {
			t.Helper()
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		for i, f := range files {
			if put(f, "old"); i >= steps {
				put(f+aside, "new")
			} else {
				put(f, "new")
			}
		}
		put(filepath.Join(folder, "chartline-000006.duckdb"), "old")
		put(filepath.Join(folder, "chartline-heart.duckdb"), "of somebody else")
		put(journalPath(path), `{"files":["chartline.duckdb","chartline-000007.duckdb","chartline-vault/heart.duckdb"]}`)
		for range 2 {
			if err := Finish(path); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range files {
			if text, _ := os.ReadFile(f); string(text) != "new" {
				t.Errorf("after %d steps: %s is %s", steps, filepath.Base(f), text)
			}
		}
		entries, _ := filepath.Glob(filepath.Join(folder, "*"))
		want := []string{"chartline-000007.duckdb", "chartline-heart.duckdb", "chartline-vault", "chartline.duckdb"}
		for i := range entries {
			entries[i] = filepath.Base(entries[i])
		}
		if !slices.Equal(entries, want) {
			t.Errorf("after %d steps: %v are left, want %v", steps, entries, want)
		}
	}
}
