package pdf

import (
	"slices"
	"strings"

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
	g.width = shares(s.kin.of(t, s.needs(t)), room, t.Columns)
	x := s.margin
	for i, c := range t.Columns {
		g.x = append(g.x, x)
		g.head = append(g.head, s.wrap(cellHead, g.width[i], bound(c.Title)))
		x += g.width[i] + gap
	}
	return g
}

// need is what a column needs: the width of its widest text, and that of its widest word.
type need struct{ natural, least float64 }

// needs measures the columns of a table. The head of a column of numbers may always break.
func (s *sheet) needs(t *report.Table) []need {
	list := make([]need, len(t.Columns))
	for i, c := range t.Columns {
		for _, word := range lettering.Words(bound(c.Title)) {
			list[i].least = max(list[i].least, s.width(cellHead, word))
		}
		list[i].natural = list[i].least
		if !c.Numeric {
			list[i].natural = max(list[i].natural, s.width(cellHead, c.Title))
		}
		for _, row := range t.Rows {
			list[i].natural = max(list[i].natural, s.width(cell, row[i]))
			if c.Numeric {
				continue
			}
			for _, word := range lettering.Words(row[i]) {
				list[i].least = max(list[i].least, s.width(cell, word))
			}
		}
		if c.Numeric {
			list[i].least = list[i].natural
		}
	}
	return list
}

// bound keeps what a title says last in brackets, such as "(95% CI)", on one line.
func bound(title string) string {
	const most = 12 // letters
	open := strings.LastIndex(title, "(")
	if open < 0 || !strings.HasSuffix(title, ")") || len(title)-open > most {
		return title
	}
	return title[:open] + strings.ReplaceAll(title[open:], " ", "\u00A0")
}

// kin is what the columns of tables with the same heads need together, so that they stand below each
// other on the page.
type kin map[string][]need

// heads is what tables have alike whose columns stand below each other.
func heads(t *report.Table) string {
	var b strings.Builder
	for _, c := range t.Columns {
		b.WriteString(c.Title + "\x00")
	}
	return b.String()
}

// of is what columns need in the company of their kin: what they need themselves where not all of
// them fit on the page together.
func (k kin) of(t *report.Table, own []need) []need {
	together := k[heads(t)]
	total := 0.0
	for _, n := range together {
		total += n.natural
	}
	if len(together) != len(own) || total > 0.8*textWidth {
		return own
	}
	return together
}

// related measures the tables of a part.
func (s *sheet) related(list []report.Block) kin {
	k := kin{}
	for _, b := range list {
		if b.Table == nil || b.Table.Check() != nil {
			continue
		}
		needs, name := s.needs(b.Table), heads(b.Table)
		for i, other := range k[name] {
			needs[i].natural, needs[i].least = max(needs[i].natural, other.natural), max(needs[i].least, other.least)
		}
		k[name] = needs
	}
	return k
}

// shares gives each column its natural width where the room suffices, and spreads what is left. Where
// it does not, the words of text break: columns of numbers keep their natural width and those of text
// share the rest, each with room for its longest word. Where not even that suffices, narrow columns keep
// their natural width and the wide ones share the rest equally.
func shares(needs []need, room float64, columns []report.Column) []float64 {
	natural, least := make([]float64, len(needs)), make([]float64, len(needs))
	spare, tight := room, room
	for i, n := range needs {
		natural[i], least[i] = n.natural, n.least
		spare, tight = spare-n.natural, tight-n.least
	}
	switch {
	case spare >= 0:
		return spread(natural, spare, columns)
	case tight >= 0:
		return eased(natural, least, tight)
	}
	limit := evenLimit(natural, room)
	width := slices.Clone(natural)
	for i := range width {
		width[i] = min(width[i], limit)
	}
	return width
}

// eased gives each column its least width and shares spare room, which is less than they would take, so
// that wide ones come as near to their natural width as can be.
func eased(natural, least []float64, spare float64) []float64 {
	more := make([]float64, len(natural))
	for i := range more {
		more[i] = natural[i] - least[i]
	}
	limit := evenLimit(more, spare)
	width := slices.Clone(least)
	for i := range width {
		width[i] += min(more[i], limit)
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
