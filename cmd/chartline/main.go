// Command chartline measures clinical coding: it pulls coded records into DuckDB,
// measures diagnosis frequency, coding accuracy and turnaround, and writes reports.
//
// Each command is a file of its own. What a command does is in package pipeline; here
// stand its flags, its help and how its results are shown.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // the same zones on every machine
)

func main() {
	keepPrivate()
	saveMemory()
	os.Exit(invocation{
		args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now,
	}.run())
}

// saveMemory has the garbage of a pull collected when there is half as much of it as there
// is of use, unless the environment says otherwise: most of both is the values of records,
// which are quick to collect since no pointer is in them.
func saveMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}

// invocation is what one run of the program takes from outside.
type invocation struct {
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
}

// run does what the command line says and gives the exit code. The first signal stops
// the work in order, a second one at once.
func (in invocation) run() (code int) {
	defer func() {
		if v := recover(); v != nil {
			code = crashed(in.stderr, v)
		}
	}()
	noticeWriteSignals()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	a := &app{invocation: in}
	root := a.root()
	root.SetArgs(in.args)
	return a.exit(root.ExecuteContext(ctx))
}
