package query

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chartline/pipeline/fault"
	"chartline/pipeline/query/statement"
)

// entry is one declaration of a header.
type entry struct {
	key, value string
	line       int
}

// parser reads one query file.
type parser struct {
	where string // file
	query *Query
	first int            // line of the file on which the statement begins
	lines map[string]int // where each column, parameter and metric is declared
}

// Parse reads a query file; the name, such as "frequency/principal", is the file's
// path without its ending. What is wrong is fault.Config with file and line.
func Parse(name string, r io.Reader) (*Query, error) {
	return parse(name, name+".sql", r)
}

func parse(name, where string, r io.Reader) (*Query, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "cannot be read", "")
	}
	if !utf8.Valid(raw) {
		return nil, fault.New(fault.Config, where, "is not UTF-8 text", "save it as UTF-8")
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n", "\n")
	p := &parser{where: where, query: &Query{Name: name, Text: text}, lines: map[string]int{}}
	entries, err := p.header(text)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if err := p.declare(e); err != nil {
			return nil, err
		}
	}
	if err := p.statement(); err != nil {
		return nil, err
	}
	return p.query, p.complete()
}

// errorf is a fault.Config at a line of the file.
func (p *parser) errorf(line int, fix, format string, args ...any) error {
	return fault.Newf(fault.Config, fmt.Sprintf("%s:%d", p.where, line), fix, format, args...)
}

// declaration is "-- key: value".
var declaration = regexp.MustCompile(`^-- ?([A-Za-z_]+):(?:\s+(.*))?$`)

// header splits the leading comment into declarations. A line that is indented by
// three spaces and more goes on with the one before it; anything below the first line
// that is no comment is the statement.
func (p *parser) header(text string) ([]entry, error) {
	var entries []entry
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, " \t")
		body, comment := strings.CutPrefix(line, "--")
		switch m := declaration.FindStringSubmatch(line); {
		case !comment:
			p.first = i + 1
			p.query.SQL = strings.Join(lines[i:], "\n")
			return entries, nil
		case m != nil:
			entries = append(entries, entry{m[1], strings.TrimSpace(m[2]), i + 1})
		case body == "":
		case strings.HasPrefix(body, "   ") && len(entries) > 0:
			last := &entries[len(entries)-1]
			last.value = strings.TrimSpace(last.value + " " + strings.TrimSpace(body))
		default:
			return nil, p.errorf(i+1, "put comments below the header", "not a declaration such as \"-- title: …\"")
		}
	}
	return nil, p.errorf(len(lines), "add a SELECT", "no statement below the header")
}

// keys are the declarations of a header, and what reads each.
var keys = map[string]func(*parser, entry) error{
	"title":      func(p *parser, e entry) error { return p.once(e, &p.query.Title) },
	"answers":    func(p *parser, e entry) error { return p.once(e, &p.query.Answers) },
	"source":     func(p *parser, e entry) error { return p.each(e, &p.query.Sources) },
	"note":       func(p *parser, e entry) error { return p.each(e, &p.query.Notes) },
	"param":      (*parser).param,
	"column":     (*parser).column,
	"metric":     (*parser).metric,
	"withhold":   (*parser).withhold,
	"identified": func(p *parser, e entry) error { return p.once(e, &p.query.Identified) },
}

func (p *parser) declare(e entry) error {
	read, ok := keys[e.key]
	if !ok {
		names := make([]string, 0, len(keys))
		for k := range keys {
			names = append(names, k)
		}
		return p.errorf(e.line, suggest(e.key, names), "unknown key %q", e.key)
	}
	return read(p, e)
}

// once takes a declaration that a header has one of.
func (p *parser) once(e entry, to *string) error {
	if *to != "" {
		return p.errorf(e.line, "keep one", "a second %s", e.key)
	}
	if e.value == "" {
		return p.errorf(e.line, "say it in words", "%s is empty", e.key)
	}
	*to = e.value
	return nil
}

// each takes a declaration that a header may have many of.
func (p *parser) each(e entry, to *[]string) error {
	if e.value == "" {
		return p.errorf(e.line, "say it in words", "%s is empty", e.key)
	}
	*to = append(*to, e.value)
	return nil
}

// statement splits the SQL and checks its placeholders.
func (p *parser) statement() error {
	q := p.query
	q.SQL = strings.TrimRight(q.SQL, " \t\n")
	if before, ok := strings.CutSuffix(q.SQL, ";"); ok {
		q.SQL = strings.TrimRight(before, " \t\n")
	}
	tokens, err := statement.Split(q.SQL)
	if err != nil {
		return p.errorf(p.first+err.Line-1, "close it", "%s", err.What)
	}
	if len(tokens) == 0 || !tokens[0].Is("SELECT") && !tokens[0].Is("WITH") {
		return p.errorf(p.first, "begin with SELECT or WITH", "not a SELECT")
	}
	q.tokens = tokens
	used := map[string]bool{}
	for _, t := range tokens {
		if err := p.admit(t); err != nil {
			return err
		}
		if t.Kind == statement.Placeholder {
			used[t.Text] = true
		}
	}
	for _, param := range q.Params {
		if !used[param.Name] {
			return p.errorf(p.lines["param "+param.Name], "use it or remove it", "param %s is not used", param.Name)
		}
	}
	return nil
}

// admit refuses tokens that would break the binding of parameters.
func (p *parser) admit(t statement.Token) error {
	line := p.first + t.Line - 1
	switch {
	case t.Kind == statement.Placeholder:
		if _, ok := p.query.Param(t.Text); !ok {
			return p.errorf(line, suggest(t.Text, p.query.paramNames()), ":%s is not declared as a param", t.Text)
		}
	case t.Is("?") || t.Is("$"):
		return p.errorf(line, "write :name and declare it as a param", "a placeholder without a name")
	case t.Is(";"):
		return p.errorf(line, "keep one", "a second statement")
	}
	return nil
}

// complete checks what only the whole header shows.
func (p *parser) complete() error {
	q := p.query
	for key, value := range map[string]string{"title": q.Title, "answers": q.Answers} {
		if value == "" {
			return p.errorf(1, "declare it", "no %s", key)
		}
	}
	if len(q.Columns) == 0 {
		return p.errorf(1, "declare what it answers", "no column")
	}
	for _, c := range q.Columns {
		if len(q.Withhold) == 0 && slices.Contains([]string{"{encounter}", "{patient}"}, c.Unit) {
			return p.errorf(p.lines["column "+c.Name],
				"declare \"-- withhold: COUNT\", or \"-- withhold: none REASON\"",
				"%s counts people and nothing says what to withhold", c.Name)
		}
	}
	return nil
}
