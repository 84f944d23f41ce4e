// Package csv writes the numbers of a report as data: for each figure and each table a
// file that holds the same cells, withheld where they are withheld on the page.
package csv

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// Render writes a CSV file for each figure (its Data, under the figure's ID) and each
// table of a document into a folder that exists, and gives the file names in the
// document's order. After an error the folder may hold some of the files; the caller
// throws it away.
//
// It fails with fault.Config where an ID is no file name or is there twice, with
// fault.Internal where a row is longer or shorter than the head, and with
// fault.Unavailable where the folder cannot take a file.
func Render(folder string, d *report.Document) ([]string, error) {
	var names []string
	taken := map[string]bool{}
	add := func(id string, t *report.Table) error {
		name, err := fileName(id, taken)
		if err == nil {
			err = write(filepath.Join(folder, name), t)
		}
		if err == nil {
			names = append(names, name)
		}
		return err
	}
	for _, p := range d.Parts {
		for _, b := range p.Blocks {
			if b.Figure != nil {
				if err := add(b.Figure.ID, &b.Figure.Data); err != nil {
					return names, err
				}
			}
			if b.Table != nil {
				if err := add(b.Table.ID, b.Table); err != nil {
					return names, err
				}
			}
		}
	}
	return names, nil
}

// fileName makes a name of an ID and takes it; names that differ in case alone are one
// file on some systems.
func fileName(id string, taken map[string]bool) (string, error) {
	name := id + ".csv"
	if id == "" || strings.ContainsAny(id, `/\:`) || !filepath.IsLocal(name) {
		return "", fault.Newf(fault.Config, "figure or table", "use letters, digits and underscores", "id %q is no file name", id)
	}
	if taken[strings.ToLower(name)] {
		return "", fault.New(fault.Config, "figure or table "+id, "is in the report twice", "give each an id of its own")
	}
	taken[strings.ToLower(name)] = true
	return name, nil
}

// write makes a table's file in memory and then writes it.
func write(path string, t *report.Table) error {
	var data bytes.Buffer
	if err := Table(&data, t); err != nil {
		return err
	}
	if err := os.WriteFile(path, data.Bytes(), 0o644); err != nil {
		return fault.Wrap(fault.Unavailable, err, path, "cannot be written", "free space and try again")
	}
	return nil
}

// Table writes one table as RFC 4180 asks: a row of column titles, then the rows, comma
// between cells, CR LF after rows, quotes where a cell needs them, UTF-8 without a byte
// order mark. Title and notes are not data and stay out.
//
// A cell that a spreadsheet would take for a formula gets an apostrophe in front: a
// title, or a text in a column that is not numeric, that begins with = + - @ or a
// control character and is not a plain number. Cells of numeric columns are written as
// they are: Chartline formats them, and "-0.3 to 0.2" must stay what it is.
func Table(w io.Writer, t *report.Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = Guarded(cmp.Or(c.Name, c.Title))
	}
	out.Write(head)
	for _, row := range t.All() {
		out.Write(record(t.Columns, row))
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "table "+t.ID, "cannot be written", "free space and try again")
	}
	return nil
}

// record is a row as it is written.
func record(columns []report.Column, row []string) []string {
	cells := make([]string, len(row))
	for i, text := range row {
		cells[i] = clean(text)
		if !columns[i].Numeric {
			cells[i] = Guarded(text)
		}
	}
	return cells
}

// clean makes a cell valid UTF-8 and its line breaks alike.
func clean(text string) string {
	return lineBreaks.Replace(strings.ToValidUTF8(text, "\uFFFD"))
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Guarded keeps a spreadsheet from computing a text: what it would take for a formula gets an
// apostrophe in front. Numbers stay as they are.
func Guarded(text string) string {
	text = clean(text)
	if text == "" || !strings.ContainsRune("=+-@\t\n", rune(text[0])) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}
