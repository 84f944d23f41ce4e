package chart

import (
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart/svg"
)

// SVG writes a figure as an SVG element that stands alone or inside an HTML page: it
// has no prologue and no ids, its role is an image with the figure's alternative text, and
// its marks have titles that browsers show where a pointer rests.
func SVG(w io.Writer, f Figure) error { return ToldSVG(w, f, "") }

// ToldSVG is SVG that says of what data it was made (standard 6.1), to programs, in Dublin Core.
func ToldSVG(w io.Writer, f Figure, made string) error {
	canvas, whole := onSVG(f)
	canvas.Made = made
	canvas.Theme = f.Text().Theme
	return canvas.Write(w, f.Text().label(), whole)
}

// BareSVG is SVG without the words around the marks and in the colours of the built-in theme, for a page
// that sets the words as text and whose style gives each of these colours that of its own theme.
func BareSVG(w io.Writer, f Figure) error {
	canvas, whole := onSVG(f)
	window := f.Text().frame(whole.Max.X).Inside(whole)
	window.Min = window.Min.Sub(bleed)
	window.Max = window.Max.Add(bleed)
	return canvas.Write(w, f.Text().label(), window)
}

// bleed is how far marks may reach into the frame above and below.
var bleed = vg.Point{X: 0.5, Y: 4}

// onSVG draws a figure at its natural size.
func onSVG(f Figure) (canvas *svg.Canvas, whole vg.Rectangle) {
	width, height := f.Size()
	canvas = &svg.Canvas{}
	f.Draw(draw.NewCanvas(canvas, width, height))
	return canvas, vg.Rectangle{Max: vg.Point{X: width, Y: height}}
}

// label is the alternative text, or the title where there is none.
func (w Words) label() string {
	if w.Alt == "" {
		return w.Title
	}
	return w.Alt
}
