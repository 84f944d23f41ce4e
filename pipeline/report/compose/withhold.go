package compose

import (
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
)

// withhold decides which rows of an answer must not show their numbers, as the header
// of its query says. It runs before anything is drawn or written.
func withhold(a *query.Answer, minCell int64) []bool {
	w := a.Query.Withhold
	if w == nil || w.Column == "" {
		return make([]bool, a.Len())
	}
	return withholdRows(a, everyRow(a), w.Margins, minCell)
}

// withholdTotal is withhold for an answer whose sum is shown beside it.
func withholdTotal(a *query.Answer, minCell int64) []bool {
	if w := a.Query.Withhold; w == nil || w.Column == "" {
		return make([]bool, a.Len())
	}
	return withholdRows(a, everyRow(a), append([][]string{{}}, a.Query.Withhold.Margins...), minCell)
}

// allHidden reports whether nothing of an answer may be shown.
func allHidden(hidden []bool) bool { return !slices.Contains(hidden, false) }

func everyRow(a *query.Answer) []int {
	rows := make([]int, a.Len())
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// withholdRuns is withhold for series of which one is drawn, each run of rows with the
// same text by itself: its sum is known, the sums across the others are not shown.
func withholdRuns(a *query.Answer, minCell int64) []bool {
	names := a.Text(firstOf(a.Query, query.Text))
	hidden := make([]bool, 0, len(names))
	for start := 0; start < len(names); {
		var rows []int
		for end := start; end < len(names) && names[end] == names[start]; end++ {
			rows = append(rows, end)
		}
		hidden = append(hidden, withholdRows(a, rows, [][]string{{}}, minCell)...)
		start += len(rows)
	}
	return hidden
}

// withholdRows decides for some rows whose margins are sums over these rows alone.
func withholdRows(a *query.Answer, rows []int, margins [][]string, minCell int64) []bool {
	w := a.Query.Withhold
	counts := a.Int(w.Column)
	totals := counts
	if w.Total != "" {
		totals = a.Int(w.Total)
	}
	dimensions := labelled(a.Query)
	cells := make([]privacy.Cell, len(rows))
	for i, row := range rows {
		cells[i] = privacy.Cell{Count: counts[row], Keys: labels(a, row, dimensions)}
	}
	decision := privacy.Withhold(cells, positions(margins, dimensions), minCell)
	hidden := decision.Cells
	// A total that must not be seen beside its cells is seen all the same, since other
	// figures show it: then the cells are not.
	if slices.ContainsFunc(decision.Totals, func(t privacy.Total) bool { return t.Withheld && !privacy.Small(t.Count, minCell) }) {
		for i := range hidden {
			hidden[i] = true
		}
	}
	for i, row := range rows {
		if w.Total != "" && counts[row] > 0 && privacy.WithholdShare(counts[row], totals[row], minCell) {
			hidden[i] = true
		}
	}
	return hidden
}

// labelled lists the columns that say what a row is about: its texts, dates and bucket.
func labelled(q *query.Query) []string {
	var names []string
	for _, c := range q.Columns {
		if c.Type == query.Text || c.Type == query.Date || c.Name == "bucket" {
			names = append(names, c.Name)
		}
	}
	return names
}

func labels(a *query.Answer, row int, dimensions []string) []string {
	keys := make([]string, len(dimensions))
	for i, name := range dimensions {
		at := slices.IndexFunc(a.Query.Columns, func(c query.Column) bool { return c.Name == name })
		keys[i] = a.Cell(row, at)
	}
	return keys
}

// positions turns margins of column names into positions among the dimensions.
func positions(margins [][]string, dimensions []string) []privacy.Margin {
	out := make([]privacy.Margin, len(margins))
	for i, m := range margins {
		out[i] = privacy.Margin{}
		for _, name := range m {
			if at := slices.Index(dimensions, name); at >= 0 {
				out[i] = append(out[i], at)
			}
		}
	}
	return out
}
