package format

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// gap is what stands between two columns.
const gap = 2

// longestWord is the length up to which a word is not broken to make room.
const longestWord = 24

// columnsOf is how many characters fit in a line of what is written to: of a terminal, or of
// what stands before one and says so. 0 where lines have no end.
func columnsOf(w io.Writer) int {
	switch w := w.(type) {
	case interface{ Columns() int }:
		return w.Columns()
	case *os.File:
		if width, _, err := term.GetSize(int(w.Fd())); err == nil {
			return width
		}
	}
	return 0
}

// Fit is the grid in lines of a width: texts are wrapped where that is enough, and else each row
// is a block of its own, a line a column. A width of 0 fits everything.
func (g Grid) Fit(width int) string {
	widths := g.widths()
	if width <= 0 || sum(widths) <= width {
		return g.String()
	}
	if len(g.Rows) == 0 {
		return trimLines(text.WrapSoft(Printable(strings.Join(headOf(g.Columns), ", ")), width))
	}
	if g.narrow(widths, width) {
		return g.render(widths)
	}
	return g.blocks(width)
}

// Fits reports whether the grid stands in the lines of what it is written to with nothing wrapped.
func (g Grid) Fits(w io.Writer) bool {
	width := columnsOf(w)
	return width <= 0 || sum(g.widths()) <= width
}

// Same is the text of a column that all rows share.
func (g Grid) Same(column int) (text string, same bool) {
	for i, row := range g.Rows {
		if i > 0 && row[column] != text {
			return "", false
		}
		text = row[column]
	}
	return text, len(g.Rows) > 1
}

// From is the grid without the columns before one.
func (g Grid) From(column int) Grid {
	rows := make([][]string, len(g.Rows))
	for i, row := range g.Rows {
		rows[i] = row[column:]
	}
	return Grid{Columns: g.Columns[column:], Rows: rows}
}

// widths are those of the columns as String writes them.
func (g Grid) widths() []int {
	widths := make([]int, len(g.Columns))
	for i, c := range g.Columns {
		widths[i] = text.StringWidth(Printable(c.Name))
		for _, row := range g.Rows {
			widths[i] = max(widths[i], text.LongestLineLen(Printable(row[i])))
		}
		widths[i] = min(widths[i], maxWidth)
	}
	return widths
}

func sum(widths []int) int {
	total := gap * len(widths) // the rule under the head is as long
	for _, w := range widths {
		total += w
	}
	return total
}

// narrow takes from the widest texts what is too much, and reports whether that is enough.
func (g Grid) narrow(widths []int, width int) bool {
	least := g.least(widths)
	for sum(widths) > width {
		widest := -1
		for i, w := range widths {
			if w > least[i] && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
	}
	return true
}

// least is how narrow each column can be: numbers and words are not broken.
func (g Grid) least(widths []int) []int {
	least := make([]int, len(widths))
	for i, c := range g.Columns {
		if c.Numeric {
			least[i] = widths[i]
			continue
		}
		for _, row := range append([][]string{headOf(g.Columns)}, g.Rows...) {
			for _, word := range strings.Fields(Printable(row[i])) {
				least[i] = max(least[i], min(text.StringWidth(word), longestWord))
			}
		}
		least[i] = min(max(least[i], 1), widths[i])
	}
	return least
}

func headOf(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// blocks is a block for each row.
func (g Grid) blocks(width int) string {
	names := 0
	for _, c := range g.Columns {
		names = max(names, text.StringWidth(Printable(c.Name)))
	}
	var b strings.Builder
	for i, row := range g.Rows {
		head := fmt.Sprintf("── row %d ", i+1)
		b.WriteString(head + strings.Repeat("─", max(0, width-text.StringWidth(head))) + "\n")
		for c, cell := range row {
			wrapped := text.WrapSoft(Printable(cell), max(width-names-gap, longestWord))
			indent := "\n" + strings.Repeat(" ", names+gap)
			b.WriteString(text.Pad(Printable(g.Columns[c].Name), names+gap, ' ') + strings.ReplaceAll(wrapped, "\n", indent) + "\n")
		}
	}
	return trimLines(strings.TrimSuffix(b.String(), "\n"))
}
