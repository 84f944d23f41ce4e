package statement

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is a place where a statement leaves the portable subset, in which DuckDB and
// Trino give the same answer.
type Problem struct {
	Line int // 1 for the first line of the statement
	What string
	Fix  string
}

// String reads "line: what; fix".
func (p Problem) String() string { return fmt.Sprintf("line %d: %s; %s", p.Line, p.What, p.Fix) }

// Unportable lists what a statement uses outside the portable subset. It is a check of
// spelling: it knows no types but those that column names tell (dates end in _on,
// instants in _at).
func Unportable(tokens []Token) []Problem {
	c := &portability{tokens: tokens}
	for i := range c.tokens {
		c.keyword(i)
		c.operator(i)
		c.function(i)
	}
	c.aliases()
	c.order()
	return c.problems
}

type portability struct {
	tokens   []Token
	problems []Problem
}

func (c *portability) problem(i int, fix, format string, args ...any) {
	c.problems = append(c.problems, Problem{c.tokens[i].Line, fmt.Sprintf(format, args...), fix})
}

// at is a token, or none outside of the statement.
func (c *portability) at(i int) Token {
	if i < 0 || i >= len(c.tokens) {
		return Token{}
	}
	return c.tokens[i]
}

// dialect are the words of one engine, and what to write in their place.
var dialect = map[string]string{
	"QUALIFY": "number the rows in a subquery and filter outside", "EXCLUDE": "list the columns",
	"PIVOT": "use count(*) FILTER (WHERE …)", "UNPIVOT": "use UNION ALL", "ILIKE": "use lower(x) LIKE",
	"ASOF": "use a window", "POSITIONAL": "join on a key", "SEMI": "use EXISTS", "ANTI": "use NOT EXISTS",
	"SAMPLE": "select by a condition", "TABLESAMPLE": "select by a condition", "LATERAL": "join a subquery",
	"INTERVAL": "compare with date_diff", "GLOB": "use LIKE", "SIMILAR": "use LIKE",
	"EXTRACT": "use date_trunc", "LIMIT": "let the caller cut", "OFFSET": "let the caller cut",
}

func (c *portability) keyword(i int) {
	t, next := c.tokens[i], c.at(i+1)
	if t.Kind != Word {
		return
	}
	name := strings.ToUpper(t.Text)
	if fix, banned := dialect[name]; banned {
		c.problem(i, fix, "%s is not portable", name)
	}
	switch {
	case name == "BY" && next.Is("ALL"):
		c.problem(i, "list the columns", "%s BY ALL is not portable", strings.ToUpper(c.at(i-1).Text))
	case name == "FROM" && (i == 0 || c.at(i-1).Is("(")):
		c.problem(i, "begin with SELECT", "FROM before SELECT is not portable")
	case name == "DISTINCT" && next.Is("ON"):
		c.problem(i, "number the rows in a subquery", "DISTINCT ON is not portable")
	case name == "FILTER" && next.Is("(") && c.at(c.closing(i+1)+1).Is("OVER"):
		c.problem(i, "count a CASE", "FILTER before OVER is not portable")
	case next.Kind == Literal && (name == "E" || name == "X" || name == "B") && next.Start == t.End:
		c.problem(i, "write a plain literal", "%s'…' is not portable", name)
	}
}

// operators that engines read in different ways, or only one reads.
var operators = map[string]string{
	"::": "write CAST(x AS TYPE)", "//": "write CAST(a AS DOUBLE) / nullif(b, 0)", "[": "join or aggregate instead",
	"{": "select columns", "->": "select columns", "=>": "give arguments in order", "==": "write =", "^": "multiply",
	"~": "use LIKE", "@": "use abs", "#": "name the column", "!": "write NOT",
}

func (c *portability) operator(i int) {
	t := c.tokens[i]
	if t.Kind != Symbol {
		return
	}
	if fix, banned := operators[t.Text]; banned {
		c.problem(i, fix, "%s is not portable", t.Text)
	}
	if t.Text != "/" {
		return
	}
	if !c.castTo(i-1, "DOUBLE", "DECIMAL") {
		c.problem(i, "write CAST(a AS DOUBLE) / nullif(b, 0)", "/ of whole numbers differs between engines")
	}
	if !c.at(i + 1).Is("nullif") {
		c.problem(i, "write / nullif(b, 0)", "division by zero differs between engines")
	}
}

// castTo reports whether the bracket that closes at i is that of a CAST to a type.
func (c *portability) castTo(i int, types ...string) bool {
	if !c.at(i).Is(")") {
		return false
	}
	open := c.opening(i)
	if !c.at(open - 1).Is("CAST") {
		return false
	}
	for j := i - 1; j > open; j-- {
		if c.tokens[j].Is("AS") {
			return slices.Contains(types, strings.ToUpper(c.at(j+1).Text))
		}
	}
	return false
}

// opening finds the bracket that the one at i closes.
func (c *portability) opening(i int) int {
	depth := 0
	for j := i; j >= 0; j-- {
		if c.tokens[j].Is(")") {
			depth++
		} else if c.tokens[j].Is("(") {
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return -1
}

// closing finds the bracket that closes the one at i.
func (c *portability) closing(i int) int {
	depth := 0
	for j := i; j < len(c.tokens); j++ {
		if c.tokens[j].Is("(") {
			depth++
		} else if c.tokens[j].Is(")") {
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return len(c.tokens)
}
