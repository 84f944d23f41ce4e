package pdf

import (
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/report"
)

// A letter that cannot be printed is a box wherever it stands, and the last page says once what boxes are;
// a document without one, or with a box of its own, says nothing.
func TestBoxesAreExplainedOnce(t *testing.T) {
	const words = "stands for a letter or sign"
	alone := only(report.Block{Table: cellOf("Ward 😀")})
	alone.Alone = true
	for name, c := range map[string]struct {
		doc   *report.Document
		notes int
		text  string
	}{
		"in a table":       {only(report.Block{Table: cellOf("Ward 😀")}), 1, "Ward □"},
		"in two tables":    {only(report.Block{Table: cellOf("Ward 😀")}, report.Block{Table: cellOf("Unit \U00011111")}), 1, "Unit □"},
		"by itself":        {alone, 1, "Ward □"},
		"spelled in Latin": {only(report.Block{Table: cellOf("中文")}), 0, "Zhong Wen"},
		"a box of its own": {only(report.Block{Table: cellOf("Ward □ é")}), 0, "Ward □ é"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Join(strings.Fields(pdftotext(t, c.doc)), " ") // lines are broken anywhere
			if strings.Count(text, words) != c.notes || !strings.Contains(text, c.text) || strings.Contains(text, "?") {
				t.Errorf("%s", text)
			}
			if got := strings.Contains(text, "The HTML page"); got != (c.notes > 0 && !c.doc.Alone) {
				t.Errorf("names the HTML page: %v", got)
			}
		})
	}
}

// drawnText is a figure with a text.
func drawnText(text string) report.Block {
	return report.Block{Figure: figureOf(sketch(func(c draw.Canvas) {
		c.FillString(font.Face{Font: font.Font{Size: 10}}, vg.Point{X: 10, Y: 10}, text)
	}))}
}

func TestBoxesInFiguresAreExplained(t *testing.T) {
	for text, want := range map[string]bool{"Ward 😀": true, "Ward é": false} {
		if got := strings.Contains(pdftotext(t, only(drawnText(text))), "stands for a letter or sign"); got != want {
			t.Errorf("%q is explained: %v", text, got)
		}
	}
}
