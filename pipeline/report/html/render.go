// Package html writes a report as one HTML page that stands alone: it loads nothing,
// runs no script, adapts to narrow screens, dark mode and paper, and can be read with
// a screen reader.
package html

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

//go:embed page.gohtml
var pageText string

//go:embed style.css
var styleText string

// page is the parsed template; parsing is checked by every test.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"anchor": anchor,
	"cells":  cells,
	"rows":   rows,
	"style":  func() template.CSS { return template.CSS(styleText) },
	"svg":    svg,
	"tone":   tone,
}).Parse(pageText))

// Render writes a document as one HTML page in UTF-8. All text is escaped, and the page
// forbids the browser any network access. The same document gives the same bytes.
//
// It fails with fault.Internal where the document breaks its contract (a table row with
// more or fewer cells than columns, a figure without a chart) and then writes nothing;
// it fails with fault.Unavailable where w cannot take the bytes, and w may then hold a
// part of the page.
func Render(w io.Writer, d *report.Document) error {
	var out bytes.Buffer
	if err := page.Execute(&out, d); err != nil {
		var broken *fault.Error
		if errors.As(err, &broken) {
			return broken
		}
		return fault.Wrap(fault.Internal, err, "html", "the page cannot be made", "")
	}
	text := bytes.ToValidUTF8(out.Bytes(), []byte("\uFFFD"))
	if _, err := w.Write(text); err != nil {
		return fault.Wrap(fault.Unavailable, err, "html", "the report cannot be written", "free space and try again")
	}
	return nil
}

// svg draws a figure for use inside the page; it carries the figure's alternative text.
func svg(f *report.Figure) (template.HTML, error) {
	if f.Chart == nil {
		return "", fault.New(fault.Internal, "figure "+f.ID, "has no chart", "")
	}
	var drawing strings.Builder
	if err := chart.SVG(&drawing, f.Chart); err != nil {
		return "", fault.Wrap(fault.Internal, err, "figure "+f.ID, "cannot be drawn", "")
	}
	return template.HTML(drawing.String()), nil
}

// anchor is a part's name within the page.
func anchor(p report.Part, index int) string {
	if p.ID == "" {
		return fmt.Sprintf("part-%d", index+1)
	}
	return p.ID
}

// mood is a tone as the page shows it; the class chooses shape and colour.
type mood struct{ Class, Word string }

// tone names a tone; a neutral one has no word.
func tone(t report.Tone) mood {
	switch t {
	case report.Good:
		return mood{"good", "Good"}
	case report.Watch:
		return mood{"watch", "Watch"}
	case report.Act:
		return mood{"act", "Act"}
	default:
		return mood{"neutral", ""}
	}
}

// field is a cell with its place in its row.
type field struct {
	Text          string
	Numeric, Head bool // Head: it names the row
}

// rows gives a table's rows once each is known to be as long as the head.
func rows(t report.Table) ([][]string, error) {
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return nil, fault.Newf(fault.Internal, "table "+t.ID, "",
				"row %d has %d cells for %d columns", i+1, len(row), len(t.Columns))
		}
	}
	return t.Rows, nil
}

// cells marks each cell of a row as its column asks. A first column of text names the
// rows.
func cells(columns []report.Column, row []string) []field {
	list := make([]field, len(row))
	for i, text := range row {
		list[i] = field{Text: text, Numeric: columns[i].Numeric, Head: i == 0 && !columns[i].Numeric}
	}
	return list
}
