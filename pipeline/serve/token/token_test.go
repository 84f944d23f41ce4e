package token

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func book(t *testing.T) Book {
	t.Helper()
	return Book{filepath.Join(t.TempDir(), "store", "tokens.json")}
}

func TestToken(t *testing.T) {
	b := book(t)
	if _, err := b.Check("chl_x", noon); !IsRefused(err) {
		t.Errorf("error %v without any token", err)
	}
	secret, made, err := b.Add("R. Roe", "researcher", noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := b.Add("J. Doe", "manager", noon.Add(time.Hour))
	if err != nil || other == secret {
		t.Fatalf("%v, or two equal tokens", err)
	}
	h, err := b.Check(secret, noon)
	if err != nil || h.Person != "R. Roe" || h.Role != "researcher" || h.ID != made.ID {
		t.Errorf("%+v %v", h, err)
	}
	for what, s := range map[string]string{"nothing": "", "its end changed": secret[:len(secret)-1] + "!", "its id": made.ID, "its hash": made.Hash, "another case": strings.ToUpper(secret)} {
		if _, err := b.Check(s, noon); !IsRefused(err) {
			t.Errorf("%s is taken for the token: %v", what, err)
		}
	}
}

func TestEndOfAToken(t *testing.T) {
	b := book(t)
	secret, made, err := b.Add("R. Roe", "researcher", noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(secret, noon.Add(time.Hour)); !IsRefused(err) {
		t.Errorf("error %v when it has expired", err)
	}
	if err := b.Revoke("nobody"); err == nil {
		t.Error("a token that nobody has is revoked")
	}
	if err := b.Revoke(made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(secret, noon); !IsRefused(err) {
		t.Errorf("error %v when it is revoked", err)
	}
}

// TestFileHoldsNoToken looks for the token in its file, which is its owner's alone.
func TestFileHoldsNoToken(t *testing.T) {
	b := book(t)
	secret, made, err := b.Add("R. Roe", "researcher", noon)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(b.Path)
	if err != nil || strings.Contains(string(text), secret[len(prefix)+len(made.ID):]) {
		t.Errorf("the token stands in the file, or %v", err)
	}
	info, err := os.Stat(b.Path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
	if err := os.WriteFile(b.Path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(secret, noon); err == nil || IsRefused(err) {
		t.Errorf("error %v of a damaged file", err)
	}
}
