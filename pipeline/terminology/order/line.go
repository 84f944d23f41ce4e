package order

import (
	"bytes"
	"unicode/utf8"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/sheet"
)

// Where the columns begin, counted from 0.
const (
	codeAt       = 6
	flagAt       = 14
	shortTitleAt = 16
	longTitleAt  = 77
	longestCode  = 7
	shortestCode = 3
	longestLine  = 4 << 10 // ten times what any line has
	rawBytes     = 64 << 10
)

// entry is a line of an order file, as views of it.
type entry struct {
	number       int
	code         []byte
	valid        bool
	short, title []byte
}

// flaw is what is wrong with a line: the column to blame and the reason.
type flaw struct{ column, reason string }

var (
	sound  = flaw{}
	broken = flaw{"", source.ReasonStructure}
	codes  = schema.Must("code_release")
)

func (f flaw) reject(record int64, line []byte) source.Reject {
	return source.Reject{
		Table: codes, Record: record, Column: f.column, Reason: f.reason,
		Raw: string(line[:min(len(line), rawBytes)]),
	}
}

// parse takes a line apart. Titles are in ASCII but for a few in Windows-1252; columns
// count bytes, so that a title is decoded once it has been cut out.
func parse(line []byte) (entry, flaw) {
	if len(line) > longestLine {
		return entry{}, flaw{"", source.ReasonTooLarge}
	}
	if len(line) <= shortTitleAt || line[5] != ' ' || line[13] != ' ' || line[15] != ' ' {
		return entry{}, broken
	}
	e := entry{code: bytes.TrimRight(line[codeAt:codeAt+longestCode], " "), valid: line[flagAt] == '1'}
	for _, b := range line[:5] {
		if b < '0' || b > '9' {
			return entry{}, flaw{"order_no", source.ReasonType}
		}
		e.number = e.number*10 + int(b-'0')
	}
	if len(e.code) < shortestCode || bytes.ContainsFunc(e.code, isNoCharacter) {
		return entry{}, flaw{"code", source.ReasonType}
	}
	if line[flagAt] != '0' && line[flagAt] != '1' {
		return entry{}, flaw{"billable", source.ReasonUnlisted}
	}
	short, long := titles(line)
	var bad flaw
	e.short, bad = decoded("short_title", short)
	if bad == sound {
		e.title, bad = decoded("title", long)
	}
	return e, bad
}

// titles cuts out the two titles; a line may end within the first. Columns count bytes as
// published; in a file that was saved as UTF-8 since they count characters, which shows
// where no blank stands between the titles otherwise.
func titles(line []byte) (short, long []byte) {
	end := min(len(line), longTitleAt-1)
	if end < len(line) && line[end] != ' ' && utf8.Valid(line) {
		end = len(line) - len(afterCharacters(line, longTitleAt-1))
	}
	return bytes.TrimSpace(line[shortTitleAt:end]), bytes.TrimSpace(line[end:])
}

// afterCharacters is what follows the first so many characters.
func afterCharacters(text []byte, n int) []byte {
	for ; n > 0 && len(text) > 0; n-- {
		_, size := utf8.DecodeRune(text)
		text = text[size:]
	}
	return text
}

// decoded is a title in UTF-8; most are and stay as they lie there.
func decoded(column string, title []byte) ([]byte, flaw) {
	for _, b := range title {
		if b < 0x80 {
			continue
		}
		text, reason := sheet.Decode(title)
		if reason != "" {
			return nil, flaw{column, reason}
		}
		return []byte(text), sound
	}
	return title, sound
}

// contradicts reports whether the flag of an entry is not that of its place: a header
// stands before the codes below it, and a valid code before none (VER-04).
func (e entry) contradicts(next []byte) bool {
	hasBelow := len(next) > len(e.code) && bytes.HasPrefix(next, e.code)
	return hasBelow == e.valid
}

// isNoCharacter reports whether a character stands in no code: any place of a code may
// hold a letter (VER-07), so that there is no stricter shape to check.
func isNoCharacter(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < '0' || r > '9')
}
