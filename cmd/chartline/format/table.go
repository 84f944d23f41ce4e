package format

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// MaxRows is how many rows of an answer a table shows.
const MaxRows = 1000

// maxWidth is the width at which a cell is wrapped.
const maxWidth = 60

// Column heads a column of a Grid.
type Column struct {
	Name    string
	Numeric bool // aligned to the right
}

// Grid is text in columns, for people.
type Grid struct {
	Columns []Column
	Rows    [][]string
}

// writeTable writes the first rows as a table and counts the others.
func writeTable(w io.Writer, r array.RecordReader) (more int64, err error) {
	g := Grid{}
	for _, f := range r.Schema().Fields() {
		g.Columns = append(g.Columns, Column{f.Name, numeric(f)})
	}
	for r.Next() {
		rec := r.RecordBatch()
		for row := range int(rec.NumRows()) {
			if len(g.Rows) == MaxRows {
				more += rec.NumRows() - int64(row)
				break
			}
			g.Rows = append(g.Rows, cells(rec, row))
		}
	}
	if err := r.Err(); err != nil {
		return 0, err
	}
	return more, g.Write(w)
}

func cells(rec arrow.RecordBatch, row int) []string {
	out := make([]string, rec.NumCols())
	for i, col := range rec.Columns() {
		if col.IsValid(row) {
			out[i] = string(appendText(nil, col, row))
		}
	}
	return out
}

// Write writes the grid, as wide as fits where that is a terminal.
func (g Grid) Write(w io.Writer) error {
	_, err := io.WriteString(w, g.Fit(columnsOf(w))+"\n")
	return writeError(err)
}

// WriteCSV writes the whole grid as CSV.
func (g Grid) WriteCSV(w io.Writer) error {
	return writeError(csv.NewWriter(w).WriteAll(append([][]string{headOf(g.Columns)}, g.Rows...)))
}

// String is the grid with a line under its head, without a last line end.
func (g Grid) String() string { return g.render(g.widths()) }

// render wraps the cells of each column at its width.
func (g Grid) render(widths []int) string {
	t := table.NewWriter()
	t.SetStyle(style())
	head := make(table.Row, len(g.Columns))
	configs := make([]table.ColumnConfig, len(g.Columns))
	for i, c := range g.Columns {
		head[i] = Printable(c.Name)
		configs[i] = table.ColumnConfig{Number: i + 1, WidthMax: widths[i], WidthMaxEnforcer: text.WrapSoft}
		if c.Numeric {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	t.AppendHeader(head)
	t.SetColumnConfigs(configs)
	for _, cells := range g.Rows {
		row := make(table.Row, len(cells))
		for i, cell := range cells {
			row[i] = Printable(cell)
		}
		t.AppendRow(row)
	}
	return trimLines(t.Render())
}

// style is two spaces between columns and a thin line under the head.
func style() table.Style {
	s := table.StyleLight
	s.Box.PaddingLeft, s.Box.PaddingRight = "", "  "
	s.Options = table.Options{SeparateHeader: true}
	s.Format.Header = text.FormatDefault
	return s
}

// Printable replaces what could steer a terminal: values of records are no commands. A
// cell may have several lines.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// trimLines removes the blanks at the ends of lines.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
