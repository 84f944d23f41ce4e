// Package disk puts what was made where it is wanted, when it is whole and the disk has it, and
// says what a disk refuses.
package disk

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

// Full is how a disk without room is told, and what to do.
const (
	Full = "no space left on the disk"
	Free = "free space there and try again; nothing half-written stays"
)

// Error is a failure of a file or folder: fault.Unavailable.
func Error(err error, where string) error {
	var known *fault.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC):
		return fault.Wrap(fault.Unavailable, err, where, Full, Free)
	}
	return fault.Wrap(fault.Unavailable, err, where, "cannot be written", "check who owns the folder and whether the disk is full")
}

// Remove removes a folder with what is in it.
func Remove(folder string) error { return Error(os.RemoveAll(folder), folder) }

// Place moves a file or folder to where it is wanted, after the disk has it.
func Place(made, wanted string) error {
	if err := settle(made); err != nil {
		return Error(err, wanted)
	}
	if err := os.Rename(made, wanted); err != nil {
		return Error(err, wanted)
	}
	return Error(durable.SyncFolder(filepath.Dir(wanted)), wanted)
}

// settle waits until the disk has a file, or a folder with all its files.
func settle(path string) error {
	return filepath.WalkDir(path, func(name string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return sync(name)
	})
}

func sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close() // the first error says what is wrong
		return err
	}
	return f.Close()
}
