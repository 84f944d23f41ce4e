package document

import (
	"encoding/binary"
	"math/bits"
)

// skipBlank is the first byte from i on that is not blank.
func skipBlank(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
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

// textEnd is the closing quote of a text that begins at i, and whether the text has an
// escape.
func textEnd(data []byte, i int) (end int, escaped bool, f Flaw) {
	for ; ; escaped = true {
		for i+8 <= len(data) {
			if m := special(binary.LittleEndian.Uint64(data[i:])); m != 0 {
				i += bits.TrailingZeros64(m) / 8
				break
			}
			i += 8
		}
		for i < len(data) && data[i] != '"' && data[i] != '\\' && data[i] >= 0x20 {
			i++
		}
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
