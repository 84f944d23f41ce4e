// Package statement looks at a SELECT before it is sent to a server: it refuses what is
// no single reading statement, and finds where the parameter :since stands. It knows of
// SQL what it takes to tell code from texts, quoted names and comments in each dialect,
// and nothing else. It guards against slips; what keeps a server from being changed is
// the read-only transaction, and an account that may only read.
package statement

import (
	"errors"
	"slices"
	"strings"
)

// Since is the name of the one parameter, written :since.
const Since = "since"

// Select is a statement that only reads.
type Select struct {
	parts []string // around the places where :since stands
}

// Dated reports whether the statement uses :since.
func (s Select) Dated() bool { return len(s.parts) > 1 }

// Text is the statement with a placeholder of the server's own for each :since; it is
// asked for by its number, 1 first.
func (s Select) Text(placeholder func(n int) string) (text string, places int) {
	var b strings.Builder
	for i, part := range s.parts {
		if i > 0 {
			b.WriteString(placeholder(i))
		}
		b.WriteString(part)
	}
	return b.String(), len(s.parts) - 1
}

// opening are the words with which a reading statement begins.
var opening = []string{"SELECT", "WITH", "TABLE", "VALUES"}

// changing are words that begin or make up a statement that changes something. A column
// of such a name must be quoted.
var changing = []string{
	"ALTER", "CREATE", "DELETE", "DROP", "EXEC", "EXECUTE", "GRANT", "INSERT", "INTO",
	"MERGE", "REVOKE", "TRUNCATE", "UPDATE",
}

// Parse reads a statement. The errors say what is wrong with it without quoting it.
func Parse(text string, d Dialect) (Select, error) {
	// A line ends alike for us and for every server.
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	tokens, err := scan(text, d)
	if err != nil {
		return Select{}, err
	}
	tokens, err = single(tokens)
	if err != nil {
		return Select{}, err
	}
	if err := reads(text, tokens, d); err != nil {
		return Select{}, err
	}
	return split(text, tokens)
}

// single drops the semicolon at the end and refuses any other.
func single(tokens []token) ([]token, error) {
	tokens = slices.DeleteFunc(tokens, func(t token) bool { return t.kind == blank })
	for len(tokens) > 0 && tokens[len(tokens)-1].kind == semicolon {
		tokens = tokens[:len(tokens)-1]
	}
	if slices.ContainsFunc(tokens, func(t token) bool { return t.kind == semicolon }) {
		return nil, errors.New("it holds more than one statement")
	}
	if len(tokens) == 0 {
		return nil, errors.New("it is empty")
	}
	return tokens, nil
}

// reads refuses a statement that does not begin as a reading one, that has a word of
// one that changes something, or whose parentheses do not match.
func reads(text string, tokens []token, d Dialect) error {
	depth := 0
	begun := false
	for i, t := range tokens {
		switch t.kind {
		case open:
			depth++
			continue
		case closed:
			if depth--; depth < 0 {
				return errors.New("a parenthesis is closed that was not opened")
			}
		case word:
			name := strings.ToUpper(text[t.start:t.end])
			if !begun && !slices.Contains(opening, name) {
				return errNotReading
			}
			if (i == 0 || tokens[i-1].kind != dot) && (slices.Contains(changing, name) || slices.Contains(d.changing, name)) {
				return errors.New("the word " + name + " does not belong into a statement that only reads; a column of that name must be quoted")
			}
		}
		if !begun && t.kind != word {
			return errNotReading
		}
		begun = true
	}
	if depth > 0 {
		return errors.New("a parenthesis is not closed")
	}
	return nil
}

var errNotReading = errors.New("it does not begin with SELECT, WITH, TABLE or VALUES")

// split takes the text apart at the parameters.
func split(text string, tokens []token) (Select, error) {
	var s Select
	from := tokens[0].start
	for _, t := range tokens {
		if t.kind != parameter {
			continue
		}
		if !strings.EqualFold(text[t.start+1:t.end], Since) {
			return Select{}, errors.New("it has a parameter other than :since; where a colon is meant, put a blank after it")
		}
		s.parts = append(s.parts, text[from:t.start])
		from = t.end
	}
	s.parts = append(s.parts, text[from:tokens[len(tokens)-1].end])
	return s, nil
}
