// Package grid draws units against periods: heat maps, slopes from one period to another, and
// small multiples.
package grid

import (
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Heat is a measure by unit and period: a row a unit, a column a period, and a cell as dark as
// its value is large. Values are written into the cells where there is room.
type Heat struct {
	chart.Words
	Unit      chart.Unit
	LabelHead string // head of the names, such as "Facility"
	ValueHead string // what the cells measure
	RightHead string // head of the right-hand column; may be empty
	Periods   []Period
	Rows      []HeatRow
	Breaks    []chart.Event // where the measure breaks, such as "1 Oct 2025: FY2026 codes"
	Apart     string        // what marked cells are, for the key; empty where none is marked
}

// Period is a column: the week or month that begins at Start, a local date.
type Period struct {
	Start   time.Time
	Partial bool // it is not over: its cells are hatched, and have no place on the scale
}

// HeatRow is a unit with a cell for each period; those beyond the last cell have no data.
type HeatRow struct {
	Label string
	Right string // the right-hand column, such as the value of all periods
	Cells []Cell
}

// Cell is a value. It is not read where Withheld is set, and NaN is "no data".
type Cell struct {
	Value    float64
	Withheld bool
	Partial  bool   // the value is of a period that is not over for this unit
	Marked   bool   // framed
	Note     string // what a reader who points at the cell is told beside the value, such as n
}

const (
	heatHead    vg.Length = 17
	heatGap     vg.Length = 1.4 // white between cells
	fewRows               = 10  // and fewer have cells of more height
	fewPitch    vg.Length = 22
	widestCell  vg.Length = 56
	heatRight   vg.Length = 16
	widestRight vg.Length = 110
)

// Size is the natural size in points.
func (h Heat) Size() (width, height vg.Length) {
	if h.empty() {
		return h.Room(chart.NothingHeight)
	}
	head := h.headHeight(h.columns(chart.Natural(0)))
	return h.Room(h.key().Height() + head + vg.Length(len(h.Rows))*h.rows().Pitch + columnsHeight + h.ramp().height())
}

func (h Heat) empty() bool { return len(h.Rows) == 0 || len(h.Periods) == 0 }

// Draw draws the figure.
func (h Heat) Draw(c draw.Canvas) {
	p, area := h.Open(c)
	if h.empty() {
		h.SayNothing(p, area)
		return
	}
	area = h.key().Draw(p, area)
	rows, cols, steps := h.rows(), h.columns(area), h.ramp()
	plot := vg.Rectangle{
		Min: vg.Point{X: cols.from, Y: area.Min.Y + columnsHeight + steps.height()},
		Max: vg.Point{X: cols.from + cols.width(), Y: area.Max.Y - h.headHeight(cols)},
	}
	h.drawHeads(p, area, plot, rows)
	pitch := (plot.Max.Y - plot.Min.Y) / vg.Length(len(h.Rows))
	written := h.fits(cols.pitch - heatGap)
	for i, row := range h.Rows {
		top := plot.Max.Y - vg.Length(i)*pitch
		rows.Draw(p, i, area.Min.X, top-pitch/2, pen.Ink)
		for k := range h.Periods {
			box := cols.box(k, top-pitch, top)
			h.drawCell(p, steps, box, h.cell(row, k), written)
			p.Note(box, h.note(row, k))
		}
		set := pen.Body.In(pen.Quiet)
		p.Centred(set, vg.Point{X: area.Max.X, Y: top - pitch/2}, pen.Right, []string{set.Fit(row.Right, widestRight)})
	}
	p.Flags(pen.Small, pen.Stroke{Color: pen.Ink, Width: pen.Thin, Dash: pen.Dotted}, plot, h.flags(cols))
	cols.draw(p, plot.Min.Y)
	steps.draw(p, vg.Point{X: plot.Min.X, Y: area.Min.Y}, area.Max.X)
}

// headHeight is the room above the cells for the heads of the columns beside them, or for the
// flags of breaks where these need more.
func (h Heat) headHeight(cols columns) vg.Length {
	return max(heatHead, pen.FlagsHeight(h.flags(cols))+3)
}

func (h Heat) drawHeads(p pen.Pen, area, plot vg.Rectangle, rows pen.Rows) {
	base := plot.Max.Y + 5
	rows.Heads(p, area.Min.X, base, "", h.LabelHead)
	p.Text(pen.Small, vg.Point{X: area.Max.X, Y: base}, pen.Right, pen.Small.Fit(h.RightHead, widestRight))
}

func (h Heat) rows() pen.Rows {
	names := make([]string, len(h.Rows))
	for i, row := range h.Rows {
		names[i] = row.Label
	}
	rows := pen.NewRows("", make([]string, len(names)), h.LabelHead, names)
	if len(names) <= fewRows {
		rows.Pitch = max(rows.Pitch, fewPitch)
	}
	return rows
}

// columns lays the periods between the names and the right-hand column.
func (h Heat) columns(area vg.Rectangle) columns {
	from, to := area.Min.X+h.rows().Width, area.Max.X-h.rightWidth()
	return columns{periods: h.Periods, from: from, pitch: min((to-from)/vg.Length(len(h.Periods)), widestCell), language: h.Language}
}

func (h Heat) rightWidth() vg.Length {
	w := pen.Small.Width(h.RightHead)
	for _, row := range h.Rows {
		w = max(w, pen.Body.Width(row.Right))
	}
	if w == 0 {
		return 0
	}
	return min(w, widestRight) + heatRight
}

func (h Heat) flags(cols columns) []pen.Flag {
	var at []vg.Length
	var texts []string
	for _, e := range h.Breaks {
		if x, ok := cols.edge(e.At); ok {
			at, texts = append(at, x), append(texts, e.Label)
		}
	}
	return pen.Flags(pen.Small, at, texts, cols.from, cols.from+cols.width())
}

// cell is that of a period: without data where the row has none.
func (h Heat) cell(row HeatRow, period int) Cell {
	if period >= len(row.Cells) {
		return Cell{Value: noValue}
	}
	c := row.Cells[period]
	c.Partial = c.Partial || h.Periods[period].Partial
	return c
}

func (c Cell) drawn() bool { return !c.Withheld && axis.Drawable(c.Value) }

// judged reports whether a cell has a place on the scale.
func (c Cell) judged() bool { return c.drawn() && !c.Partial }

// any reports whether a cell is as asked for.
func (h Heat) any(is func(Cell) bool) bool {
	for _, row := range h.Rows {
		for k := range h.Periods {
			if is(h.cell(row, k)) {
				return true
			}
		}
	}
	return false
}
