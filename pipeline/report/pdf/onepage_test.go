package pdf

import (
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

// Findings and figures stand on the first page, which has no contents, and the methods follow.
// At their full width two figures of 330 points take 2 × 330 × 504/640 = 520 points, which with
// the head and their feet is more than the page has: they are made smaller. Larger ones go on.
func TestOnePage(t *testing.T) {
	for _, c := range []struct {
		height vg.Length
		pages  int
	}{{200, 2}, {330, 2}, {500, 3}} {
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
	s := &sheet{doc: glance(330), y: 160}
	if got := s.widthToFit(); got >= textWidth || got < smallest*textWidth {
		t.Errorf("a width of %v", got)
	}
	s.doc = glance(200)
	if got := s.widthToFit(); got != textWidth {
		t.Errorf("a width of %v where there is room", got)
	}
}
