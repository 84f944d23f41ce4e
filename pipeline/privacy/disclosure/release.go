package disclosure

import (
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
)

// Shown are counts that an earlier release showed, by the column that has them, with the
// labels of their rows.
type Shown map[string][]privacy.Cell

// WithheldTogether is Withheld for answers that are released together (SUP-04, SUP-08): what
// one of them shows protects what another withholds, and neither a sum that two of them
// share nor the difference from what was shown before gives a small count away. Earlier has
// for each answer what was shown of it before.
func WithheldTogether(answers []*query.Answer, earlier []Shown, minCell int64) [][]bool {
	var tables []privacy.Table
	var of []int // the answer of each table
	for i, a := range answers {
		for _, w := range judged(a) {
			t := table(a, w)
			t.Before = earlier[i][w.Column]
			tables, of = append(tables, t), append(of, i)
		}
	}
	hidden := make([][]bool, len(answers))
	for i, a := range answers {
		hidden[i] = Withheld(a, minCell) // with the rules that are of one answer alone, such as its shares
	}
	for k, d := range privacy.WithholdRelease(tables, minCell) {
		hide(hidden[of[k]], d.Cells)
	}
	return hidden
}

// judged are the counts of an answer that decide.
func judged(a *query.Answer) []query.Withhold {
	if !a.Query.Judged() {
		return nil
	}
	return a.Query.Withhold
}

// table is an answer as the counts of one column with their labels.
func table(a *query.Answer, w query.Withhold) privacy.Table {
	t := privacy.Table{Of: w.Column, Dimensions: Labels(a.Query), Margins: positions(w.Margins, Labels(a.Query))}
	for row, n := range a.Int(w.Column) {
		t.Cells = append(t.Cells, privacy.Cell{Count: n, Keys: Keys(a, row)})
	}
	return t
}

// ToShow are the counts of an answer that are shown, for the releases after this one.
func ToShow(a *query.Answer, hidden []bool) Shown {
	shown := Shown{}
	for _, w := range judged(a) {
		for row, c := range table(a, w).Cells {
			if !hidden[row] {
				shown[w.Column] = append(shown[w.Column], c)
			}
		}
	}
	return shown
}
