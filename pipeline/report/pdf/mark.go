package pdf

import (
	"codeberg.org/go-pdf/fpdf"

	"chartline/pipeline/report"
)

// mark draws a tone in a square of the given size whose top left corner is (x, y). Each
// tone has its own shape, so that the marks can be told apart without colour: a disc
// with a tick, a triangle, an eight-sided stop sign, and a ring.
func (s *sheet) mark(t report.Tone, x, y, size float64) {
	c := toneColor(t)
	s.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
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
		s.pdf.SetFillColor(0xFF, 0xFF, 0xFF)
		s.pdf.Circle(x+size/2, y+size/2, size*0.2, "F")
	}
}

// exclaim draws a white exclamation mark in a unit square: a stroke from top to bottom,
// and a dot.
func (s *sheet) exclaim(x, y, size, top, bottom, dot float64) {
	s.strokeWhite(size, at(x, y, size, 0.5, top, 0.5, bottom))
	s.pdf.SetFillColor(0xFF, 0xFF, 0xFF)
	s.pdf.Circle(x+size/2, y+dot*size, size*0.075, "F")
}

// strokeWhite draws a white line through points.
func (s *sheet) strokeWhite(size float64, points []fpdf.PointType) {
	s.pdf.SetDrawColor(0xFF, 0xFF, 0xFF)
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
	word := t.Word()
	if word == "" {
		return 0
	}
	width := s.width(pill, word) + 10
	s.box(right-width, y, width, pill.leading+3, paler(toneColor(t)))
	s.line(pill, right-width+5, y+1.5, width, word)
	return width
}

// paler mixes a colour with five times as much white.
func paler(c nrgba) nrgba {
	mix := func(v uint8) uint8 { return uint8((int(v) + 5*0xFF) / 6) }
	return nrgba{R: mix(c.R), G: mix(c.G), B: mix(c.B), A: 0xFF}
}
