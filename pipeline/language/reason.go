package language

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Reason says what an estimator says of its number: a method, a warning, or why there is none. They
// come whole and in English, some with values filled in, and the row of such a text is that of its
// format: the values are read back, and those that are words are said as well.
func (l *Language) Reason(english string) string {
	if l == nil || english == "" {
		return english
	}
	if row, ok := l.rows[english]; ok {
		return row
	}
	if plainNumber.MatchString(english) {
		return l.Number(english)
	}
	for _, format := range l.filled() {
		if values := format.read(english); values != nil {
			for i, v := range values {
				values[i] = l.Reason(v.(string))
			}
			return l.sounded(fmt.Sprintf(asWords(l.agreed(l.rows[format.key], values)), values...))
		}
	}
	return english
}

// filledIn is a row whose text takes values.
type filledIn struct {
	key   string
	parts []string // what stands around the values
}

// own is how many letters a row has besides its values.
func (f filledIn) own() int { return len(strings.Join(f.parts, "")) }

// leastOwn is how many letters tell what a text says: "%s and %s" is any.
const leastOwn = 10

// filled lists such rows, those with the most text of their own first.
func (l *Language) filled() []filledIn {
	l.once.Do(func() {
		for _, key := range slices.Sorted(maps.Keys(l.rows)) {
			f := filledIn{key, verb.Split(key, -1)}
			if n := len(f.parts) - 1; n > 0 && len(verbs(key)) == n && f.own() >= leastOwn {
				l.formats = append(l.formats, f)
			}
		}
		slices.SortStableFunc(l.formats, func(a, b filledIn) int { return b.own() - a.own() })
	})
	return l.formats
}

// read gives the values that a text was filled with, or nil where it is of another format.
func (f filledIn) read(text string) []any {
	if !strings.HasPrefix(text, f.parts[0]) || !strings.HasSuffix(text, f.parts[len(f.parts)-1]) {
		return nil
	}
	pattern := ""
	for i, part := range f.parts {
		if i > 0 {
			pattern += "(.+)"
		}
		pattern += regexp.QuoteMeta(part)
	}
	found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(text)
	if found == nil {
		return nil
	}
	values := make([]any, len(found)-1)
	for i, v := range found[1:] {
		values[i] = v
	}
	return values
}

// asWords lets a format take words for its values.
func asWords(format string) string {
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if strings.HasSuffix(v, "%") {
			return v
		}
		at := verb.FindStringSubmatch(v)[1]
		if at != "" {
			return strings.Join([]string{"%[", at, "]s"}, "")
		}
		return "%s"
	})
}
