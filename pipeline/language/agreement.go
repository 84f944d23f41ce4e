package language

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
)

// choice is a word in its forms for one thing and for several, of which a text takes the one that
// agrees with the value before it, or with the first where none is: "%s {account waits|accounts wait}".
// A place says another value, as verbs of fmt do: "{[2]espera|esperan} %s de %s {cuenta|cuentas}".
var choice = regexp.MustCompile(`\{(?:\[(\d+)\])?([^{}|]*)\|([^{}|]*)\}`)

// verbOrChoice is what is filled in.
var verbOrChoice = regexp.MustCompile(choice.String() + "|" + verb.String())

// Key is what a text is called in a catalogue: its forms are those for several.
func Key(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return choice.ReplaceAllString(text, "$3")
}

// agreed is a format whose choices are made by the values that it is filled with.
func (l *Language) agreed(format string, args []any) string {
	if !strings.Contains(format, "{") {
		return format
	}
	last := 0 // place of the value before
	return verbOrChoice.ReplaceAllStringFunc(format, func(part string) string {
		if m := choice.FindStringSubmatch(part); m != nil {
			if at := placeOf(m[1], max(last, 1)); at <= len(args) && l.isOne(args[at-1]) {
				return m[2]
			}
			return m[3]
		}
		if part[len(part)-1] != '%' {
			last = placeOf(verb.FindStringSubmatch(part)[1], last+1)
		}
		return part
	})
}

// placeOf is the place that a part of a format names, or the one that it has by its order.
func placeOf(named string, inOrder int) int {
	if at, err := strconv.Atoi(named); err == nil {
		return at
	}
	return inOrder
}

// isOne tells whether a value stands for one thing: "1", "One", and "1 account" with the space of Plural,
// but not "1 of 3" or "1.0".
func (l *Language) isOne(value any) bool {
	text, _, _ := strings.Cut(fmt.Sprint(value), NoBreak)
	if strings.EqualFold(text, l.Text(numbers[1])) {
		return true
	}
	_, group := l.Separators()
	n, err := strconv.ParseInt(strings.ReplaceAll(text, group, ""), 10, 64)
	return err == nil && l.singularFor(n)
}

// singularFor tells by the rules of CLDR whether a language says a whole number with the noun for one:
// 1 in English and Spanish, 0 and 1 in French.
func (l *Language) singularFor(n int64) bool {
	if l == nil {
		return n == 1
	}
	const digits = 10_000_000 // that the rules look at
	return plural.Cardinal.MatchPlural(l.tag, int(max(n, -n)%digits), 0, 0, 0, 0) == plural.One
}

// choosable checks that the choices of a row are by values that it takes.
func choosable(row string) error {
	for _, m := range choice.FindAllStringSubmatch(row, -1) {
		if at := placeOf(m[1], 1); at < 1 || at > len(verbs(row)) {
			return fmt.Errorf("%s agrees with a value that the row does not take", m[0])
		}
	}
	if strings.ContainsAny(choice.ReplaceAllString(row, ""), "{}") {
		return errors.New("a brace stands for two forms, as in {account|accounts}")
	}
	return nil
}
