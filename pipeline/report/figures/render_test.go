package figures

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// sheet is a figure that is red all over.
type sheet struct{}

func (sheet) Text() chart.Words      { return chart.Words{Title: "Red"} }
func (sheet) Size() (w, h vg.Length) { return 3 * vg.Inch, 2 * vg.Inch }
func (sheet) Draw(c draw.Canvas) {
	c.SetColor(color.NRGBA{R: 0xFF, A: 0xFF})
	c.Fill(c.Rectangle.Path())
}

// document holds figures and, between them, a table.
func document(ids ...string) *report.Document {
	p := report.Part{Blocks: []report.Block{{Table: &report.Table{ID: "table"}}}}
	for _, id := range ids {
		p.Blocks = append(p.Blocks, report.Block{Figure: &report.Figure{ID: id, Chart: sheet{}}})
	}
	return &report.Document{Parts: []report.Part{p}}
}

func TestRender(t *testing.T) {
	folder := t.TempDir()
	names, err := Render(folder, document("one", "two"))
	if err != nil || !slices.Equal(names, []string{"one.png", "one-slide.png", "one.svg", "two.png", "two-slide.png", "two.svg"}) {
		t.Fatalf("names %q, error %v", names, err)
	}
	one, err := os.ReadFile(filepath.Join(folder, "one.png"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	// 3 by 2 inches at twice 96 dots.
	if got := img.Bounds().Size(); got.X != 576 || got.Y != 384 {
		t.Errorf("the image measures %v", got)
	}
	if r, g, _, _ := img.At(288, 192).RGBA(); r != 0xFFFF || g != 0 {
		t.Error("the image does not show the figure")
	}
	if slide := size(t, filepath.Join(folder, "one-slide.png")); slide != image.Pt(1920, 1080) {
		t.Errorf("the slide measures %v", slide)
	}
	drawing, err := os.ReadFile(filepath.Join(folder, "one.svg"))
	if err != nil || !bytes.HasPrefix(drawing, []byte("<svg ")) {
		t.Errorf("the drawing begins %.20q, %v", drawing, err)
	}
	two, err := os.ReadFile(filepath.Join(folder, "two.png"))
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("the same figure gives other bytes, error %v", err)
	}
}

// size is that of an image file.
func size(t *testing.T, path string) image.Point {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	conf, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return image.Pt(conf.Width, conf.Height)
}

func TestRenderNothing(t *testing.T) {
	names, err := Render(t.TempDir(), document())
	if err != nil || len(names) != 0 {
		t.Errorf("names %q, error %v", names, err)
	}
}

func TestRenderRefuses(t *testing.T) {
	none := document("none")
	none.Parts[0].Blocks[1].Figure.Chart = nil
	for want, tc := range map[string]struct {
		document *report.Document
		kind     fault.Kind
	}{
		"figure a: is in the report twice; give each figure an id of its own":       {document("a", "a"), fault.Config},
		"figure a-slide: is in the report twice; give each figure an id of its own": {document("a", "a-slide"), fault.Config},
		"figure A: is in the report twice; give each figure an id of its own":       {document("a", "A"), fault.Config},
		`figure: id "../a" is no file name; use letters, digits and underscores`:    {document("../a"), fault.Config},
		`figure: id "" is no file name; use letters, digits and underscores`:        {document(""), fault.Config},
		"figure none: has no chart": {none, fault.Internal},
	} {
		_, err := Render(t.TempDir(), tc.document)
		if fault.KindOf(err) != tc.kind || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	_, err := Render(filepath.Join(t.TempDir(), "absent"), document("a"))
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
