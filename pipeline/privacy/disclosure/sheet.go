package disclosure

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/suppress"
	"chartline/pipeline/query"
)

// seen is a sheet that is decided on, once for all that show it.
type seen struct {
	Sheet
	name   string
	of     []int // the cell of each row; itself but for sums
	hidden []bool
}

// distinct leaves of sheets that are the same the first.
func distinct(sheets []Sheet) []*seen {
	known := map[string]bool{}
	var all []*seen
	for _, s := range sheets {
		name := s.key()
		if !known[name] {
			known[name] = true
			all = append(all, &seen{Sheet: s, name: name, of: s.cells(), hidden: make([]bool, s.Answer.Len())})
		}
	}
	return all
}

// key tells sheets apart.
func (s Sheet) key() string {
	return fmt.Sprintf("%s %d %q %d", s.Answer.Query.Name, s.Shape, s.Answer.Values, s.Answer.Len())
}

// hide hides the rows of cells.
func (s *seen) hide(cells []bool) {
	for row, at := range s.of {
		s.hidden[row] = s.hidden[row] || at < len(cells) && cells[at]
	}
}

func (s *seen) hideAll() {
	for row := range s.hidden {
		s.hidden[row] = true
	}
}

// cells is for each row the cell that it is part of.
func (s Sheet) cells() []int {
	of := make([]int, s.Answer.Len())
	last := -1
	for row := range of {
		if s.Shape != Sums || row == 0 || s.Answer.Cell(row, s.first()) != s.Answer.Cell(row-1, s.first()) {
			last++
		}
		of[row] = last
	}
	return of
}

// first is the place of the text that tells series apart.
func (s Sheet) first() int {
	return slices.IndexFunc(s.Answer.Query.Columns, func(c query.Column) bool { return c.Type == query.Text })
}

// table is a sheet as the counts of one column with their labels, and as what a reader knows
// of them.
func (s *seen) table(w query.Withhold, minCell int64) suppress.Table {
	t := s.counts(w)
	t.Hidden = s.ownReasons(w, t, minCell)
	t.Before = s.before(w, t)
	return t
}

// counts are the counts of one column with their labels.
func (s *seen) counts(w query.Withhold) suppress.Table {
	dims := s.dimensions(w)
	values := s.Answer.Values
	t := suppress.Table{Of: w.Of(), Seen: true, Leaves: s.Leaves, Within: s.within(dims), Margins: s.margins(w, dims)}
	t.From, t.To = timeOf(w, values["from_date"], values["to_date"])
	for _, d := range dims {
		t.Dimensions = append(t.Dimensions, d.name)
	}
	counts := s.Answer.Int(w.Column)
	for row, at := range s.of {
		if at == len(t.Cells) {
			t.Cells = append(t.Cells, suppress.Cell{Keys: labelled(s.Answer, dims, row)})
		}
		t.Cells[at].Count += counts[row]
	}
	return t
}

// margins are the sums that are seen of a sheet.
func (s Sheet) margins(w query.Withhold, dims []dimension) []suppress.Margin {
	switch s.Shape {
	case Series:
		return []suppress.Margin{{0}}
	case Sums:
		return []suppress.Margin{{}}
	}
	return positions(w.Margins, dims, s.Answer.Query.Columns)
}

// ownReasons are the cells that are withheld whatever the others are: shares that give away
// what is left of them (SUP-03), and counts that a reader of earlier releases could use to
// work out one that these withheld.
func (s *seen) ownReasons(w query.Withhold, t suppress.Table, minCell int64) []bool {
	hidden := make([]bool, len(t.Cells))
	if w.Total != "" && s.Shape != Sums {
		totals := s.Answer.Int(w.Total)
		for row, at := range s.of {
			n := t.Cells[at].Count
			hidden[at] = n > 0 && privacy.WithholdShare(n, totals[row], minCell)
		}
	}
	for at, c := range t.Cells {
		hidden[at] = hidden[at] || s.reveals(w, t, c, minCell)
	}
	return hidden
}

// narrowing are the parameters that narrow a question to a part of the patients, and the
// dimension of which they are a label.
var narrowing = map[string]string{"patient_type": "patient_type", "facility": "facility_id", "payer": "payer_class", "service_line": "service_line"}

func (s Sheet) within(dims []dimension) map[string]string {
	within := map[string]string{}
	for name, value := range s.Answer.Values {
		column, narrows := narrowing[name]
		if narrows && value != "all" && value != "" && !slices.ContainsFunc(dims, func(d dimension) bool { return d.name == column }) {
			within[column] = value
		}
	}
	return within
}

// timeOf is the time that a count is of: that of the question, or a year of it.
func timeOf(w query.Withhold, from, to string) (string, string) {
	if w.Year == 0 || from == "" {
		return from, to
	}
	return yearsBefore(max(from, yearsBefore(to, 1)), w.Year-1), yearsBefore(to, w.Year-1)
}

// yearsBefore is the same day some years before; a 29 February becomes the day after it, as it
// compares in the questions.
func yearsBefore(date string, years int) string {
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return strconv.Itoa(at.Year()-years) + at.Format("-01-02")
}
