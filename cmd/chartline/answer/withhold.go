package answer

import (
	"slices"

	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
)

// Whole shows an answer with nothing withheld.
func Whole(a *query.Answer) Shown {
	return Shown{Answer: a, withheld: make([]bool, a.Len())}
}

// Protected shows an answer without counts of 1 to minCell-1 and without what would
// reveal them, as the header of its query says.
func Protected(a *query.Answer, minCell int64) Shown {
	return Shown{Answer: a, withheld: disclosure.Alone(a, minCell), minCell: minCell}
}

// hidden says whether a value must not be shown: a number of a row that is withheld, or
// a small count of people in one that is not.
func (s Shown) hidden(row, column int) bool {
	if s.withheld[row] {
		return !slices.Contains(disclosure.Labels(s.Query), s.Query.Columns[column].Name)
	}
	return s.minCell > 0 && disclosure.SmallCell(s.Answer, row, column, s.minCell)
}
