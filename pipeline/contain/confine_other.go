//go:build !linux

package contain

import (
	"os"
	"time"
)

func executable() (string, error) { return os.Executable() }

// widen does nothing: the size of a pipe is the system's affair.
func widen(*os.File) {}

// confine has nothing to shut the doors with: there is no landlock, and limits of memory
// and time do not mean the same everywhere.
func confine(string, int64, Limits) (weak string, err error) {
	return "this system has no landlock: files and network are closed to queries by DuckDB alone, and memory is limited by DuckDB alone", nil
}

// allowTime does nothing: the parent's clock is the limit.
func allowTime(time.Duration) error { return nil }

// watchTime does nothing.
func watchTime() {}
