package accesslog

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

func newLog(t *testing.T, key string) Log {
	t.Helper()
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	return Log{Path: filepath.Join(t.TempDir(), "store", "access.log"), Key: []byte(key), Now: func() time.Time { return noon }}
}

// add logs a command that begins and ends.
func (l Log) add(t *testing.T, command string) Entry {
	t.Helper()
	began, err := l.Append(Entry{Event: Begin, Command: command, Mode: "phi", Statement: HashOf("SELECT 1")})
	if err != nil {
		t.Fatal(err)
	}
	ended, err := l.Append(Entry{Event: End, Began: began.N, Command: command, Rows: 7, To: "out/x.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return ended
}

func mustVerify(t *testing.T, l Log) Head {
	t.Helper()
	h, err := l.Verify(Head{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func wantBroken(t *testing.T, l Log, words string) {
	t.Helper()
	_, err := l.Verify(Head{})
	if fault.KindOf(err) != fault.Policy || !strings.Contains(err.Error(), words) {
		t.Errorf("error %v, want one of policy that says %q", err, words)
	}
}

func TestChain(t *testing.T) {
	for _, key := range []string{"", "secret"} {
		l := newLog(t, key)
		if h := mustVerify(t, l); h != (Head{}) {
			t.Errorf("end %v of an empty log", h)
		}
		for range 3 {
			l.add(t, "chartline query")
		}
		last := l.add(t, "chartline sql")
		if h := mustVerify(t, l); h.N != 8 || h.Hash != last.Hash {
			t.Errorf("end %v, want line 8", h)
		}
		info, err := os.Stat(l.Path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v %v", info.Mode(), err)
		}
	}
}

// TestEveryByteCounts changes each byte of a log in turn.
func TestEveryByteCounts(t *testing.T) {
	for _, key := range []string{"", "secret"} {
		l := newLog(t, key)
		l.add(t, "chartline query")
		whole, err := os.ReadFile(l.Path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole {
			changed := bytes.Clone(whole)
			changed[i] ^= 1
			if err := os.WriteFile(l.Path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := l.Verify(Head{}); fault.KindOf(err) != fault.Policy {
				t.Fatalf("byte %d of %d changed: error %v", i, len(whole), err)
			}
		}
	}
}

func TestLinesThatAreMoved(t *testing.T) {
	for _, c := range []struct {
		name, says string
		change     func(lines []string) []string
	}{
		{"removed", "line 3 does not follow", func(l []string) []string { return slices.Delete(l, 2, 3) }},
		{"the first removed", "line 1 does not follow", func(l []string) []string { return l[1:] }},
		{"put in twice", "line 3 does not follow", func(l []string) []string { return slices.Insert(l, 2, l[1]) }},
		{"in another order", "line 2 does not follow", func(l []string) []string { l[1], l[2] = l[2], l[1]; return l }},
		{"cut off at the end", "2 lines are missing at its end", func(l []string) []string { return l[:4] }},
		{"half a line", "line 6 is cut off", func(l []string) []string { l[5] = l[5][:9]; return l }},
		{"a blank line", "line 2 is no entry", func(l []string) []string { return slices.Insert(l, 1, "\n") }},
		{"all gone", "6 lines are missing at its end", func([]string) []string { return nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLog(t, "")
			for range 3 {
				l.add(t, "chartline query")
			}
			text, err := os.ReadFile(l.Path)
			if err != nil {
				t.Fatal(err)
			}
			lines := c.change(strings.SplitAfter(strings.TrimSuffix(string(text), "\n")+"\n", "\n")[:6])
			if err := os.WriteFile(l.Path, []byte(strings.Join(lines, "")), 0o600); err != nil {
				t.Fatal(err)
			}
			wantBroken(t, l, c.says)
		})
	}
}

// TestRewritten has somebody make the whole chain anew, with its kept end.
func TestRewritten(t *testing.T) {
	l := newLog(t, "secret")
	l.add(t, "chartline sql")
	mustVerify(t, l)
	forger := l
	forger.Key = []byte("guess")
	for _, name := range []string{l.Path, l.headPath()} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	forger.add(t, "chartline status")
	wantBroken(t, l, "line 1 was changed, or has another key")

	open := newLog(t, "")
	open.add(t, "chartline sql")
	printed := mustVerify(t, open)
	for _, name := range []string{open.Path, open.headPath()} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	open.add(t, "chartline status")
	open.add(t, "chartline status")
	mustVerify(t, open) // without a key nothing in the files tells
	if _, err := open.Verify(printed); fault.KindOf(err) != fault.Policy {
		t.Errorf("error %v, want that the printed end is gone", err)
	}
}

// TestUnfinishedLine goes on after a crash in the middle of a line.
func TestUnfinishedLine(t *testing.T) {
	l := newLog(t, "")
	l.add(t, "chartline query")
	f, err := os.OpenFile(l.Path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(`{"n":3,"at":"2026-`)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	l.add(t, "chartline query")
	if h := mustVerify(t, l); h.N != 4 {
		t.Errorf("end %v, want line 4", h)
	}
}

// TestLastLineChanged refuses to hide a change under a new line.
func TestLastLineChanged(t *testing.T) {
	l := newLog(t, "")
	l.add(t, "chartline query")
	text, err := os.ReadFile(l.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.Path, bytes.Replace(text, []byte(`"rows":7`), []byte(`"rows":1`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(Entry{Event: Begin, Command: "chartline query"}); fault.KindOf(err) != fault.Policy {
		t.Errorf("error %v, want a refusal", err)
	}
}

// TestCutOffIsNotHidden refuses to add to a log that was cut off at its end: the kept end would
// follow the new line, and tell nothing any more.
func TestCutOffIsNotHidden(t *testing.T) {
	for name, cut := range map[string]func(l Log, text []byte) error{
		"cut off": func(l Log, text []byte) error {
			return os.WriteFile(l.Path, text[:bytes.IndexByte(text, '\n')+1], 0o600)
		},
		"emptied": func(l Log, _ []byte) error { return os.Truncate(l.Path, 0) },
		"deleted": func(l Log, _ []byte) error { return os.Remove(l.Path) },
	} {
		l := newLog(t, "secret")
		l.add(t, "chartline query")
		text, err := os.ReadFile(l.Path)
		if err == nil {
			err = cut(l, text)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Append(Entry{Event: Begin, Command: "chartline query"}); fault.KindOf(err) != fault.Policy || !strings.Contains(err.Error(), "missing at its end") {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
		if _, err := l.Rotate(); fault.KindOf(err) != fault.Policy {
			t.Errorf("%s: put aside with %v, want a refusal", name, err)
		}
		wantBroken(t, l, "missing at its end")
	}
}

// TestKeptEndIsGone: without it nobody could see that lines are missing.
func TestKeptEndIsGone(t *testing.T) {
	l := newLog(t, "")
	l.add(t, "chartline query")
	if err := os.Remove(l.headPath()); err != nil {
		t.Fatal(err)
	}
	wantBroken(t, l, "the end that is kept beside the log is gone")
}

// TestLongEntry is refused: nobody could find the end of the log after it.
func TestLongEntry(t *testing.T) {
	l := newLog(t, "")
	l.add(t, "chartline query")
	if _, err := l.Append(Entry{Event: End, Recipient: strings.Repeat("x", longestLine)}); fault.KindOf(err) != fault.Usage {
		t.Errorf("error %v", err)
	}
	l.add(t, "chartline query")
	if h := mustVerify(t, l); h.N != 4 {
		t.Errorf("end %v, want line 4", h)
	}
}

// TestMany writes from many at once, who also put the log aside.
func TestMany(t *testing.T) {
	l := newLog(t, "secret")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 20 {
				if _, err := l.Append(Entry{Event: Begin, Command: "chartline query"}); err != nil {
					t.Error(err)
				}
				if i%7 == 3 {
					if _, err := l.Rotate(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	const rotations = 8 * 3
	if h := mustVerify(t, l); h.N != 160+rotations {
		t.Errorf("%d lines, want %d", h.N, 160+rotations)
	}
	files, err := l.files()
	if err != nil || len(files) != rotations+1 {
		t.Errorf("%d files %v, want %d", len(files), err, rotations+1)
	}
	if err := os.Remove(files[3]); err != nil {
		t.Fatal(err)
	}
	wantBroken(t, l, "line 1 does not follow")
}

// TestKilledRotation leaves the log under both names.
func TestKilledRotation(t *testing.T) {
	l := newLog(t, "")
	l.add(t, "chartline query")
	if err := os.Link(l.Path, l.Path+".2"); err != nil {
		t.Skip("no hard links here")
	}
	if h := mustVerify(t, l); h.N != 2 {
		t.Errorf("end %v, want line 2", h)
	}
	if _, err := l.Rotate(); err != nil {
		t.Fatal(err)
	}
	l.add(t, "chartline query")
	if h := mustVerify(t, l); h.N != 5 {
		t.Errorf("end %v, want line 5", h)
	}
}

// TestKilledRotationGoesOn: what is written after a rotation that was killed stands under both names,
// and a rotation after that gives the same file a third one.
func TestKilledRotationGoesOn(t *testing.T) {
	l := newLog(t, "")
	l.add(t, "chartline query")
	if err := os.Link(l.Path, l.Path+".2"); err != nil {
		t.Skip("no hard links here")
	}
	l.add(t, "chartline query")
	mustVerify(t, l)
	if _, err := l.Rotate(); err != nil {
		t.Fatal(err)
	}
	l.add(t, "chartline query")
	if h := mustVerify(t, l); h.N != 7 {
		t.Errorf("end %v, want line 7", h)
	}
}

// TestCannotBeWritten fails, so that what cannot be logged does not happen.
func TestCannotBeWritten(t *testing.T) {
	l := newLog(t, "")
	if err := os.MkdirAll(l.Path, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := l.Append(Entry{Event: Begin, Command: "chartline query"})
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "nothing is shown that cannot be logged") {
		t.Errorf("error %v", err)
	}
}
