package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/engine/duckdb"
)

// shownNowhere is what no process of the program may show to others.
const shownNowhere = "hunter2-hunter2-hunter2"

// TestSecretsStayInside runs statements in a process of their own with a secret in the
// environment, and looks for it in the command line of every process of the program, and in
// the environment of every one that the program started.
func TestSecretsStayInside(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	t.Chdir(t.TempDir())
	t.Setenv("HUNTER", shownNowhere)
	mustRun(t, 0, "init", "--sample", "-q")
	addTo(t, "chartline.yaml", "\naccess: {log_key: env:HUNTER}\n")
	mustRun(t, 0, "pull", "-q")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "chartline")
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "sql", "-q", "-c", "SELECT count(*) FROM range(100000) AS a(i), range(100000) AS b(j) WHERE (i * j) % 7 = 3", "--timeout", "60s")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt) // its statement is stopped with it
		_ = cmd.Wait()
		if strings.Contains(said.String(), shownNowhere) {
			t.Error("it was said")
		}
	}()
	child := childOf(t, cmd.Process.Pid, &said)
	for _, pid := range []int{cmd.Process.Pid, child} {
		if bytes.Contains(processFile(t, pid, "cmdline"), []byte(shownNowhere)) {
			t.Errorf("process %d shows it on its command line", pid)
		}
	}
	if environ := processFile(t, child, "environ"); len(bytes.Trim(environ, "\x00")) > 0 {
		t.Errorf("the process of a statement has an environment of %d bytes", len(environ))
	}
	log, err := os.ReadFile("data/chartline.access.log")
	if err != nil || bytes.Contains(log, []byte(shownNowhere)) {
		t.Errorf("the log holds it, or %v", err)
	}
}

func addTo(t *testing.T, file, text string) {
	t.Helper()
	was, err := os.ReadFile(file)
	if err := errors.Join(err, os.WriteFile(file, append(was, text...), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func processFile(t *testing.T, pid int, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// childOf waits until a process has started another one.
func childOf(t *testing.T, pid int, said *bytes.Buffer) int {
	t.Helper()
	for range 2400 {
		tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
		for _, task := range tasks {
			content, _ := os.ReadFile(task) // a thread that has ended has none
			for _, child := range strings.Fields(string(content)) {
				n, err := strconv.Atoi(child)
				if line, _ := os.ReadFile("/proc/" + child + "/cmdline"); err == nil && bytes.Contains(line, []byte("contained")) {
					return n
				}
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no process of a statement was seen; %s", said)
	return 0
}

// TestEverythingIsPrivate walks over whatever the commands have written: nobody else can read a
// file or enter a folder.
func TestEverythingIsPrivate(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	t.Chdir(t.TempDir())
	keepPrivate()
	for _, line := range [][]string{
		{"init", "--sample"}, {"pull"}, {"run", "demo"}, {"worklist", "--as-of", "2026-10-01"},
		{"audit", "draw", "Q3", "--from", "2026-07-01", "--to", "2026-10-01", "--size", "5"}, {"audit", "export", "Q3", "--out", "handout"},
		{"quarantine", "export", "--out", "places.csv"}, {"sql", "--out", "answer.parquet", "--format", "parquet", "-c", "SELECT 1"},
		{"key", "make", "next.key"}, {"schedule", "history"}, {"log", "rotate"},
	} {
		mustRun(t, 0, append(line, "-q")...)
	}
	addTo(t, "chartline.yaml", "\nstudies: {heart: {purpose: predict readmission}}\n")
	mustRun(t, 0, "extract", "heart", "--mode", "safe-harbor", "--out", "heart.duckdb", "-q")
	mustRun(t, 0, "extract", "heart", "--mode", "safe-harbor", "--format", "parquet", "--out", "heart", "-q")
	seen := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == "." {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		seen++
		most := fs.FileMode(0o600)
		if d.IsDir() {
			most = 0o700
		}
		if info.Mode().Perm()&^most != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || seen < 60 {
		t.Errorf("%d files and folders were seen, %v", seen, err)
	}
}
