//go:build unix

package secret

import (
	"os"
	"syscall"
)

// ownGroup puts a program into a process group of its own, with what it starts.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills a program and what it started.
func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
