// Package durable replaces files. Whoever reads one finds the old one or the new one, whole, and so
// does who comes after a program that was killed or a machine that lost its power; and what was
// reported as done stays done.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Replace writes a file aside, waits until the disk has it, renames it into its place and waits until
// the disk knows of that too. Its folder must be there. After an error the old file is in its place,
// unless the disk failed at the very last, and nothing lies aside; what a killed program leaves has
// the name of the file with a dot before it and digits behind. The errors are those of the system and
// of write, as they are.
func Replace(path string, mode fs.FileMode, write func(*os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // for its owner only, until it is whole
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close() // the first error says what is wrong
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}

// Write is Replace for a content that is in memory.
func Write(path string, mode fs.FileMode, content []byte) error {
	return Replace(path, mode, func(f *os.File) error {
		_, err := f.Write(content)
		return err
	})
}

// SyncFolder waits until the disk knows the names in a folder. A system that cannot wait for folders
// does not fail for it, nor does a folder that may be written to and not be listed.
func SyncFolder(folder string) error {
	f, err := os.Open(folder)
	if err == nil {
		err = errors.Join(unlessUnable(f.Sync()), f.Close())
	}
	return unlessUnable(err)
}

func unlessUnable(err error) error {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}
