// Package duckdb answers SQL from a published store on this machine. It opens the file
// read-only with every door to files, extensions and settings shut, so that a query
// can read the store and nothing else.
package duckdb

// Options bound what a query may use. The zero value is a sound default.
//
// What a query spills would be encrypted, and DuckDB 1.5.4 refuses to encrypt what it
// writes unless its signed httpfs extension, which brings OpenSSL, is loaded. Without it a
// query that does not fit into memory fails, and nothing is ever spilled in the clear.
type Options struct {
	Key         string // of an encrypted store; empty for a plain one
	Crypto      string // file of the httpfs extension; empty for none
	MemoryLimit string // such as "2GB", the default; large distinct counts are faster with less
	Threads     int    // 0 for one thread a core
	TempDir     string // where large queries spill; empty for a private folder that Close removes
	MaxSpill    string // the most that may be spilled, such as "16GB"; empty for what DuckDB thinks fit
}
