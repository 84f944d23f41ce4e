//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// keepPrivate makes whatever the program writes readable by its owner only. It comes
// first in main: DuckDB makes files of its own.
func keepPrivate() { syscall.Umask(0o077) }

// noticeWriteSignals turns two signals into errors of the write that caused them: a
// reader of standard output that went away, and a limit on the size of files. Left alone,
// the first ends the program before it has closed what it opened, and so does the second
// where it meets a thread of DuckDB's: Go ignores it on threads of its own only.
func noticeWriteSignals() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE, syscall.SIGXFSZ)
}
