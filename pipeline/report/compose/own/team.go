package own

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/report/compose/block"
)

// leastTeam is how many members with records enough a team needs for its middle to be shown
// (standard 6.10): of fewer the reader would know whom the quartiles are of.
const leastTeam = 5

// middle is where the middle half of a team lies.
type middle struct {
	lower, median, upper float64
	members              int
	unit                 string
}

// middleOf is the middle of the members that have records enough for a value (SMP-07).
func middleOf(all []metric.Estimate) middle {
	var m middle
	var values []float64
	var counts []int64
	for _, est := range all {
		if est.Defined() && !block.Few(est) {
			values, counts = append(values, est.Value), append(counts, 1)
			m.unit = est.Unit
		}
	}
	m.members = len(values)
	if !m.shown() {
		return m
	}
	quartile := func(p float64) float64 { return metric.Quantile(values, counts, p, m.unit).Value }
	m.lower, m.median, m.upper = quartile(0.25), quartile(0.5), quartile(0.75)
	return m
}

func (m middle) shown() bool { return m.members >= leastTeam }

// cells are the median and the middle half, as a table prints them.
func (m middle) cells(e *block.Edition) []string {
	if !m.shown() {
		return []string{"–", e.Text("too few")}
	}
	return []string{e.InUnit(m.median, m.unit), m.half(e)}
}

func (m middle) half(e *block.Edition) string {
	return e.InUnit(m.lower, m.unit) + "–" + e.InUnit(m.upper, m.unit)
}

// The sides of the middle half on which an interval can lie.
const (
	below = "below"
	above = "above"
)

// beside says where an interval lies beside the middle half; nothing where they meet.
func (m middle) beside(est metric.Estimate) string {
	switch {
	case !m.shown() || !est.Defined() || est.Level == 0:
		return ""
	case est.Hi < m.lower:
		return below
	case est.Lo > m.upper:
		return above
	}
	return ""
}

// rowsOfOwn are the rows of an answer that are the reader's; all of them where the document
// is of everybody.
func rowsOfOwn(e *block.Edition, a block.Answer) (rows []int) {
	if a.Subject == "" {
		return block.EveryRow(a)
	}
	for i, name := range a.Text(a.Subject) {
		if name == e.Whose {
			rows = append(rows, i)
		}
	}
	return rows
}
