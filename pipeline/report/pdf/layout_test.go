package pdf

import (
	"bytes"
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/report"
)

func TestLongTableRepeatsItsHead(t *testing.T) {
	f := render(t, only(report.Block{Table: numbered("long", 200)}))
	heads, row := 0, 0
	for page := range f.pages {
		for _, text := range f.texts(page + 1) {
			switch {
			case text == "Row name":
				heads++
			case strings.HasPrefix(text, "row-"):
				row++
				if want := fmt.Sprintf("row-%03d", row); text != want {
					t.Fatalf("page %d prints %s where %s is next", page+1, text, want)
				}
				if heads != page { // The first page is the title page.
					t.Fatalf("page %d prints %s below no head", page+1, text)
				}
			}
		}
	}
	if row != 200 || heads < 4 {
		t.Errorf("%d rows under %d heads", row, heads)
	}
	last := f.texts(len(f.pages))
	if !slices.Contains(last, "Distinct encounters.") || !slices.Contains(last, "row-200") {
		t.Error("the notes do not stand with the last row")
	}
}

// The name of a group stands once, and again where the table goes on.
func TestGroupsAreNamedOnEachPage(t *testing.T) {
	table := numbered("groups", 100)
	table.Columns = append([]report.Column{{Title: "Group", Grouped: true}}, table.Columns...)
	for i, row := range table.Rows {
		table.Rows[i] = append([]string{fmt.Sprintf("group %d", i/80)}, row...)
	}
	f := render(t, only(report.Block{Table: table}))
	for page, want := range map[int]string{2: "group 0", 3: "group 0", 4: "group 1"} {
		named := 0
		for _, text := range f.texts(page) {
			if text == want {
				named++
			}
		}
		if named != 1 {
			t.Errorf("page %d names %s %d times", page, want, named)
		}
	}
}

// The last row of a table that breaks is never alone on its page.
func TestNoLonelyRow(t *testing.T) {
	for n := 30; n < 80; n++ {
		f := render(t, only(report.Block{Table: numbered("some", n)}))
		last := f.texts(len(f.pages))
		if !slices.Contains(last, fmt.Sprintf("row-%03d", n-1)) {
			t.Errorf("of %d rows one is alone", n)
		}
	}
}

// The whole figure stands on one page, as wide as the text and no lower than the least part of
// its natural height that can be read.
func TestFigureFillsTheTextWidth(t *testing.T) {
	blocks := make([]report.Block, 5)
	for i := range blocks {
		blocks[i].Figure = figureOf(frame{"Grey", 640, 360})
	}
	f := render(t, only(blocks...))
	corner := regexp.MustCompile(`([\d.]+) ([\d.]+) m\n([\d.]+) ([\d.]+) l\n([\d.]+) ([\d.]+) l\n`)
	drawn := 0
	for _, page := range f.pages {
		for _, m := range corner.FindAllStringSubmatch(page, -1) {
			var x0, y0, x1, y1 float64
			fmt.Sscan(m[1], &x0)
			fmt.Sscan(m[2], &y0)
			fmt.Sscan(m[5], &x1)
			fmt.Sscan(m[6], &y1)
			if x0 != letter.margin || x1 != letter.pageWidth-letter.margin || y1-y0 > textWidth*360/640+0.02 || y1-y0 < snug*textWidth*360/640 {
				t.Errorf("a figure from (%g, %g) to (%g, %g)", x0, y0, x1, y1)
			}
			if y0 < letter.pageHeight-letter.bodyBottom || y1 > letter.pageHeight-bodyTop {
				t.Errorf("a figure between %g and %g leaves the page's body", y0, y1)
			}
			drawn++
		}
	}
	if drawn != len(blocks) {
		t.Errorf("%d of %d figures drawn", drawn, len(blocks))
	}
}

// A figure that is too tall for the page is scaled down to it.
func TestTallFigureFitsThePage(t *testing.T) {
	f := render(t, only(report.Block{Figure: figureOf(frame{"Tower", 100, 5000})}))
	page := f.pages[len(f.pages)-1]
	m := regexp.MustCompile(`([\d.]+) ([\d.]+) m\n[\d.]+ [\d.]+ l\n([\d.]+) ([\d.]+) l\n`).FindStringSubmatch(page)
	var x0, y0, x1, y1 float64
	fmt.Sscan(strings.Join(m[1:], " "), &x0, &y0, &x1, &y1)
	if y0 < letter.pageHeight-letter.bodyBottom || y1 > letter.pageHeight-bodyTop {
		t.Errorf("the figure stands between %g and %g", y0, y1)
	}
	if math.Abs((y1-y0)/(x1-x0)-50) > 0.1 {
		t.Errorf("the figure measures %g by %g, 1 by 50 is wanted", x1-x0, y1-y0)
	}
}

