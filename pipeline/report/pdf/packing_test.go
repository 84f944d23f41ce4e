package pdf

import (
	"fmt"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/report"
)

// glance is a report of one page with two figures of a height.
func glance(height vg.Length) *report.Document {
	block := func(title string) report.Block {
		return report.Block{Figure: figureOf(frame{title, 640, height})}
	}
	d := only(block("First"), block("Second"))
	d.OnePage, d.Methods = true, []report.Definition{{Term: "Term", Text: "Text."}}
	d.Parts[0].Findings = []report.Finding{{Headline: "A sentence", Text: "With its numbers."}}
	return d
}

// Findings and figures stand on the first page, which has no contents, and the methods follow: on
// the same page where there is room.
// At their full width two figures of 350 points take 2 × 350 × 504/640 = 551 points, which with
// the head and their feet is more than the page has: they are made smaller. Larger ones go on.
func TestOnePage(t *testing.T) {
	for _, c := range []struct {
		height vg.Length
		pages  int
	}{{200, 1}, {350, 2}, {500, 2}} {
		f := render(t, glance(c.height))
		if len(f.pages) != c.pages {
			t.Errorf("figures of %v points: %d pages, want %d", c.height, len(f.pages), c.pages)
		}
		first := f.texts(1)
		if !slices.Contains(first, "A sentence") || slices.Contains(first, "Contents") {
			t.Errorf("the first page says %q", first)
		}
		if last := f.texts(len(f.pages)); !slices.Contains(last, "Methods") {
			t.Errorf("the last page says %q", last)
		}
	}
	s := &sheet{layout: letter, doc: glance(350), y: 160}
	if got, _ := s.partsToFit(s.allBlocks()); got >= 1 || got < smallest {
		t.Errorf("%v of the full size", got)
	}
	s.doc = glance(200)
	if got, _ := s.partsToFit(s.allBlocks()); got != 1 {
		t.Errorf("%v of the full size where there is room", got)
	}
}

// A document that comes alone names no file of data, for there is none.
func TestADocumentAloneNamesNoData(t *testing.T) {
	for _, alone := range []bool{false, true} {
		d := glance(200)
		d.Alone = alone
		if names := slices.Contains(render(t, d).texts(1), "Data of this figure: shape.csv"); names == alone {
			t.Errorf("alone %v, a file is named: %v", alone, names)
		}
	}
}

// pageOf is the page that shows a text, or 0.
func (f file) pageOf(text string) int {
	for page := range f.pages {
		if slices.Contains(f.texts(page+1), text) {
			return page + 1
		}
	}
	return 0
}

// A part begins below the one before it where all of its words fit there, and never apart from
// them, whatever stands above.
func TestPartKeepsItsWordsTogether(t *testing.T) {
	shared := 0
	for rows := 1; rows < 44; rows += 3 {
		d := only(report.Block{Table: numbered("above", rows)})
		second := report.Part{Title: "Second", Lead: "What it answers.", Findings: []report.Finding{{Headline: "First sentence", Text: "One."}, {Headline: "Last sentence", Text: "Two."}}}
		d.Parts = append(d.Parts, second)
		f := render(t, d)
		page := f.pageOf("Second")
		if words := f.texts(page); !slices.Contains(words, "What it answers.") || !slices.Contains(words, "Two.") {
			t.Fatalf("below %d rows the words of the part are torn apart", rows)
		}
		if page == f.pageOf(fmt.Sprintf("row-%03d", rows)) {
			shared++
		}
	}
	if shared < 6 || shared == 15 {
		t.Errorf("%d of 15 parts begin below another", shared)
	}
}

