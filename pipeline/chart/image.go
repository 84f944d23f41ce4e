package chart

import (
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"slices"
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"chartline/pipeline/chart/pen"
	"chartline/pipeline/report/pdf/lettering"
	"chartline/pipeline/theme"
)

// PNG writes a figure as an image at a multiple of 96 dots per inch: scale 2 gives 1,707
// dots for the natural width. The bytes depend on the figure and the scale alone (and
// on the processor, where its arithmetic differs). The scale lies between 0.25 and 8.
func PNG(w io.Writer, f Figure, scale float64) error {
	if !(scale >= 0.25 && scale <= 8) {
		return fmt.Errorf("chart: scale %v is not between 0.25 and 8", scale)
	}
	width, height := f.Size()
	return raster(w, f, width, height, int(math.Round(96*scale)))
}

// The dots of a slide: 16 by 9.
const (
	SlideWidth  = 1920
	SlideHeight = 1080
)

// Slide writes a figure as an image that fills a slide. Its type is as large as its natural
// height and width allow, and what they leave of the slide is room for its marks.
func Slide(w io.Writer, f Figure) error {
	width, height := f.Size()
	if !(width > 0 && height > 0) {
		return fmt.Errorf("chart: a figure of %v by %v points", width, height)
	}
	dpi := math.Floor(vg.Inch.Points() * min(SlideWidth/width.Points(), SlideHeight/height.Points()))
	points := vg.Inch / vg.Length(max(dpi, 1))
	return raster(w, f, SlideWidth*points, SlideHeight*points, int(max(dpi, 1)))
}

// raster draws a figure in a size and encodes the image. The quick compression costs half the
// time of the usual one and gives files a thirtieth larger.
func raster(w io.Writer, f Figure, width, height vg.Length, dpi int) error {
	canvas := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))
	paper := vg.Rectangle{Max: vg.Point{X: width, Y: height}}.Path()
	f.Draw(draw.NewCanvas(&evenly{Canvas: canvas, paper: paper, theme: f.Text().Theme}, width, height))
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, canvas.Image())
}

// evenly sets text on an image as wide as pen measures it: letters are kerned within a
// word, digits stand at equal distances, and a space is as wide everywhere. (Kerned,
// the 11 of 11% is too narrow for its column.) It does not paint the whole image white, which it
// is already: that alone would take a fifth of the time of a figure.
type evenly struct {
	*vgimg.Canvas
	paper vg.Path // the whole image
	theme *theme.Theme
	white bool // what is filled now
	begun bool // something has been filled
}

// SetColor takes a colour of the theme and notes whether it is white.
func (e *evenly) SetColor(c color.Color) {
	if role, ok := c.(color.NRGBA); ok {
		c = e.theme.Paint(role)
	}
	e.white = c == white
	e.Canvas.SetColor(c)
}

// white is what images are before anything is drawn.
var white color.Color = color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}

// Fill paints all but white paper under everything else.
func (e *evenly) Fill(p vg.Path) {
	if !e.begun && e.white && slices.EqualFunc(p, e.paper, samePlace) {
		return
	}
	e.begun = true
	e.Canvas.Fill(p)
}

// samePlace tells whether two parts of polygons are alike.
func samePlace(a, b vg.PathComp) bool { return a.Type == b.Type && a.Pos == b.Pos }

// FillString sets a text run by run, in the order in which it is read, each letter in a typeface that
// holds it: the canvas itself knows left to right and one typeface only.
func (e *evenly) FillString(face font.Face, at vg.Point, text string) {
	for _, run := range lettering.Runs(lettering.Visual(lettering.Printable(text))) {
		face := pen.FaceFor(face, run.Face)
		for _, piece := range runs(run.Text) {
			e.Canvas.FillString(face, at, piece)
			at.X += face.Width(piece)
		}
	}
}

// runs splits a text where no kerning may be: at spaces and between digits.
func runs(text string) []string {
	var out []string
	var last rune
	for _, r := range text {
		apart := unicode.IsSpace(r) || unicode.IsSpace(last) || unicode.IsDigit(r) && unicode.IsDigit(last)
		if len(out) == 0 || apart {
			out = append(out, "")
		}
		out[len(out)-1] += string(r)
		last = r
	}
	return out
}
