//go:build duckdb_arrow

package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// smallDisk mounts a file system of 24 MB at a folder, of which only the program that
// follows knows.
const smallDisk = `mount -t tmpfs -o size=24m tmpfs "$0" && exec "$1"`

// TestFullDisk runs out of space in an input and in a publication.
func TestFullDisk(t *testing.T) {
	if err := exec.Command("unshare", "-Urm", "sh", "-c", strings.Replace(smallDisk, `exec "$1"`, "true", 1), t.TempDir()).Run(); err != nil {
		t.Skip("no file system can be mounted here")
	}
	disk := t.TempDir()
	files := t.TempDir()
	for name, content := range map[string]string{
		"small.csv": "patient_id,sex\nP1,F\n",
		"other.csv": "patient_id,sex\nP2,M\n",
		"big.csv":   "patient_id,postal_code\n" + noise(t, 800_000),
	} {
		if err := os.WriteFile(filepath.Join(files, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := says(t, child(t, "space "+disk+" "+files, "unshare", "-Urm", "sh", "-c", smallDisk, disk))
	want := []string{
		"small: loaded",
		"big: no space left on the disk",
		"again: no space left on the disk",
		"published: cannot read or write the file; readers have the old copy and nothing is left behind",
		"reopened: balanced, P1",
		"other: loaded",
		"published: yes; readers have the new copy and nothing is left behind; the store gave back its space",
		"the copy: balanced, P1 P2",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// noise is records that do not pack.
func noise(t *testing.T, records int) string {
	t.Helper()
	random := make([]byte, 30*records)
	if _, err := rand.Read(random); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range records {
		r := random[30*i : 30*i+30]
		fmt.Fprintf(&b, "%s,%s\n", hex.EncodeToString(r[:10]), hex.EncodeToString(r[10:]))
	}
	return b.String()
}

// runOutOfSpace goes through runs as the program does.
func runOutOfSpace(args []string) error {
	ctx := context.Background()
	disk, files := args[0], args[1]
	path := filepath.Join(disk, "chartline.duckdb")
	s, err := Open(ctx, path, Options{Memory: "200MB"})
	if err != nil {
		return err
	}
	load := func(step, name string) {
		_, err := pull(s, source.Spec{Path: filepath.Join(files, name+".csv"), Table: "patient"})
		fmt.Println(step + ": " + outcome(err, "loaded"))
	}
	load("small", "small")
	if _, err := s.Publish(ctx, 1); err != nil {
		return err
	}
	run, err := s.StartRun(ctx)
	if err != nil {
		return err
	}
	load("big", "big")
	load("again", "big")
	_, err = s.Publish(ctx, run)
	fmt.Println("published: " + outcome(err, "yes") + leftOf(path))
	_ = s.EndRun(ctx, run, "failed") // which may want space too, as may closing
	_ = s.Close()
	if s, err = Open(ctx, path, Options{Memory: "200MB"}); err != nil {
		return err
	}
	fmt.Println("reopened: " + outcome(s.Balance(ctx), "balanced, "+patients(s)))
	load("other", "other")
	published, err := s.Publish(ctx, 3)
	fmt.Println("published: " + outcome(err, "yes") + leftOf(path) + sizeOf(path))
	if err := errors.Join(s.Close(), os.Chmod(published, 0o600)); err != nil {
		return err
	}
	if s, err = Open(ctx, published, Options{Memory: "200MB"}); err != nil {
		return err
	}
	fmt.Println("the copy: " + outcome(s.Balance(ctx), "balanced, "+patients(s)))
	return s.Close()
}

// leftOf is what a publication left beside the store at path.
func leftOf(path string) string {
	current, err := Published(path)
	if err != nil {
		return err.Error()
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		return fmt.Sprint("; left behind ", left, err)
	}
	which := map[bool]string{true: "old", false: "new"}[filepath.Base(current) == "chartline-000001.duckdb"]
	return "; readers have the " + which + " copy and nothing is left behind"
}

// sizeOf says whether a store is as small as what it holds.
func sizeOf(path string) string {
	info, err := os.Stat(path)
	if err != nil || info.Size() > 4<<20 {
		return fmt.Sprintf("; the store has still %d bytes %v", info.Size(), err)
	}
	return "; the store gave back its space"
}

// outcome is what a fault says is wrong, or a word for success.
func outcome(err error, success string) string {
	var f *fault.Error
	switch {
	case err == nil:
		return success
	case errors.As(err, &f) && f.Kind == fault.Unavailable:
		return f.What
	default:
		return fmt.Sprintf("%v of kind %d", err, fault.KindOf(err))
	}
}

func patients(s *Store) string {
	var ids string
	if err := s.w.Scan(context.Background(), "SELECT string_agg(patient_id, ' ' ORDER BY patient_id) FROM patient", nil, &ids); err != nil {
		return err.Error()
	}
	return ids
}
