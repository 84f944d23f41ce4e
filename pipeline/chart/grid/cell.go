package grid

import (
	"math"
	"strings"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
)

// noValue stands for a value that there is not.
var noValue = math.NaN()

// cellPad is the least white space at either side of a value in its cell.
const cellPad vg.Length = 1.6

// drawCell draws a cell: in the colour of its step, hatched where it is withheld or partial, and
// blank with a cross where there is no data.
func (h Heat) drawCell(p pen.Pen, steps ramp, box vg.Rectangle, c Cell, written bool) {
	centre := box.Min.Add(box.Max).Scale(0.5)
	switch {
	case c.Withheld:
		pen.Hatched(p, box)
	case !c.drawn():
		drawAbsent(p, box, centre)
	case c.Partial:
		pen.Partial(p, box)
		if written {
			text := h.brief(c.Value)
			p.Box(pen.Pale, pen.Around(centre, pen.Small.Width(text)+2, pen.Small.Rise()+3))
			p.Centred(pen.Small, centre, pen.Middle, []string{text})
		}
	default:
		ground := steps.color(c.Value)
		p.Box(ground, box)
		if c.Marked {
			drawFrame(p, box)
		}
		if written {
			p.Centred(pen.Small.Upon(ground), centre, pen.Middle, []string{h.brief(c.Value)})
		}
	}
}

// drawFrame frames a cell in ink with white inside, which shows on the darkest step too.
func drawFrame(p pen.Pen, box vg.Rectangle) {
	inset := func(by vg.Length) vg.Rectangle {
		return vg.Rectangle{Min: box.Min.Add(vg.Point{X: by, Y: by}), Max: box.Max.Sub(vg.Point{X: by, Y: by})}
	}
	p.Outline(pen.Stroke{Color: pen.White, Width: pen.Hair}, inset(frameWidth+pen.Hair/2))
	p.Outline(pen.Stroke{Color: pen.Ink, Width: frameWidth}, inset(frameWidth/2))
}

const frameWidth vg.Length = 1.3

// drawAbsent crosses a blank cell, or strikes it where a cross would reach into the next.
func drawAbsent(p pen.Pen, box vg.Rectangle, centre vg.Point) {
	if box.Max.X-box.Min.X > 6 {
		pen.Absent(p, centre)
		return
	}
	p.Line(pen.Stroke{Color: pen.Slate, Width: pen.Thin}, vg.Point{X: box.Min.X, Y: centre.Y}, vg.Point{X: box.Max.X, Y: centre.Y})
}

// unit writes numbers in the language of the figure.
func (h Heat) unit() chart.Unit { return h.Unit.In(h.Language) }

// brief is a value without its unit, which the scale under the cells names.
func (h Heat) brief(v float64) string {
	decimals := 1
	if h.Unit.Is(chart.Percent) || h.Unit.Is(chart.Count) {
		decimals = 0
	}
	return strings.TrimRight(h.unit().Write(v, decimals), "%d\u00a0")
}

// fits reports whether every value can be written into a cell of a width.
func (h Heat) fits(width vg.Length) bool {
	return !h.any(func(c Cell) bool { return c.drawn() && pen.Small.Width(h.brief(c.Value)) > width-2*cellPad })
}

// key explains the signs that occur.
func (h Heat) key() pen.Key {
	k := pen.Key{Title: h.ValueHead}
	if h.Apart != "" && h.any(func(c Cell) bool { return c.judged() && c.Marked }) {
		k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(h.Apart, widestSign), Swatch: func(p pen.Pen, at vg.Point) {
			p.Outline(pen.Stroke{Color: pen.Ink, Width: frameWidth}, pen.Around(at, 10, 7))
		}})
	}
	for _, want := range []struct {
		sign pen.Sign
		of   func(Cell) bool
	}{
		{pen.AbsentSign, func(c Cell) bool { return !c.drawn() && !c.Withheld }},
		{pen.WithheldSign, func(c Cell) bool { return c.Withheld }},
		{pen.PartialSign, func(c Cell) bool { return c.drawn() && c.Partial }},
	} {
		if h.any(want.of) {
			k.Signs = append(k.Signs, want.sign.In(h.Language))
		}
	}
	return k
}

const widestSign vg.Length = 170

// note says what a cell shows.
func (h Heat) note(row HeatRow, period int) string {
	c, text := h.cell(row, period), h.Language.Text("no data")
	switch {
	case c.Withheld:
		text = h.Language.Text(pen.Withheld)
	case c.drawn():
		text = h.unit().Write(c.Value, 1)
		if c.Note != "" {
			text += "\n" + c.Note
		}
		if c.Partial {
			text += "\n" + h.Language.Text("partial period")
		}
	}
	return row.Label + "\n" + h.Language.Date(h.Periods[period].Start, language.ShortDayLayout) + ": " + text
}
