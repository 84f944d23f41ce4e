package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// onEncryptedVolume reports whether a folder lies on a volume that the kernel encrypts
// (dm-crypt, as LUKS does), and whether that can be told: not for what a container or a
// network brings.
func onEncryptedVolume(folder string) (encrypted, known bool) {
	var s unix.Stat_t
	if err := unix.Stat(folder, &s); err != nil {
		return false, false
	}
	device := fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(s.Dev), unix.Minor(s.Dev))
	if _, err := os.Stat(device); err != nil {
		return false, false
	}
	return crypts(device, 0), true
}

// deepest is how many devices may lie on one another.
const deepest = 8

// crypts reports whether a device, or one that it lies on, is one of dm-crypt.
func crypts(device string, depth int) bool {
	uuid, err := os.ReadFile(filepath.Join(device, "dm", "uuid"))
	if err == nil && strings.HasPrefix(string(uuid), "CRYPT-") {
		return true
	}
	below, err := os.ReadDir(filepath.Join(device, "slaves"))
	if err != nil || depth == deepest {
		return false
	}
	for _, d := range below {
		if crypts(filepath.Join(device, "slaves", d.Name()), depth+1) {
			return true
		}
	}
	return false
}
