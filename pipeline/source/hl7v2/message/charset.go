package message

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Charset is a character set by one of its names. For UTF-8 there is nothing to decode
// and the encoding is nil.
func Charset(name string) (e encoding.Encoding, known bool) {
	e, known = charsets[plain(name)]
	return e, known
}

// plain is a name of a character set as it stands in the list, since "ISO 8859-1",
// "iso_8859-1" and "8859/1" are the same to those who write them.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

// charsets are those of HL7 table 0211, and of Windows, whose names senders use though
// the table does not list them. The Japanese sets of ISO IR are shifted in and out by
// escapes, as in ISO-2022-JP.
var charsets = func() map[string]encoding.Encoding {
	all := map[string]encoding.Encoding{
		"UTF8": nil, "UNICODEUTF8": nil, "UNICODE": nil,
		"ISOIR14": japanese.ShiftJIS, "SHIFTJIS": japanese.ShiftJIS,
		"ISOIR87": japanese.ISO2022JP, "ISOIR159": japanese.ISO2022JP, "ISO2022JP": japanese.ISO2022JP,
		"GB18030": simplifiedchinese.GB18030, "GB180302000": simplifiedchinese.GB18030,
		"KSX1001": korean.EUCKR, "BIG5": traditionalchinese.Big5,
	}
	for number, e := range map[string]encoding.Encoding{
		"1": charmap.ISO8859_1, "2": charmap.ISO8859_2, "3": charmap.ISO8859_3, "4": charmap.ISO8859_4,
		"5": charmap.ISO8859_5, "6": charmap.ISO8859_6, "7": charmap.ISO8859_7, "8": charmap.ISO8859_8,
		"9": charmap.ISO8859_9, "10": charmap.ISO8859_10, "13": charmap.ISO8859_13,
		"14": charmap.ISO8859_14, "15": charmap.ISO8859_15,
	} {
		all["8859"+number], all["ISO8859"+number] = e, e
	}
	for page, e := range map[string]encoding.Encoding{
		"1250": charmap.Windows1250, "1251": charmap.Windows1251, "1252": charmap.Windows1252,
		"1253": charmap.Windows1253, "1254": charmap.Windows1254, "1255": charmap.Windows1255,
		"1256": charmap.Windows1256, "1257": charmap.Windows1257,
	} {
		all["WINDOWS"+page], all["CP"+page] = e, e
	}
	return all
}()

// isASCII reports whether a text is the same in nearly every character set.
func isASCII(s string) bool {
	const high = 0x8080808080808080
	for ; len(s) >= 8; s = s[8:] {
		word := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if word&high != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decode gives a message in UTF-8, and the character set that it came in. What the
// message declares goes first. One that declares nothing, or ASCII, is taken for UTF-8
// where it is that, and else for the fallback (ING-05). It is not ok where the declared
// character set is not known, or is UTF-8 and the text is not.
func decode(text, declared string, fallback encoding.Encoding) (decoded string, charset encoding.Encoding, ok bool) {
	charset, known := Charset(declared)
	silent := isSilent(declared)
	if isASCII(text) && charset != japanese.ISO2022JP {
		if silent {
			charset = fallback
		}
		return text, charset, true
	}
	if silent {
		if utf8.ValidString(text) {
			return text, nil, true
		}
		charset, known = fallback, fallback != nil
	}
	switch {
	case !known:
		return "", nil, false
	case charset == nil:
		return text, nil, utf8.ValidString(text)
	}
	decoded, err := charset.NewDecoder().String(text)
	return decoded, charset, err == nil
}

// isSilent reports whether MSH-18 says nothing of the bytes that are no ASCII.
func isSilent(declared string) bool {
	switch plain(declared) {
	case "", "ASCII", "USASCII", "ISOIR6":
		return true
	}
	return false
}
