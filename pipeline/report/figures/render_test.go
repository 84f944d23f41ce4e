package figures

import (
	"bytes"
	"encoding/xml"
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

// TestEveryFileSaysWhatItIsMadeOf: images in a chunk of text, drawings in an element that shows nothing.
func TestEveryFileSaysWhatItIsMadeOf(t *testing.T) {
	for sensitivity, said := range map[string]string{
		"Internal":                             "Made of a <limited> data set. Internal",
		"Made of a <limited> data set. Public": "Made of a <limited> data set. Public",
		"":                                     "Made of a <limited> data set.",
	} {
		d := document("one")
		d.Sensitivity, d.Provenance = sensitivity, []report.Definition{{Term: "As of", Text: "today"}, {Term: "Mode", Text: "Made of a <limited> data set."}}
		saysItself(t, d, said)
	}
}

// saysItself fails where a file of a document does not say what it should.
func saysItself(t *testing.T, d *report.Document, said string) {
	t.Helper()
	folder := t.TempDir()
	names, err := Render(folder, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".svg" {
			var drawing struct {
				Metadata struct {
					Description string `xml:"http://purl.org/dc/elements/1.1/ description"`
				} `xml:"http://www.w3.org/2000/svg metadata"`
			}
			if err := xml.Unmarshal(content, &drawing); err != nil || drawing.Metadata.Description != said {
				t.Errorf("%s says %q, %v", name, drawing.Metadata.Description, err)
			}
		} else if !bytes.Contains(content, []byte(said)) {
			t.Errorf("%s does not say what it is made of", name)
		}
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
