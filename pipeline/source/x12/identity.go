package x12

import (
	"strconv"
	"unicode/utf8"

	"chartline/pipeline/source/x12/segment"
)

// account is the identifier of an account: its number, behind that of its provider where
// numbers are unique to a provider only.
func (s site) account(provider, number string) string {
	if s.byProvider && provider != "" {
		return provider + "/" + number
	}
	return number
}

// valid reports whether a text can be loaded. The names in a file may be in any character
// set, and none is loaded; codes and numbers must be in UTF-8.
func valid(text string) bool { return utf8.ValidString(text) }

// eventID identifies something that happened by all that makes it what it is, so that a
// feed that comes twice tells of it once. It is a checksum of 128 bits, since the
// identifier of an event must name no account.
func eventID(into []byte, parts ...string) []byte {
	first, second := checksum(1), checksum(2)
	for _, part := range parts {
		first, second = first.add(part), second.add(part)
	}
	into = strconv.AppendUint(append(into, "x12-"...), uint64(first), 16)
	return strconv.AppendUint(append(into, '-'), uint64(second), 16)
}

// sumOf is a number that depends on nothing but the text of a claim.
func sumOf(claim []segment.Segment) uint64 {
	sum := checksum(0)
	for i := range claim {
		sum = sum.add(claim[i].Text)
	}
	return uint64(sum)
}

// checksum sums up texts; those that differ in their beginning are independent. It keeps
// nobody out: it only tells things apart that nobody made to look alike.
type checksum uint64

// add adds a text and where it ends.
func (c checksum) add(text string) checksum {
	const prime = 0x9e3779b97f4a7c15
	end := checksum(len(text))<<1 | 1 // never zero, so that an empty text counts
	for ; len(text) >= 8; text = text[8:] {
		c = (c ^ eight(text)) * prime
		c ^= c >> 29
	}
	var rest checksum
	for i := range len(text) {
		rest = rest<<8 | checksum(text[i])
	}
	c = (c ^ rest ^ end<<56) * prime
	return c ^ c>>32
}

// eight is the first eight bytes of a text as a number.
func eight(s string) checksum {
	_ = s[7]
	return checksum(s[0]) | checksum(s[1])<<8 | checksum(s[2])<<16 | checksum(s[3])<<24 |
		checksum(s[4])<<32 | checksum(s[5])<<40 | checksum(s[6])<<48 | checksum(s[7])<<56
}
