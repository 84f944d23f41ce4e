package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"chartline/cmd/chartline/progress"
	"chartline/pipeline/fault"
)

// exit prints an error and gives the exit code.
func (a *app) exit(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, syscall.EPIPE):
		return 0 // who reads our output has seen enough
	}
	kind := kindOf(err)
	for _, line := range messages(err) {
		if a.json {
			progress.Log(a.stderr, a.now(), "error", line, "code", int(kind))
		} else {
			fmt.Fprintln(a.stderr, "chartline: "+line)
		}
	}
	if excerpt := fault.ExcerptOf(err); excerpt != "" && !a.json {
		fmt.Fprintln(a.stderr, excerpt)
	}
	return int(kind)
}

// kindOf is fault.KindOf with a stop that no stage has named yet.
func kindOf(err error) fault.Kind {
	kind := fault.KindOf(err)
	if kind == fault.Internal && errors.Is(err, context.Canceled) {
		return fault.Interrupted
	}
	return kind
}

// messages are the lines of an error, one for each of those that were joined. The text
// of an error that is no fault.Error may hold a value of a record: only its type is
// told.
func messages(err error) []string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var lines []string
		for _, e := range joined.Unwrap() {
			lines = append(lines, messages(e)...)
		}
		return lines
	}
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return []string{f.Error()}
	case errors.Is(err, context.Canceled):
		return []string{"interrupted"}
	default:
		return []string{fmt.Sprintf("internal error (%T); please report it", err)}
	}
}

// crashed reports a panic without its value and without arguments, which may hold
// values of a record, and gives the exit code.
func crashed(w io.Writer, v any) int {
	fmt.Fprintf(w, "chartline: internal error (panic of %T); please report it with these lines\n", v)
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			fmt.Fprintf(w, "  %s %s:%d\n", frame.Function, filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return int(fault.Internal)
		}
	}
}

// at gives an error that knows no place its place.
func at(where string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where == "" {
		named := *f
		named.Where = where
		return &named
	}
	return err
}