// Two figures that are a little too high for one page stand on it together, equally high.
func TestTwoFiguresShareAPage(t *testing.T) {
	high := vg.Length((letter.bodyHeight - 40) / 2 / textWidth * 640)
	f := render(t, only(report.Block{Figure: figureOf(frame{"Left", 640, high})}, report.Block{Figure: figureOf(frame{"Right", 640, high})}))
	if len(f.pages) != 3 { // the first page has the part's heading, which leaves room for one of them
		t.Fatalf("%d pages", len(f.pages))
	}
	d := only(report.Block{Table: numbered("above", 30)}, report.Block{Figure: figureOf(frame{"One", 640, high})}, report.Block{Figure: figureOf(frame{"Two", 640, high})})
	if f := render(t, d); len(f.pages) != 3 {
		t.Errorf("%d pages, want title, table, two figures", len(f.pages))
	}
}

// What does not fit lets a later block go first, but not many of them, and then comes next.
func TestLaterBlockFillsThePage(t *testing.T) {
	tall := report.Block{Figure: figureOf(frame{"Tall", 640, 790})}
	blocks := []report.Block{{Table: numbered("first", 10)}, tall}
	for _, id := range []string{"second", "third", "fourth"} {
		blocks = append(blocks, report.Block{Table: numbered(id, 4)})
	}
	d := only(blocks...)
	d.Parts[0].Findings = []report.Finding{{Headline: "One", Text: "Text."}, {Headline: "Two", Text: "Text."}} // leave no room for it
	f := render(t, d)
	for id, want := range map[string]int{"first": 2, "second": 2, "third": 2} {
		if got := f.pageOf("Table of " + id); got != want {
			t.Errorf("table %s stands on page %d, want %d", id, got, want)
		}
	}
	if got := f.bookmarks(); !slices.Contains(got[:5], "Tall") {
		t.Errorf("the figure comes late: %q", got)
	}
}

// Findings lead to what they are about and name its page where it is another one.
func TestFindingsLeadToTheirFigures(t *testing.T) {
	d := only(report.Block{Table: numbered("long", 40)}, report.Block{Figure: figureOf(frame{"Far", 640, 360})})
	d.Parts[0].Blocks[1].Figure.ID = "far"
	d.Findings = []report.Finding{{Headline: "To the figure", Text: "Text.", Block: "far"}, {Headline: "To nothing", Text: "Text.", Block: "gone"}}
	d.Parts[0].Findings = []report.Finding{{Headline: "To the table", Text: "Text.", Block: "long"}}
	f := render(t, d)
	if got := f.targets(); !slices.Equal(got, []int{3, 2}) {
		t.Errorf("the links lead to pages %v, want 3 and 2", got)
	}
	if !slices.Contains(f.texts(1), "p. 3") || slices.Contains(f.texts(2), "p. 2") {
		t.Errorf("page 1 says %q, page 2 %q", f.texts(1), f.texts(2))
	}
}

// Contents take the columns with which they fit on the title page, and few chapters have none.
func TestContentsFitTheTitlePage(t *testing.T) {
	for parts, want := range map[int]int{3: 0, 10: 1, 40: 1, 70: 1, 110: 2} {
		f := render(t, manyParts(parts))
		if got := f.pageOf("Contents"); got != want {
			t.Errorf("the contents of %d parts stand on page %d, want %d", parts, got, want)
		}
	}
}

// Where a list of definitions breaks, three of them stand on either side at least; a short
// one does not break.
func TestDefinitionsBreakInCompany(t *testing.T) {
	broken := 0
	for rows := 2; rows < 40; rows += 3 {
		d := only(report.Block{Table: numbered("above", rows)})
		for i := range 11 {
			d.Methods = append(d.Methods, report.Definition{Term: fmt.Sprintf("Term %d", i+1), Text: "One line."})
		}
		f := render(t, d)
		on := map[int]int{}
		for i := range 11 {
			on[f.pageOf(fmt.Sprintf("Term %d", i+1))]++
		}
		for page, n := range on {
			if n < 3 {
				t.Fatalf("below %d rows page %d has %d definitions", rows, page, n)
			}
		}
		if len(on) > 1 {
			broken++
		}
	}
	if broken == 0 {
		t.Error("no list broke, so that nothing was tried")
	}
}
