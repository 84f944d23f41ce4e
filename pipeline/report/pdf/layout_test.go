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

// The whole figure stands on one page, as wide as the text.
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
			if x0 != margin || x1 != pageWidth-margin || math.Abs(y1-y0-textWidth*360/640) > 0.02 {
				t.Errorf("a figure from (%g, %g) to (%g, %g)", x0, y0, x1, y1)
			}
			if y0 < pageHeight-bodyBottom || y1 > pageHeight-bodyTop {
				t.Errorf("a figure between %g and %g leaves the page's body", y0, y1)
			}
			drawn++
		}
	}
	if drawn != len(blocks) {
		t.Errorf("%d of %d figures drawn", drawn, len(blocks))
	}
}

// Text after a figure has its own colour, whatever colour the figure drew last.
func TestTextAfterFigureIsInk(t *testing.T) {
	last := sketch(func(c draw.Canvas) {
		c.SetColor(ink)
		c.Fill(c.Rectangle.Path())
	})
	f := render(t, only(report.Block{Figure: figureOf(last)}, report.Block{Table: numbered("t", 1)}))
	operator := regexp.MustCompile(`(?m)(?:^| )(q|Q|[\d. ]+ (?:rg|g)|BT .* Tj)(?: |$)`)
	fill, saved := "", []string{}
	for _, m := range operator.FindAllStringSubmatch(strings.ReplaceAll(f.pages[1], " Q", "\nQ"), -1) {
		switch op := m[1]; {
		case op == "q":
			saved = append(saved, fill)
		case op == "Q":
			fill, saved = saved[len(saved)-1], saved[:len(saved)-1]
		case strings.HasSuffix(op, "g"):
			fill = op
		case strings.Contains(op, "\x00T\x00a\x00b\x00l\x00e\x00 \x00o\x00f"):
			if fill != "0.110 0.169 0.200 rg" { // 1C2B33
				t.Errorf("the table's title is printed with %q", fill)
			}
			return
		}
	}
	t.Error("the table's title is not there")
}

// No word of any document stands outside the margins of its page.
func TestTextStaysInsideTheMargins(t *testing.T) {
	word := regexp.MustCompile(`<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>`)
	for name, d := range extremes() {
		t.Run(name, func(t *testing.T) {
			found := word.FindAllStringSubmatch(pdftotext(t, d, "-bbox"), -1)
			if len(found) == 0 {
				t.Fatal("no words")
			}
			for _, m := range found {
				var left, top, right, bottom float64
				fmt.Sscan(m[1]+" "+m[2]+" "+m[3]+" "+m[4], &left, &top, &right, &bottom)
				if left < margin-0.5 || right > pageWidth-margin+1.5 || top < 30 || bottom > pageHeight-28 {
					t.Errorf("%q stands at %s %s %s %s", m[5], m[1], m[2], m[3], m[4])
				}
			}
		})
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
