// Package pdf writes a report as a PDF: pages of US Letter or A4 with vector figures, text that
// can be selected and searched, bookmarks, a linked table of contents, and findings that lead
// to their figures.
//
// The file is not tagged for screen readers; the HTML rendering and what package tagged prints
// of it are.
// Letters that no font here holds are spelled in Latin letters, or printed as boxes, of which
// the provenance then says what they stand for.
package pdf

import (
	"errors"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
)

// Render writes a document as one PDF file. The same document gives the same bytes:
// the file's dates are the document's as-of instant.
//
// It fails with fault.Internal where the document breaks its contract (a table row with
// more or fewer cells than columns, a figure without a chart or a size) and with
// fault.Unavailable where w cannot take the bytes; w may then hold a part of the file.
func Render(w io.Writer, d *report.Document) error {
	first := set(d, pagination{})
	if first.seen.boxed { // the last pages say so, and there may be one more of them
		first = set(d, pagination{boxed: true})
	}
	second := set(d, first.seen)
	second.pdf.Close()
	if err := second.pdf.Error(); err != nil {
		var broken *fault.Error
		if errors.As(err, &broken) {
			return broken
		}
		return fault.Wrap(fault.Internal, err, "pdf", err.Error(), "")
	}
	if err := second.pdf.Output(w); err != nil {
		return fault.Wrap(fault.Unavailable, err, "pdf", "the report cannot be written", "free space and try again")
	}
	return nil
}

// set lays out a whole document with the page numbers that an earlier pass found.
func set(d *report.Document, known pagination) *sheet {
	s := &sheet{layout: layoutOf(d.Paper), pdf: newFile(d), doc: d, known: known, links: map[string]int{}}
	s.seen.blocks = map[string]int{}
	list := s.chapters()
	if d.OnePage {
		s.onePage()
	} else {
		s.titlePage(list)
	}
	for i := range list {
		s.chapter(list, i)
	}
	return s
}

// newFile is an empty PDF with everything fixed that fpdf would otherwise take from the
// clock or from the order of a map.
func newFile(d *report.Document) *fpdf.Fpdf {
	pdf := fpdf.New("P", "pt", layoutOf(d.Paper).format, "")
	pdf.SetCatalogSort(true)
	pdf.SetCompression(true)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	stamp := d.AsOf.UTC()
	if stamp.IsZero() {
		stamp = time.Unix(0, 0).UTC() // fpdf takes the zero time for "now".
	}
	pdf.SetCreationDate(stamp)
	pdf.SetModificationDate(stamp)
	pdf.SetTitle(lettering.Plain(d.Title), true)
	pdf.SetSubject(lettering.Plain(d.Subtitle), true)
	pdf.SetAuthor(lettering.Printable(d.Theme.Maker()), true)
	pdf.SetCreator("Chartline", true)
	pdf.SetProducer("Chartline", true)
	pdf.SetLang(d.Lang())
	addFonts(pdf)
	return pdf
}
