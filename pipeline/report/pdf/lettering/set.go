package lettering

import (
	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-pdf/fpdf"
)

// dejavuFamily is how a PDF calls the second typeface.
const dejavuFamily = "dejavusans"

// Width is how wide a text is in the current size and weight of a PDF, each letter in its typeface.
func Width(pdf *fpdf.Fpdf, text string) (width float64) {
	each(pdf, text, func(run string) { width += pdf.GetStringWidth(run) })
	return width
}

// Print sets a line from (x, y) in the current size and weight, each letter in its typeface. It
// takes the order of Visual.
func Print(pdf *fpdf.Fpdf, x, y float64, text string) {
	each(pdf, text, func(run string) {
		pdf.Text(x, y, run)
		x += pdf.GetStringWidth(run)
	})
}

// each visits the runs of a text with their typeface chosen, and leaves that of before. A PDF
// without a letter of another typeface does not embed it.
func each(pdf *fpdf.Fpdf, text string, visit func(string)) {
	family, weight := pdf.GetFontFamily(), pdf.GetFontStyle()
	size, _ := pdf.GetFontSize()
	for _, run := range Runs(text) {
		if run.Face == Liberation {
			visit(run.Text)
			continue
		}
		choose(pdf, run.Face, weight, size)
		visit(run.Text)
		pdf.SetFont(family, weight, size)
	}
}

// choose sets another typeface, which the PDF embeds from then on. A font of a site has one weight
// for all.
func choose(pdf *fpdf.Fpdf, face Face, weight string, size float64) {
	if own := face.Own(); own != nil {
		pdf.AddUTF8FontFromBytes(own.family(), "", own.TTF)
		pdf.SetFont(own.family(), "", size)
		return
	}
	addDejaVu(pdf, weight)
	pdf.SetFont(dejavuFamily, weight, size)
}

// addDejaVu adds a weight of DejaVu Sans, whose slanted one lacks Arabic: it is upright.
func addDejaVu(pdf *fpdf.Fpdf, weight string) {
	ttf := dejavusans.TTF
	if weight == "B" {
		ttf = dejavusansbold.TTF
	}
	pdf.AddUTF8FontFromBytes(dejavuFamily, weight, ttf)
}
