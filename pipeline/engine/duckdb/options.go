// Package duckdb answers SQL from a published store on this machine. It opens the file
// read-only with every door to files, extensions and settings shut, so that a query
// can read the store and nothing else.
package duckdb

// Options bound what a query may use. The zero value is a sound default.
type Options struct {
	MemoryLimit string // such as "2GB", the default; large distinct counts are faster with less
	Threads     int    // 0 for one thread a core
	TempDir     string // where large queries spill; empty for a private folder that Close removes

	// PlainSpill lets queries that do not fit in memory spill unencrypted. It is for
	// a TempDir on a volume that the operating system encrypts. Without it such a
	// query fails: DuckDB refuses to encrypt what it spills unless its signed httpfs
	// extension, which brings OpenSSL, is loaded.
	PlainSpill bool
}
