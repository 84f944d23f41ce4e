//go:build !linux

package extract

// memoryFolder gives no folder: only Linux has a file system in memory at a known place.
func memoryFolder(int64) string { return "" }
