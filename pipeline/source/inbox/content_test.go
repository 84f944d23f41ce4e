package inbox

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// abc is the SHA-256 of the message "abc" (FIPS 180-4, the examples of NIST).
const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

func TestContent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	must(t, os.WriteFile(path, []byte("abc"), 0o600))
	c, err := new(Hasher).Content(t.Context(), source.Input{Path: path})
	if err != nil || c.SHA256 != abc || c.Unchanged() != nil {
		t.Errorf("hash %s and error %v, want that of the standard, of a file that does not change", c.SHA256, err)
	}
	if err := (Content{}).Unchanged(); err != nil {
		t.Errorf("what is no file: %v", err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := new(Hasher).Content(stopped, source.Input{Path: path}); fault.KindOf(err) != fault.Interrupted {
		t.Errorf("error %v, want an interruption", err)
	}
	if _, err := new(Hasher).Content(t.Context(), source.Input{Path: path + "x"}); fault.KindOf(err) != fault.Input {
		t.Errorf("error %v, want one for a file that is not there", err)
	}
}

// TestContentOfMembers: stores know members by the hash of their archive, in hex, and their name.
func TestContentOfMembers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zip")
	must(t, os.WriteFile(path, []byte("abc"), 0o600))
	h := new(Hasher)
	check := func(member, archive string) {
		t.Helper()
		c, err := h.Content(t.Context(), source.Input{Path: path, Member: member})
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(archive+"/"+member))); err != nil || c.SHA256 != want {
			t.Errorf("%s: hash %s and error %v, want %s", member, c.SHA256, err, want)
		}
	}
	check("one.csv", abc)
	check("two.csv", abc)
	must(t, os.WriteFile(path, []byte("abcd"), 0o600)) // hashed anew, though it is the archive hashed last
	check("two.csv", fmt.Sprintf("%x", sha256.Sum256([]byte("abcd"))))
}

// TestContentChanges: each of what a file can be told by tells.
func TestContentChanges(t *testing.T) {
	then := time.Date(2026, 9, 30, 6, 0, 0, 0, time.UTC)
	for name, change := range map[string]func(path string) error{
		"size":    func(path string) error { return os.Truncate(path, 2) },
		"time":    func(path string) error { return os.Chtimes(path, then, then.Add(time.Microsecond)) },
		"removed": os.Remove,
		"another file": func(path string) error {
			must(t, os.WriteFile(path+"2", []byte("abd"), 0o600))
			must(t, os.Chtimes(path+"2", then, then))
			return os.Rename(path+"2", path)
		},
		"a folder": func(path string) error {
			must(t, os.Remove(path))
			return os.Mkdir(path, 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.csv")
			must(t, os.WriteFile(path, []byte("abc"), 0o600))
			must(t, os.Chtimes(path, then, then))
			c, err := new(Hasher).Content(t.Context(), source.Input{Path: path})
			must(t, err)
			must(t, change(path))
			if name == "size" {
				must(t, os.Chtimes(path, then, then))
			}
			if err := c.Unchanged(); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("error %v, want one that says that it changed", err)
			}
		})
	}
}
