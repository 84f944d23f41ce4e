//go:build duckdb_arrow

package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// What needs a second process is done by this test binary, run again with the name of a
// task and its arguments in the environment.
const childTask = "CHARTLINE_TEST_TASK"

var childTasks = map[string]func(args []string) error{
	"open":  tryToOpen,
	"hold":  holdOpen,
	"space": runOutOfSpace,
	"crash": loadUntilKilled,
}

func TestMain(m *testing.M) {
	name, args, asked := strings.Cut(os.Getenv(childTask), " ")
	if !asked {
		os.Exit(m.Run())
	}
	if err := childTasks[name](strings.Fields(args)); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child prepares a task in a process of its own, run by other programs where such are
// given.
func child(t *testing.T, task string, by ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	line := append(by, self)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = append(os.Environ(), childTask+"="+task)
	cmd.Stderr = os.Stderr
	return cmd
}

// says is what a task prints, line by line.
func says(t *testing.T, cmd *exec.Cmd) []string {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// tryToOpen tells what comes of opening the store for writing.
func tryToOpen(args []string) error {
	s, err := Open(context.Background(), args[0], Options{})
	if err != nil {
		fmt.Println(err)
		return nil
	}
	fmt.Println("opened")
	return s.Close()
}

// holdOpen keeps the store open, with something in its log, until the input ends.
func holdOpen(args []string) error {
	syscall.Umask(0o077)
	s, err := Open(context.Background(), args[0], Options{})
	if err != nil {
		return err
	}
	if err := s.w.Exec(context.Background(), "INSERT INTO history.patient (patient_id) VALUES ('P1')"); err != nil {
		return err
	}
	fmt.Println("held")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return s.Close()
}

// hold runs a process that writes the store until release.
func hold(t *testing.T, path string) (release func()) {
	t.Helper()
	cmd := child(t, "hold "+path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("%q %v", line, err)
	}
	return func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}
