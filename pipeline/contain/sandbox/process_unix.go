//go:build unix

package sandbox

import (
	"os"
	"syscall"
)

// OwnGroup puts a child into a process group of its own.
func OwnGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// KillGroup kills a child and whatever it started.
func KillGroup(p *os.Process) {
	_ = syscall.Kill(-p.Pid, syscall.SIGKILL) // it may be gone already
}
