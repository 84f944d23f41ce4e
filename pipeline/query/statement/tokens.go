// Package statement reads the text of an SQL statement: its tokens, so that parameters
// can be bound without ever touching a literal or a comment, and where it leaves the
// subset that DuckDB and Trino read alike.
package statement

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the class of a token of SQL.
type Kind int

const (
	Word        Kind = iota + 1 // name, keyword or number
	Literal                     // 'text'
	Quoted                      // "name"
	Placeholder                 // :name
	Symbol                      // operator or bracket
)

// Token is a piece of SQL; comments and spaces are none.
type Token struct {
	Kind       Kind
	Text       string // as written, without the colon of a placeholder
	Start, End int    // bytes in the statement
	Line       int    // 1 for the first line of the statement
}

// Is reports whether a token is a given keyword or symbol.
func (t Token) Is(text string) bool {
	return (t.Kind == Word || t.Kind == Symbol) && strings.EqualFold(t.Text, text)
}

// Error is a text that cannot be split, with the place of what is not closed.
type Error struct {
	Line  int
	What  string
	Start int // byte in the statement
}

// Error reads "line: what".
func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// lexer splits SQL. It knows just enough to never mistake the inside of a literal,
// a quoted name or a comment for anything else.
type lexer struct {
	sql    string
	at     int
	tokens []Token

	counted, lines int // line ends before the byte counted
}

// Split gives the tokens of a statement.
func Split(sql string) ([]Token, *Error) {
	l := &lexer{sql: sql}
	for l.at < len(sql) {
		if err := l.next(); err != nil {
			return nil, err
		}
	}
	return l.tokens, nil
}

func (l *lexer) next() *Error {
	rest := l.sql[l.at:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case unicode.IsSpace(r):
		l.at += size
	case strings.HasPrefix(rest, "--"):
		l.at += lineLength(rest)
	case strings.HasPrefix(rest, "/*"):
		return l.comment()
	case r == '\'':
		return l.enclosed(Literal, '\'')
	case r == '"':
		return l.enclosed(Quoted, '"')
	case r == ':' && len(rest) > 1 && isNameStart(rest[1]):
		n := 1 + nameLength(rest[1:])
		l.emit(Placeholder, rest[1:n], n)
	case isWord(r):
		n := strings.IndexFunc(rest, func(r rune) bool { return !isWord(r) && r != '.' })
		if n < 0 {
			n = len(rest)
		}
		l.emit(Word, rest[:n], n)
	default:
		n := symbolLength(rest, size)
		l.emit(Symbol, rest[:n], n)
	}
	return nil
}

func (l *lexer) emit(k Kind, text string, n int) {
	l.tokens = append(l.tokens, Token{Kind: k, Text: text, Start: l.at, End: l.at + n, Line: l.line()})
	l.at += n
}

func (l *lexer) line() int {
	l.lines += strings.Count(l.sql[l.counted:l.at], "\n")
	l.counted = l.at
	return 1 + l.lines
}

// comment skips a block comment. Engines disagree on comments within comments.
func (l *lexer) comment() *Error {
	body, _, closed := strings.Cut(l.sql[l.at+2:], "*/")
	if !closed {
		return &Error{l.line(), "a comment is not closed", l.at}
	}
	if strings.Contains(body, "/*") {
		return &Error{l.line(), "a comment stands within a comment", l.at + 2 + strings.Index(body, "/*")}
	}
	l.at += len(body) + 4
	return nil
}

// enclosed reads a literal or quoted name; a doubled mark stands for itself.
func (l *lexer) enclosed(k Kind, mark byte) *Error {
	for i := l.at + 1; i < len(l.sql); i++ {
		if l.sql[i] != mark {
			continue
		}
		if i+1 < len(l.sql) && l.sql[i+1] == mark {
			i++
			continue
		}
		l.emit(k, l.sql[l.at:i+1], i+1-l.at)
		return nil
	}
	return &Error{l.line(), fmt.Sprintf("a %c is not closed", mark), l.at}
}

// symbols of more than one character that must not be read as two.
var symbols = []string{"::", "//", "<=", ">=", "<>", "!=", "||", "==", "->", "=>"}

func symbolLength(rest string, size int) int {
	for _, s := range symbols {
		if strings.HasPrefix(rest, s) {
			return len(s)
		}
	}
	return size
}

func lineLength(s string) int {
	if n := strings.IndexByte(s, '\n'); n >= 0 {
		return n
	}
	return len(s)
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func isNameStart(b byte) bool { return b == '_' || 'a' <= b|0x20 && b|0x20 <= 'z' }

func nameLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !isWord(r)
	})
	if n < 0 {
		return len(s)
	}
	return n
}
