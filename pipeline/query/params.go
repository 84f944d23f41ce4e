package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chartline/pipeline/fault"
	"chartline/pipeline/query/statement"
)

// sqlTypes are what a bound value is cast to, so that its type does not depend on
// where it stands.
var sqlTypes = map[Type]string{
	Text: "VARCHAR", Int: "BIGINT", Date: "DATE", Bool: "BOOLEAN", Instant: "TIMESTAMP",
}

// Bind replaces each :name by a ? with a cast and gives the arguments in their order,
// each a string, int64 or bool. A value that is missing, unknown or not of its type is
// fault.Usage; the message does not repeat the value.
func (q *Query) Bind(values map[string]string) (sql string, args []any, err error) {
	resolved, err := q.resolve(values)
	if err != nil {
		return "", nil, err
	}
	for _, p := range q.placeholders() {
		args = append(args, resolved[p.Name])
	}
	return q.substitute(bound).String(), args, nil
}

// bound is what stands for a parameter whose value is bound.
func bound(p Param) string { return "CAST(? AS " + sqlTypes[p.Type] + ")" }

// placeholders are the parameters in the order in which the statement names them.
func (q *Query) placeholders() (all []Param) {
	for _, t := range q.tokens {
		if t.Kind == statement.Placeholder {
			p, _ := q.Param(t.Text)
			all = append(all, p)
		}
	}
	return all
}

// Print gives the statement with its values filled in as literals, for other tools.
func (q *Query) Print(values map[string]string) (string, error) {
	resolved, err := q.resolve(values)
	if err != nil {
		return "", err
	}
	return q.substitute(func(p Param) string { return written(p.Type, resolved[p.Name]) }).String(), nil
}

// Values gives every parameter's text, defaults included, in the order of the header:
// what a manifest records.
func (q *Query) Values(values map[string]string) ([][2]string, error) {
	if _, err := q.resolve(values); err != nil {
		return nil, err
	}
	out := make([][2]string, len(q.Params))
	for i, p := range q.Params {
		text, given := values[p.Name]
		if !given {
			text = p.Default
		}
		out[i] = [2]string{p.Name, text}
	}
	return out, nil
}

// substitute writes the statement with each placeholder replaced.
func (q *Query) substitute(with func(Param) string) *statement.Rewritten {
	made, last := &statement.Rewritten{}, 0
	for _, t := range q.tokens {
		if t.Kind != statement.Placeholder {
			continue
		}
		p, _ := q.Param(t.Text)
		made.Keep(q.SQL, last, t.Start)
		made.Put(with(p), t.Start)
		last = t.End
	}
	made.Keep(q.SQL, last, len(q.SQL))
	return made
}

// resolve reads every value by the type of its parameter.
func (q *Query) resolve(values map[string]string) (map[string]any, error) {
	for _, name := range slices.Sorted(mapKeys(values)) {
		if _, ok := q.Param(name); !ok {
			return nil, fault.Newf(fault.Usage, q.Name, suggest(name, q.paramNames()), "no param %q", name)
		}
	}
	resolved := make(map[string]any, len(q.Params))
	for _, p := range q.Params {
		text, given := values[p.Name]
		if !given {
			if !p.Optional {
				return nil, fault.Newf(fault.Usage, q.Name, "give "+p.Name+"="+forms[p.Type], "param %s is missing", p.Name)
			}
			text = p.Default
		}
		value, why := p.value(text)
		if why != "" {
			return nil, fault.Newf(fault.Usage, q.Name, "give "+p.Name+"="+forms[p.Type], "param %s is %s", p.Name, why)
		}
		resolved[p.Name] = value
	}
	return resolved, nil
}

func mapKeys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (q *Query) paramNames() []string {
	names := make([]string, len(q.Params))
	for i, p := range q.Params {
		names[i] = p.Name
	}
	return names
}

// forms show how a value of each type is written.
var forms = map[Type]string{
	Text: "TEXT", Int: "NUMBER", Date: "YYYY-MM-DD", Bool: "true or false", Instant: "YYYY-MM-DDTHH:MM:SSZ",
}

// value reads a text; why says what is wrong with it, without repeating it.
func (p Param) value(text string) (value any, why string) {
	switch p.Type {
	case Int:
		n, err := strconv.ParseInt(text, 10, 64)
		return n, unless(err == nil, "not a whole number")
	case Bool:
		return text == "true", unless(text == "true" || text == "false", "neither true nor false")
	case Date:
		_, err := time.Parse(time.DateOnly, text)
		return text, unless(err == nil, "not a date")
	case Instant:
		at, err := time.Parse(time.RFC3339, text)
		return at.UTC().Format(time.DateTime), unless(err == nil, "not an instant with Z or an offset")
	default:
		return text, unless(utf8.ValidString(text) && !strings.ContainsRune(text, 0), "not UTF-8 text")
	}
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

// written is a value as an SQL literal. Only text can hold a mark, which is doubled.
func written(t Type, value any) string {
	switch v := value.(type) {
	case int64:
		if v < 0 {
			return fmt.Sprintf("CAST('%d' AS BIGINT)", v) // "x -:n" must not become a comment
		}
		return strconv.FormatInt(v, 10)
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	case string:
		text := "'" + strings.ReplaceAll(v, "'", "''") + "'"
		switch t {
		case Date:
			return "DATE " + text
		case Instant:
			return "TIMESTAMP " + text
		}
		return text
	}
	return "NULL"
}
