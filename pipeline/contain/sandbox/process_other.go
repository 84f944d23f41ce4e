//go:build !unix

package sandbox

import (
	"os"
	"syscall"
)

// OwnGroup is nothing where there are no process groups.
func OwnGroup() *syscall.SysProcAttr { return nil }

// KillGroup kills a child.
func KillGroup(p *os.Process) {
	_ = p.Kill() // it may be gone already
}
