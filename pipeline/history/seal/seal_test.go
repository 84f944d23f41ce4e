package seal

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"chartline/pipeline/fault"
)

const said = `{"shown":{"accounts":{"1f3a":45}}}`

func opened(t *testing.T, path, key string) *Seal {
	t.Helper()
	s, err := Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sealed(t *testing.T, s *Seal) []byte {
	t.Helper()
	text, err := s.Shut([]byte(said))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestSealed: nothing of a text can be read without the key, and all of it with it, by whoever
// opens the seal next; the same text looks otherwise each time.
func TestSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history", "seal.json")
	s := opened(t, path, "correct horse battery")
	one, other := sealed(t, s), sealed(t, s)
	if bytes.Contains(one, []byte("1f3a")) || bytes.Contains(one, []byte("45}")) || bytes.Equal(one, other) {
		t.Errorf("sealed are %s and %s", one, other)
	}
	if got, err := opened(t, path, "correct horse battery").Read(one); err != nil || string(got) != said {
		t.Errorf("read %q, %v", got, err)
	}
	if again, err := s.Shut(one); err != nil || !bytes.Equal(again, one) {
		t.Errorf("sealed twice: %s, %v", again, err)
	}
	for i := range one {
		changed := bytes.Clone(one)
		if changed[i] ^= 1; bytes.Equal(changed[i:i+1], []byte("\n")) {
			continue
		}
		if got, err := s.Read(changed); err == nil && string(got) == said {
			t.Fatalf("byte %d changed, and it is read", i)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestClear: a plain store leaves the texts as they are, and what is from before the key is read.
func TestClear(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seal.json")
	none := opened(t, path, "")
	if got := sealed(t, none); string(got) != said {
		t.Errorf("in the clear it is %s", got)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a plain store has a key")
	}
	s := opened(t, path, "correct horse battery")
	if got, err := s.Read([]byte(said)); err != nil || string(got) != said {
		t.Errorf("from before the key: %q, %v", got, err)
	}
	if _, err := none.Read(sealed(t, s)); fault.KindOf(err) != fault.Config {
		t.Errorf("without a key it is read: %v", err)
	}
}

func TestAnotherKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seal.json")
	text := sealed(t, opened(t, path, "correct horse battery"))
	if _, err := Open(path, "staple battery horse"); fault.KindOf(err) != fault.Config {
		t.Errorf("another key opens it: %v", err)
	}
	if there, err := Rewrap(path, path+".new", "staple battery horse", "x"); there || fault.KindOf(err) != fault.Config {
		t.Errorf("another key rewraps it: %v", err)
	}
	there, err := Rewrap(path, path+".new", "correct horse battery", "staple battery horse")
	if err != nil || !there {
		t.Fatal(there, err)
	}
	if got, err := opened(t, path+".new", "staple battery horse").Read(text); err != nil || string(got) != said {
		t.Errorf("after a rotation: %q, %v", got, err)
	}
	if there, err := Rewrap(path+".none", path+".new", "a", "b"); there || err != nil {
		t.Errorf("without a key: %v, %v", there, err)
	}
}

// TestDrawnAtOnce: of many that draw a key at the same time, all have the one that stays.
func TestDrawnAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history", "seal.json")
	texts := make([][]byte, 16)
	var all sync.WaitGroup
	for i := range texts {
		all.Go(func() {
			s, err := Open(path, "correct horse battery")
			if err == nil {
				texts[i], err = s.Shut([]byte(said))
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s := opened(t, path, "correct horse battery")
	for i, text := range texts {
		if got, err := s.Read(text); err != nil || string(got) != said {
			t.Errorf("what %d sealed is %q, %v", i, got, err)
		}
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("%d files, %v", len(entries), err)
	}
}
