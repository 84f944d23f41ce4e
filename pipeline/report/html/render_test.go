package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/reports"
)

// evil is text that would break out of a page that does not escape it.
const evil = `</style><script>alert("1")</script>'"&<b>`

// bar is a figure of one rectangle.
type bar struct{ alt string }

func (b bar) Text() chart.Words      { return chart.Words{Title: "Bar", Alt: b.alt} }
func (b bar) Size() (w, h vg.Length) { return 640, 360 }
func (b bar) Draw(c draw.Canvas) {
	c.SetColor(color.Black)
	c.Fill(c.Rectangle.Path())
}

// sample is a document with something of everything.
func sample() *report.Document {
	table := report.Table{
		ID: "sites", Title: "Accuracy by site", Notes: []string{"Wilson interval."},
		Columns: []report.Column{{Title: "Site"}, {Title: "Accuracy", Numeric: true}},
		Rows:    [][]string{{"North", "93.1 %"}, {"Łódź دوד", "withheld"}},
	}
	return &report.Document{
		Title: "Coding quality", Subtitle: "Inpatient encounters", Period: "October 2026",
		AsOf: time.Date(2026, 10, 31, 23, 59, 0, 0, time.UTC), Sensitivity: "Internal",
		Findings:   []report.Finding{{Headline: "Accuracy fell", Text: "To 93.1 %.", Tone: report.Act, Block: "bars"}},
		KeyFigures: []report.KeyFigure{{Label: "Accuracy", Value: "93.1 %", Interval: "91.8 to 94.2 %", Basis: "412 encounters", Tone: report.Watch}},
		Parts: []report.Part{
			{ID: "accuracy", Title: "Accuracy", Lead: "Which codes were right.", Blocks: []report.Block{
				{Figure: &report.Figure{ID: "bars", Chart: bar{"One bar is high."}, Data: table}},
				{Table: &table},
			}},
			{Title: "Turnaround", Findings: []report.Finding{{Headline: "Fine", Tone: report.Good}}},
		},
		Methods:    []report.Definition{{Term: "Accuracy", Text: "Right codes over codes."}},
		Provenance: []report.Definition{{Term: "Input", Text: "sha256"}},
	}
}

// render makes the page and requires that its elements are closed in order.
func render(t *testing.T, d *report.Document) string {
	t.Helper()
	var out strings.Builder
	if err := Render(&out, d); err != nil {
		t.Fatalf("Render: %v", err)
	}
	elements(t, out.String())
	return out.String()
}

// elements gives the page's start tags. The page is read as XML but for the elements
// that HTML leaves open; any other open or crossed element is an error.
func elements(t *testing.T, page string) []xml.StartElement {
	t.Helper()
	_, body, _ := strings.Cut(page, "<!doctype html>")
	body = regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>`).ReplaceAllString(body, "")
	body = regexp.MustCompile(`<meta ([^>]*)>`).ReplaceAllString(body, "<meta $1/>")
	d := xml.NewDecoder(strings.NewReader(body))
	var list []xml.StartElement
	for {
		token, err := d.Token()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok {
			list = append(list, start.Copy())
		}
	}
}

// attribute gives an attribute's value, or "".
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestEveryDocumentGivesAPage(t *testing.T) {
	many := &report.Document{Title: "Many"}
	for i := range 60 {
		many.Parts = append(many.Parts, report.Part{Title: fmt.Sprint("Part ", i), Blocks: sample().Parts[0].Blocks})
	}
	long := sample()
	long.Title = strings.Repeat("w", 200)
	long.Parts[0].Blocks[1].Table.Rows[0][0] = "a\xff\x00\u202E😀" + long.Title
	for name, d := range map[string]*report.Document{
		"empty":       {},
		"sample":      sample(),
		"no parts":    {Title: "Nothing"},
		"sixty parts": many,
		"extreme":     long,
		"empty table": {Parts: []report.Part{{Blocks: []report.Block{{Table: &report.Table{}}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			page := render(t, d)
			if !strings.HasPrefix(page, "<!doctype html>\n<html lang=\"en-US\">") {
				t.Errorf("the page begins %.40q", page)
			}
			if got, want := strings.Count(page, "<section class=\"part"), len(d.Parts)+min(1, len(d.Methods))+min(1, len(d.Provenance)); got != want {
				t.Errorf("%d parts, want %d", got, want)
			}
		})
	}
}

func TestSameDocumentGivesSameBytes(t *testing.T) {
	if render(t, sample()) != render(t, sample()) {
		t.Error("two renders differ")
	}
}

// The page refers to nothing outside itself, and forbids the browser to load anything.
func TestPageLoadsNothing(t *testing.T) {
	page := render(t, sample())
	for _, e := range elements(t, page) {
		if slices.Contains([]string{"link", "img", "iframe", "object", "embed", "base"}, e.Name.Local) {
			t.Errorf("the page has a <%s>", e.Name.Local)
		}
		for _, a := range e.Attr {
			local := a.Value == "" || strings.HasPrefix(a.Value, "#")
			if (a.Name.Local == "href" || a.Name.Local == "src") && !local {
				t.Errorf("<%s> refers to %q", e.Name.Local, a.Value)
			}
		}
	}
	rest := strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, "") // A name, not an address.
	rest = regexp.MustCompile(`(?m)^ *// `).ReplaceAllString(rest, "")         // A comment of the script.
	for _, address := range []string{"http:", "https:", "url(", "@import", "//"} {
		if strings.Contains(rest, address) {
			t.Errorf("the page holds %q", address)
		}
	}
}

