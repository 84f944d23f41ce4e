package svg

import (
	"fmt"
	"html"
	"image/color"
	"io"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"chartline/pipeline/chart/pen"
	"chartline/pipeline/theme"
)

// families are fonts of the same widths as Liberation Sans, and what there always is.
const families = "'Liberation Sans',Arimo,Arial,Helvetica,sans-serif"

// Write writes the part of a canvas that lies in a window, in points, as an SVG element. Its
// role is an image with the label as its alternative text.
func (c *Canvas) Write(w io.Writer, label string, window vg.Rectangle) error {
	p := printer{window: window, theme: c.Theme}
	size := window.Size()
	fmt.Fprintf(&p.out, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%s" width="%spt" height="%spt" viewBox="0 0 %s %s" font-family="%s">`,
		html.EscapeString(pen.Clean(label)), number(size.X), number(size.Y), number(size.X), number(size.Y), families)
	if c.Made != "" {
		fmt.Fprintf(&p.out, `<metadata><description xmlns="http://purl.org/dc/elements/1.1/">%s</description></metadata>`, html.EscapeString(pen.Clean(c.Made)))
	}
	for _, a := range c.Actions {
		p.print(a)
	}
	p.flush()
	p.printNotes(c.notes)
	p.out.WriteString("</svg>")
	_, err := io.WriteString(w, p.out.String())
	return err
}

// printer writes elements one after the other. Opaque lines of one look are kept back until
// something else comes, and become one path.
type printer struct {
	out    strings.Builder
	window vg.Rectangle
	theme  *theme.Theme
	ink    color.NRGBA
	width  vg.Length
	dash   []vg.Length
	look   string // of the lines kept back
	lines  strings.Builder
}

func (p *printer) print(a recorder.Action) {
	switch a := a.(type) {
	case *recorder.SetColor:
		p.ink = p.theme.Paint(color.NRGBAModel.Convert(a.Color).(color.NRGBA))
	case *recorder.SetLineWidth:
		p.width = a.Width
	case *recorder.SetLineDash:
		p.dash = a.Dashes
	case *recorder.Stroke:
		p.stroke(a.Path)
	case *recorder.Fill:
		p.fill(a.Path)
	case *recorder.FillString:
		p.text(a)
	}
}

func (p *printer) stroke(path vg.Path) {
	if p.outside(path) {
		return
	}
	look := `fill="none"` + p.colour("stroke") + ` stroke-width="` + number(p.width) + `"`
	if len(p.dash) > 0 {
		look += ` stroke-dasharray="` + numbers(p.dash) + `"`
	}
	if look != p.look || p.ink.A < 0xFF {
		p.flush()
	}
	p.look = look
	p.lines.WriteString(p.outline(path))
}

// flush writes the lines that were kept back.
func (p *printer) flush() {
	if p.lines.Len() == 0 {
		return
	}
	fmt.Fprintf(&p.out, `<path d="%s" %s/>`, p.lines.String(), p.look)
	p.lines.Reset()
	p.look = ""
}

func (p *printer) fill(path vg.Path) {
	if p.outside(path) {
		return
	}
	p.flush()
	fmt.Fprintf(&p.out, `<path d="%s"%s/>`, p.outline(path), p.colour("fill"))
}

// text sets a line and stretches or squeezes it to the width that the figure measured, where the
// viewer has other fonts.
func (p *printer) text(a *recorder.FillString) {
	if a.Point.Y < p.window.Min.Y || a.Point.Y > p.window.Max.Y {
		return
	}
	p.flush()
	set := pen.Type{Size: a.Size, Bold: a.Font.Weight > 0}
	weight := ""
	if set.Bold {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(&p.out, `<text x="%s" y="%s" font-size="%s"%s%s textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`,
		p.x(a.Point), p.y(a.Point), number(a.Size), weight, p.colour("fill"), number(set.Width(a.String)), html.EscapeString(a.String))
}

// printNotes lays the regions over the drawing, where they show nothing until a pointer comes.
func (p *printer) printNotes(notes []note) {
	if len(notes) == 0 {
		return
	}
	p.out.WriteString(`<g fill="none" pointer-events="all">`)
	for _, n := range notes {
		size := n.at.Size()
		fmt.Fprintf(&p.out, `<rect x="%s" y="%s" width="%s" height="%s"><title>%s</title></rect>`,
			p.x(n.at.Min), p.y(n.at.Max), number(size.X), number(size.Y), html.EscapeString(n.words))
	}
	p.out.WriteString("</g>")
}

// outside tells a path that lies above or below the window.
func (p *printer) outside(path vg.Path) bool {
	low, high := vg.Length(math.Inf(1)), vg.Length(math.Inf(-1))
	for _, c := range path {
		if c.Type != vg.CloseComp {
			low, high = min(low, c.Pos.Y-c.Radius), max(high, c.Pos.Y+c.Radius)
		}
	}
	return high < p.window.Min.Y || low > p.window.Max.Y
}

// colour is the ink as an attribute.
func (p *printer) colour(name string) string {
	hex := fmt.Sprintf(` %s="#%02x%02x%02x"`, name, p.ink.R, p.ink.G, p.ink.B)
	if p.ink.A < 0xFF {
		hex += fmt.Sprintf(` %s-opacity="%.2g"`, name, float64(p.ink.A)/0xFF)
	}
	return hex
}

// outline writes a path. An arc is written as two halves, since the whole circle, which is the
// only one that marks have, begins where it ends.
func (p *printer) outline(path vg.Path) string {
	var b strings.Builder
	for _, c := range path {
		switch c.Type {
		case vg.MoveComp:
			b.WriteString("M" + p.x(c.Pos) + "," + p.y(c.Pos))
		case vg.LineComp:
			b.WriteString("L" + p.x(c.Pos) + "," + p.y(c.Pos))
		case vg.ArcComp:
			for _, side := range []vg.Length{-c.Radius, c.Radius} {
				fmt.Fprintf(&b, "A%s,%s 0 1 1 %s,%s", number(c.Radius), number(c.Radius), p.x(vg.Point{X: c.Pos.X + side}), p.y(c.Pos))
			}
		case vg.CloseComp:
			b.WriteString("Z")
		}
	}
	return b.String()
}

func (p *printer) x(at vg.Point) string { return number(at.X - p.window.Min.X) }
func (p *printer) y(at vg.Point) string { return number(p.window.Max.Y - at.Y) }

// number writes a length in hundredths of a point, without trailing zeros.
func number(v vg.Length) string {
	return strconv.FormatFloat(math.Round(float64(v)*100)/100+0, 'f', -1, 64)
}

func numbers(list []vg.Length) string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = number(v)
	}
	return strings.Join(all, " ")
}
