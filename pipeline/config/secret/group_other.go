//go:build !unix

package secret

import (
	"os"
	"syscall"
)

// ownGroup is nothing where there are no process groups.
func ownGroup() *syscall.SysProcAttr { return nil }

// killGroup kills a program.
func killGroup(p *os.Process) error { return p.Kill() }
