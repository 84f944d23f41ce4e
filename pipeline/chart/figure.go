// Package chart draws estimates as figures with gonum/plot. A figure is a plain value;
// drawing it needs only a vg.Canvas, so that PNG, SVG and PDF show the same picture.
package chart

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Words are what every figure says around its marks.
type Words struct {
	Title    string // the finding
	Subtitle string // what is plotted, on which basis, n
	Caption  string // source, as-of, exclusions
	Alt      string // the figure in a sentence, for readers who cannot see it
}

// Figure can be drawn at its natural size on any canvas.
type Figure interface {
	// Text gives the words around the marks.
	Text() Words
	// Size is the natural size in points.
	Size() (width, height vg.Length)
	// Draw fills the canvas; it never panics on empty or withheld data but says so
	// on the figure.
	Draw(c draw.Canvas)
}
