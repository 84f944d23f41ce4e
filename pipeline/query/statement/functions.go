package statement

import (
	"slices"
	"strings"
)

// functions have the same name and meaning in DuckDB and Trino. Anything else before
// a bracket must be a keyword, a type or the name of a subquery.
var functions = strings.Fields(`
	abs avg bool_and bool_or cast coalesce count date_diff date_trunc dense_rank first_value
	lag last_value lead length ln lower max min nullif rank replace row_number strpos substr sum
	trim upper`)

// brackets are the words that an opening bracket may follow without a call.
var brackets = strings.Fields(`
	all and any as between by case distinct else end except exists filter from having in
	intersect join not on or over select sets then union using values when where with
	decimal varchar grouping rollup cube`)

// instead says what to write in place of functions of one engine.
var instead = []struct{ prefix, fix string }{
	{"median", "return a histogram"}, {"quantile", "return a histogram"}, {"percentile", "return a histogram"},
	{"approx", "count exactly"}, {"strftime", "use date_trunc"}, {"strptime", "use CAST"}, {"read_", "pull the file"},
	{"list", "join or aggregate"}, {"array", "join or aggregate"}, {"greatest", "use CASE: engines differ on nulls"},
	{"least", "use CASE: engines differ on nulls"}, {"date_", "use date_diff or date_trunc"}, {"if", "use CASE"},
	{"try_cast", "the store has typed its columns"}, {"now", "declare a param"}, {"current", "declare a param"},
	{"stddev", "return sums of squares"}, {"var", "return sums of squares"}, {"corr", "return sums of products"},
	{"regexp", "use LIKE or substr"}, {"string_agg", "return rows"},
}

func (c *portability) function(i int) {
	t := c.tokens[i]
	if t.Kind != Word || !c.at(i+1).Is("(") {
		return
	}
	name := strings.ToLower(t.Text)
	switch {
	case c.names(i):
	case name == "date_diff":
		c.dateDiff(i)
	case name == "date_trunc":
		c.dateTrunc(i)
	case name == "sum":
		if !c.within(i, "CAST") && !(c.within(i, "coalesce") && c.within(i-2, "CAST")) {
			c.problem(i, "write CAST(sum(x) AS BIGINT)", "the type of sum differs between engines")
		}
	case dialect[strings.ToUpper(name)] != "": // told as a keyword
	case !slices.Contains(functions, name) && !slices.Contains(brackets, name):
		c.problem(i, fixFor(name), "function %s is not in the portable subset", name)
	}
}

// within reports whether a token is the first within the brackets of a function.
func (c *portability) within(i int, function string) bool {
	return c.at(i-1).Is("(") && c.at(i-2).Is(function)
}

func fixFor(name string) string {
	for _, f := range instead {
		if strings.HasPrefix(name, f.prefix) {
			return f.fix
		}
	}
	return "use " + strings.Join(functions, ", ")
}

// names reports whether a word before a bracket names a subquery with its columns, as
// in "AS t(x)" and "WITH t (x) AS (".
func (c *portability) names(i int) bool {
	return c.at(i-1).Is("AS") || c.at(c.closing(i+1)+1).Is("AS") && c.at(c.closing(i+1)+2).Is("(")
}

// dateDiff allows whole days between dates and whole seconds between instants: engines
// differ on how they round anything else.
func (c *portability) dateDiff(i int) {
	unit, wrong := c.at(i+2).Text, ""
	switch unit {
	case "'day'":
		wrong = "_at"
	case "'second'":
		wrong = "_on"
	default:
		c.problem(i, "use 'day' on dates or 'second' on instants", "date_diff of %s differs between engines", unit)
		return
	}
	for _, t := range c.tokens[i:c.closing(i+1)] {
		if t.Kind == Word && strings.HasSuffix(t.Text, wrong) {
			c.problem(i, "use 'day' on dates or 'second' on instants", "date_diff of %s on %s", unit, t.Text)
		}
	}
}

// dateTrunc must be cast: engines differ on the type that it gives.
func (c *portability) dateTrunc(i int) {
	if unit := c.at(i + 2).Text; unit != "'month'" && unit != "'week'" {
		c.problem(i, "use 'month' or 'week'", "date_trunc to %s", unit)
	}
	end := c.closing(i + 1)
	if !c.at(i-2).Is("CAST") || !c.at(end+1).Is("AS") || !c.at(end+2).Is("DATE") {
		c.problem(i, "write CAST(date_trunc('month', d) AS DATE)", "the type of date_trunc differs between engines")
	}
}

// order requires that the statement ends with an ORDER BY of names, so that rows come
// in one order; that they are a unique key is for a test on records to see.
func (c *portability) order() {
	if len(c.orderBy()) == 0 {
		c.problem(len(c.tokens)-1, "end with ORDER BY and the names of a unique key", "the order of rows is not set")
	}
}

func (c *portability) orderBy() []string {
	depth, from := 0, -1
	for i, t := range c.tokens {
		switch {
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		case depth == 0 && t.Is("ORDER") && c.at(i+1).Is("BY"):
			from = i + 2
		}
	}
	if from < 0 {
		return nil
	}
	var columns []string
	for i := from; i < len(c.tokens); i += 2 {
		if c.tokens[i].Kind != Word {
			return nil
		}
		columns = append(columns, c.tokens[i].Text)
		if c.at(i + 1).Is("DESC") {
			i++
		}
		if next := c.at(i + 1); next.Kind != 0 && !next.Is(",") {
			return nil
		}
	}
	return columns
}

// OrderBy gives the columns by which a statement sorts its answer; none where it does
// not, or by expressions.
func OrderBy(tokens []Token) []string { return (&portability{tokens: tokens}).orderBy() }