// Text after a figure has its own colour, even where the figure used the same one last.
func TestTextAfterFigure(t *testing.T) {
	last := sketch(func(c draw.Canvas) {
		c.SetColor(note.color)
		c.Fill(c.Rectangle.Path())
	})
	page := render(t, only(report.Block{Figure: figureOf(last)})).pages[1]
	var fill, under string
	var saved []string
	operator := regexp.MustCompile(`(?m)(?:^| )(q|Q|[\d. ]+ (?:rg|g)|BT .* Tj)`)
	for _, m := range operator.FindAllStringSubmatch(page, -1) {
		switch op := m[1]; {
		case op == "q":
			saved = append(saved, fill)
		case op == "Q":
			fill, saved = saved[len(saved)-1], saved[:len(saved)-1]
		case strings.HasSuffix(op, "g"):
			fill = strings.TrimSpace(op)
		case strings.HasPrefix(decode(op[strings.Index(op, "(")+1:]), "Data of this figure"):
			under = fill
		}
	}
	if under != "0.357 0.416 0.463 rg" { // 5B6A76
		t.Errorf("the line under the figure is printed with %q", under)
	}
}

// A figure draws inside its outline only, and its dashes end with it.
func TestFigureKeepsToItself(t *testing.T) {
	dashed := sketch(func(c draw.Canvas) {
		c.SetLineDash([]vg.Length{3}, 0)
		c.StrokeLine2(draw.LineStyle{Width: 1, Color: ink, Dashes: []vg.Length{3}}, -9, -9, 999, 999)
	})
	f := render(t, only(report.Block{Figure: figureOf(dashed)}, report.Block{Table: numbered("next", 60)}))
	clip := regexp.MustCompile(`q (.*) re W n`).FindStringSubmatch(f.pages[1])
	outline := regexp.MustCompile(`(.*) re S`).FindStringSubmatch(f.pages[1])
	if clip == nil || outline == nil || clip[1] != outline[1] {
		t.Errorf("the clipping path is %q and the outline %q", clip, outline)
	}
	if !strings.Contains(f.pages[1], "[3.00] 0.00 d") || strings.Contains(f.pages[2], "[3.00]") {
		t.Error("the dashes do not begin and end with the figure")
	}
}

// Numbers end at the same place. All digits of Liberation Sans are 1139/2048 em wide.
func TestNumbersAreAlignedRight(t *testing.T) {
	table := numbered("t", 2)
	table.Rows[0][1], table.Rows[1][1] = "1000", "5"
	page := render(t, only(report.Block{Table: table})).pages[1]
	left := func(text string) (x float64) {
		for _, m := range regexp.MustCompile(`BT ([\d.]+) [\d.]+ Td \((.*)\) Tj`).FindAllStringSubmatch(page, -1) {
			if decode(m[2]) == text {
				fmt.Sscan(m[1], &x)
			}
		}
		return x
	}
	digit := 1139.0 / 2048 * cell.size
	if got := left("5") - left("1000"); math.Abs(got-3*digit) > 0.02 {
		t.Errorf("one digit begins %g points right of four, want %g", got, 3*digit)
	}
	if got := left("5"); math.Abs(got-(letter.pageWidth-letter.margin-digit)) > 0.02 {
		t.Errorf("the last column ends %g points from its edge", letter.pageWidth-letter.margin-digit-got)
	}
	if got := left("row-001"); got != letter.margin {
		t.Errorf("text begins at %g, want %g", got, letter.margin)
	}
}

// Tiles stand in rows of three or four, and the last row has at least two of them
// where that can be.
func TestTiles(t *testing.T) {
	box := regexp.MustCompile(`0.957 0.965 0.973 rg\n[\d.]+ ([\d.]+) [\d.]+ -[\d.]+ re f`)
	for n, want := range map[int][]int{1: {1}, 3: {3}, 4: {4}, 5: {3, 2}, 6: {3, 3}, 7: {4, 3}, 8: {4, 4}} {
		d := &report.Document{KeyFigures: make([]report.KeyFigure, n)}
		for i := range d.KeyFigures {
			d.KeyFigures[i] = report.KeyFigure{Label: "A label that takes more than a line", Value: "no data for all of the three facilities"}
		}
		var rows []int
		top := ""
		f := render(t, d)
		if strings.Contains(f.all(), "…") {
			t.Errorf("with %d tiles a label is cut", n)
		}
		for _, m := range box.FindAllStringSubmatch(f.pages[0], -1) {
			if m[1] != top {
				top = m[1]
				rows = append(rows, 0)
			}
			rows[len(rows)-1]++
		}
		if !slices.Equal(rows, want) {
			t.Errorf("%d tiles stand in rows of %v, want %v", n, rows, want)
		}
	}
}

