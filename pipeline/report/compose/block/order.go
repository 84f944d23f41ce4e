package block

import (
	"cmp"
	"slices"

	"chartline/pipeline/query"
)

// FirstOf is the first column of a type: what the rows of an answer are about.
func FirstOf(q *query.Query, t query.Type) string {
	for _, c := range q.Columns {
		if c.Type == t {
			return c.Name
		}
	}
	return ""
}

// EveryRow lists the rows of an answer.
func EveryRow(a Answer) []int {
	rows := make([]int, a.Len())
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// Falling gives the places of values from the largest to the smallest.
func Falling(n []int64) []int {
	order := make([]int, len(n))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(n[j], n[i]) })
	return order
}

// DefaultTop is how many diagnoses a ranking shows.
const DefaultTop = 12

// OrDefault is an option of a block, or what stands for it where it is not set.
func OrDefault(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}
