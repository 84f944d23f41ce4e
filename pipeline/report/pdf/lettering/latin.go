package lettering

import (
	"strings"
	"unicode"

	"github.com/gosimple/unidecode"
)

// Box stands for a letter that no font holds and that has no Latin spelling, such as an emoji. A question
// mark would look as if it were part of the name.
const Box = "□"

// Boxed reports whether a text has such letters: what prints it says once what boxes stand for.
func Boxed(text string) bool {
	lacked := func(r rune) bool { return r == unicode.ReplacementChar || foreign(r) }
	return !ascii(text) && strings.IndexFunc(text, lacked) >= 0 && strings.Count(Printable(text), Box) > strings.Count(text, Box)
}

// Latin spells in Latin letters what no typeface here holds, such as Chinese, syllable by
// syllable: a name that can be told from others is better than a row of boxes. It does not know
// the language: Japanese names in Chinese letters are spelled as if they were Chinese.
func Latin(text string) string {
	if strings.IndexFunc(text, foreign) < 0 {
		return text
	}
	var out strings.Builder
	apart := false // a space follows unless the text has one
	for _, r := range text {
		if !foreign(r) {
			if apart && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				out.WriteByte(' ')
			}
			apart = false
			out.WriteRune(r)
			continue
		}
		spelled := unidecode.Unidecode(string(r))
		if apart && spelled != "" {
			out.WriteByte(' ')
		}
		apart = strings.HasSuffix(spelled, " ")
		if spelled = strings.TrimSpace(spelled); spelled == "" && !unicode.IsMark(r) {
			spelled = Box
		}
		out.WriteString(spelled)
	}
	return out.String()
}

// foreign tells letters that no typeface here holds. Marks that Printable removes are none.
func foreign(r rune) bool {
	return FaceOf(r) == Neither && !unicode.IsControl(r) && r != '\u2011' && !unicode.Is(unicode.Variation_Selector, r) &&
		!unicode.Is(unicode.Cf, r) && !unicode.IsSpace(r)
}
