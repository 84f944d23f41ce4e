package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// shared is the folder of what many tests begin with, which is made once and copied.
var shared string

// sharing makes that folder, and removes it after the tests.
type sharing struct{ *testing.M }

func (s sharing) Run() int {
	var err error
	if shared, err = os.MkdirTemp("", "chartline-tests-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := s.M.Run()
	if err := os.RemoveAll(shared); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// sampleSite is a folder after chartline init --sample and chartline pull.
var sampleSite = sync.OnceValues(func() (folder string, err error) {
	folder = filepath.Join(shared, "sample")
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	program := filepath.Join(shared, "chartline") // under this name the test binary is the program
	if err := errors.Join(os.Mkdir(folder, 0o700), os.Symlink(self, program)); err != nil {
		return "", err
	}
	for _, args := range [][]string{{"init", "--sample"}, {"pull"}} {
		cmd := exec.Command(program, args...)
		cmd.Dir = folder
		if said, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%v: %w: %s", args, err, said)
		}
	}
	return folder, nil
})

// atSample goes to a folder of its own with the sample hospital, loaded.
func atSample(t *testing.T) {
	t.Helper()
	folder, err := sampleSite()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := copySite(".", folder); err != nil {
		t.Fatal(err)
	}
}

// sampled is the same for a script.
func sampled(ts *testscript.TestScript, _ bool, _ []string) {
	folder, err := sampleSite()
	ts.Check(err)
	ts.Check(copySite(ts.MkAbs("."), folder))
}

// copySite copies a folder with the modes of its files, which say who may read a store.
func copySite(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		into := filepath.Join(to, name)
		if d.IsDir() {
			return os.MkdirAll(into, info.Mode().Perm())
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(into, content, info.Mode().Perm())
	})
}
