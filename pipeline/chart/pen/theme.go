// Package pen is the drawing kit of the figures: palette and type, text that is
// measured and wrapped, scales with round ticks, marks, and labels that keep clear of
// each other. It draws on any vg.Canvas with paths and strings only, never with images
// or clipping, so that PNG, SVG and PDF show the same picture.
package pen

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// The palette. The hues stay apart for colour-blind readers; where two meet in one
// figure, shape or a direct label tells them apart in grey as well.
var (
	Ink       = color.NRGBA{R: 0x1C, G: 0x2B, B: 0x33, A: 0xFF} // text and points
	Slate     = color.NRGBA{R: 0x6B, G: 0x7A, B: 0x86, A: 0xFF} // lines that frame
	Blue      = color.NRGBA{R: 0x2F, G: 0x66, B: 0x90, A: 0xFF} // the subject
	Teal      = color.NRGBA{R: 0x3A, G: 0x8F, B: 0x85, A: 0xFF} // better, or a second subject
	Amber     = color.NRGBA{R: 0xC9, G: 0x8A, B: 0x2B, A: 0xFF} // watch, targets
	Red       = color.NRGBA{R: 0xB2, G: 0x3A, B: 0x2E, A: 0xFF} // act
	LightBlue = color.NRGBA{R: 0x87, G: 0xA5, B: 0xBE, A: 0xFF} // the rest

	Quiet = color.NRGBA{R: 0x5B, G: 0x69, B: 0x75, A: 0xFF} // small text: slate, darkened to a contrast of 5.6
	Rule  = color.NRGBA{R: 0xA9, G: 0xB5, B: 0xBF, A: 0xFF} // axis lines, dashed limits
	Grid  = color.NRGBA{R: 0xE3, G: 0xE8, B: 0xEB, A: 0xFF} // grid lines
	Pale  = color.NRGBA{R: 0xF1, G: 0xF5, B: 0xF8, A: 0xFF} // areas behind marks
	Mist  = color.NRGBA{R: 0xDF, G: 0xE9, B: 0xF1, A: 0xFF} // an area within a pale one
	White = color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
)

// lettering darkens the hues that are too light for text on white (contrast below
// 4.5); the others serve as they are.
var lettering = map[color.NRGBA]color.NRGBA{
	Amber:     {R: 0x8F, G: 0x5F, B: 0x16, A: 0xFF},
	Teal:      {R: 0x2A, G: 0x73, B: 0x6A, A: 0xFF},
	LightBlue: {R: 0x4C, G: 0x6C, B: 0x87, A: 0xFF},
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

// The three sizes of type. A figure is set at 84 % on a Letter page with one-inch
// margins at the sides less a little, where the smallest is still 6.7 points.
var (
	Heading = Type{Size: 13.5, Bold: true, Color: Ink}
	Body    = Type{Size: 9.5, Color: Ink}
	Small   = Type{Size: 8, Color: Quiet}
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
