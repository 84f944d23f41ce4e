package shell

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/query/statement"
)

// Param is a value for :name in statements. Without a type it takes that of what it
// stands beside.
type Param struct {
	Name string
	Type query.Type // 0 where none was given
	Text string
}

// types are those that a parameter can be given, with what its value is cast to.
var types = map[string]struct {
	typ query.Type
	sql string
}{
	"text": {query.Text, "VARCHAR"}, "int": {query.Int, "BIGINT"}, "date": {query.Date, "DATE"},
	"bool": {query.Bool, "BOOLEAN"}, "instant": {query.Instant, "TIMESTAMP"},
}

const paramFix = "write one such as from=2026-01-01, or from:date=2026-01-01"

// ParseParam reads NAME=VALUE or NAME:TYPE=VALUE. Messages do not repeat the value.
func ParseParam(text string) (Param, error) {
	name, value, ok := strings.Cut(text, "=")
	name, typeName, typed := strings.Cut(name, ":")
	if !ok || !isName(name) {
		return Param{}, fault.New(fault.Usage, "", "a parameter is not NAME=VALUE", paramFix)
	}
	if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		return Param{}, fault.Newf(fault.Usage, "", paramFix, "parameter %s is not UTF-8 text", name)
	}
	p := Param{Name: name, Text: value}
	if !typed {
		return p, nil
	}
	t, known := types[typeName]
	if !known {
		return Param{}, fault.Newf(fault.Usage, "", "use one of "+strings.Join(slices.Sorted(maps.Keys(types)), ", "),
			"parameter %s is of an unknown type", name)
	}
	p.Type = t.typ
	if _, ok := p.value(); !ok {
		return Param{}, fault.Newf(fault.Usage, "", paramFix, "parameter %s is not of type %s", name, typeName)
	}
	return p, nil
}

// isName reports whether a text can stand after a colon.
func isName(s string) bool {
	tokens, err := statement.Split(":" + s)
	return err == nil && len(tokens) == 1 && tokens[0].Kind == statement.Placeholder
}

// value is what is bound: a string, an int64 or a bool.
func (p Param) value() (any, bool) {
	switch p.Type {
	case query.Int:
		n, err := strconv.ParseInt(p.Text, 10, 64)
		return n, err == nil
	case query.Bool:
		return p.Text == "true", p.Text == "true" || p.Text == "false"
	case query.Date:
		_, err := time.Parse(time.DateOnly, p.Text)
		return p.Text, err == nil
	case query.Instant:
		at, err := time.Parse(time.RFC3339, p.Text)
		return at.UTC().Format(time.DateTime), err == nil
	default:
		return p.Text, true
	}
}

// written is how the value stands in the statement.
func (p Param) written() string {
	for _, t := range types {
		if t.typ == p.Type {
			return "CAST(? AS " + t.sql + ")"
		}
	}
	return "?"
}

// typeName is the word for the type; empty where none was given.
func (p Param) typeName() string {
	if p.Type == 0 {
		return ""
	}
	return p.Type.String()
}

// sortedParams are the parameters that have a value, by name.
func (s *Session) sortedParams() []Param {
	var out []Param
	for _, name := range slices.Sorted(maps.Keys(s.params)) {
		out = append(out, s.params[name])
	}
	return out
}

// Set gives a parameter its value for all statements that use it.
func (s *Session) Set(p Param) {
	if s.params == nil {
		s.params = map[string]Param{}
	}
	s.params[p.Name] = p
}

// bound is a statement with its arguments.
type bound struct {
	typed  string // as a person wrote it
	made   *statement.Rewritten
	args   []any
	params []Param // that are used, by name
}

// sql is what the engine is asked.
func (b bound) sql() string { return b.made.String() }

// told is an error of the engine that points at what a person wrote.
func (b bound) told(err error) error { return statement.Point(b.made.Back(err, b.typed), b.typed) }

// bind puts a ? in the place of each :name that is a parameter. Values never become part
// of the text. What else looks like :name is left to DuckDB, which has slices and
// structures that do.
func (s *Session) bind(text string) (bound, error) { return s.bindBehind("", text) }

// bindBehind binds a statement behind a word of this program, such as EXPLAIN.
func (s *Session) bindBehind(word, text string) (bound, error) {
	b := bound{typed: text, made: &statement.Rewritten{}}
	b.made.Put(word, 0)
	tokens, wrong := statement.Split(text)
	if wrong != nil {
		tokens = nil // the engine says what is wrong
	}
	last := 0
	used := map[string]Param{}
	for _, t := range tokens {
		p, ok := s.params[t.Text]
		if t.Kind != statement.Placeholder || !ok {
			continue
		}
		value, ok := p.value()
		if !ok {
			return bound{}, fault.Newf(fault.Internal, "shell", "", "parameter %s lost its type", p.Name)
		}
		b.made.Keep(text, last, t.Start)
		b.made.Put(p.written(), t.Start)
		b.args, used[p.Name], last = append(b.args, value), p, t.End
	}
	b.made.Keep(text, last, len(text))
	for _, name := range slices.Sorted(maps.Keys(used)) {
		b.params = append(b.params, used[name])
	}
	return b, nil
}
