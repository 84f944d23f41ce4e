//go:build !linux

package doctor

// onEncryptedVolume cannot be told here.
func onEncryptedVolume(string) (encrypted, known bool) { return false, false }
