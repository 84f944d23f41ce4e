package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"chartline/pipeline/fault"
	"chartline/pipeline/report/pdf/lettering"
	"chartline/pipeline/theme"
)

// canvas is a vg.Canvas on a part of a page. It keeps the drawing state itself and
// hands finished page coordinates to fpdf, because fpdf's own idea of the current
// colours does not survive the end of a PDF graphics state.
//
// Text is set in the typefaces of the document whatever is asked for; bold and italic are
// kept, both at once become bold.
type canvas struct {
	pdf    *fpdf.Fpdf
	theme  *theme.Theme // that the figure is painted in
	height float64      // of the page
	images int          // drawn so far in the document, for their names
	boxed  bool         // whether a letter that no font holds was drawn as a box
	now    state
	saved  []state
}

// state is what Push saves and Pop restores.
type state struct {
	place  matrix // from the figure's coordinates to the page's, both with y upwards
	width  vg.Length
	dash   []vg.Length
	offset vg.Length
	color  nrgba
}

var _ vg.Canvas = (*canvas)(nil)

// newCanvas makes a canvas whose origin is at (x, y) of the page, from its bottom left
// corner, and whose points are scale page points long.
func newCanvas(pdf *fpdf.Fpdf, x, y, scale float64) *canvas {
	_, height := pdf.GetPageSize()
	c := &canvas{pdf: pdf, height: height, now: state{place: matrix{A: scale, D: scale, E: x, F: y}}}
	vg.Initialize(c)
	return c
}

// SetLineWidth implements vg.Canvas.
func (c *canvas) SetLineWidth(w vg.Length) { c.now.width = w }

// SetLineDash implements vg.Canvas.
func (c *canvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	c.now.dash, c.now.offset = pattern, offset
}

// SetColor implements vg.Canvas.
func (c *canvas) SetColor(clr color.Color) {
	if clr == nil {
		clr = color.Black
	}
	c.now.color = c.theme.Paint(color.NRGBAModel.Convert(clr).(color.NRGBA))
}

// Rotate implements vg.Canvas.
func (c *canvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	c.now.place = c.now.place.after(matrix{A: cos, B: sin, C: -sin, D: cos})
}

// Translate implements vg.Canvas.
func (c *canvas) Translate(pt vg.Point) {
	c.now.place = c.now.place.after(matrix{A: 1, D: 1, E: pt.X.Points(), F: pt.Y.Points()})
}

// Scale implements vg.Canvas.
func (c *canvas) Scale(x, y float64) {
	c.now.place = c.now.place.after(matrix{A: x, D: y})
}

// Push implements vg.Canvas.
func (c *canvas) Push() { c.saved = append(c.saved, c.now) }

// Pop implements vg.Canvas.
func (c *canvas) Pop() {
	last := len(c.saved) - 1
	c.now, c.saved = c.saved[last], c.saved[:last]
}

// Stroke implements vg.Canvas.
func (c *canvas) Stroke(p vg.Path) {
	if c.now.width <= 0 {
		return
	}
	scale := c.now.place.scale()
	c.pdf.SetLineWidth(c.now.width.Points() * scale)
	dash := make([]float64, len(c.now.dash))
	for i, d := range c.now.dash {
		dash[i] = d.Points() * scale
	}
	c.pdf.SetDashPattern(dash, c.now.offset.Points()*scale)
	c.pdf.SetDrawColor(int(c.now.color.R), int(c.now.color.G), int(c.now.color.B))
	c.paint(func() { c.path(p); c.pdf.DrawPath("D") })
}

// Fill implements vg.Canvas.
func (c *canvas) Fill(p vg.Path) {
	c.pdf.SetFillColor(int(c.now.color.R), int(c.now.color.G), int(c.now.color.B))
	c.paint(func() { c.path(p); c.pdf.DrawPath("F") })
}

// FillString implements vg.Canvas.
func (c *canvas) FillString(f font.Face, pt vg.Point, text string) {
	if f.Font.Size <= 0 || text == "" {
		return
	}
	weight := ""
	switch {
	case f.Font.Weight > 0:
		weight = "B"
	case f.Font.Style != 0:
		weight = "I"
	}
	c.pdf.SetTextColor(int(c.now.color.R), int(c.now.color.G), int(c.now.color.B))
	c.boxed = c.boxed || lettering.Boxed(text)
	text = lettering.Visual(lettering.Printable(text))
	c.paint(func() { c.text(weight, f.Font.Size.Points(), pt, text) })
}

// text prints upright text in page coordinates, so that its size stays a plain number,
// and turned or mirrored text in a coordinate system of its own.
func (c *canvas) text(weight string, size float64, pt vg.Point, text string) {
	m := c.now.place
	x, y := m.apply(pt)
	if m.B == 0 && m.C == 0 && m.A == m.D && m.A > 0 {
		c.pdf.SetFont(family, weight, size*m.A)
		lettering.Print(c.pdf, x, c.flip(y), text)
		return
	}
	c.pdf.SetFont(family, weight, size)
	c.within(matrix{A: m.A, B: m.B, C: m.C, D: m.D, E: x, F: y}, func() {
		lettering.Print(c.pdf, 0, c.flip(0), text)
	})
}