// The policy forbids everything and then allows the one style and the one script of the page by
// their digests, which are computed here from the page as a browser reads it.
func TestPolicyAllowsThisStyleAndScriptOnly(t *testing.T) {
	page := render(t, sample())
	within := func(tag string) string {
		_, rest, _ := strings.Cut(page, "<"+tag+">")
		text, _, _ := strings.Cut(rest, "</"+tag+">")
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	want := `content="default-src 'none'; style-src ` + within("style") + `; script-src ` + within("script") + `; base-uri 'none'; form-action 'none'"`
	if !strings.Contains(page, want) {
		t.Errorf("the page does not hold %s", want)
	}
	if n := strings.Count(page, "<script"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	for _, e := range elements(t, page) {
		for _, a := range e.Attr {
			if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
				t.Errorf("<%s> has %s, which the policy refuses", e.Name.Local, a.Name.Local)
			}
		}
	}
}

func TestAllTextIsEscaped(t *testing.T) {
	d := &report.Document{
		Title: evil, Subtitle: evil, Period: evil, Sensitivity: evil,
		Findings:   []report.Finding{{Headline: evil, Text: evil}},
		KeyFigures: []report.KeyFigure{{Label: evil, Value: evil, Interval: evil, Basis: evil}},
		Methods:    []report.Definition{{Term: evil, Text: evil}},
	}
	table := report.Table{ID: evil, Title: evil, Columns: []report.Column{{Title: evil}}, Rows: [][]string{{evil}}, Notes: []string{evil}}
	d.Parts = []report.Part{{ID: evil, Title: evil, Lead: evil, Blocks: []report.Block{
		{Figure: &report.Figure{ID: evil, Chart: bar{evil}, Data: table}}, {Table: &table},
	}}}
	page := render(t, d)
	for bad, most := range map[string]int{"<script": 1, "</script": 1, "</style>": 1, "<b>": 0, "alert(\"": 0} {
		if n := strings.Count(page, bad); n != most {
			t.Errorf("the page holds %s %d times", bad, n)
		}
	}
	if !strings.Contains(page, "<h1>&lt;/style&gt;&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&#39;&#34;&amp;&lt;b&gt;</h1>") {
		t.Error("the title is not escaped as expected")
	}
}

func TestStructure(t *testing.T) {
	page := render(t, sample())
	ids := map[string]int{}
	var levels []string
	var links []string
	for _, e := range elements(t, page) {
		if id := attribute(e, "id"); id != "" {
			ids[id]++
		}
		if regexp.MustCompile(`^h\d$`).MatchString(e.Name.Local) {
			levels = append(levels, e.Name.Local)
		}
		if e.Name.Local == "a" {
			links = append(links, strings.TrimPrefix(attribute(e, "href"), "#"))
		}
		if e.Name.Local == "th" && attribute(e, "scope") == "" {
			t.Error("a table head has no scope")
		}
	}
	for _, link := range links {
		if ids[link] != 1 {
			t.Errorf("the link to %q finds %d places", link, ids[link])
		}
	}
	want := []string{"report", "report-key-figures", "report-findings", "accuracy", "part-2", "report-methods", "report-provenance", "block-bars"}
	if !slices.Equal(links, want) {
		t.Errorf("links %q, want %q", links, want)
	}
	if levels[0] != "h1" || slices.Contains(levels[1:], "h1") || slices.Max(levels) != "h3" {
		t.Errorf("headings %q", levels)
	}
}

func TestFigureHasItsWordsAndNumbers(t *testing.T) {
	d := sample()
	for _, b := range d.Parts[0].Blocks {
		if b.Figure != nil {
			b.Figure.Data.Beyond = [][]string{{"Beyond", "0.5"}}
		}
	}
	page := render(t, d)
	if strings.Contains(page, "Beyond") {
		t.Error("the page has a row that the figure has no room for")
	}
	figure := page[strings.Index(page, `<div class="figure"`):strings.Index(page, "</details>")]
	for _, want := range []string{
		`id="block-bars"`, `role="img"`, `aria-label="One bar is high."`, "<p>One bar is high.</p>",
		`<th scope="col">Site</th><th scope="col" class="number" data-by="value">Accuracy</th>`,
		`<th scope="row">North</th><td class="number" data-value="0.931">93.1 %</td>`,
		`<h3 id="block-bars-title">Bar</h3>`, `<strong>Accuracy by site</strong>`, "Wilson interval.",
	} {
		if !strings.Contains(figure, want) {
			t.Errorf("the figure does not hold %s", want)
		}
	}
	if strings.Contains(page, "<?xml") {
		t.Error("the drawing brings its prologue")
	}
}

// The tone is told in words and in the shape of a mark, not by colour alone.
func TestTones(t *testing.T) {
	page := render(t, sample())
	for _, want := range []string{
		`<div class="tile watch">`, `<dt>Accuracy <span class="badge">Watch</span></dt>`,
		`<li class="act">`, `<p class="headline"><a href="#block-bars">Accuracy fell</a> <span class="badge">Act</span></p>`,
		`<p class="headline">Fine <span class="badge">Good</span></p>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

// The marks of a key figure are words beside their signs, which readers of a screen are spared.
func TestKeyFiguresSayTheirMarks(t *testing.T) {
	d := sample()
	d.KeyFigures[0].Marks = []report.Mark{{Sign: "!", Word: "concerning", Tone: report.Watch}, {Sign: "P", Word: "reaches the target of 95.0%", Tone: report.Good}}
	page := render(t, d)
	for _, want := range []string{
		`<dd class="sign watch"><span aria-hidden="true">!</span> concerning</dd>`,
		`<dd class="sign good"><span aria-hidden="true">P</span> reaches the target of 95.0%</dd>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

// No line breaks within the id of a rule, a range or the name of an interval; what the text holds besides
// stays escaped.
func TestWholePiecesStayOnOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"F1 (ACC-03)":               `F1 (<span class="kept">ACC-03</span>)`,
		"91.7% (95% CI 90.6–92.8%)": `91.7% <span class="kept">(95% CI</span> <span class="kept">90.6–92.8%</span>)`,
		"Median days (95% CI)":      `Median days <span class="kept">(95% CI)</span>`,
		"Mediana (IC 95%)":          `Mediana <span class="kept">(IC 95%)</span>`,
		"$1,200–$1,300 & <b>":       `<span class="kept">$1,200–$1,300</span> &amp; &lt;b&gt;`,
		"−2.5–3.0 d":                `<span class="kept">−2.5–3.0</span> d`,
		"Kaplan–Meier, log-rank":    "Kaplan–Meier, log-rank",
		"by month, n = 3,904; band": `by month, <span class="kept">n = 3,904</span>; band`,
		"Diagnosis, ICD-10-CM":      `Diagnosis, <span class="kept">ICD-10-CM</span>`,
		"(log-rank, p 0.021)":       `(log-rank, <span class="kept">p 0.021</span>)`,
		"p <0.001":                  `<span class="kept">p &lt;0.001</span>`,
		"RANDOM-2024-10":            `<span class="kept">RANDOM-2024-10</span>`,
		"it's 5":                    "it&#39;s 5",
	} {
		if got := string(kept(text)); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
}

// Paper numbers its pages in the language of the report.
func TestPagesAreNumberedInTheLanguage(t *testing.T) {
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	es, err := library.Get("es", "")
	if err != nil {
		t.Fatal(err)
	}
	for want, l := range map[string]*language.Language{
		`@bottom-right { content: "Page " counter(page) " of " counter(pages) ""; }`:      nil,
		`@bottom-right { content: "P\e1 gina " counter(page) " de " counter(pages) ""; }`: es,
	} {
		d := sample()
		d.Language = l
		if page := render(t, d); !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

// Dark mode and paper are part of the style.
func TestStyle(t *testing.T) {
	page := render(t, sample())
	for _, want := range []string{
		"@media screen and (prefers-color-scheme: dark)", ":root[data-theme=dark]", "@media print", "break-after: avoid", "table-header-group",
		`size: letter; @top-left { content: "Coding quality"; } @bottom-left { content: "Internal"; }`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the style does not hold %s", want)
		}
	}
	if strings.Contains(page, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

func TestBrokenContract(t *testing.T) {
	ragged := sample()
	ragged.Parts[0].Blocks[1].Table = &report.Table{ID: "ragged", Columns: []report.Column{{Title: "A"}}, Rows: [][]string{{"1"}, {"1", "2"}}}
	none := sample()
	none.Parts[0].Blocks[0].Figure.Chart = nil
	for want, d := range map[string]*report.Document{
		"table ragged: row 2 has 2 cells for 1 columns": ragged,
		"figure bars: has no chart":                     none,
	} {
		var out bytes.Buffer
		err := Render(&out, d)
		if fault.KindOf(err) != fault.Internal || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
		if out.Len() > 0 {
			t.Errorf("%s: %d bytes were written", want, out.Len())
		}
	}
}

// full is a writer whose disk is full.
type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestFullDisk(t *testing.T) {
	err := Render(full{}, sample())
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}
