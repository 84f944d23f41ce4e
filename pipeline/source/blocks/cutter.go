package blocks

import (
	"io"

	"chartline/pipeline/fault"
)

// cutter cuts a stream into blocks that end where a record ends.
type cutter struct {
	stream Stream
	free   chan []byte
	size   int    // of the next block
	rest   []byte // the beginning of a record whose end is not read yet
}

// next gives the next block, and whether there are more. The last one may be empty.
func (c *cutter) next() (block []byte, more bool, err error) {
	data := append(c.buffer(max(c.size, 2*len(c.rest))), c.rest...)
	c.size = nextSize(c.size)
	for {
		if len(data) == cap(data) {
			if data, err = c.grow(data); err != nil {
				return nil, false, err
			}
		}
		data, more, err = fill(data, c.stream.From)
		if err != nil || !more {
			return data, false, err
		}
		if end := c.stream.End(data); end > 0 {
			c.rest = append(c.rest[:0], data[end:]...)
			return data[:end], true, nil
		}
	}
}

// fill reads until the buffer is full; more is false where the stream ends before. A
// stream that breaks off says io.ErrUnexpectedEOF, for which io.ReadFull has another
// meaning.
func fill(data []byte, from io.Reader) (filled []byte, more bool, err error) {
	idle := 0
	for len(data) < cap(data) {
		n, err := from.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		if idle++; n > 0 {
			idle = 0
		}
		if idle == 100 {
			return nil, false, io.ErrNoProgress
		}
	}
	return data, true, nil
}

// nextSize leads from that of the first block to the full size, and back to it from
// that of long records.
func nextSize(size int) int {
	if size < blockBytes {
		return 2 * size
	}
	return max(blockBytes, size-size/8)
}

// grow makes room for a record that is longer than the buffer, and for more like it.
func (c *cutter) grow(data []byte) ([]byte, error) {
	if len(data) >= longestBytes {
		return nil, fault.Newf(fault.Input, c.stream.Place, "check that it is of this format",
			"a record is longer than %d MiB", longestBytes>>20)
	}
	c.size = min(2*cap(data), longestBytes)
	return append(c.buffer(c.size), data...), nil
}

// buffer is one of this size to fill. The size depends on nothing but the stream, so
// that the blocks are the same in every run.
func (c *cutter) buffer(size int) []byte {
	select {
	case b := <-c.free:
		if cap(b) >= size {
			return b[:0:size]
		}
	default:
	}
	return make([]byte, 0, size)
}
