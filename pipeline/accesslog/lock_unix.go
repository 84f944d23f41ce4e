//go:build unix

package accesslog

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock waits until no other process writes the file.
func lock(f *os.File) error {
	for {
		if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != unix.EINTR {
			return err
		}
	}
}
