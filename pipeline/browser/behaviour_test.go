package browser

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/html"
)

// hostile is a name that would run where a page does not escape it.
const hostile = `</title></style></script><script>console.error("ran")</script><img src=x onerror=console.error(1)>`

// written renders a document with a figure and a table into a file.
func written(t *testing.T) string {
	t.Helper()
	bars := across.Bars{
		Words: chart.Words{Title: "Two codes lead", Alt: "I10 leads."}, ValueHead: "Discharges", RightHead: "n",
		Items: []across.Bar{
			{Code: "I10", Label: "Hypertension", Value: 336, Lo: 314, Hi: 359, Right: "582"},
			{Code: "E78", Label: hostile, Value: 200},
			{Code: "J18", Label: "Pneumonia", Value: 7, Withheld: true},
		},
	}
	table := report.Table{
		ID: "sites", Title: "Accuracy by site",
		Columns: []report.Column{{Title: "Site"}, {Title: "Accuracy", Numeric: true}, {Title: "Since"}},
		Rows: [][]string{
			{"Nord 10", "9.5%", "1 October 2026"}, {"Nord 9", "withheld", "1 May 2025"},
			{hostile, "85.0%", "2 October 2026"}, {"Alfa", "100%", ""},
		},
	}
	d := &report.Document{
		Name: "sites", Title: "Sites " + hostile, Period: hostile, Sensitivity: hostile,
		AsOf: time.Date(2026, 10, 1, 6, 0, 0, 0, time.UTC),
		Parts: []report.Part{{ID: "sites-part", Title: "Sites", Blocks: []report.Block{
			{Figure: &report.Figure{ID: "codes", Chart: bars, Data: table}}, {Table: &table},
		}}},
	}
	file := filepath.Join(t.TempDir(), "sites.html")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := html.Render(f, d); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestHostileNamesAreText(t *testing.T) {
	b := open(t)
	said, requests := b.visit(written(t), 1280, "light")
	if len(said) > 0 || len(requests) > 0 {
		t.Errorf("the page says %q and asks for %q", said, requests)
	}
	if got := value[string](b, `document.querySelector("h1").textContent`); got != "Sites "+hostile {
		t.Errorf("the title reads %q", got)
	}
	if wide := value[int64](b, "document.documentElement.scrollWidth"); wide != 1280 {
		t.Errorf("the page is %d px wide", wide)
	}
}

// rowNames are the first cells of the table in view, shortened.
const rowNames = `[...document.querySelectorAll("#block-sites tbody tr")].map((r) => r.cells[0].textContent.slice(0, 6))`

// Columns are sorted by what their cells mean, with the keyboard: words with numbers in them in
// the order of these, shares and dates by value, what is withheld or missing last both ways.
func TestTablesAreSorted(t *testing.T) {
	b := open(t)
	b.visit(written(t), 1280, "light")
	came := []string{"Nord 1", "Nord 9", "</titl", "Alfa"}
	for _, c := range []struct {
		column   int
		up, down []string
	}{
		{0, []string{"</titl", "Alfa", "Nord 9", "Nord 1"}, []string{"Nord 1", "Nord 9", "Alfa", "</titl"}},
		{1, []string{"Nord 1", "</titl", "Alfa", "Nord 9"}, []string{"Alfa", "</titl", "Nord 1", "Nord 9"}},
		{2, []string{"Nord 9", "Nord 1", "</titl", "Alfa"}, []string{"</titl", "Nord 1", "Nord 9", "Alfa"}},
	} {
		head := `document.querySelectorAll("#block-sites thead th")[` + string(rune('0'+c.column)) + `]`
		value[bool](b, head+`.querySelector("button").focus(); true`)
		for _, step := range []struct {
			order string
			want  []string
		}{{"ascending", c.up}, {"descending", c.down}, {"", came}} {
			b.do(chromedp.KeyEvent(kb.Enter))
			if got := value[[]string](b, rowNames); !slices.Equal(got, step.want) {
				t.Errorf("column %d, %s: rows %q, want %q", c.column, step.order, got, step.want)
			}
			if got := value[string](b, head+`.getAttribute("aria-sort") || ""`); got != step.order {
				t.Errorf("column %d: aria-sort is %q, want %q", c.column, got, step.order)
			}
		}
	}
}

// focused names what has the focus.
const focused = `document.activeElement.className.split(" ")[0] || document.activeElement.tagName`

// The first stop of the keyboard skips to the report; a figure is one stop, and its values are
// read by the arrow keys.
func TestKeyboard(t *testing.T) {
	b := open(t)
	b.visit(written(t), 1280, "light")
	b.do(chromedp.KeyEvent(kb.Tab))
	if got := value[string](b, focused); got != "skip" {
		t.Errorf("the first stop is %q", got)
	}
	if left := value[float64](b, `document.activeElement.getBoundingClientRect().left`); left < 0 {
		t.Error("the link that skips stays out of sight")
	}
	b.do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
	if got := value[string](b, focused); got != "plot" {
		t.Fatalf("the first stop within the report is %q", got)
	}
	if got := value[string](b, `getComputedStyle(document.activeElement).outlineStyle`); got != "solid" {
		t.Errorf("the focus is shown by an outline that is %q", got)
	}
	for _, c := range []struct{ key, want string }{
		{kb.ArrowRight, "I10 Hypertension|Discharges: 336.0 (314.0 to 359.0)|n: 582"},
		{kb.ArrowDown, "E78 </title></style>"},
		{kb.End, "J18 Pneumonia|Discharges: withheld"},
		{kb.ArrowRight, "J18 Pneumonia"},
		{kb.Home, "I10"},
	} {
		b.do(chromedp.KeyEvent(c.key))
		if got := value[string](b, tipText); !strings.HasPrefix(got, c.want) {
			t.Errorf("the values read %q, want %q", got, c.want)
		}
	}
	b.do(chromedp.KeyEvent(kb.Escape))
	if got := value[string](b, tipText); got != "" {
		t.Errorf("after Escape the values read %q", got)
	}
}

// tipText is what is told of a value, line by line.
const tipText = `[...document.querySelector(".tip").children].map((line) => line.textContent).join("|")`

// A value is told where the pointer rests, within the window, and no longer once it leaves.
func TestPointer(t *testing.T) {
	b := open(t)
	b.visit(written(t), 1280, "light")
	at := value[[]float64](b, `(() => { const r = document.querySelector(".plot rect").getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`)
	b.do(chromedp.MouseEvent("mouseMoved", at[0], at[1]))
	if got := value[string](b, tipText); !strings.HasPrefix(got, "I10 Hypertension|") {
		t.Errorf("the pointer reads %q", got)
	}
	if !value[bool](b, `(() => { const r = document.querySelector(".tip").getBoundingClientRect(); return r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight; })()`) {
		t.Error("what the pointer reads leaves the window")
	}
	b.do(chromedp.MouseEvent("mouseMoved", 5, 5))
	if got := value[string](b, tipText); got != "" {
		t.Errorf("after leaving the pointer reads %q", got)
	}
}

// background is the colour of the page, ink that of a figure's letters.
const (
	background = `getComputedStyle(document.body).backgroundColor`
	ink        = `getComputedStyle(document.querySelector('.plot text[fill="#1c2b33"]')).fill`
)

// press presses a button with the keyboard.
func (b *tab) press(selector string) {
	b.Helper()
	value[bool](b, `document.querySelector("`+selector+`").focus(); true`)
	b.do(chromedp.KeyEvent(kb.Enter))
}

// The theme follows the system until the reader chooses, and is then remembered.
func TestTheme(t *testing.T) {
	b := open(t)
	file := written(t)
	const day, night, dayInk, nightInk = "rgb(255, 255, 255)", "rgb(19, 27, 32)", "rgb(28, 43, 51)", "rgb(238, 242, 245)"
	expect := func(what, ground, letters string) {
		t.Helper()
		if g, l := value[string](b, background), value[string](b, ink); g != ground || l != letters {
			t.Errorf("%s: letters %s on %s, want %s on %s", what, l, g, letters, ground)
		}
	}
	b.visit(file, 1280, "dark")
	expect("system dark", night, nightInk)
	b.visit(file, 1280, "light")
	expect("system light", day, dayInk)
	b.press(".theme")
	expect("chosen dark", night, nightInk)
	if got := value[string](b, `document.querySelector(".theme").getAttribute("aria-pressed")`); got != "true" {
		t.Errorf("the button is pressed: %s", got)
	}
	b.visit(file, 1280, "light")
	expect("remembered", night, nightInk)
	b.press(".theme")
	expect("chosen light", day, dayInk)
}
