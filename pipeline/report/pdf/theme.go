package pdf

import (
	"image/color"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansitalic"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"

	"chartline/pipeline/report"
	"chartline/pipeline/theme"
)

// Text stands in one column of 504 points, about 100 characters of body text, on any paper;
// prose keeps to proseWidth, about 90.
const (
	textWidth  = 504.0
	proseWidth = 460.0
	titleTop   = 46.0 // where the title page begins
	bodyTop    = 74.0 // where the others do
	headerLine = 50.0 // y of the rule under the running header
)

// layout is where things stand on a paper, in points from its top left corner.
type layout struct {
	format                string // as fpdf calls the paper
	pageWidth, pageHeight float64
	margin                float64 // to the left and right of the text
	bodyBottom            float64
	bodyHeight            float64
	footerLine            float64 // y of the rule above the footer
}

// layoutOf is the layout of a paper, upright.
func layoutOf(p report.Paper) layout {
	if p == report.A4 {
		return newLayout("A4", 595.28, 841.89)
	}
	return newLayout("Letter", 612, 792)
}

func newLayout(format string, width, height float64) layout {
	return layout{
		format: format, pageWidth: width, pageHeight: height, margin: (width - textWidth) / 2,
		bodyBottom: height - 66, bodyHeight: height - 66 - bodyTop, footerLine: height - 48,
	}
}

// The palette is that of the figures. Each colour names what it is for, and is painted in the theme of
// the document where it is set.
var (
	ink       = theme.BuiltIn().Day(theme.Ink)
	slate     = theme.BuiltIn().Day(theme.Printed)
	blue      = theme.BuiltIn().Day(theme.Accent)
	teal      = theme.BuiltIn().Day(theme.Good)
	amber     = theme.BuiltIn().Day(theme.Watch)
	red       = theme.BuiltIn().Day(theme.Act)
	lightBlue = theme.BuiltIn().Day(theme.Neutral)
	hairline  = theme.BuiltIn().Day(theme.Line)
	tint      = theme.BuiltIn().Day(theme.Tint)
	mist      = theme.BuiltIn().Day(theme.Mist)
	white     = theme.BuiltIn().Day(theme.Ground)
)

// nrgba is a colour with straight, not premultiplied, alpha.
type nrgba = color.NRGBA

// style is one step of the type scale. Weight is fpdf's: "" regular, "B" bold, "I"
// italic. Sizes are in points; leading is the distance between baselines.
type style struct {
	weight        string
	size, leading float64
	color         nrgba
}

// The type scale.
var (
	display     = style{"B", 27, 32, ink}
	heading     = style{"B", 19, 24, ink}
	section     = style{"B", 11.5, 16, ink}
	lead        = style{"", 11, 16, slate}
	strong      = style{"B", 10, 14.5, ink}
	body        = style{"", 9.5, 14, ink}
	entry       = style{"", 10, 15, ink}
	entryAbout  = style{"", 9, 12.5, slate}
	term        = style{"B", 9, 12.5, ink}
	meaning     = style{"", 9, 12.5, ink}
	fineTerm    = style{"B", 8, 11, ink}
	fineMeaning = style{"", 8, 11, ink}
	cell        = style{"", 8.5, 11.5, ink}
	cellHead    = style{"B", 8, 10.5, slate}
	note        = style{"", 8, 11, slate}
	aside       = style{"I", 8, 11, slate}
	running     = style{"", 8, 11, slate}
	reference   = style{"", 8, 11, blue}
	brand       = style{"B", 10, 13, blue}
	pill        = style{"B", 7, 9, ink}
	tileLabel   = style{"B", 8.5, 11, slate}
	tileValue   = style{"B", 20, 25, ink}
	markWord    = style{"", 8, 10, ink}
	discSign    = style{"B", 7.5, 9, ink}
)

// family is the only typeface of the document.
const family = "liberationsans"

// addFonts registers the three faces. fpdf embeds of each only the glyphs in use.
func addFonts(pdf *fpdf.Fpdf) {
	pdf.AddUTF8FontFromBytes(family, "", liberationsansregular.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", liberationsansbold.TTF)
	pdf.AddUTF8FontFromBytes(family, "I", liberationsansitalic.TTF)
}

// toneColor is the colour of a tone; the mark's shape and word say the same to a reader
// who does not see colour.
func toneColor(t report.Tone) nrgba {
	switch t {
	case report.Good:
		return teal
	case report.Watch:
		return amber
	case report.Act:
		return red
	default:
		return lightBlue
	}
}
