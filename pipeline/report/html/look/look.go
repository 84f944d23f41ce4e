// Package look is how pages look and behave: one style sheet with a light and a dark theme and
// with paper, and one small script. A page holds both, and a policy that allows the browser
// these two and nothing else.
package look

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/pipeline/theme"
)

//go:embed style.css
var styleText string

//go:embed dark.css
var darkText string

//go:embed logo.css
var logoText string

//go:embed page.js
var scriptText string

// Look is the style of a page and its script.
type Look struct {
	style string
	theme *theme.Theme
}

// New is the look of a page in a theme, nil for the built-in one, with its words in the margins of
// paper: at the head of every page but the first, and at the foot of each. Pages are numbered in the
// language, nil for English.
func New(t *theme.Theme, paper report.Paper, l *language.Language, head, foot string) Look {
	size := "letter"
	if paper == report.A4 {
		size = "a4"
	}
	return Look{theme: t, style: t.Style(styleText) + logoStyle(t) + figureRules() + day(t) + dark(t) + fmt.Sprintf(
		"@page { size: %s; @top-left { content: %s; } @bottom-left { content: %s; } @bottom-right { content: %s; } }\n@page :first { @top-left { content: none; } }\n",
		size, cssString(head), cssString(foot), pageNumber(l))}
}

// pageNumber says the number of a page and how many there are, as CSS counts them.
func pageNumber(l *language.Language) string {
	before, rest, _ := strings.Cut(l.Text("Page %d of %d"), "%d")
	between, after, _ := strings.Cut(rest, "%d")
	return cssString(before) + " counter(page) " + cssString(between) + " counter(pages) " + cssString(after)
}

// Head is what the page's head holds: policy and style.
func (l Look) Head() template.HTML {
	images := ""
	if l.theme.Mark() != nil {
		images = "img-src data:; "
	}
	policy := fmt.Sprintf("default-src 'none'; %sstyle-src %s; script-src %s; base-uri 'none'; form-action 'none'", images, source(l.style), source(scriptText))
	return template.HTML(`<meta http-equiv="Content-Security-Policy" content="` + policy + "\">\n<style>" + l.style + "</style>")
}

// Maker is the organisation that the page is of.
func (l Look) Maker() string { return l.theme.Maker() }

// Brand is the head of the page: the logo within it, whose alternative text is the organisation's
// name, or the name.
func (l Look) Brand() template.HTML {
	maker, logo := template.HTMLEscapeString(l.theme.Maker()), l.theme.Mark()
	if logo == nil {
		return template.HTML(`<span class="brand">` + maker + `</span>`)
	}
	width, height := logo.Fit(260, 52)
	return template.HTML(fmt.Sprintf(`<span class="brand"><img src="%s" alt="%s" width="%.0f" height="%.0f"/></span>`, logo.URL(), maker, width, height))
}

// logoStyle is the style of a logo: on a dark screen it stands on the ground of the day, for which it
// is made.
func logoStyle(t *theme.Theme) string {
	if t.Mark() == nil {
		return ""
	}
	return t.Style(logoText)
}

// Style is the style sheet, for pages whose policy is another.
func (l Look) Style() string { return l.style }

// Foot is the script, which belongs at the end of the body.
func (l Look) Foot() template.HTML { return template.HTML("<script>" + scriptText + "</script>") }

// source names a text that the policy allows by its digest.
func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// cssString writes a text as a string of CSS that can neither end it nor the style: all but
// letters, digits and spaces of ASCII are escaped by their numbers, each ended by a space.
func cssString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		if r == ' ' || r < 0x80 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\%x `, max(r, 1)) // A zero would be another letter.
		}
	}
	b.WriteByte('"')
	return b.String()
}
