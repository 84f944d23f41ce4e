package disclosure

import (
	"slices"

	"chartline/pipeline/privacy/suppress"
	"chartline/pipeline/query"
)

// Labels lists the columns that name a row and are not a number about it: texts, dates
// and marks, and whole numbers by which the answer is sorted.
func Labels(q *query.Query) []string {
	var names []string
	for _, c := range q.Columns {
		sorted := slices.Contains(q.OrderBy(), c.Name) && !q.Judges(c.Name)
		if c.Type != query.Real && (c.Type != query.Int || sorted) {
			names = append(names, c.Name)
		}
	}
	return names
}

// dimension is a label by which tables are put together: a column under the name by which
// other questions know it, or the first characters of a code.
type dimension struct {
	name   string
	column int
	prefix int // how many characters of it; 0 for all
}

// categoryLength is how many characters of a code make its category.
const categoryLength = 3

// dimensions are the labels that tell the rows of a sheet apart: those by which it is sorted.
// Others, such as titles, follow from them. Of series only their name is one where only sums
// are seen.
func (s Sheet) dimensions(w query.Withhold) []dimension {
	q, values := s.Answer.Query, s.Answer.Values
	var all []dimension
	for _, name := range Labels(q) {
		if !slices.Contains(q.OrderBy(), name) && !inMargins(w, name) {
			continue
		}
		column := slices.IndexFunc(q.Columns, func(c query.Column) bool { return c.Name == name })
		d := dimension{name: name, column: column}
		switch {
		case name == "grouping" && values["scheme"] != "":
			d.name = values["scheme"]
		case name == "code" && values["characters"] == "3":
			d.name = "category"
		case name == "code":
			all = append(all, dimension{"category", column, categoryLength})
		}
		all = append(all, d)
	}
	if s.Shape != Rows { // the name of a series comes first
		first := slices.IndexFunc(all, func(d dimension) bool { return d.column == s.first() && d.prefix == 0 })
		if first < 0 {
			all, first = append(all, dimension{name: q.Columns[s.first()].Name, column: s.first()}), len(all)
		}
		all[0], all[first] = all[first], all[0]
	}
	if s.Shape == Sums {
		all = all[:1]
	}
	return all
}

func inMargins(w query.Withhold, name string) bool {
	return slices.ContainsFunc(w.Margins, func(m []string) bool { return slices.Contains(m, name) })
}

// labelled are the labels of a row.
func labelled(a *query.Answer, dims []dimension, row int) []string {
	keys := make([]string, len(dims))
	for i, d := range dims {
		keys[i] = a.Cell(row, d.column)
		if d.prefix > 0 {
			keys[i] = keys[i][:min(d.prefix, len(keys[i]))]
		}
	}
	return keys
}

// positions turns margins of column names into positions among the dimensions.
func positions(margins [][]string, dims []dimension, columns []query.Column) []suppress.Margin {
	out := make([]suppress.Margin, len(margins))
	for i, names := range margins {
		out[i] = suppress.Margin{}
		for at, d := range dims {
			if d.prefix == 0 && slices.Contains(names, columns[d.column].Name) {
				out[i] = append(out[i], at)
			}
		}
	}
	return out
}

// Keys are the labels of a row.
func Keys(a *query.Answer, row int) []string {
	var keys []string
	for _, name := range Labels(a.Query) {
		at := slices.IndexFunc(a.Query.Columns, func(c query.Column) bool { return c.Name == name })
		keys = append(keys, a.Cell(row, at))
	}
	return keys
}

// Order is the order in which rows may be shown. Where an answer is sorted by its
// numbers, withheld rows come last and by their labels: their place would tell their
// size.
func Order(a *query.Answer, hidden []bool) []int {
	rows := everyRow(a)
	labels := Labels(a.Query)
	if !slices.ContainsFunc(a.Query.OrderBy(), func(name string) bool { return !slices.Contains(labels, name) }) {
		return rows
	}
	slices.SortStableFunc(rows, func(i, j int) int {
		switch {
		case hidden[i] && hidden[j]:
			return slices.Compare(Keys(a, i), Keys(a, j))
		case hidden[i]:
			return 1
		case hidden[j]:
			return -1
		}
		return 0
	})
	return rows
}

func everyRow(a *query.Answer) []int {
	rows := make([]int, a.Len())
	for i := range rows {
		rows[i] = i
	}
	return rows
}
