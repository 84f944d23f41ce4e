//go:build linux || darwin

package doctor

import "golang.org/x/sys/unix"

// freeBytes is the space that a folder's file system has left for its users.
func freeBytes(folder string) (int64, bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail * uint64(s.Bsize)), true
}
