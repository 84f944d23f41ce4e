//go:build !unix

package contain

import (
	"os"
	"syscall"
)

// ownGroup is nothing where there are no process groups.
func ownGroup() *syscall.SysProcAttr { return nil }

// killGroup kills a child.
func killGroup(p *os.Process) {
	_ = p.Kill() // it may be gone already
}
