package pdf

import (
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
)

const (
	columnGap  = 12.0 // most white space between two columns
	maxColumns = 20   // more do not leave room for a number
)

// grid is a table measured for the page: where its columns stand and how its cells
// break into lines.
type grid struct {
	table *report.Table
	x     []float64 // left edge of each column
	width []float64
	head  [][]string // lines of each column's title
	above []string   // the row above on the page; nil below a head
}

// measure divides the width of the page among the columns.
func (s *sheet) measure(t *report.Table) *grid {
	g := &grid{table: t}
	n := len(t.Columns)
	gap := min(columnGap, 0.2*textWidth/float64(max(n, 1)))
	room := textWidth - gap*float64(max(n-1, 0))
	natural := make([]float64, n)
	for i, c := range t.Columns {
		for _, word := range lettering.Words(c.Title) {
			natural[i] = max(natural[i], s.width(cellHead, word))
		}
		if !c.Numeric {
			natural[i] = max(natural[i], s.width(cellHead, c.Title))
		}
		for _, row := range t.Rows {
			natural[i] = max(natural[i], s.width(cell, row[i]))
		}
	}
	g.width = shares(natural, room, t.Columns)
	x := s.margin
	for i, c := range t.Columns {
		g.x = append(g.x, x)
		g.head = append(g.head, s.wrap(cellHead, g.width[i], c.Title))
		x += g.width[i] + gap
	}
	return g
}

// shares gives each column its natural width where the room suffices, and spreads what
// is left; where it does not, narrow columns keep their natural width and the wide ones
// share the rest equally.
func shares(natural []float64, room float64, columns []report.Column) []float64 {
	spare := room
	for _, w := range natural {
		spare -= w
	}
	if spare >= 0 {
		return spread(natural, spare, columns)
	}
	limit := evenLimit(natural, room)
	width := slices.Clone(natural)
	for i := range width {
		width[i] = min(width[i], limit)
	}
	return width
}

// spread widens columns: those of numbers by a little, so that they do not crowd, and
// those of text by the rest.
func spread(natural []float64, spare float64, columns []report.Column) []float64 {
	const ease = 24.0
	texts := 0
	for _, c := range columns {
		if !c.Numeric {
			texts++
		}
	}
	each := spare / float64(max(len(columns), 1))
	if texts > 0 {
		each = min(each, ease)
	}
	rest := spare - each*float64(len(columns)-texts)
	width := slices.Clone(natural)
	for i, c := range columns {
		if c.Numeric {
			width[i] += each
		} else {
			width[i] += rest / float64(texts)
		}
	}
	return width
}

// evenLimit is the width at which columns are cut so that together they fill the room,
// which is less than they would take.
func evenLimit(natural []float64, room float64) float64 {
	sorted := slices.Sorted(slices.Values(natural))
	for i, w := range sorted {
		share := room / float64(len(sorted)-i)
		if w > share {
			return share
		}
		room -= w
	}
	return sorted[len(sorted)-1]
}
