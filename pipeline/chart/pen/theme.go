// Package pen is the drawing kit of the figures: palette and type, text that is
// measured and wrapped, scales with round ticks, marks, and labels that keep clear of
// each other. It draws on any vg.Canvas with paths and strings only, never with images
// or clipping, so that PNG, SVG and PDF show the same picture.
package pen

import (
	"image/color"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/theme"
	"chartline/pipeline/theme/sight"
)

// The palette: the colours by day of the built-in theme. In a figure each names what it is for, and a
// canvas paints it in the theme of the site (theme.Paint). The hues stay apart for colour-blind readers;
// where two meet in one figure, shape or a direct label tells them apart in grey as well.
var (
	Ink       = theme.BuiltIn().Day(theme.Ink)     // text and points
	Slate     = theme.BuiltIn().Day(theme.Slate)   // lines that frame
	Blue      = theme.BuiltIn().Day(theme.Accent)  // the subject
	Teal      = theme.BuiltIn().Day(theme.Good)    // better, or a second subject
	Amber     = theme.BuiltIn().Day(theme.Watch)   // watch, targets
	Red       = theme.BuiltIn().Day(theme.Act)     // act
	LightBlue = theme.BuiltIn().Day(theme.Neutral) // the rest

	Quiet = theme.BuiltIn().Day(theme.Quiet)  // small text
	Rule  = theme.BuiltIn().Day(theme.Rule)   // axis lines, dashed limits
	Grid  = theme.BuiltIn().Day(theme.Grid)   // grid lines
	Pale  = theme.BuiltIn().Day(theme.Pale)   // areas behind marks
	Mist  = theme.BuiltIn().Day(theme.Mist)   // an area within a pale one
	White = theme.BuiltIn().Day(theme.Ground) // paper
)

// lettering darkens the hues that are too light for text on white (contrast below
// 4.5); the others serve as they are.
var lettering = map[color.NRGBA]color.NRGBA{
	Amber:     theme.BuiltIn().Day(theme.WatchLetters),
	Teal:      theme.BuiltIn().Day(theme.GoodLetters),
	LightBlue: theme.BuiltIn().Day(theme.NeutralLetters),
	Slate:     Quiet,
	Rule:      Quiet,
}

// Lettering is the colour in which a mark's label is set.
func Lettering(mark color.NRGBA) color.NRGBA {
	if dark, ok := lettering[mark]; ok {
		return dark
	}
	return mark
}

// Sequential is from little to much, as the cells of a heat map have it. It has steps and no shades
// between them.
var Sequential = func() (steps [theme.Steps]color.NRGBA) {
	for i := range steps {
		steps[i] = theme.BuiltIn().Day(theme.Step(i))
	}
	return steps
}()

// Upon returns the type in ink or in white, whichever has the higher contrast with a ground.
func (t Type) Upon(ground color.NRGBA) Type {
	if sight.Contrast(White, ground) > sight.Contrast(Ink, ground) {
		return t.In(White)
	}
	return t.In(Ink)
}

// Tint is a colour for bands that lie over other marks.
func Tint(c color.NRGBA, alpha float64) color.NRGBA {
	c.A = uint8(alpha*255 + 0.5)
	return c
}

// Width is the natural width of every figure, Margin the white space at its sides.
const (
	Width  vg.Length = 640
	Margin vg.Length = 12
)

// The three sizes of type. A figure is set at 79 % on a page, where the smallest is
// still 6.7 points.
var (
	Heading = Type{Size: 13.5, Bold: true, Color: Ink}
	Body    = Type{Size: 9.5, Color: Ink}
	Small   = Type{Size: 8.5, Color: Quiet}
)

// Widths of line.
const (
	Hair   vg.Length = 0.5
	Thin   vg.Length = 0.8
	Medium vg.Length = 1.2
	Thick  vg.Length = 1.8
)

// The dash patterns, in points of line and gap.
var (
	Solid  []vg.Length
	Dashed = []vg.Length{4, 3}
	Dotted = []vg.Length{1.5, 2.2}
)
