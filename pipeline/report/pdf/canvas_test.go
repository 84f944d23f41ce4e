package pdf

import (
	"image"
	"image/color"
	"math"
	"regexp"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"chartline/pipeline/report"
)

// drawn gives the operators that a drawing leaves on a page, on a canvas with its
// origin at (100, 200) from the page's lower left corner and points twice as long.
func drawn(t *testing.T, draw func(c *canvas)) string {
	t.Helper()
	pdf := newFile(&report.Document{})
	pdf.SetCompression(false)
	pdf.AddPage()
	draw(newCanvas(pdf, 100, 200, 2))
	var out strings.Builder
	if err := pdf.Output(&out); err != nil {
		t.Fatal(err)
	}
	page := regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`).FindStringSubmatch(out.String())
	return page[1]
}

// segment is a path from (x, y) to (X, Y).
func segment(x, y, X, Y vg.Length) vg.Path {
	var p vg.Path
	p.Move(vg.Point{X: x, Y: y})
	p.Line(vg.Point{X: X, Y: Y})
	return p
}

func TestCanvasPlaces(t *testing.T) {
	for name, tc := range map[string]struct {
		draw func(c *canvas)
		want string
	}{
		"origin at the lower left": {func(c *canvas) {}, "100.00 200.00 m\n120.00 210.00 l\nS"},
		"moved":                    {func(c *canvas) { c.Translate(vg.Point{X: 1, Y: 2}) }, "102.00 204.00 m\n122.00 214.00 l\nS"},
		// A quarter turn to the left takes (10, 5) to (-5, 10).
		"turned":            {func(c *canvas) { c.Rotate(math.Pi / 2) }, "100.00 200.00 m\n90.00 220.00 l\nS"},
		"turned twice":      {func(c *canvas) { c.Rotate(math.Pi / 2); c.Rotate(math.Pi / 2) }, "100.00 200.00 m\n80.00 190.00 l\nS"},
		"scaled":            {func(c *canvas) { c.Scale(3, -1) }, "100.00 200.00 m\n160.00 190.00 l\nS"},
		"moved then turned": {func(c *canvas) { c.Translate(vg.Point{X: 1}); c.Rotate(math.Pi) }, "102.00 200.00 m\n82.00 190.00 l\nS"},
		"turned then moved": {func(c *canvas) { c.Rotate(math.Pi); c.Translate(vg.Point{X: 1}) }, "98.00 200.00 m\n78.00 190.00 l\nS"},
		"restored":          {func(c *canvas) { c.Push(); c.Rotate(1); c.Pop() }, "100.00 200.00 m\n120.00 210.00 l\nS"},
	} {
		t.Run(name, func(t *testing.T) {
			got := drawn(t, func(c *canvas) { tc.draw(c); c.Stroke(segment(0, 0, 10, 5)) })
			if !strings.Contains(got, tc.want) {
				t.Errorf("operators\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestCanvasState(t *testing.T) {
	line := segment(0, 0, 1, 1)
	got := drawn(t, func(c *canvas) {
		c.SetColor(color.NRGBA{R: 0xFF, A: 0x80})
		c.SetLineWidth(1.5)
		c.SetLineDash([]vg.Length{3, 1}, 2)
		c.Push()
		c.SetColor(nil)
		c.SetLineWidth(0)
		c.Stroke(line) // Lines without a width are not drawn.
		c.Fill(line)
		c.Pop()
		c.Stroke(line)
	})
	black := strings.Index(got, "0.000 g\n")
	dash := strings.Index(got, "3.00 w\n[6.00 2.00] 4.00 d\n1.000 0.000 0.000 RG\n/GS1 gs\n")
	if black < 0 || dash < black {
		t.Errorf("operators\n%s", got)
	}
	if n := strings.Count(got, "\nS\n"); n != 1 {
		t.Errorf("%d strokes, want 1", n)
	}
	if !strings.HasSuffix(strings.TrimSpace(got), "/GS2 gs") {
		t.Error("the page does not end opaque")
	}
}

// A full turn ends where it began, and its quarters lie on the circle.
func TestCanvasArc(t *testing.T) {
	var p vg.Path
	p.Arc(vg.Point{X: 20, Y: 20}, 10, 0, 2*math.Pi)
	got := drawn(t, func(c *canvas) { c.Fill(p) })
	curves := regexp.MustCompile(`(\d+\.\d\d)0* (\d+\.\d\d)0* c\n`).FindAllStringSubmatch(got, -1)
	want := []string{"140.00 260.00", "120.00 240.00", "140.00 220.00", "160.00 240.00"}
	if len(curves) != len(want) {
		t.Fatalf("%d curves, want %d:\n%s", len(curves), len(want), got)
	}
	for i, m := range curves {
		if m[1]+" "+m[2] != want[i] {
			t.Errorf("quarter %d ends at %s %s, want %s", i+1, m[1], m[2], want[i])
		}
	}
	if !strings.Contains(got, "160.00 240.00 m\n") {
		t.Errorf("the arc does not begin at its start:\n%s", got)
	}
}

func TestCanvasText(t *testing.T) {
	face := func(f font.Font) font.Face { f.Size = 9; return font.Face{Font: f} }
	at := vg.Point{X: 10, Y: 5}
	for name, tc := range map[string]struct {
		draw func(c *canvas)
		want string
	}{
		"upright text is page text": {
			func(c *canvas) { c.FillString(face(font.Font{}), at, "A") },
			`18.00 Tf ET\nBT 120.00 210.00 Td \(\x00A\) Tj ET`,
		},
		// Turned text has its size before scaling and the whole transformation.
		"turned text": {
			func(c *canvas) { c.Rotate(math.Pi / 2); c.FillString(face(font.Font{}), at, "A") },
			`9.00 Tf ET\nq\n0.00000 2.00000 -2.00000 0.00000 90.00000 220.00000 cm\nBT 0.00 0.00 Td \(\x00A\) Tj ET\nQ`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := drawn(t, tc.draw); !regexp.MustCompile(tc.want).MatchString(got) {
				t.Errorf("operators\n%q\nwant\n%s", got, tc.want)
			}
		})
	}
	t.Run("weights are different fonts", func(t *testing.T) {
		got := drawn(t, func(c *canvas) {
			for _, f := range []font.Font{{}, {Weight: 3}, {Style: 1}} {
				c.FillString(face(f), at, "A")
			}
		})
		names := map[string]bool{}
		for _, m := range regexp.MustCompile(`/(F\w+) 18.00 Tf`).FindAllStringSubmatch(got, -1) {
			names[m[1]] = true
		}
		if len(names) != 3 {
			t.Errorf("%d fonts for regular, bold and italic:\n%s", len(names), got)
		}
	})
}

func TestCanvasImage(t *testing.T) {
	got := drawn(t, func(c *canvas) {
		img := image.NewGray16(image.Rect(3, 3, 5, 5)) // fpdf itself refuses 16 bits.
		c.DrawImage(vg.Rectangle{Min: vg.Point{X: 1, Y: 2}, Max: vg.Point{X: 4, Y: 8}}, img)
	})
	if !regexp.MustCompile(`2.00000 0.00000 0.00000 2.00000 100.00000 200.00000 cm\nq 3.0+ 0 0 6.0+ 1.0+ 2.0+ cm`).MatchString(got) {
		t.Errorf("operators\n%s", got)
	}
}
