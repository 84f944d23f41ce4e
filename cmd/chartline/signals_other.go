//go:build !unix

package main

import "os/exec"

// keepPrivate leaves files to the access list of their folder.
func keepPrivate() {}

func noticeWriteSignals() {}

// runApart leaves a program as it is: it can only be ended at once.
func runApart(*exec.Cmd) {}
