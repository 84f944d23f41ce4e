package pdf

import "chartline/pipeline/report"

// onePage prints a whole report on its first page: findings, then figures and tables. Figures
// are made smaller, to four fifths at most, where that lets them fit; what still does not goes
// on to the next page, so that nothing is lost.
func (s *sheet) onePage() {
	s.newPage()
	s.y = margin - 8
	s.masthead()
	s.y -= 8
	s.paragraph(heading, margin, textWidth, s.doc.Title)
	if s.doc.Subtitle != "" {
		s.paragraph(note, margin, textWidth, s.doc.Subtitle)
	}
	s.paragraph(note, margin, textWidth, s.dates())
	s.y += 8
	for i := range s.doc.Parts {
		s.findings(s.doc.Parts[i].Findings)
	}
	width := s.widthToFit()
	for _, p := range s.doc.Parts {
		for _, b := range p.Blocks {
			if b.Figure != nil {
				s.figureOf(b.Figure, width)
			}
			if b.Table != nil {
				s.table(b.Table)
			}
		}
	}
}

// smallest is the least part of the full width at which the type of a figure can be read.
const smallest = 0.8

// widthToFit is the width at which all figures fit below the cursor.
func (s *sheet) widthToFit() float64 {
	figures, height := 0, 0.0
	for _, f := range s.figures() {
		if w, h := f.Chart.Size(); w > 0 {
			figures, height = figures+1, height+h.Points()*textWidth/w.Points()
		}
	}
	room := bodyBottom - s.y - float64(figures)*figureFoot
	if height <= room || height == 0 {
		return textWidth
	}
	return textWidth * max(smallest, room/height)
}

// figures lists those of the document that have a chart.
func (s *sheet) figures() (list []*report.Figure) {
	for _, p := range s.doc.Parts {
		for _, b := range p.Blocks {
			if b.Figure != nil && b.Figure.Chart != nil {
				list = append(list, b.Figure)
			}
		}
	}
	return list
}
