package grid

import (
	"cmp"
	"math"
	"slices"
	"time"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// unit is what is set beside its like, such as a facility, with its rows in the answer.
type unit struct {
	name  string
	rows  []int
	whole metric.Estimate // of all its rows that may be judged
	score float64         // of the whole, or of what the figure shows of it; NaN where it is not judged
	apart bool            // by more than chance
}

// unitsOf splits an answer by its first column of text, in the order of names: results give no
// ranks (FUN-05).
func unitsOf(e *block.Edition, a block.Answer) []unit {
	places := map[string]int{}
	var all []unit
	by := []string{block.FirstOf(a.Query, query.Text), a.Given("by"), a.Given("group_by")}
	types, payers := slices.Contains(by, "patient_type"), slices.Contains(by, "payer_class") || slices.Contains(by, "payer")
	for row, name := range a.Text(block.FirstOf(a.Query, query.Text)) {
		switch {
		case types:
			name = e.PatientType(name)
		case payers:
			name = e.Text(name)
		}
		at, ok := places[name]
		if !ok {
			at = len(all)
			places[name] = at
			all = append(all, unit{name: name, score: math.NaN()})
		}
		all[at].rows = append(all[at].rows, row)
	}
	slices.SortFunc(all, func(x, y unit) int { return cmp.Compare(x.name, y.name) })
	return all
}

// pooled is the estimate of rows together, withheld where one of them is. Of people (coders,
// auditors, providers) one with fewer than 30 records is not shown (SMP-07).
func pooled(a block.Answer, name string, rows []int) metric.Estimate {
	for _, row := range rows {
		if a.Withheld[row] {
			return metric.Estimate{Missing: wording.Withheld}
		}
	}
	est := a.Pooled(name, rows)
	if block.Few(est) && ofPeople(a) {
		return metric.Missing(est.Unit, est.Method, few)
	}
	return est
}

// few is why an estimate of a person is missing, and what a reader is told.
const few = "too few"

// ofPeople reports whether units are persons.
func ofPeople(a block.Answer) bool {
	people := []string{"coder", "auditor", "provider", "coder_id", "auditor_id", "provider_id"}
	by := a.Given("by")
	return slices.Contains(people, block.FirstOf(a.Query, query.Text)) || by != "" && slices.Contains(people, by)
}

// shown are the places of the units that a figure has room for: those that stand apart, the farthest
// first, then the largest. The others are those that it leaves out. Both keep their order.
func shown(all []unit, most int) (kept, others []int) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		x, y := all[i], all[j]
		if x.apart != y.apart {
			return map[bool]int{true: -1, false: 1}[x.apart]
		}
		if x.apart {
			return cmp.Compare(math.Abs(y.score), math.Abs(x.score))
		}
		return cmp.Compare(y.whole.N, x.whole.N)
	})
	most = min(most, len(order))
	kept, others = order[:most], order[most:]
	slices.Sort(kept)
	slices.Sort(others)
	return kept, others
}

// at are the elements of these places.
func at[T any](all []T, places []int) []T {
	some := make([]T, len(places))
	for i, place := range places {
		some[i] = all[place]
	}
	return some
}

// leftOut says which units a figure shows where it has no room for all, and where the others are; nothing
// where it shows all. A document of one subject has no files beside it.
func leftOut(e *block.Edition, kept, others []int, b report.BlockSpec) string {
	n, of := e.Count(int64(len(kept))), e.Plural(int64(len(kept)+len(others)), e.Several(b.Noun))
	switch {
	case len(others) == 0:
		return ""
	case e.Whose != "":
		return e.Say("Shown are %s of %s: first those farthest apart from the rest by more than chance, then those with the most records. The others are judged alike and left out.", n, of)
	}
	return e.Say("Shown are %s of %s: first those farthest apart from the rest by more than chance, then those with the most records. The other %s are judged alike, and are in %s and in the workbook.",
		n, of, e.Count(int64(len(others))), b.ID+".csv")
}

// judge marks the units whose scores are more than chance among all of them.
func judge(all []unit) {
	scores := make([]float64, len(all))
	for i, u := range all {
		scores[i] = u.score
	}
	for i, found := range compare.Discoveries(scores, discovery) {
		all[i].apart = found
	}
}

// rowsOf are the rows of several units.
func rowsOf(all []unit) (rows []int) {
	for _, u := range all {
		rows = append(rows, u.rows...)
	}
	return rows
}

// calendar is the periods of an answer.
type calendar struct {
	column string // of their first days
	length string // "week" or "month"
	starts []time.Time
}

// calendarOf lists the periods from the first to the last, those without a row too, and at most so
// many of the latest. An answer without periods has none.
func calendarOf(a block.Answer, most int) calendar {
	c := calendar{column: block.FirstOf(a.Query, query.Date)}
	if c.column == "" {
		return c
	}
	if c.length = c.column; c.length != "week" && c.length != "month" {
		c.length = a.Given("period")
	}
	dates := a.Date(c.column)
	first, last := slices.MinFunc(dates, time.Time.Compare), slices.MaxFunc(dates, time.Time.Compare)
	for at := first; !at.After(last); at = c.after(at) {
		c.starts = append(c.starts, at)
	}
	c.starts = c.starts[max(0, len(c.starts)-most):]
	return c
}

// after is the first day after a period.
func (c calendar) after(start time.Time) time.Time {
	if c.length == "week" {
		return start.AddDate(0, 0, 7)
	}
	return start.AddDate(0, 1, 0)
}

// cut reports whether a period is not wholly within the dates of the report and the past.
func (c calendar) cut(e *block.Edition, start time.Time) bool {
	end := c.after(start)
	return start.Before(e.From) || end.After(e.To) || end.After(e.LocalDate())
}

// rows sorts the rows of a unit by period.
func (c calendar) rows(a block.Answer, u unit) [][]int {
	places := map[time.Time]int{}
	for i, start := range c.starts {
		places[start] = i
	}
	dates, out := a.Date(c.column), make([][]int, len(c.starts))
	for _, row := range u.rows {
		if i, ok := places[dates[row]]; ok {
			out[i] = append(out[i], row)
		}
	}
	return out
}

// partial reports whether rows are of a period that is not over: some records cannot be judged yet.
func partial(a block.Answer, rows []int) bool {
	if _, ok := a.Query.Column("pending"); !ok {
		return false
	}
	pending := a.Int("pending")
	return slices.ContainsFunc(rows, func(row int) bool { return pending[row] > 0 })
}
