//go:build unix

package inbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// TestFindPassesPipesOver has a pipe in a folder, which would be waited for without end.
func TestFindPassesPipesOver(t *testing.T) {
	dir := folder(t, "a.csv")
	must(t, syscall.Mkfifo(filepath.Join(dir, "b.csv"), 0o600))
	for _, path := range []string{dir, filepath.Join(dir, "*")} {
		if inputs, err := Find(source.Spec{Path: path}, isCSV); err != nil || len(inputs) != 1 {
			t.Errorf("%s: inputs %v and error %v, want the file only", path, inputs, err)
		}
	}
	if inputs, err := Find(source.Spec{Path: filepath.Join(dir, "b.csv")}, isCSV); err != nil || len(inputs) != 1 {
		t.Errorf("inputs %v and error %v, want the pipe that was named", inputs, err)
	}
}

// TestReadOfASilentPipeStops has somebody who opens a pipe and never writes.
func TestReadOfASilentPipeStops(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	writer := make(chan *os.File, 1)
	go func() {
		w, _ := os.OpenFile(path, os.O_WRONLY, 0)
		_, _ = w.WriteString("begun")
		writer <- w
	}()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	begun := time.Now()
	err := readAll(ctx, source.Input{Path: path})
	if fault.KindOf(err) != fault.Interrupted || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of kind %d, want an interruption", err, fault.KindOf(err))
	}
	defer (<-writer).Close()
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("it took %s to stop", took)
	}
}

// TestChangedIntoAPipe does not wait for somebody who writes.
func TestChangedIntoAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	must(t, os.WriteFile(path, []byte("abc"), 0o600))
	c, err := new(Hasher).Content(t.Context(), source.Input{Path: path})
	must(t, err)
	must(t, os.Remove(path))
	must(t, syscall.Mkfifo(path, 0o600))
	if err := c.Unchanged(); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("error %v, want one that says that it changed", err)
	}
}
