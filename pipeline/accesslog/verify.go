package accesslog

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chartline/pipeline/fault"
)

// Verify reads the whole log, with the files that it was rotated to, and gives its end. It
// fails with fault.Policy at the first line that is not what was written, or where lines
// are missing; since, where it is not zero, is an end that was printed earlier and must
// still be there.
func (l Log) Verify(since Head) (Head, error) {
	var at Head
	found := since.N == 0
	for line, err := range l.entries() {
		if err != nil {
			return at, err
		}
		at = Head{line.N, line.Hash}
		found = found || at == since
	}
	kept, err := l.head()
	if err == nil {
		err = l.cutOff(kept, at)
	}
	switch {
	case err != nil:
		return at, err
	case kept.N == 0 && at.N > 1: // the end of the first line may not be kept yet
		return at, fault.New(fault.Policy, l.headPath(), "the end that is kept beside the log is gone", "compare with the end that verify printed last, by --since")
	case !found:
		return at, fault.Newf(fault.Policy, l.Path, evidence, "line %d is not the one that was printed", since.N)
	}
	return at, nil
}

// entries gives every entry in order, each proved against the one before it.
func (l Log) entries() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		files, err := l.files()
		if err != nil {
			yield(Entry{}, err)
			return
		}
		var last Entry
		for _, name := range files {
			if !l.read(name, &last, yield) {
				return
			}
		}
	}
}

// files lists the rotated files, the oldest first, and the one that is written.
func (l Log) files() ([]string, error) {
	rotated, err := filepath.Glob(escape(l.Path) + ".[0-9]*")
	if err != nil {
		return nil, l.fault(err)
	}
	// A longer number is a greater one.
	slices.SortFunc(rotated, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	// A rotation that was killed leaves the log under both names, and the next one puts that file
	// aside under a third.
	files := append(rotated, l.Path)
	for i := len(files) - 2; i >= 0; i-- {
		if same(files[i], files[i+1]) {
			files = slices.Delete(files, i, i+1)
		}
	}
	return files, nil
}

func same(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// escape takes the signs of a pattern in a path for themselves.
func escape(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// read gives the entries of one file after the last one of the file before.
func (l Log) read(name string, last *Entry, yield func(Entry, error) bool) bool {
	f, err := os.Open(name)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return true
		}
		return yield(Entry{}, l.fault(err))
	}
	defer f.Close()
	lines := bufio.NewReaderSize(f, longestLine)
	for number := int64(1); ; number++ {
		line, err := lines.ReadSlice('\n')
		if err == io.EOF && len(line) == 0 {
			return true
		}
		e, wrong := l.prove(line, err, *last)
		if wrong != "" {
			yield(Entry{}, fault.Newf(fault.Policy, name, evidence, "line %d %s", number, wrong))
			return false
		}
		*last = e
		if !yield(e, nil) {
			return false
		}
	}
}

// prove says what is wrong with a line that follows another; nothing where it is sound.
func (l Log) prove(line []byte, err error, last Entry) (e Entry, wrong string) {
	switch {
	case err != nil:
		return e, "is cut off"
	case json.Unmarshal(line, &e) != nil:
		return e, "is no entry"
	case !e.holds(line[:len(line)-1], l.Key):
		return e, "was changed, or has another key"
	case e.N != last.N+1 || e.Prev != last.Hash:
		return e, "does not follow the line before it"
	}
	return e, ""
}
