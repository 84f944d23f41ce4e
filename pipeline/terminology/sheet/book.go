package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// Workbooks are held in memory, the file and what it unpacks to. The largest that is
// published unpacks to some thirty megabytes.
const (
	bookBytes = 64 << 20
	unpacked  = 192 << 20
)

// IsBook reports whether an input is a workbook, by its name.
func IsBook(in source.Input) bool {
	name := in.Path
	if in.Member != "" {
		name = in.Member
	}
	return strings.HasSuffix(strings.ToLower(name), ".xlsx")
}

// Book is an open workbook.
type Book struct {
	file  *excelize.File
	place string
}

// OpenBook opens a workbook.
func OpenBook(ctx context.Context, in source.Input) (*Book, error) {
	if err := stopped(ctx, in.Place()); err != nil {
		return nil, err
	}
	content, err := contentOf(in)
	if err != nil {
		return nil, err
	}
	limits := excelize.Options{RawCellValue: true, UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked}
	f, err := excelize.OpenReader(bytes.NewReader(content), limits)
	if err != nil {
		return nil, fault.New(fault.Input, in.Place(), "not a workbook, broken or too large", "download it again")
	}
	return &Book{file: f, place: in.Place()}, nil
}

// contentOf reads a workbook, which is a zip archive itself and nothing that package
// inbox would unpack.
func contentOf(in source.Input) ([]byte, error) {
	disk, err := os.Open(in.Path)
	if err != nil {
		return nil, inbox.OpenError(err, in.Path)
	}
	defer disk.Close()
	var from io.Reader = disk
	if in.Member != "" {
		member, err := memberOf(disk, in.Member)
		if err != nil {
			return nil, fault.New(fault.Input, in.Place(), "cannot be read from its archive", "unpack it, and name the folder")
		}
		defer member.Close()
		from = member
	}
	content, err := io.ReadAll(io.LimitReader(from, bookBytes+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(fault.Input, err, in.Place(), "cannot be read", "download it again")
	case len(content) > bookBytes:
		return nil, fault.New(fault.Input, in.Place(), "a workbook of more than 64 MiB", "save the sheet as CSV")
	case len(content) == 0:
		return nil, fault.New(fault.Input, in.Place(), "empty file", "ask for the file again")
	}
	return content, nil
}

func memberOf(disk *os.File, name string) (io.ReadCloser, error) {
	info, err := disk.Stat()
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(disk, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	for _, m := range archive.File {
		if strings.ReplaceAll(m.Name, `\`, "/") == name {
			return m.Open()
		}
	}
	return nil, os.ErrNotExist
}

// Sheets names the sheets in their order.
func (b *Book) Sheets() []string { return b.file.GetSheetList() }

// Sheet begins to read a sheet.
func (b *Book) Sheet(name string) (*Sheet, error) {
	rows, err := b.file.Rows(name)
	if err != nil {
		return nil, b.broken()
	}
	next := func() (Row, error) {
		if !rows.Next() {
			if rows.Error() != nil {
				return Row{}, b.broken()
			}
			return Row{}, io.EOF
		}
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return Row{}, b.broken()
		}
		return Row{Cells: trimmed(cells)}, nil
	}
	return &Sheet{Name: name, next: next, fix: func(Row) {}, done: func() { _ = rows.Close() }}, nil
}

func (b *Book) broken() error {
	return fault.New(fault.Input, b.place, "a sheet of the workbook is broken", "download it again; nothing of it was loaded")
}

// Close frees the workbook.
func (b *Book) Close() { _ = b.file.Close() }
