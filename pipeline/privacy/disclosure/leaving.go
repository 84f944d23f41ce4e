package disclosure

import (
	"slices"

	"chartline/pipeline/query"
)

// Least is the smallest count but 0 in what leaves the site, whatever a site shows its own people
// (SUP-01, SUP-07).
const Least = 11

// Whoever may not see records sees of a row its labels, the counts that decide whether it may
// be shown, the totals that these are part of, and estimates made of these alone. Other numbers
// beside them tell small counts: a second count by what it leaves of the first, in its own row
// or summed over rows as another question sums it, and exact sums by the few numbers that add
// up to them (SUP-01, SUP-03).

// Leaves reports whether a column may be in what leaves the site.
func Leaves(q *query.Query, c query.Column) bool {
	switch {
	case slices.Contains(Labels(q), c.Name) || decides(q, c.Name):
		return true
	default: // days on a scale, such as those at which a band of ages begins
		return c.Type == query.Int && c.Unit == "d" && !isStatistic(q, c.Name)
	}
}

// decides reports whether a column is a count that is judged, or the total of one.
func decides(q *query.Query, column string) bool {
	return slices.ContainsFunc(q.Withhold, func(w query.Withhold) bool { return column != "" && (w.Column == column || w.Total == column) })
}

// isStatistic reports whether an estimate is made of a column.
func isStatistic(q *query.Query, column string) bool {
	return slices.ContainsFunc(q.Metrics, func(m query.Metric) bool { return slices.Contains(m.Args, column) })
}

// EstimateLeaves reports whether the estimate of a row may be in what leaves the site: what it
// counts of people decides, or is nobody, or all of those that a deciding count is of.
func EstimateLeaves(a *query.Answer, metric string, row int) bool {
	m, _ := a.Query.Metric(metric)
	counts := 0
	for _, name := range m.Args {
		c, _ := a.Query.Column(name)
		if !countsPeople(c) {
			continue
		}
		if counts++; !decides(a.Query, name) && !followsFromDecided(a, name, row) {
			return false
		}
	}
	return counts > 0
}

func countsPeople(c query.Column) bool {
	return c.Type == query.Int && (c.Unit == "{encounter}" || c.Unit == "{patient}" || c.Unit == "{record}")
}

// followsFromDecided reports whether a count is 0, or equal to one of its row that decides.
func followsFromDecided(a *query.Answer, column string, row int) bool {
	n := a.Int(column)[row]
	return n == 0 || slices.ContainsFunc(a.Query.Columns, func(c query.Column) bool {
		return c.Type == query.Int && decides(a.Query, c.Name) && a.Int(c.Name)[row] == n
	})
}
