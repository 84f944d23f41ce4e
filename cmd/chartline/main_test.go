package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/fault"
)

// TestMessagesKeepValues: an error of an unknown type may quote a record.
func TestMessagesKeepValues(t *testing.T) {
	unknown := fmt.Errorf("conversion of %q failed", "Jane Doe")
	known := fault.Wrap(fault.Input, unknown, "a.csv:3", "not a date", "mend it")
	cases := map[string]struct {
		err  error
		want []string
		code int
	}{
		"unknown":          {unknown, []string{"chartline: internal error (*errors.errorString); please report it"}, 1},
		"known":            {known, []string{"chartline: a.csv:3: not a date; mend it"}, 4},
		"wrapped":          {fmt.Errorf("Jane Doe: %w", known), []string{"chartline: a.csv:3: not a date; mend it"}, 4},
		"several":          {errors.Join(known, unknown), []string{"chartline: a.csv:3: not a date; mend it", "chartline: internal error (*errors.errorString); please report it"}, 4},
		"reader that left": {fault.Wrap(fault.Unavailable, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}, "standard output", "cannot be written", ""), nil, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			a := &app{invocation: invocation{stderr: &stderr}}
			if code := a.exit(c.err); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			want := strings.Join(append(c.want, ""), "\n")
			if got := stderr.String(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestPanicKeepsValues: the value of a panic may be one of a record.
func TestPanicKeepsValues(t *testing.T) {
	var stderr bytes.Buffer
	code := func() (code int) {
		defer func() { code = crashed(&stderr, recover()) }()
		stumble("Jane Doe")
		return 0
	}()
	got := stderr.String()
	if code != 1 || !strings.Contains(got, "please report it") || !strings.Contains(got, ".stumble main_test.go:") {
		t.Errorf("exit code %d and %s", code, got)
	}
	if strings.Contains(got, "Jane") || strings.Contains(got, string(filepath.Separator)+"main_test.go") {
		t.Errorf("tells a value or a folder: %s", got)
	}
}

//go:noinline
func stumble(name string) { panic("no such patient: " + name) }

// TestBinaryIsNotForTerminals opens the master of a pseudo-terminal as standard output.
func TestBinaryIsNotForTerminals(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no /dev/ptmx on this system")
	}
	defer terminal.Close()
	for form, want := range map[format.Form]string{
		format.Table: "chartline: chartline.yaml: no such file", format.JSON: "chartline: chartline.yaml: no such file",
		format.Parquet: "chartline: parquet is not for a terminal; redirect standard output\n",
		format.Arrow:   "chartline: arrow is not for a terminal; redirect standard output\n",
	} {
		for _, args := range [][]string{{"sql", "-c", "SELECT 1"}, {"query", "frequency/principal"}} {
			var stderr bytes.Buffer
			code := invocation{args: append(args, "--format", string(form)), stdout: terminal, stderr: &stderr}.run()
			if code == 0 || !strings.HasPrefix(stderr.String(), want) {
				t.Errorf("%s as %s: exit code %d, %s", args[0], form, code, stderr.String())
			}
		}
	}
}
