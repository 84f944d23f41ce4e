package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

// Journal is a file of events, one a line, that is only added to.
type Journal[E any] struct{ Path string }

// Append adds an event and waits until the disk has it. What an earlier program was
// writing when it was killed is cut off first.
func (j Journal[E]) Append(e E) (err error) {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(j.Path), 0o700); err != nil {
		return unavailable(err, j.Path)
	}
	guard, err := j.guard()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, guard.Release()) }()
	f, err := os.OpenFile(j.Path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return unavailable(err, j.Path)
	}
	if err = add(f, append(line, '\n')); err != nil {
		err = unavailable(err, j.Path)
	}
	return errors.Join(err, f.Close())
}

// Rewrite puts other events in the place of all that are there, at once.
func (j Journal[E]) Rewrite(events []E) (err error) {
	var text bytes.Buffer
	for _, e := range events {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		text.Write(append(line, '\n'))
	}
	guard, err := j.guard()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, guard.Release()) }()
	if err := durable.Write(j.Path, 0o600, text.Bytes()); err != nil {
		return unavailable(err, j.Path)
	}
	return nil
}

// add writes a line after the last whole one. Where that fails, as on a full disk, what
// was written of it is no line and is cut off by the next.
func add(f *os.File, line []byte) error {
	text, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	whole := int64(bytes.LastIndexByte(text, '\n') + 1)
	if err := f.Truncate(whole); err != nil {
		return err
	}
	if _, err := f.WriteAt(line, whole); err != nil {
		return err
	}
	return f.Sync()
}

// patience is how long an event waits for another program that is adding one.
const patience = 10 * time.Second

// guard keeps two programs from adding at once.
func (j Journal[E]) guard() (*Lock, error) {
	path := j.Path + ".lock"
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		l, err := lock(path)
		switch {
		case err == nil:
			return l, nil
		case !errors.Is(err, errBusy) || time.Since(begun) > patience:
			return nil, unavailable(err, path)
		}
	}
}

// Read gives all events in their order; none where there is no file. The last line does
// not count before its end is written.
func (j Journal[E]) Read() ([]E, error) {
	text, err := os.ReadFile(j.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, j.Path, "cannot be read", "check who owns the folder")
	}
	var all []E
	for n := 1; ; n++ {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			return all, nil
		}
		var e E
		if err := json.Unmarshal(text[:end], &e); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, fmt.Sprintf("%s:%d", j.Path, n), "the line is broken", "restore the file, or remove the line")
		}
		all, text = append(all, e), text[end+1:]
	}
}