// Tones are told apart by the shapes of their marks, without colour.
func TestTilesSayTheirMarks(t *testing.T) {
	d := sample()
	without := pdftotext(t, d, "-f", "1", "-l", "1")
	d.KeyFigures[0].Marks = []report.Mark{{Sign: "!", Word: "concerning", Tone: report.Watch}, {Sign: "F", Word: "misses the target of 95.0% " + strings.Repeat("by far ", 20), Tone: report.Watch}}
	d.KeyFigures[1].Marks = []report.Mark{{Sign: "~", Word: "usual variation"}}
	text := pdftotext(t, d, "-f", "1", "-l", "1")
	for _, want := range []string{"concerning", "misses", "variation", "!", "F", "~"} {
		if slices.Contains(strings.Fields(without), want) || !slices.Contains(strings.Fields(text), want) {
			t.Errorf("%q stands in a tile without marks, or not in one with it: %q", want, text)
		}
	}
	wordsInside(t, pdftotext(t, d, "-bbox", "-f", "1", "-l", "1"), letter)
}

func TestMarksDifferInShape(t *testing.T) {
	colour := regexp.MustCompile(`(?m)^[\d. ]+ (?:rg|g|RG|G)$`)
	seen := map[string]report.Tone{}
	for _, tone := range []report.Tone{report.Neutral, report.Good, report.Watch, report.Act} {
		pdf := newFile(&report.Document{})
		pdf.SetCompression(false)
		pdf.AddPage()
		(&sheet{layout: letter, pdf: pdf, doc: &report.Document{}}).mark(tone, 100, 100, 11)
		var out bytes.Buffer
		if err := pdf.Output(&out); err != nil {
			t.Fatal(err)
		}
		page := regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`).FindString(out.String())
		shape := colour.ReplaceAllString(page, "")
		if other, same := seen[shape]; same {
			t.Errorf("tones %d and %d have the same mark", other, tone)
		}
		seen[shape] = tone
	}
}

// No word of any document stands outside the margins of its page.
func TestTextStaysInsideTheMargins(t *testing.T) {
	for name, d := range extremes() {
		for _, paper := range []report.Paper{report.Letter, report.A4} {
			t.Run(name+" on "+string(paper), func(t *testing.T) {
				d.Paper = paper
				wordsInside(t, pdftotext(t, d, "-bbox"), layoutOf(paper))
			})
		}
	}
}

func wordsInside(t *testing.T, boxes string, on layout) {
	t.Helper()
	word := regexp.MustCompile(`<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>`)
	found := word.FindAllStringSubmatch(boxes, -1)
	if len(found) == 0 {
		t.Fatal("no words")
	}
	for _, m := range found {
		var left, top, right, bottom float64
		fmt.Sscan(m[1]+" "+m[2]+" "+m[3]+" "+m[4], &left, &top, &right, &bottom)
		if left < on.margin-0.5 || right > on.pageWidth-on.margin+1.5 || top < 30 || bottom > on.pageHeight-28 {
			t.Errorf("%q stands at %s %s %s %s", m[5], m[1], m[2], m[3], m[4])
		}
	}
}

// ISO 216 and ANSI say how large the sheets are: 210 by 297 mm, 8.5 by 11 inches.
func TestPaper(t *testing.T) {
	for paper, want := range map[report.Paper]string{report.Letter: "612.00 792.00", "": "612.00 792.00", report.A4: "595.28 841.89"} {
		d := sample()
		d.Paper = paper
		if !bytes.Contains(render(t, d).raw, []byte("/MediaBox [0 0 "+want+"]")) {
			t.Errorf("%q is not of %s points", paper, want)
		}
	}
}

// pdftotext is another program's reading of the file.
func pdftotext(t *testing.T, d *report.Document, options ...string) string {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	cmd := exec.Command(program, append(options, "-", "-")...)
	cmd.Stdin = bytes.NewReader(render(t, d).raw)
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return string(text)
}
