package chart

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// headLength is that of what begins every PNG: its mark, and the chunk IHDR.
const headLength = 8 + 25

// told is an image on its way, into which a chunk of text is put.
type told struct {
	io.Writer
	chunk []byte // that has not been written yet
	head  int    // bytes of the head that have been written
}

// Told has a PNG that is written through it say something of itself to programs, in a chunk of
// text: the mode of the data that it was made of (standard 6.1).
func Told(w io.Writer, text string) io.Writer { return &told{Writer: w, chunk: textChunk(text)} }

// Write implements io.Writer.
func (t *told) Write(p []byte) (int, error) {
	if t.chunk == nil {
		return t.Writer.Write(p)
	}
	head := p[:min(len(p), headLength-t.head)]
	n, err := t.Writer.Write(head)
	t.head += n
	if err != nil || t.head < headLength {
		return n, err
	}
	if _, err := t.Writer.Write(t.chunk); err != nil {
		return n, err
	}
	t.chunk = nil
	more, err := t.Writer.Write(p[n:])
	return n + more, err
}

// textChunk is a chunk iTXt of the keyword Description: UTF-8, not compressed, in no language.
func textChunk(text string) []byte {
	body := "iTXtDescription\x00\x00\x00\x00\x00" + text
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(body)-len("iTXt")))
	chunk = append(chunk, body...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE([]byte(body)))
}
