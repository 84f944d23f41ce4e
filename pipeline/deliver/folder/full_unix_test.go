//go:build unix

package folder_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"chartline/pipeline/deliver/delivertest"
	"chartline/pipeline/deliver/folder"
	"chartline/pipeline/fault"
)

// TestAFullDiskLeavesNothingHalf has the system refuse the end of a file, as a full disk
// does.
func TestAFullDiskLeavesNothingHalf(t *testing.T) {
	dir := t.TempDir()
	b := delivertest.NewBox(t)
	if err := b.Send(context.Background(), folder.Sender{Path: dir}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.Folder, "coding_quality.pdf"), []byte(strings.Repeat("x", 8<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Post(t)
	refuseAfter(t, 4<<20, func() {
		if err := b.Send(context.Background(), folder.Sender{Path: dir}); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("ended with %v", err)
		}
	})
	if got := read(t, dir); len(got) != len(delivertest.Files) || got[place+"/coding_quality.pdf"] != delivertest.Files["coding_quality.pdf"] {
		t.Errorf("%d files are there, and not the earlier report alone", len(got))
	}
	if err := b.Send(context.Background(), folder.Sender{Path: dir}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir); len(got[place+"/coding_quality.pdf"]) != 8<<20 {
		t.Error("the report did not arrive when there was room again")
	}
}

// refuseAfter limits the size of files while something is done.
func refuseAfter(t *testing.T, bytes uint64, do func()) {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Fatal(err)
		}
	}()
	do()
}
