package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"chartline/pipeline/contain"
	"chartline/pipeline/engine/duckdb"
)

// TestMain lets the test binary run as the program, with a clock that stands still, and
// as the process of a statement where a test calls sql within itself.
func TestMain(m *testing.M) {
	program := func() {
		keepPrivate()
		os.Exit(invocation{
			args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: stoppedClock,
		}.run())
	}
	if len(os.Args) == 2 && os.Args[1] == contain.Command {
		program()
	}
	if len(os.Args) > 1 && filepath.Base(os.Args[0]) != "chartline" && !strings.HasPrefix(os.Args[1], "-test.") {
		os.Exit(2) // a test that calls this binary as the program would start every test in it again
	}
	testscript.Main(sharing{m}, map[string]func(){"chartline": program})
}

// stoppedClock is the instant at which every script plays, or the one in $NOW.
func stoppedClock() time.Time {
	if at, err := time.Parse(time.RFC3339, os.Getenv("NOW")); err == nil {
		return at
	}
	return time.Date(2026, 10, 2, 6, 0, 0, 0, time.UTC)
}

// TestScripts plays testdata/script: everything that a user can see.
func TestScripts(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TESTDATA", testdata)
			env.Setenv("CHARTLINE_HTTPFS", os.Getenv("CHARTLINE_HTTPFS"))
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "httpfs" {
				return false, fmt.Errorf("no condition %q", name)
			}
			return os.Getenv("CHARTLINE_HTTPFS") != "", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exitsWith, "hospital": hospital, "sample": sampled, "gz": gzipped, "cut": cutOff, "secret": keepsSecret,
		},
	})
}

// exitsWith runs a program that must end with an exit code: exits 3 chartline pull.
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGUMENT...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := exitCode(ts, args[1:]); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func exitCode(ts *testscript.TestScript, args []string) int {
	err := ts.Exec(args[0], args[1:]...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	default:
		ts.Fatalf("%v", err)
		return -1
	}
}

// keepsSecret runs a program that must fail and must not tell what the records hold: in
// these scripts every value of a record that could leak is spelt "poison".
func keepsSecret(ts *testscript.TestScript, neg bool, args []string) {
	exitsWith(ts, neg, args)
	for _, stream := range []string{"stdout", "stderr"} {
		if strings.Contains(strings.ToLower(ts.ReadFile(stream)), "poison") {
			ts.Fatalf("%s holds a value of a record", stream)
		}
	}
}

// hospital copies testdata/hospital: a configuration, and an inbox with 30 inpatients,
// of whom 14 were coded J189, 12 I214 and 4 A419.
func hospital(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(os.MkdirAll(ts.MkAbs("inbox"), 0o700))
	from := filepath.Join(ts.Getenv("TESTDATA"), "hospital")
	for to, name := range map[string]string{
		"chartline.yaml": "chartline.yaml", "inbox/encounter.csv": "encounter.csv", "inbox/diagnosis.csv": "diagnosis.csv",
	} {
		content, err := os.ReadFile(filepath.Join(from, name))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(to), content, 0o600))
	}
}

// gzipped compresses a file into FILE.gz and removes it.
func gzipped(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	content, err := os.ReadFile(path)
	ts.Check(err)
	out, err := os.Create(path + ".gz")
	ts.Check(err)
	z := gzip.NewWriter(out)
	_, err = z.Write(content)
	ts.Check(errors.Join(err, z.Close(), out.Close(), os.Remove(path)))
}

// cutOff keeps the first bytes of a file: cut FILE BYTES.
func cutOff(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}
