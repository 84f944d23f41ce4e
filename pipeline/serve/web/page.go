package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/html/look"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/theme"
)

//go:embed pages.gohtml
var pagesText string

//go:embed forms.css
var formsText string

var pages = template.Must(template.New("pages").Funcs(template.FuncMap{"kind": kind}).Parse(pagesText))

// kind is a type of columns in words.
func kind(t arrow.DataType) string {
	switch id := t.ID(); {
	case arrow.IsInteger(id):
		return "integer"
	case arrow.IsFloating(id), arrow.IsDecimal(id):
		return "number"
	case id == arrow.STRING:
		return "text"
	case id == arrow.BOOL:
		return "true or false"
	case id == arrow.DATE32:
		return "date"
	case id == arrow.TIMESTAMP:
		return "date and time"
	}
	return t.String()
}

// dress is how the pages look: as reports do, and forms with them.
type dress struct {
	look.Look
	style  string
	policy string // lets a page have its style and send its forms here, and nothing else
}

func dressed(t *theme.Theme) dress {
	d := dress{Look: look.New(t, report.Letter, nil, "", "")}
	d.style = d.Look.Style() + formsText
	images := ""
	if t.Mark() != nil {
		images = "img-src data:; "
	}
	d.policy = "default-src 'none'; " + images + "style-src '" + digest(d.style) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return d
}

// Style is the style sheet.
func (d dress) Style() template.HTML { return template.HTML("<style>" + d.style + "</style>") }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// page is what a template shows.
type page struct {
	dress
	Title  string
	Error  string
	Place  string // in the statement at which the error points: the line and a mark below it
	Person string // who is logged in; empty for nobody
	Form   string // secret of the session
	Banner string // of the dataset

	Items      []item // of the library
	Unreadable int

	Tables []desk.Table // of the box
	SQL    string
	Answer *grid
}

// of fills in whose page it is.
func (s *Server) of(found *session, p page) page {
	if found != nil {
		p.Person, p.Form = found.who.Person, found.form
	}
	p.Banner = s.desk.Mode.Banner()
	return p
}

// show writes a page whole, or an error.
func (s *Server) show(w http.ResponseWriter, code int, name string, p page) {
	p.dress = s.dress
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, p); err != nil {
		http.Error(w, "failed inside; please report it", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write(b.Bytes()) // a browser that left
}

// fail shows an error by its kind.
func (s *Server) fail(w http.ResponseWriter, found *session, err error) {
	s.failWith(w, found, codeOf(err), err)
}

func (s *Server) failWith(w http.ResponseWriter, found *session, code int, err error) {
	s.show(w, code, "failed", s.of(found, page{Title: "That did not work", Error: wordsOf(err), Place: fault.ExcerptOf(err)}))
}

// wordsOf are the words of an error; only those of our own hold no value of a record.
func wordsOf(err error) string {
	if fault.KindOf(err) == fault.Internal {
		return "failed inside; please report it"
	}
	return err.Error()
}

func codeOf(err error) int {
	switch fault.KindOf(err) {
	case fault.Query, fault.Usage:
		return http.StatusBadRequest
	case fault.Policy:
		return http.StatusForbidden
	case fault.Unavailable, fault.Interrupted:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
