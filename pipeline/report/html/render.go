// Package html writes a report as one HTML page that stands alone: it loads nothing, adapts
// to narrow screens, dark mode and paper, and can be read with a screen reader and with the
// keyboard alone. One small script, which the page holds, sorts tables and tells the values
// of figures; without it everything can still be read.
package html

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/pipeline/report/html/look"
)

//go:embed page.gohtml
var pageText string

// page is the parsed template, which says its words in English; parsing is checked by every test.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"anchor": anchor,
	"class":  class,
	"heads":  heads,
	"kept":   kept,
	"rows":   rows,
	"svg":    svg,
}).Funcs(words(nil)).Parse(pageText))

// words say the texts of the page itself in a language.
func words(l *language.Language) template.FuncMap {
	return template.FuncMap{"text": l.Text, "say": l.Say, "shown": func(c cell) string {
		if c.Plain {
			return l.Number(c.Text)
		}
		return c.Text
	}}
}

// Render writes a document as one HTML page in UTF-8. All text is escaped, and the page
// forbids the browser any network access. The same document gives the same bytes.
//
// It fails with fault.Internal where the document breaks its contract (a table row with
// more or fewer cells than columns, a figure without a chart) and then writes nothing;
// it fails with fault.Unavailable where w cannot take the bytes, and w may then hold a
// part of the page.
func Render(w io.Writer, d *report.Document) error {
	var out bytes.Buffer
	content := struct {
		*report.Document
		Look look.Look
	}{d, look.New(d.Theme, d.Paper, d.Language, d.Title, d.Sensitivity)}
	said, err := page.Clone()
	if err == nil {
		err = said.Funcs(words(d.Language)).Execute(&out, content)
	}
	if err != nil {
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

// svg draws the marks of a figure for use inside the page; they carry the figure's alternative
// text.
func svg(f *report.Figure) (template.HTML, error) {
	if f.Chart == nil {
		return "", fault.New(fault.Internal, "figure "+f.ID, "has no chart", "")
	}
	var drawing strings.Builder
	if err := chart.BareSVG(&drawing, f.Chart); err != nil {
		return "", fault.Wrap(fault.Internal, err, "figure "+f.ID, "cannot be drawn", "")
	}
	return template.HTML(drawing.String()), nil
}

// whole are the pieces of a text that no line breaks within: a number of records, a p-value, the id of a rule, a
// code system, an audit or the like, the name of an interval, and a range of numbers.
var whole = regexp.MustCompile(`\bn = [\d.,]*\d|\bp (?:&lt;)?0[.,]\d+|\b[A-Z][A-Z\d]{1,9}(?:-[A-Z\d]{1,6}){1,2}\b|\(?\b\d\d% CI\b\)?|\(?\bIC \d\d%\)?|[$−-]?[\d.,]+%?–[$−-]?[\d.,]*\d%?`)

// kept keeps such pieces on one line.
func kept(text string) template.HTML {
	return template.HTML(whole.ReplaceAllString(template.HTMLEscapeString(text), `<span class="kept">$0</span>`))
}

// anchor is a part's name within the page.
func anchor(p report.Part, index int) string {
	if p.ID == "" {
		return fmt.Sprintf("part-%d", index+1)
	}
	return p.ID
}

// class chooses the shape and the colour of a tone.
func class(t report.Tone) string {
	if t.Word() == "" {
		return "neutral"
	}
	return strings.ToLower(t.Word())
}
