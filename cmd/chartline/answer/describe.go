package answer

import (
	"fmt"
	"strings"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/metric/registry"
	"chartline/pipeline/query"
)

// Describe is a query's header for a person.
func Describe(q *query.Query) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n%s\n\n%s\n", q.Name, q.Origin, q.Title, q.Answers)
	section(&b, "Parameters", []string{"name", "type", "default", "meaning"}, parameterRows(q))
	section(&b, "Columns", []string{"name", "type", "unit", "meaning"}, columnRows(q))
	section(&b, "Metrics", []string{"name", "estimator", "meaning"}, metricRows(q))
	paragraphs(&b, "Identified", identified(q))
	paragraphs(&b, "Withheld", withholding(q))
	paragraphs(&b, "Notes", q.Notes)
	paragraphs(&b, "Source", q.Sources)
	return b.String()
}

func section(b *strings.Builder, title string, head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	g := format.Grid{Rows: rows}
	for _, name := range head {
		g.Columns = append(g.Columns, format.Column{Name: name})
	}
	b.WriteString("\n" + title + "\n" + g.String() + "\n")
}

func paragraphs(b *strings.Builder, title string, texts []string) {
	if len(texts) > 0 {
		b.WriteString("\n" + title + "\n  " + strings.Join(texts, "\n  ") + "\n")
	}
}

func parameterRows(q *query.Query) [][]string {
	var rows [][]string
	for _, p := range q.Params {
		value := "must be given"
		if p.Optional {
			value = p.Default
		}
		rows = append(rows, []string{p.Name, p.Type.String(), value, p.Meaning})
	}
	return rows
}

func columnRows(q *query.Query) [][]string {
	var rows [][]string
	for _, c := range q.Columns {
		kind := c.Type.String()
		if c.Nullable {
			kind += ", may be empty"
		}
		rows = append(rows, []string{c.Name, kind, c.Unit, c.Meaning})
	}
	return rows
}

func metricRows(q *query.Query) [][]string {
	var rows [][]string
	for _, m := range q.Metrics {
		estimator, _ := registry.Lookup(m.Estimator) // the query was read with it
		rows = append(rows, []string{m.Name, m.Estimator + "(" + strings.Join(m.Args, ", ") + ")", estimator.Doc})
	}
	return rows
}

// identified says that rows are those of persons or encounters, and why.
func identified(q *query.Query) []string {
	if q.Identified == "" {
		return nil
	}
	return []string{"every row is of a person or encounter: " + q.Identified}
}

// withholding says which rows are withheld, a line for each count that decides.
func withholding(q *query.Query) (lines []string) {
	for _, w := range q.Withhold {
		lines = append(lines, withheldBy(w))
	}
	return lines
}

func withheldBy(w query.Withhold) string {
	switch {
	case w.Column == "":
		return "nothing: " + w.Reason
	case w.Total == "":
		return "rows with a small number of " + w.Column + ", and what would reveal them"
	default:
		return "rows where " + w.Column + ", or the rest of " + w.Total + ", is small, and what would reveal them"
	}
}
