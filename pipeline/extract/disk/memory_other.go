//go:build !linux

package disk

// Memory gives no folder: only Linux has a file system in memory at a known place.
func Memory(int64) string { return "" }
