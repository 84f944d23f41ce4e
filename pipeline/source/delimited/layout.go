package delimited

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// longestRecord bounds a record: 1 MiB. Nothing that is coded is longer; a quote that is
// still open then was never closed.
const longestRecord = 1 << 20

// layout is how the records of a file are written.
type layout struct {
	delimiter byte
	quotes    bool
	width     int // fields of a record; 0 for a header, which has any number
}

// end is how many bytes of a piece are whole records, as package blocks asks.
func (l layout) end(piece []byte) int {
	if !l.quotes || bytes.IndexByte(piece, '"') < 0 {
		return bytes.LastIndexByte(piece, '\n') + 1
	}
	whole := 0
	for {
		size := l.record(piece[whole:], false)
		if size == 0 {
			return whole
		}
		whole += size
	}
}

// record is the size of the first record with its line end. It is 0 where that has not
// been read yet; last says that nothing follows. A line with an even number of quotes
// closes what it opens. One with an odd number may end inside a quoted field: the
// record goes on, if that makes a good one.
func (l layout) record(data []byte, last bool) int {
	line := bytes.IndexByte(data, '\n') + 1
	if line == 0 && last {
		line = len(data)
	}
	if line == 0 || !l.quotes || bytes.Count(data[:line], []byte{'"'})%2 == 0 {
		return line
	}
	near := data[:min(len(data), longestRecord)]
	ends, size, ok := l.quoted(nil, near)
	switch {
	case size == len(near) && len(near) < len(data): // longer than any record
		return line
	case size == len(near) && !last: // it may go on
		return 0
	case !ok || l.width > 0 && len(ends) != l.width:
		return line
	default:
		return min(size+1, len(data))
	}
}

// unended is a record without its line end.
func unended(record []byte) []byte {
	if n := len(record); n > 0 && record[n-1] == '\n' {
		record = record[:n-1]
	}
	if n := len(record); n > 0 && record[n-1] == '\r' {
		record = record[:n-1]
	}
	return record
}

// plain finds where the fields of a record without quotes end, eight bytes at a time.
func (l layout) plain(ends []int32, record []byte) []int32 {
	const low = 0x7f7f7f7f7f7f7f7f
	wanted := uint64(l.delimiter) * 0x0101010101010101
	i := 0
	for ; i+8 <= len(record); i += 8 {
		x := binary.LittleEndian.Uint64(record[i:]) ^ wanted
		// The top bit of each byte that is a delimiter.
		for hits := ^((x&low + low) | x | low); hits != 0; hits &= hits - 1 {
			ends = append(ends, int32(i+bits.TrailingZeros64(hits)/8))
		}
	}
	for ; i < len(record); i++ {
		if record[i] == l.delimiter {
			ends = append(ends, int32(i))
		}
	}
	return append(ends, int32(len(record)))
}

// quoted finds where the fields of the first record in data end, and where the record
// does: at a line end or at the end of the data. It is not ok where a quote is left
// open or closed within a field.
func (l layout) quoted(ends []int32, data []byte) (_ []int32, size int, ok bool) {
	at := 0
	for {
		if at < len(data) && data[at] == '"' {
			at, ok = closing(data, at+1)
			if !ok || !l.isEnd(data[at:]) {
				return ends, at, false
			}
		}
		next := l.fieldEnd(data[at:])
		if next > 0 && isMisplaced(data[at:at+next]) {
			return ends, at, false
		}
		at += next
		ends = append(ends, int32(at))
		if at == len(data) || data[at] == '\n' {
			return ends, at, true
		}
		at++
	}
}

// closing is the position after the quote that closes a field, or the end of the data.
func closing(data []byte, at int) (after int, ok bool) {
	for {
		i := bytes.IndexByte(data[at:], '"')
		if i < 0 {
			return len(data), false
		}
		at += i + 1
		if at == len(data) || data[at] != '"' {
			return at, true
		}
		at++
	}
}

// isEnd reports whether a field can end here.
func (l layout) isEnd(rest []byte) bool {
	return len(rest) == 0 || rest[0] == l.delimiter || rest[0] == '\n' ||
		rest[0] == '\r' && (len(rest) == 1 || rest[1] == '\n')
}

// fieldEnd is how far it is to the delimiter, the line end or the end of the data.
func (l layout) fieldEnd(rest []byte) int {
	for i, b := range rest {
		if b == l.delimiter || b == '\n' {
			return i
		}
	}
	return len(rest)
}

// isMisplaced reports whether blanks stand before the opening quote of a field: it is
// not known then what its quotes mean.
func isMisplaced(field []byte) bool {
	bare := bytes.TrimLeft(field, " ")
	return len(bare) < len(field) && len(bare) > 0 && bare[0] == '"'
}