// DrawImage implements vg.Canvas.
func (c *canvas) DrawImage(rect vg.Rectangle, img image.Image) {
	flat := image.NewNRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Src)
	var data bytes.Buffer
	if err := png.Encode(&data, flat); err != nil {
		c.pdf.SetError(fault.Wrap(fault.Internal, err, "pdf", "an image in a figure cannot be encoded", ""))
		return
	}
	c.images++
	name := fmt.Sprintf("page %d image %d", c.pdf.PageNo(), c.images)
	options := fpdf.ImageOptions{ImageType: "PNG"}
	c.pdf.RegisterImageOptionsReader(name, options, &data)
	c.within(c.now.place, func() {
		size := rect.Size()
		c.pdf.ImageOptions(name, rect.Min.X.Points(), c.flip(rect.Max.Y.Points()),
			size.X.Points(), size.Y.Points(), false, options, 0, "")
	})
}

// paint draws with the opacity of the current colour and leaves the page opaque.
func (c *canvas) paint(draw func()) {
	if c.now.color.A == 0xFF {
		draw()
		return
	}
	c.pdf.SetAlpha(float64(c.now.color.A)/0xFF, "Normal")
	draw()
	c.pdf.SetAlpha(1, "Normal")
}

// within draws in another coordinate system.
func (c *canvas) within(m matrix, draw func()) {
	c.pdf.TransformBegin()
	c.pdf.Transform(fpdf.TransformMatrix(m))
	draw()
	c.pdf.TransformEnd()
}

// flip turns a height above the bottom of the page into fpdf's depth below its top.
func (c *canvas) flip(y float64) float64 { return c.height - y }

// matrix maps (x, y) to (A·x + C·y + E, B·x + D·y + F), as a PDF does.
type matrix fpdf.TransformMatrix

// after is the matrix that applies n first and then m.
func (m matrix) after(n matrix) matrix {
	return matrix{
		A: m.A*n.A + m.C*n.B, B: m.B*n.A + m.D*n.B,
		C: m.A*n.C + m.C*n.D, D: m.B*n.C + m.D*n.D,
		E: m.A*n.E + m.C*n.F + m.E, F: m.B*n.E + m.D*n.F + m.F,
	}
}

// apply maps a point, in points.
func (m matrix) apply(p vg.Point) (x, y float64) {
	px, py := p.X.Points(), p.Y.Points()
	return m.A*px + m.C*py + m.E, m.B*px + m.D*py + m.F
}

// scale is how much longer a line becomes, on average over its directions.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.A*m.D - m.B*m.C)) }

// path hands a path to fpdf without painting it.
func (c *canvas) path(p vg.Path) {
	started := false
	for _, comp := range p {
		switch comp.Type {
		case vg.MoveComp:
			c.pdf.MoveTo(c.page(comp.Pos))
			started = true
		case vg.LineComp:
			c.pdf.LineTo(c.page(comp.Pos))
		case vg.ArcComp:
			c.arc(comp, started)
			started = true
		case vg.CurveComp:
			c.curve(comp)
		case vg.CloseComp:
			c.pdf.ClosePath()
		}
	}
}

// page maps a point to fpdf's coordinates. A point that is not finite is an error of
// the figure: written out, it would make the file unreadable.
func (c *canvas) page(p vg.Point) (x, y float64) {
	x, y = c.now.place.apply(p)
	if math.IsNaN(x+y) || math.IsInf(x+y, 0) {
		c.pdf.SetError(fault.New(fault.Internal, "pdf", "a figure draws at a point that is not finite", ""))
		return 0, 0
	}
	return x, c.flip(y)
}

// curve adds a quadratic or cubic curve.
func (c *canvas) curve(comp vg.PathComp) {
	x, y := c.page(comp.Pos)
	switch len(comp.Control) {
	case 1:
		x1, y1 := c.page(comp.Control[0])
		c.pdf.CurveTo(x1, y1, x, y)
	case 2:
		x1, y1 := c.page(comp.Control[0])
		x2, y2 := c.page(comp.Control[1])
		c.pdf.CurveBezierCubicTo(x1, y1, x2, y2, x, y)
	}
}

// arc adds an arc as cubic curves of at most a quarter turn, whose greatest distance
// from the circle is below 0.03 % of the radius. A line leads to its start where the
// path has begun.
func (c *canvas) arc(comp vg.PathComp, started bool) {
	on := func(angle, reach float64) vg.Point {
		sin, cos := math.Sincos(angle)
		r := comp.Radius.Points()
		return vg.Point{
			X: comp.Pos.X + vg.Points(r*(cos-reach*sin)),
			Y: comp.Pos.Y + vg.Points(r*(sin+reach*cos)),
		}
	}
	if started {
		c.pdf.LineTo(c.page(on(comp.Start, 0)))
	} else {
		c.pdf.MoveTo(c.page(on(comp.Start, 0)))
	}
	parts := int(math.Ceil(math.Abs(comp.Angle) / (math.Pi / 2)))
	step := comp.Angle / float64(max(parts, 1))
	reach := 4.0 / 3 * math.Tan(step/4)
	for i := range parts {
		from := comp.Start + float64(i)*step
		c.curve(vg.PathComp{
			Pos:     on(from+step, 0),
			Control: []vg.Point{on(from, reach), on(from+step, -reach)},
		})
	}
}
