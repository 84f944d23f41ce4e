// Package sandbox is what the system can do to hold a process: limits on memory, processor
// time, file sizes and open files, landlock, which closes the file system and the network, and
// a kill that reaches whatever it started.
package sandbox

// Places are what a confined process may still open by name.
type Places struct {
	Own  string   // folder to spill to
	Read []string // files of an extract, to read
}

// OpenFiles are enough for a store, pipes, and the files to spill to.
const OpenFiles = 128
