package statement

import "strings"

// aliases finds names that a SELECT gives to an expression and uses again in its own
// WHERE, GROUP BY, HAVING or list of columns. DuckDB reads them as the expression,
// Trino as a column of the tables, or not at all.
func (c *portability) aliases() {
	for i, t := range c.tokens {
		if t.Is("SELECT") {
			c.selection(i)
		}
	}
}

// selection checks the one SELECT that begins at a token, without those inside it.
func (c *portability) selection(start int) {
	given := map[string]bool{}
	depth, sorted := 0, false
	for i := start + 1; i < len(c.tokens) && depth >= 0; i++ {
		t := c.tokens[i]
		switch {
		case t.Is("("):
			if c.at(i+1).Is("SELECT") || c.at(i-2).Is("AS") {
				i = c.closing(i) // a subquery is checked by itself; the columns of t(x) are new names
			} else {
				depth++
			}
		case t.Is(")"):
			depth--
		case depth == 0 && (t.Is("UNION") || t.Is("INTERSECT") || t.Is("EXCEPT")):
			return
		case depth == 0 && t.Is("ORDER"):
			sorted = true // ORDER BY may use them everywhere
		case depth == 0 && c.at(i-1).Is("AS") && c.renames(i):
			given[strings.ToLower(t.Text)] = true
		case c.at(i-1).Is("AS") || c.at(i-1).Is("FROM") || c.at(i-1).Is("JOIN"): // a name of a table
		case t.Kind == Word && given[strings.ToLower(t.Text)] && !sorted:
			c.problem(i, "repeat the expression, or GROUP BY its position", "%s is an alias of the same SELECT", t.Text)
		}
	}
}

// renames reports whether the alias at a token names an expression, rather than a
// column of the same name or a table.
func (c *portability) renames(i int) bool {
	before, after := c.at(i-2), c.at(i+1)
	if after.Is("ON") || after.Is("JOIN") || after.Is("WHERE") || after.Is("(") {
		return false
	}
	return before.Kind != Word || !strings.EqualFold(before.Text[strings.LastIndexByte(before.Text, '.')+1:], c.at(i).Text)
}
