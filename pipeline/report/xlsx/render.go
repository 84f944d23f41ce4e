// Package xlsx writes a report as one workbook: first a sheet that says what the report is and
// how its numbers were made, then a sheet for each table and for the data of each figure, with
// numbers as numbers, dates as dates, and nothing that a spreadsheet would compute.
package xlsx

import (
	"bytes"
	"io"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// Render writes a document as one workbook. A number is in the workbook as it is printed on the
// page, in a cell of that number and in its format; what is withheld is a text. The same document
// gives the same bytes.
//
// It fails with fault.Internal where a table row has more or fewer cells than columns, and with
// fault.Unavailable where w cannot take the bytes; w may then hold a part of the file.
func Render(w io.Writer, d *report.Document) error {
	tables := d.Tables()
	for _, t := range tables {
		if err := t.Check(); err != nil {
			return err
		}
	}
	b := &book{file: excelize.NewFile(), doc: d, styles: map[format]int{}}
	defer b.file.Close()
	names := b.sheetNames(tables)
	b.about(tables, names)
	for i, t := range tables {
		b.table(names[i], t)
	}
	b.properties()
	var raw bytes.Buffer
	if b.err == nil {
		_, b.err = b.file.WriteTo(&raw)
	}
	if b.err != nil {
		return fault.Wrap(fault.Internal, b.err, "workbook", "cannot be made", "")
	}
	if err := inOrder(w, raw.Bytes()); err != nil {
		return fault.Wrap(fault.Unavailable, err, "workbook", "cannot be written", "free space and try again")
	}
	return nil
}

// book is a workbook in the making; it remembers its first error.
type book struct {
	file   *excelize.File
	doc    *report.Document
	styles map[format]int // made so far
	err    error
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// properties are what a file manager shows. The dates are the instant of the report: excelize
// has a fixed one where the report has none.
func (b *book) properties() {
	stamp := ""
	if !b.doc.AsOf.IsZero() {
		stamp = b.doc.AsOf.UTC().Format("2006-01-02T15:04:05Z")
	}
	b.do(b.file.SetDocProps(&excelize.DocProperties{
		Title: clean(b.doc.Title), Subject: clean(b.doc.Subtitle), Description: clean(b.doc.Sensitivity),
		Creator: "Chartline", LastModifiedBy: "Chartline", Created: stamp, Modified: stamp, Language: b.doc.Lang(),
	}))
}
