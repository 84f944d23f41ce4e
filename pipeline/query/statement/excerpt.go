package statement

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"chartline/pipeline/fault"
)

// Point gives an error that has a place in a statement the line of it with a mark under the
// place. What it quotes is what a person wrote, and nothing of a record.
func Point(err error, sql string) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Excerpt != "" {
		return err
	}
	at := f.At.Offset(sql)
	if at < 0 {
		return err
	}
	pointed := *f
	pointed.Excerpt = excerpt(sql, f.At, at)
	return &pointed
}

// around is how many characters of a long line are quoted at least before the place, and after it.
const around = 36

// excerpt is the line of a place, or the part of it that fits in a terminal, and a mark.
func excerpt(sql string, place fault.Place, at int) string {
	start := strings.LastIndexByte(sql[:at], '\n') + 1
	end := len(sql)
	if n := strings.IndexByte(sql[at:], '\n'); n >= 0 {
		end = at + n
	}
	before, after := []rune(sql[start:at]), []rune(strings.TrimRight(sql[at:end], " \t\r"))
	left, right := "", ""
	room := max(2*around-len(before), around) // for what stands behind the place
	if len(before) > around && len(before)+len(after) > 2*around {
		keep := max(2*around-len(after), around)
		before, left = before[max(len(before)-keep, 0):], "…"
	}
	if len(after) > room {
		after, right = after[:room], "…"
	}
	head := fmt.Sprintf("LINE %d: %s", place.Line, left)
	indent := strings.Repeat(" ", len([]rune(head)))
	quoted := shown(before)
	return head + quoted + shown(after) + right + "\n" + indent + blank(quoted) + "^"
}

// shown is a text in which each character can be shown: what would move the cursor of a terminal,
// or turn the direction of writing, is not.
func shown(text []rune) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return unicode.ReplacementChar
		}
		return r
	}, string(text))
}

// blank is as wide as a text: characters of East Asia take two columns, marks on others none.
func blank(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
