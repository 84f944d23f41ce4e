package history

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes a lock of the system on a file, which ends with the program.
func lock(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	const exclusive = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err = windows.LockFileEx(windows.Handle(f.Fd()), exclusive, 0, 1, 0, &windows.Overlapped{})
	if err == nil {
		return &Lock{f}, nil
	}
	_ = f.Close() // nothing was written to it
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return nil, errBusy
	}
	return nil, err
}
