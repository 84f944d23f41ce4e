// Package disclosure applies the rules of package privacy to the answers of queries: it
// reads in a query's header which count decides, and says which rows and cells may be
// shown. It stands between every answer and everyone who sees it.
package disclosure

import (
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
)

// Withheld decides for each row of an answer whether its numbers must be hidden: where one
// of the counts that decide must be.
func Withheld(a *query.Answer, minCell int64) []bool {
	hidden := make([]bool, a.Len())
	if a.Query.Judged() {
		for _, w := range a.Query.Withhold {
			hide(hidden, decide(a, w, everyRow(a), w.Margins, minCell))
		}
	}
	return hidden
}

// hide adds to what is hidden.
func hide(hidden, too []bool) {
	for i, h := range too {
		hidden[i] = hidden[i] || h
	}
}

// WithheldRuns is Withheld for an answer of several series, told apart by their first
// text, of which one is shown: its own sum is known, those across series are not.
func WithheldRuns(a *query.Answer, minCell int64) []bool {
	if !a.Query.Judged() {
		return make([]bool, a.Len())
	}
	first := slices.IndexFunc(a.Query.Columns, func(c query.Column) bool { return c.Type == query.Text })
	hidden := make([]bool, 0, a.Len())
	for start := 0; start < a.Len(); start = len(hidden) {
		var rows []int
		for end := start; end < a.Len() && a.Cell(end, first) == a.Cell(start, first); end++ {
			rows = append(rows, end)
		}
		run := make([]bool, len(rows))
		for _, w := range a.Query.Withhold {
			hide(run, decide(a, w, rows, [][]string{{}}, minCell))
		}
		hidden = append(hidden, run...)
	}
	return hidden
}

// WithheldTotals is for an answer of several series, told apart by their first text, of
// which sums are shown and no single row: it decides on the sum of each series, of all of
// which together the sum is known.
func WithheldTotals(a *query.Answer, minCell int64) []bool {
	hidden := make([]bool, a.Len())
	if !a.Query.Judged() {
		return hidden
	}
	first := slices.IndexFunc(a.Query.Columns, func(c query.Column) bool { return c.Type == query.Text })
	for _, w := range a.Query.Withhold {
		var cells []privacy.Cell
		of := make([]int, a.Len()) // the series of each row
		for row, n := range a.Int(w.Column) {
			if row == 0 || a.Cell(row, first) != a.Cell(row-1, first) {
				cells = append(cells, privacy.Cell{Keys: []string{a.Cell(row, first)}})
			}
			of[row] = len(cells) - 1
			cells[of[row]].Count += n
		}
		decision := privacy.Withhold(cells, []privacy.Margin{{}}, minCell)
		for row, series := range of {
			hidden[row] = hidden[row] || decision.Cells[series]
		}
	}
	return hidden
}

// Small reports whether a count of patients or encounters must be hidden by itself, for
// counts that are sums of rows.
func Small(count, minCell int64) bool { return privacy.Small(count, minCell) }

// SmallCell reports whether a cell must be hidden although its row is shown: a second
// count of patients or encounters that is small by itself.
func SmallCell(a *query.Answer, row, column int, minCell int64) bool {
	c := a.Query.Columns[column]
	if !a.Query.Judged() || c.Type != query.Int || c.Unit != "{patient}" && c.Unit != "{encounter}" {
		return false
	}
	return privacy.Small(a.Int(c.Name)[row], minCell)
}

// decide hides rows by one count, whose margins are sums over these rows alone.
func decide(a *query.Answer, w query.Withhold, rows []int, margins [][]string, minCell int64) []bool {
	counts := a.Int(w.Column)
	dimensions := Labels(a.Query)
	cells := make([]privacy.Cell, len(rows))
	for i, row := range rows {
		cells[i] = privacy.Cell{Count: counts[row], Keys: Keys(a, row)}
	}
	decision := privacy.Withhold(cells, positions(margins, dimensions), minCell)
	hidden := decision.Cells
	// A total that must not be seen beside its cells is seen all the same, in other
	// figures: then the cells are not.
	if slices.ContainsFunc(decision.Totals, func(t privacy.Total) bool { return t.Withheld && !privacy.Small(t.Count, minCell) }) {
		hideAll(hidden)
	}
	if w.Total != "" {
		totals := a.Int(w.Total)
		for i, row := range rows {
			hidden[i] = hidden[i] || counts[row] > 0 && privacy.WithholdShare(counts[row], totals[row], minCell)
		}
	}
	return hidden
}

func hideAll(hidden []bool) {
	for i := range hidden {
		hidden[i] = true
	}
}

func everyRow(a *query.Answer) []int {
	rows := make([]int, a.Len())
	for i := range rows {
		rows[i] = i
	}
	return rows
}

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

// positions turns margins of column names into positions among the labels.
func positions(margins [][]string, labels []string) []privacy.Margin {
	out := make([]privacy.Margin, len(margins))
	for i, names := range margins {
		out[i] = privacy.Margin{}
		for _, name := range names {
			if at := slices.Index(labels, name); at >= 0 {
				out[i] = append(out[i], at)
			}
		}
	}
	return out
}
