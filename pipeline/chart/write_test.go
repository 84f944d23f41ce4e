package chart_test

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"chartline/pipeline/chart"
)

func TestPNG(t *testing.T) {
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := chart.PNG(b, funnel(), 2); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two images of a figure differ")
	}
	config, err := png.DecodeConfig(&first)
	if err != nil {
		t.Fatal(err)
	}
	if config.Width != 1707 { // 640 points of 1/72 inch at 192 dots an inch
		t.Errorf("%d dots wide, want 1707", config.Width)
	}
}

func TestPNGRefusesScales(t *testing.T) {
	for _, scale := range []float64{0, -1, 100, math.NaN(), math.Inf(1)} {
		if err := chart.PNG(io.Discard, backlog(), scale); err == nil {
			t.Errorf("scale %v is accepted", scale)
		}
	}
}

// element is what the tests need to know of an SVG.
type element struct {
	name string
	attr map[string]string
}

func elements(t *testing.T, svg string) []element {
	t.Helper()
	var out []element
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("the SVG is not well-formed: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok {
			e := element{start.Name.Local, map[string]string{}}
			for _, a := range start.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			out = append(out, e)
		}
	}
}

func svgOf(t *testing.T, f chart.Figure) string {
	t.Helper()
	var b bytes.Buffer
	if err := chart.SVG(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSVGStandsInAPage(t *testing.T) {
	f := frequency()
	f.Alt = `Bars; "hypertension" leads <by far> & away`
	f.Items[0].Label = unruly
	svg := svgOf(t, f)
	if !strings.HasPrefix(svg, "<svg ") || svg != svgOf(t, f) {
		t.Error("the SVG has a prologue or differs from run to run")
	}
	all := elements(t, svg)
	root := all[0]
	if root.attr["role"] != "img" || root.attr["aria-label"] != f.Alt || root.attr["viewBox"] == "" {
		t.Errorf("root %v", root.attr)
	}
	if !strings.Contains(root.attr["font-family"], "Arial,Helvetica,sans-serif") {
		t.Errorf("the fonts are %q", root.attr["font-family"])
	}
	texts := 0
	for _, e := range all {
		if e.attr["id"] != "" || e.attr["style"] != "" {
			t.Errorf("id %q may meet its like in a page, and style %q is refused by its policy", e.attr["id"], e.attr["style"])
		}
		if e.name == "text" {
			texts++
			if e.attr["textLength"] == "" {
				t.Errorf("a text depends on the viewer's fonts: %v", e.attr)
			}
		}
	}
	if want := len(boxes(record(f))); texts != want {
		t.Errorf("%d texts, drawn were %d", texts, want)
	}
}

// Without alternative text the title speaks.
func TestSVGLabelFallsBackToTitle(t *testing.T) {
	if root := elements(t, svgOf(t, backlog()))[0]; root.attr["aria-label"] != backlog().Title {
		t.Errorf("label %q", root.attr["aria-label"])
	}
}

func TestSVGIsWellFormedForAnyInput(t *testing.T) {
	for name, f := range extremes() {
		if strings.HasSuffix(name, "/unruly") || strings.HasSuffix(name, "/bad/0") {
			t.Run(name, func(t *testing.T) {
				if len(elements(t, svgOf(t, f))) < 3 {
					t.Error("the SVG is empty")
				}
			})
		}
	}
}
