//go:build unix

package main

import (
	"os"
	"os/exec"
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

// runApart gives a program a group of its own, so that a signal from the terminal reaches
// it once, through the scheduler, and asks it to end in order when its time is up.
func runApart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
}
