package document

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// blank tells the bytes that may stand between others.
var blank = [256]bool{' ': true, '\n': true, '\t': true, '\r': true}

// skipBlank is the first byte from i on that is not blank.
func skipBlank(data []byte, i int) int {
	for i < len(data) && blank[data[i]] {
		i++
	}
	return i
}

// Eight bytes are looked at together.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special marks, by its lowest bit, the first of eight bytes that ends a run of plain
// text: a quote, a backslash or a control character.
func special(w uint64) uint64 {
	quote, slash := w^(ones*'"'), w^(ones*'\\')
	return ((quote-ones)&^quote | (slash-ones)&^slash | (w-ones*0x20)&^w) & highs
}

// plainEnd is where the plain text that begins at i ends. It adds the bits of the text,
// and of some bytes around it, to seen.
func plainEnd(data []byte, i int, seen uint64) (int, uint64) {
	for ; i+8 <= len(data); i += 8 {
		w := binary.LittleEndian.Uint64(data[i : i+8])
		seen |= w
		if m := special(w); m != 0 {
			return i + bits.TrailingZeros64(m)/8, seen
		}
	}
	for i < len(data) && data[i] != '"' && data[i] != '\\' && data[i] >= 0x20 {
		seen |= uint64(data[i])
		i++
	}
	return i, seen
}

// textEnd is the closing quote of a text that begins at i, and whether the text has an
// escape.
func textEnd(data []byte, i int) (end int, escaped bool, f Flaw) {
	for ; ; escaped = true {
		i, _ = plainEnd(data, i, 0)
		if i >= len(data) {
			return i, escaped, CutOff
		}
		if data[i] == '"' {
			return i, escaped, Sound
		}
		if i, f = escapeEnd(data, i); f != Sound {
			return i, escaped, f
		}
	}
}

// escapeEnd is where an escape at i ends. Control characters must be escaped, and NUL is
// refused however it is written: FHIR allows none, and some programs take it for the end.
func escapeEnd(data []byte, i int) (int, Flaw) {
	switch {
	case data[i] == 0:
		return i, Encoding
	case data[i] != '\\':
		return i, Broken
	case i+1 >= len(data):
		return i, CutOff
	case data[i+1] != 'u':
		return i + 2, Sound
	case i+6 > len(data):
		return i, CutOff
	case string(data[i+2:i+6]) == "0000":
		return i, Encoding
	}
	return i + 6, Sound
}

// isPlain reports whether an escape, which escapeEnd took for one, is only that: where
// its end hides a quote or a backslash, some readers see another end.
func isPlain(escape []byte) bool {
	end, _ := plainEnd(escape, 2, 0)
	return end == len(escape) && escape[1] >= 0x20
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digits is where the digits end that begin at i.
func digits(data []byte, i int) int {
	for i < len(data) && isDigit(data[i]) {
		i++
	}
	return i
}

// asText is data as a text, which changes with them.
func asText(data []byte) string { return unsafe.String(unsafe.SliceData(data), len(data)) }
