package patientcopy

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

//go:embed page.gohtml
var pageText string

//go:embed style.css
var styleText string

//go:embed logo.css
var logoText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// group is a heading with what stands below it; facts are a list.
type group struct {
	paragraph
	Facts []string
}

// Is tells the template what a paragraph is.
func (g group) Is(name string) bool {
	return map[string]kind{"title": title, "visit": visit, "topic": topic, "subject": subject, "text": text}[name] == g.kind
}

// Text is the text of a paragraph.
func (g group) Text() string { return g.text }

// HTML writes the copy as one page in large print that loads nothing and runs nothing. The same
// record gives the same bytes. It fails with fault.Unavailable where w cannot take them.
func (r *Record) HTML(w io.Writer) error {
	var groups []group
	for _, p := range r.written() {
		if p.kind == fact {
			last := &groups[len(groups)-1]
			last.Facts = append(last.Facts, p.text)
			continue
		}
		groups = append(groups, group{paragraph: p})
	}
	style := r.Theme.Style(styleText)
	if r.Theme.Mark() != nil {
		style += r.Theme.Style(logoText)
	}
	sum := sha256.Sum256([]byte(style))
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, map[string]any{
		"Heading": r.Language.Text(heading), "Lang": report.Lang(r.Language), "Groups": groups, "Style": template.CSS(style), "Digest": base64.StdEncoding.EncodeToString(sum[:]),
		"Logo": r.logo(),
	})
	if err != nil {
		return fault.Wrap(fault.Internal, err, "patient copy", "the page cannot be made", "")
	}
	if _, err := w.Write(bytes.ToValidUTF8(out.Bytes(), []byte("\uFFFD"))); err != nil {
		return fault.Wrap(fault.Unavailable, err, "patient copy", "the page cannot be written", "free space and try again")
	}
	return nil
}

// picture is the logo at the head of the page, with its alternative text.
type picture struct {
	URL           template.URL
	Text          string
	Width, Height int
}

// logo is that of the theme, or nothing.
func (r *Record) logo() *picture {
	logo := r.Theme.Mark()
	if logo == nil {
		return nil
	}
	width, height := logo.Fit(320, 80)
	return &picture{template.URL(logo.URL()), r.Theme.Maker(), int(width), int(height)}
}
