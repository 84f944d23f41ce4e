// Package sheet reads the tables that publishers write for people: delimited texts and
// workbooks in which a title stands above the header and footnotes below the rows. A
// table is known by its header, wherever in the first rows that is.
//
// Package delimited is for feeds: it wants the header first and every record as wide as
// it, in one character set that was told beforehand. Neither holds here. What publishers
// ship is small, so one goroutine reads it.
package sheet

import (
	"context"
	"errors"
	"io"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// headerWithin is how many rows may stand before the header, with it.
const headerWithin = 40

// rawBytes is the most text of a row that a reject keeps.
const rawBytes = 64 << 10

// Row is a row of a table.
type Row struct {
	Number  int64    // 1 for the first row after the header
	Cells   []string // without the blanks around them
	Flaw    string   // why it cannot be read, as a reason of a reject; "" where it can
	raw     string
	unended bool
}

// Cell is the cell of a column, "" where there is none: a header gives -1 for columns
// that it does not have, and rows may end before their last cells.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// IsBlank reports whether no cell has anything in it.
func (r Row) IsBlank() bool {
	for _, c := range r.Cells {
		if c != "" {
			return false
		}
	}
	return r.Flaw == ""
}

// Raw is the text of the row, for a reject.
func (r Row) Raw() string {
	raw := r.raw
	if raw == "" {
		raw = strings.Join(r.Cells, "\t")
	}
	return raw[:min(len(raw), rawBytes)]
}

// Sheet is a table that is being read: a text, or a sheet of a workbook.
type Sheet struct {
	Name string // of a sheet of a workbook
	next func() (Row, error)
	fix  func(header Row) // settles how the rows after the header are written
	done func()
}

// Close frees what is held of a sheet of a workbook.
func (s *Sheet) Close() {
	if s.done != nil {
		s.done()
	}
}

// Publication is what is known of a table beside its rows.
type Publication struct {
	Place string
	Names []string // as package edition gives them
	Sheet string   // name of the sheet, in lower case; empty for a text
	Title []string // what stands in the rows before the header
}

// Kind is a kind of table.
type Kind struct {
	Name  string // as an error may call it
	Maps  []source.Mapping
	Knows func(h Header, p Publication) bool
	// Start begins to take rows. Its error is about the file: one whose names do not
	// say of which year it is.
	Start func(h Header, p Publication, out source.Sink) (Rows, error)
	// Footnotes says that text may stand after the rows; where it may not, a last row
	// that is too short means that the file breaks off.
	Footnotes bool
}

// Rows takes the rows of a table. An error ends the reading.
type Rows interface {
	Row(r Row) error
	// End is called after the last row, to hand over what waits.
	End() error
	Release()
}

// Find reads up to the header of one of the kinds; nil where there is none.
func Find(s *Sheet, p *Publication, kinds []Kind) (*Kind, Header, error) {
	p.Sheet = strings.ToLower(s.Name)
	for range headerWithin {
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, Header{}, err
		}
		h := headerOf(row)
		for i := range kinds {
			if kinds[i].Knows(h, *p) {
				s.fix(row)
				return &kinds[i], h, nil
			}
		}
		p.Title = append(p.Title, row.Cells...)
	}
	return nil, Header{}, nil
}

// Read takes the rows after the header that Find came to.
func Read(ctx context.Context, s *Sheet, k *Kind, h Header, p Publication, out source.Sink) error {
	rows, err := k.Start(h, p, out)
	if err != nil {
		return err
	}
	defer rows.Release()
	for number := int64(1); ; number++ {
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows.End()
		}
		if err == nil {
			err = stopped(ctx, p.Place)
		}
		if err != nil {
			return err
		}
		row.Number = number
		if row.IsBlank() {
			continue
		}
		if row.unended && !k.Footnotes && len(row.Cells) < h.width {
			return BreaksOff(p.Place)
		}
		if err := take(rows, row, out); err != nil {
			return err
		}
	}
}

func take(rows Rows, row Row, out source.Sink) error {
	if row.Flaw == "" {
		return rows.Row(row)
	}
	return out.Reject(source.Reject{Table: source.Unread, Record: row.Number, Reason: row.Flaw, Raw: row.Raw()})
}

// BreaksOff is the error for a file that ends too early.
func BreaksOff(place string) error {
	return fault.New(fault.Input, place, "the file breaks off", "download it again; nothing of it was loaded")
}

func stopped(ctx context.Context, place string) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Interrupted, err, place, "stopped", "")
	}
	return nil
}
