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

// Numbers shows an answer to who may not see records: besides what Protected does, groups of
// which nothing may be shown are not named, and of the others it shows what may leave the site.
func Numbers(a *query.Answer, minCell int64) Shown {
	s := Protected(a, minCell)
	s.unnamed = disclosure.Unnamed(a, s.withheld)
	return s
}

// Unnamed is the number of rows that are left out because their names tell of few patients.
func (s Shown) Unnamed() int { return marked(s.unnamed) }

// order is the order in which rows are shown, without those that are left out.
func (s Shown) order() []int {
	order := disclosure.Order(s.Answer, s.withheld)
	if s.unnamed == nil {
		return order
	}
	return slices.DeleteFunc(order, func(row int) bool { return s.unnamed[row] })
}

// hidesEstimate says whether the estimate of a row must not be shown.
func (s Shown) hidesEstimate(row int, metric string) bool {
	return s.withheld[row] || s.unnamed != nil && s.judged() && !disclosure.EstimateLeaves(s.Answer, metric, row)
}

// hidden says whether a value must not be shown: a number of a row that is withheld, or
// a small count of people in one that is not.
func (s Shown) hidden(row, column int) bool {
	c := s.Query.Columns[column]
	if s.withheld[row] {
		return !slices.Contains(disclosure.Labels(s.Query), c.Name)
	}
	if s.unnamed != nil && s.judged() && !disclosure.Leaves(s.Query, c) {
		return true
	}
	return s.minCell > 0 && disclosure.SmallCell(s.Answer, row, column, s.minCell)
}
