package shell

import (
	"context"
	"strings"
	"unicode"

	"github.com/reeflective/readline"

	"chartline/cmd/chartline/format"
	"chartline/cmd/chartline/shell/plot"
	"chartline/pipeline/query/statement"
)

// names are what Tab completes in statements, read from the store at the first Tab.
type names struct {
	tables    []string            // as they are written
	columns   map[string][]string // of each table
	functions []string
}

const allColumnsSQL = `SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY 1, 2, column_index`

const functionsSQL = `SELECT DISTINCT function_name FROM duckdb_functions()
	WHERE function_type IN ('scalar', 'aggregate', 'macro') AND regexp_matches(function_name, '^[a-z][a-z0-9_]+$')
	AND NOT starts_with(function_name, '__') ORDER BY 1`

// keywords are the words of a SELECT.
var keywords = strings.Fields(`SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT JOIN LEFT INNER CROSS ON USING WITH AS AND OR NOT
	IN IS NULL LIKE BETWEEN CASE WHEN THEN ELSE END DISTINCT UNION ALL EXCEPT INTERSECT OVER PARTITION FILTER CAST EXISTS
	DESCRIBE SUMMARIZE EXPLAIN VALUES DESC ASC TRUE FALSE DATE TIMESTAMP`)

// learn reads the names. What cannot be read is not completed.
func (s *Session) learn(ctx context.Context) *names {
	n := &names{columns: map[string][]string{}}
	columns, err := s.rows(ctx, allColumnsSQL)
	if err != nil {
		return n
	}
	for _, row := range columns {
		table := tableName(row[0], row[1])
		if n.columns[table] == nil {
			n.tables = append(n.tables, table)
		}
		n.columns[table] = append(n.columns[table], row[2])
	}
	functions, err := s.rows(ctx, functionsSQL)
	if err != nil {
		return n
	}
	for _, row := range functions {
		n.functions = append(n.functions, row[0])
	}
	return n
}

// completer completes what stands before the cursor.
func (s *Session) completer(known func() *names) func(line []rune, cursor int) readline.Completions {
	return func(line []rune, cursor int) readline.Completions {
		cursor = min(cursor, len(line))
		text := string(line)
		before := string(line[:cursor])
		var found []candidate
		if command, ok := strings.CutPrefix(strings.TrimLeft(before, " \t\n"), "."); ok {
			found = s.completeCommand(command, known)
		} else {
			found = completeSQL(text, before, known())
		}
		values := make([]readline.Completion, len(found))
		for i, c := range found {
			values[i] = readline.Completion{Value: c.value, Display: c.shown, Description: c.about, Tag: c.tag}
		}
		return readline.CompleteRaw(values)
	}
}

// candidate is one way to complete the word at the cursor.
type candidate struct {
	value string // of the whole word, from the last white space on
	shown string
	about string
	tag   string // what it is
}

// completeCommand completes a command and its arguments.
func (s *Session) completeCommand(typed string, known func() *names) (found []candidate) {
	name, rest, arguments := strings.Cut(typed, " ")
	if !arguments {
		for _, c := range commands {
			found = append(found, candidate{"." + c.name, "." + c.name, c.help, "commands"})
		}
		return found
	}
	if strings.Contains(strings.TrimLeft(rest, " "), " ") {
		return s.completeRest(name, rest)
	}
	var choices []string
	switch name {
	case "describe":
		choices = known().tables
	case "mode":
		for _, f := range format.Forms {
			choices = append(choices, string(f))
		}
	case "plot":
		choices = []string{string(plot.Line), string(plot.Bar), string(plot.Hist)}
	case "timer":
		choices = []string{"on", "off"}
	}
	for _, c := range choices {
		found = append(found, candidate{c, c, "", ""})
	}
	if name == "run" || name == "describe" {
		found = append(found, s.completeQuestions()...)
	}
	return found
}

// completeQuestions completes the name of a saved question.
func (s *Session) completeQuestions() (found []candidate) {
	library, err := s.questions()
	if err != nil {
		return nil // .run tells what is wrong
	}
	all, err := library.List()
	if err != nil {
		return nil
	}
	for _, q := range all {
		found = append(found, candidate{q.Name, q.Name, q.Title, "questions"})
	}
	return found
}

// completeRest completes what follows the first argument.
func (s *Session) completeRest(name, rest string) (found []candidate) {
	switch first := strings.Fields(rest)[0]; name {
	case "run":
		q, err := s.question(first)
		if err != nil {
			return nil
		}
		for _, p := range q.Params {
			found = append(found, candidate{p.Name + "=", p.Name, p.Meaning, "parameters"})
		}
	case "plot":
		if s.kept == nil {
			return nil
		}
		for _, column := range s.kept.Columns() {
			found = append(found, candidate{column, column, "", "columns"})
		}
	}
	return found
}

// completeSQL completes the name at the end of a word: a column of the table before a
// dot, a table where one is read, or whatever may stand in a statement.
func completeSQL(text, before string, n *names) (found []candidate) {
	word := before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]
	at := strings.LastIndexFunc(word, func(r rune) bool { return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) + 1
	head, name := word[:at], word[at:]
	add := func(tag string, choices []string) {
		for _, c := range choices {
			found = append(found, candidate{head + c, c, "", tag})
		}
	}
	tables := tablesOf(text)
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		table := name[:dot]
		if named, ok := tables[strings.ToLower(table)]; ok {
			table = named
		}
		head += name[:dot+1]
		add("columns", n.columns[table])
		head = word[:at]
		add("tables", withPrefix(n.tables, name))
		return found
	}
	if readsTable(before[:len(before)-len(name)]) {
		add("tables", withPrefix(n.tables, name))
		return found
	}
	for _, table := range tables {
		add("columns", n.columns[table])
	}
	add("tables", n.tables)
	add("functions", n.functions)
	add("keywords", cased(keywords, name))
	return found
}

// readsTable reports whether the next word of a statement is that of a table.
func readsTable(before string) bool {
	tokens, err := statement.Split(before)
	if err != nil || len(tokens) == 0 {
		return false
	}
	last := tokens[len(tokens)-1]
	return last.Is("FROM") || last.Is("JOIN") || last.Is("DESCRIBE") || last.Is("SUMMARIZE")
}

func withPrefix(choices []string, prefix string) (out []string) {
	for _, c := range choices {
		if strings.HasPrefix(c, prefix) {
			out = append(out, c)
		}
	}
	return out
}

// cased writes keywords as a person began to.
func cased(words []string, begun string) []string {
	if begun == "" || begun != strings.ToLower(begun) {
		return words
	}
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToLower(w)
	}
	return out
}

// tablesOf finds the tables that a statement reads, by the names it gives them.
func tablesOf(text string) map[string]string {
	out := map[string]string{}
	tokens, err := statement.Split(text)
	if err != nil {
		return out
	}
	for i := 0; i+1 < len(tokens); i++ {
		if !tokens[i].Is("FROM") && !tokens[i].Is("JOIN") || tokens[i+1].Kind != statement.Word {
			continue
		}
		table := strings.ToLower(tokens[i+1].Text)
		name := table
		if i+2 < len(tokens) && tokens[i+2].Is("AS") {
			i++
		}
		if i+2 < len(tokens) && tokens[i+2].Kind == statement.Word && cutsIn(tokens[i+2]) {
			name = strings.ToLower(tokens[i+2].Text)
		}
		out[name] = table
	}
	return out
}

// cutsIn reports whether a word after a table is a name for it.
func cutsIn(t statement.Token) bool {
	for _, k := range keywords {
		if t.Is(k) {
			return false
		}
	}
	return true
}
