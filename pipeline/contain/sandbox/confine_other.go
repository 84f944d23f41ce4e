//go:build !linux

package sandbox

import (
	"os"
	"time"
)

// Executable is this program.
func Executable() (string, error) { return os.Executable() }

// Widen does nothing: the size of a pipe is the system's affair.
func Widen(*os.File) {}

// Confine has nothing to shut the doors with: there is no landlock, and limits of memory
// and time do not mean the same everywhere.
func Confine(Places, int64, int64) (weak string, err error) {
	return "this system has no landlock: files and network are closed to queries by DuckDB alone, and memory is limited by DuckDB alone", nil
}

// AllowTime does nothing: the parent's clock is the limit.
func AllowTime(time.Duration) error { return nil }

// WatchTime does nothing.
func WatchTime(int) {}
