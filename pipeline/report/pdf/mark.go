package pdf

import (
	"bytes"

	"codeberg.org/go-pdf/fpdf"

	"chartline/pipeline/report"
)

// mark draws a tone in a square of the given size whose top left corner is (x, y). Each
// tone has its own shape, so that the marks can be told apart without colour: a disc
// with a tick, a triangle, an eight-sided stop sign, and a ring.
func (s *sheet) mark(t report.Tone, x, y, size float64) {
	s.fill(toneColor(t))
	switch t {
	case report.Good:
		s.pdf.Circle(x+size/2, y+size/2, size/2, "F")
		s.strokeWhite(size, at(x, y, size, 0.27, 0.52, 0.44, 0.69, 0.74, 0.34))
	case report.Watch:
		s.pdf.Polygon(at(x, y, size, 0.5, 0.04, 1.02, 0.96, -0.02, 0.96), "F")
		s.exclaim(x, y, size, 0.36, 0.66, 0.82)
	case report.Act:
		s.pdf.Polygon(at(x, y, size, 0.29, 0, 0.71, 0, 1, 0.29, 1, 0.71, 0.71, 1, 0.29, 1, 0, 0.71, 0, 0.29), "F")
		s.exclaim(x, y, size, 0.22, 0.58, 0.78)
	default:
		s.pdf.Circle(x+size/2, y+size/2, size*0.36, "F")
		s.fill(white)
		s.pdf.Circle(x+size/2, y+size/2, size*0.2, "F")
	}
}

// exclaim draws a white exclamation mark in a unit square: a stroke from top to bottom,
// and a dot.
func (s *sheet) exclaim(x, y, size, top, bottom, dot float64) {
	s.strokeWhite(size, at(x, y, size, 0.5, top, 0.5, bottom))
	s.fill(white)
	s.pdf.Circle(x+size/2, y+dot*size, size*0.075, "F")
}

// strokeWhite draws a white line through points.
func (s *sheet) strokeWhite(size float64, points []fpdf.PointType) {
	s.draw(white)
	s.pdf.SetLineWidth(size * 0.13)
	s.pdf.SetDashPattern(nil, 0)
	s.pdf.MoveTo(points[0].X, points[0].Y)
	for _, p := range points[1:] {
		s.pdf.LineTo(p.X, p.Y)
	}
	s.pdf.DrawPath("D")
}

// at places points of the unit square, given as x and y in turn, in a square of the page.
func at(x, y, size float64, unit ...float64) []fpdf.PointType {
	points := make([]fpdf.PointType, 0, len(unit)/2)
	for i := 0; i+1 < len(unit); i += 2 {
		points = append(points, fpdf.PointType{X: x + unit[i]*size, Y: y + unit[i+1]*size})
	}
	return points
}

// badge prints a tone's word on a tint of its colour, ending at right, and gives the
// badge's width; a neutral tone has no badge.
func (s *sheet) badge(t report.Tone, right, y float64) float64 {
	word := s.said(t.Word())
	if word == "" {
		return 0
	}
	width := s.width(pill, word) + 10
	s.wash(right-width, y, width, pill.leading+3, toneColor(t))
	s.line(pill, right-width+5, y+1.5, width, word)
	return width
}

// The disc of a key figure's mark, and the white space after it and above it.
const (
	discRadius = 4.6
	discGap    = 4.0
	markLead   = 13.0
)

// tileMarks sets the marks of a key figure below each other, each a disc with its sign and the words
// beside it, and gives the y below them; it prints only when told to.
func (s *sheet) tileMarks(list []report.Mark, x, y, width float64, print bool) float64 {
	if len(list) == 0 {
		return y
	}
	y += 3
	for _, m := range list {
		lines := s.wrap(markWord, width-2*discRadius-discGap, m.Word)
		if print {
			s.disc(m, x+discRadius, y+markLead/2)
			s.lines(markWord, x+2*discRadius+discGap, y+(markLead-markWord.leading)/2, width-2*discRadius-discGap, lines)
		}
		y += markLead + float64(len(lines)-1)*markWord.leading
	}
	return y
}

// disc draws the sign of a mark: white on blue where it is good, ink on amber where it is to be
// watched, and ink in a ring elsewhere, as on a scorecard.
func (s *sheet) disc(m report.Mark, x, y float64) {
	fill, edge, sign := white, slate, discSign
	switch m.Tone {
	case report.Good:
		fill, edge, sign.color = blue, blue, white
	case report.Watch, report.Act:
		fill, edge = amber, amber
	}
	s.fill(fill)
	s.draw(edge)
	s.pdf.SetLineWidth(0.8)
	s.pdf.SetDashPattern(nil, 0)
	s.pdf.Circle(x, y, discRadius, "FD")
	s.line(sign, x-s.width(sign, m.Sign)/2, y-sign.leading/2, 2*discRadius, m.Sign)
}

// logoWithin is the size of the theme's logo within a box, or nothing where there is none.
func (s *sheet) logoWithin(width, height float64) (w, h float64) {
	if logo := s.doc.Theme.Mark(); logo != nil {
		return logo.Fit(width, height)
	}
	return 0, 0
}

// logo prints the theme's logo in a size of logoWithin.
func (s *sheet) logo(x, y, width, height float64) {
	logo := s.doc.Theme.Mark()
	if logo == nil {
		return
	}
	options := fpdf.ImageOptions{ImageType: "PNG"}
	s.pdf.RegisterImageOptionsReader("logo", options, bytes.NewReader(logo.PNG))
	s.pdf.ImageOptions("logo", x, y, width, height, false, options, 0, "")
}
