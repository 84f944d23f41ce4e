//go:build !unix

package main

// keepPrivate leaves files to the access list of their folder.
func keepPrivate() {}

func noticeWriteSignals() {}
