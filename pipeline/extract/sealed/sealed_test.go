package sealed

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"chartline/pipeline/fault"
)

func TestCheckKey(t *testing.T) {
	for key, good := range map[string]bool{
		base64.StdEncoding.EncodeToString(make([]byte, 32)): true,
		base64.StdEncoding.EncodeToString(make([]byte, 16)): false,
		base64.StdEncoding.EncodeToString(make([]byte, 33)): false,
		strings.Repeat("-", 44):                             false,
		"":                                                  false,
	} {
		if err := CheckKey("here", key); (err == nil) != good || err != nil && (fault.KindOf(err) != fault.Config || key != "" && strings.Contains(err.Error(), key)) {
			t.Errorf("%q: %v", key, err)
		}
	}
}

// TestAge encrypts more than one block of age, which age itself opens, and nothing else does: not
// with another passphrase, and not with one byte changed.
func TestAge(t *testing.T) {
	folder := t.TempDir()
	from, to := filepath.Join(folder, "clear"), filepath.Join(folder, "sealed")
	clear := bytes.Repeat([]byte("needle "), 30_000)
	if err := os.WriteFile(from, clear, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Age(from, to, "correct horse"); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(to)
	if info, _ := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 || bytes.Contains(content, []byte("needle")) {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	open := func(content []byte, passphrase string) ([]byte, error) {
		identity, err := age.NewScryptIdentity(passphrase)
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(content), identity)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	}
	if got, err := open(content, "correct horse"); err != nil || !bytes.Equal(got, clear) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := open(content, "another"); err == nil {
		t.Error("another passphrase opens it")
	}
	content[len(content)-100] ^= 1
	if _, err := open(content, "correct horse"); err == nil {
		t.Error("it opens with a byte changed")
	}
	if err := Age(from, to, "correct horse"); fault.KindOf(err) != fault.Unavailable || !errors.Is(err, os.ErrExist) {
		t.Errorf("over what is there: %v", err)
	}
}
