package chart

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"math"
	"strings"
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"chartline/pipeline/chart/pen"
)

// PNG writes a figure as an image at a multiple of 96 dots per inch: scale 2 gives 1,707
// dots for the natural width. The bytes depend on the figure and the scale alone (and
// on the processor, where its arithmetic differs). The scale lies between 0.25 and 8.
func PNG(w io.Writer, f Figure, scale float64) error {
	if !(scale >= 0.25 && scale <= 8) {
		return fmt.Errorf("chart: scale %v is not between 0.25 and 8", scale)
	}
	width, height := f.Size()
	image := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(int(math.Round(96*scale))))
	f.Draw(draw.NewCanvas(evenly{image}, width, height))
	_, err := vgimg.PngCanvas{Canvas: image}.WriteTo(w)
	return err
}

// evenly sets text on an image as wide as pen measures it: letters are kerned within a
// word, digits stand at equal distances, and a space is as wide everywhere. (Kerned,
// the 11 of 11% is too narrow for its column.)
type evenly struct{ *vgimg.Canvas }

// FillString sets a text run by run.
func (e evenly) FillString(face font.Face, at vg.Point, text string) {
	for _, run := range runs(text) {
		e.Canvas.FillString(face, at, run)
		at.X += face.Width(run)
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

// SVG writes a figure as an SVG element that stands alone or inside an HTML page: it
// has no prologue and no ids, its role is an image with the figure's alternative text,
// and it shrinks with the page.
func SVG(w io.Writer, f Figure) error {
	width, height := f.Size()
	canvas := &measured{Canvas: vgsvg.New(width, height)}
	f.Draw(draw.NewCanvas(canvas, width, height))
	var body bytes.Buffer
	if _, err := canvas.WriteTo(&body); err != nil {
		return err
	}
	_, rest, found := strings.Cut(body.String(), `xmlns:xlink="http://www.w3.org/1999/xlink">`)
	if !found {
		return fmt.Errorf("chart: the SVG has no head")
	}
	_, err := io.WriteString(w, opening(f.Text(), width, height)+canvas.fixed(rest))
	return err
}

// opening is the root element. Without kerning, text is as wide as pen measures it.
func opening(words Words, width, height vg.Length) string {
	label := words.Alt
	if label == "" {
		label = words.Title
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%s" `+
		`width="%.2fpt" height="%.2fpt" viewBox="0 0 %.2f %.2f" `+
		`style="max-width:100%%;height:auto;font-kerning:none">`,
		html.EscapeString(pen.Clean(label)), width, height, width, height)
}

// measured notes how wide each text is, in the order drawn.
type measured struct {
	*vgsvg.Canvas
	widths []vg.Length
}

// FillString draws a text and notes its width.
func (m *measured) FillString(face font.Face, at vg.Point, text string) {
	m.widths = append(m.widths, pen.TypeOf(face).Width(text))
	m.Canvas.FillString(face, at, text)
}

// families are fonts of the same widths as Liberation Sans, and what there always is.
const families = "font-family:'Liberation Sans',Arimo,Arial,Helvetica,sans-serif"

// fixed makes the texts independent of the viewer's fonts: each names fonts of the same
// widths and is stretched or squeezed to its width where only another font is found.
func (m *measured) fixed(svg string) string {
	svg = strings.ReplaceAll(svg, "font-family:Liberation Sans", families)
	var b strings.Builder
	for _, width := range m.widths {
		before, after, found := strings.Cut(svg, "<text ")
		if !found {
			break
		}
		fmt.Fprintf(&b, `%s<text textLength="%.2f" lengthAdjust="spacingAndGlyphs" `, before, width.Points())
		svg = after
	}
	return b.String() + svg
}
