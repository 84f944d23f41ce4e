package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// names lists a folder.
func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestReplace(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.json")
	for _, c := range []struct {
		content string
		mode    fs.FileMode
	}{{"one", 0o600}, {"another", 0o400}, {"", 0o640}} { // also what may not be written to is replaced
		if err := Write(path, c.mode, []byte(c.content)); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil || string(text) != c.content {
			t.Errorf("%q and error %v, want %q", text, err, c.content)
		}
		if info, err := os.Stat(path); err != nil || info.Mode() != c.mode {
			t.Errorf("mode %v and error %v, want %v", info.Mode(), err, c.mode)
		}
	}
	if got := names(t, folder); got != "a.json" {
		t.Errorf("in the folder lie %s", got)
	}
}

// TestReplaceFails: the old file stays, nothing lies aside, and the error is the one that it was.
func TestReplaceFails(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.json")
	if err := Write(path, 0o600, []byte("old")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := Replace(path, 0o600, func(f *os.File) error {
		_, _ = f.WriteString("half")
		return broken
	})
	if text, read := os.ReadFile(path); err != broken || read != nil || string(text) != "old" {
		t.Errorf("error %v, and %q is there with error %v", err, text, read)
	}
	if err := os.Mkdir(filepath.Join(folder, "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(folder, "b"), 0o600, nil); err == nil {
		t.Error("a folder was replaced")
	}
	if got := names(t, folder); got != "a.json b" {
		t.Errorf("in the folder lie %s", got)
	}
	if err := Write(filepath.Join(folder, "none", "a.json"), 0o600, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want one for the folder that is not there", err)
	}
}

// TestReadersFindWholeFiles, of one of those who write at once.
func TestReadersFindWholeFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	long := func(c string) []byte { return []byte(strings.Repeat(c, 1<<16)) }
	if err := Write(path, 0o600, long("a")); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for _, c := range []string{"a", "b", "c"} {
		all.Go(func() {
			for range 20 {
				if err := Write(path, 0o600, long(c)); err != nil {
					t.Error(err)
				}
				text, err := os.ReadFile(path)
				if err != nil || len(text) != 1<<16 || strings.Count(string(text), string(text[:1])) != 1<<16 {
					t.Errorf("%d bytes and error %v, want a whole file of one of them", len(text), err)
				}
			}
		})
	}
	all.Wait()
}
