package shell

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"chartline/pipeline/fault"
	"chartline/pipeline/query/statement"
)

// Script carries out the inputs of a text one after the other, until one fails. Errors
// have the place where the text stands.
func (s *Session) Script(ctx context.Context, where, text string) error {
	inputs := split(text)
	if len(inputs) == 0 {
		return fault.New(fault.Query, where, "not exactly one statement", "give one SELECT")
	}
	for _, in := range inputs {
		// What stands before it is kept, empty, so that DuckDB counts it.
		text := strings.Repeat("\n", in.line-1) + strings.Repeat(" ", in.before) + in.text
		if err := s.Do(ctx, text); err != nil {
			return at(where, err)
		}
		if s.over {
			return nil
		}
	}
	return nil
}

// input is a command or statement, the line on which it begins, and how many characters stand
// before it there.
type input struct {
	text         string
	line, before int
}

// split cuts a text into commands, each on a line of its own, and statements, which end
// with a semicolon or the text.
func split(text string) []input {
	var inputs []input
	begun := &strings.Builder{}
	first, before := 1, 0
	take := func(text string) {
		if !blank(text) {
			inputs = append(inputs, input{text, first, before})
		}
		if n := strings.LastIndexByte(text, '\n'); n >= 0 {
			first, before, text = first+strings.Count(text, "\n"), 0, text[n+1:]
		}
		before += utf8.RuneCountInString(text)
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if _, command := cutCommand(line); command && blank(begun.String()) {
			inputs = append(inputs, input{text: line, line: number})
			begun.Reset()
			continue
		}
		if begun.Len() == 0 {
			first, before = number, 0
		}
		begun.WriteString(line)
		if !strings.Contains(line, ";") {
			continue // a statement of a million lines is not read again at each
		}
		done, rest := cutStatements(begun.String())
		for _, d := range done {
			take(d)
		}
		begun.Reset()
		begun.WriteString(rest)
	}
	take(begun.String())
	return inputs
}

// cutStatements cuts off the statements of a text that have ended. What follows the last
// semicolon of a line is white space or the next statement.
func cutStatements(text string) (done []string, rest string) {
	tokens, err := statement.Split(text)
	if err != nil {
		return nil, text // within a literal or a comment
	}
	from := 0
	for _, t := range tokens {
		if t.Is(";") {
			done = append(done, text[from:t.End])
			from = t.End
		}
	}
	if from > 0 && strings.TrimSpace(text[from:]) == "" {
		return done, ""
	}
	return done, text[from:]
}

// blank reports whether a text has nothing but white space, comments and semicolons.
func blank(text string) bool {
	if strings.TrimSpace(text) == "" {
		return true
	}
	tokens, err := statement.Split(text)
	if err != nil {
		return false
	}
	for _, t := range tokens {
		if !t.Is(";") {
			return false
		}
	}
	return true
}

// whole reports whether what a person has typed can be carried out.
func whole(typed string) bool {
	if _, ok := cutCommand(typed); ok || strings.TrimSpace(typed) == "" {
		return true
	}
	done, rest := cutStatements(typed)
	return len(done) > 0 && rest == ""
}

// cutCommand gives a command without its dot.
func cutCommand(input string) (command string, ok bool) {
	command, ok = strings.CutPrefix(strings.TrimSpace(input), ".")
	if !ok || command == "" || command[0] < 'a' || command[0] > 'z' {
		return "", false // .5 begins a number
	}
	return command, true
}

// at gives an error that knows no place its place.
func at(where string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where == "" {
		named := *f
		named.Where = where
		return &named
	}
	return err
}
