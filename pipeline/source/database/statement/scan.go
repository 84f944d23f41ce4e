package statement

import (
	"errors"
	"strings"
)

// Dialect says where servers differ on what is text, a name or a comment.
type Dialect struct {
	backslash bool // a backslash may keep a quote from ending a text
	escape    bool // E'...' is a text in which it may
	dollar    bool // $tag$...$tag$ is a text
	backtick  bool // `...` is a name
	bracket   bool // [...] is a name
	sigil     bool // @ and # are parts of names
	hash      bool // # begins a comment
	strict    bool // -- begins a comment only before a blank
	nested    bool // comments hold comments
	live      bool // /*! ... */ is carried out
	changing  []string
}

// The dialects of the servers. Standard is for any other.
var (
	Postgres  = Dialect{escape: true, dollar: true, nested: true}
	MySQL     = Dialect{backslash: true, backtick: true, hash: true, strict: true, live: true}
	Standard  = Dialect{backslash: true}
	SQLServer = Dialect{bracket: true, sigil: true, nested: true, changing: transact}
)

// transact are words that begin a statement of Transact-SQL, in which statements need
// no semicolon between them; all are reserved, so that no column is called so.
var transact = []string{
	"BACKUP", "BEGIN", "BULK", "CHECKPOINT", "COMMIT", "DBCC", "DECLARE", "DENY", "GOTO", "IF", "KILL",
	"PRINT", "RAISERROR", "RECONFIGURE", "RESTORE", "RETURN", "REVERT", "ROLLBACK", "SAVE", "SET",
	"SHUTDOWN", "UPDATETEXT", "WAITFOR", "WHILE", "WRITETEXT",
}

// kind is what a part of a statement is.
type kind int

const (
	blank     kind = iota // also a comment
	word                  // a key word or a plain name
	quoted                // a text or a quoted name
	number                //
	parameter             // a colon and a name
	semicolon             //
	open                  // (
	closed                // )
	dot                   //
	symbol                // anything else
)

// token is a part of a statement: text[start:end].
type token struct {
	kind       kind
	start, end int
}

// scanner cuts a statement into tokens.
type scanner struct {
	Dialect
	text string
	at   int
}

// scan cuts a text into tokens that cover it without gaps.
func scan(text string, d Dialect) ([]token, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return nil, errors.New("it holds a character of value zero")
	}
	s := scanner{Dialect: d, text: text}
	var tokens []token
	for s.at < len(text) {
		start := s.at
		k, err := s.next()
		if err != nil {
			return nil, err
		}
		if k == word && s.escape && s.peek(0) == '\'' && strings.EqualFold(text[start:s.at], "e") {
			// A text that goes on after a line break goes on with its escapes, so from
			// here on every text is read with them.
			s.backslash = true
		}
		tokens = append(tokens, token{k, start, s.at})
	}
	return tokens, nil
}

// peek is the byte at a distance, or 0 beyond the end.
func (s *scanner) peek(ahead int) byte {
	if s.at+ahead >= len(s.text) {
		return 0
	}
	return s.text[s.at+ahead]
}

// next moves past one token.
func (s *scanner) next() (kind, error) {
	switch b := s.text[s.at]; {
	case isBlank(b):
		s.at++
		return blank, nil
	case b == '-' && s.peek(1) == '-' && (!s.strict || s.at+2 == len(s.text) || isBlank(s.peek(2))), b == '#' && s.hash:
		s.line()
		return blank, nil
	case b == '/' && s.peek(1) == '*':
		return blank, s.comment()
	case b == '\'', b == '"', b == '`' && s.backtick:
		return quoted, s.quote(b)
	case b == '[' && s.bracket:
		return quoted, s.quote(']')
	case b == '$' && s.dollar && !isDigit(s.peek(1)):
		return s.dollarQuote()
	case isDigit(b):
		// Letters after digits are a word: some servers read 1INTO as 1 INTO.
		s.while(func(b byte) bool { return isDigit(b) || b == '.' })
		return number, nil
	case s.startsName(b):
		s.while(s.isPart)
		return word, nil
	default:
		return s.mark(b), nil
	}
}

// mark moves past a sign, or past a parameter.
func (s *scanner) mark(b byte) kind {
	s.at++
	switch b {
	case ';':
		return semicolon
	case '(':
		return open
	case ')':
		return closed
	case '.':
		return dot
	case ':':
		if next := s.peek(0); next == ':' || next == '=' {
			s.at++
		} else if isName(next) {
			s.while(s.isPart)
			return parameter
		}
	}
	return symbol
}

// line moves to the end of a line.
func (s *scanner) line() {
	s.while(func(b byte) bool { return b != '\n' })
}

func (s *scanner) while(belongs func(byte) bool) {
	for s.at < len(s.text) && belongs(s.text[s.at]) {
		s.at++
	}
}

// comment moves past a comment.
func (s *scanner) comment() error {
	if rest := s.text[s.at+2:]; s.live && (strings.HasPrefix(rest, "!") || strings.HasPrefix(rest, "M!")) {
		return errors.New("it holds a comment that the server would carry out")
	}
	s.at += 2
	for depth := 1; s.at < len(s.text); s.at++ {
		switch {
		case s.peek(0) == '*' && s.peek(1) == '/':
			s.at++
			depth--
		case s.nested && s.peek(0) == '/' && s.peek(1) == '*':
			s.at++
			depth++
		}
		if depth == 0 {
			s.at++
			return nil
		}
	}
	return errors.New("a comment is not closed")
}

// quote moves past a text or name that ends with a quote; a doubled one is part of it.
// Whether one after a backslash is depends on the server's settings, so that is refused.
func (s *scanner) quote(end byte) error {
	for s.at++; s.at < len(s.text); s.at++ {
		if s.text[s.at] != end {
			continue
		}
		if s.backslash && s.text[s.at-1] == '\\' {
			return errors.New("it has a backslash before a quote; write the quote twice instead")
		}
		if s.peek(1) != end {
			s.at++
			return nil
		}
		s.at++
	}
	return errors.New("a text or a quoted name is not closed")
}

// dollarQuote moves past $tag$...$tag$, or past a dollar that begins none.
func (s *scanner) dollarQuote() (kind, error) {
	start := s.at
	s.at++
	s.while(func(b byte) bool { return isName(b) || isDigit(b) })
	if s.peek(0) != '$' {
		s.at = start + 1
		return symbol, nil
	}
	s.at++
	tag := s.text[start:s.at]
	length := strings.Index(s.text[s.at:], tag)
	if length < 0 {
		return quoted, errors.New("a text between dollar signs is not closed")
	}
	s.at += length + len(tag)
	return quoted, nil
}

func (s *scanner) startsName(b byte) bool { return isName(b) || s.sigil && (b == '@' || b == '#') }

// isPart reports whether a byte may stand inside a name.
func (s *scanner) isPart(b byte) bool { return s.startsName(b) || isDigit(b) || b == '$' }

func isBlank(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' }
func isDigit(b byte) bool { return b >= '0' && b <= '9' }
func isName(b byte) bool {
	return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}
