package svg

import (
	"image/color"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/pen"
)

// written draws on a canvas of 100 by 60 and writes a window of it.
func written(t *testing.T, window vg.Rectangle, draw func(*Canvas)) string {
	t.Helper()
	var c Canvas
	draw(&c)
	var out strings.Builder
	if err := c.Write(&out, "A <label>", window); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func corner(x, y, w, h vg.Length) vg.Rectangle { return pen.Corner(vg.Point{X: x, Y: y}, w, h) }

// Coordinates count from the upper left corner of the window; on the canvas they count from the
// lower left.
func TestWindow(t *testing.T) {
	p := func(c *Canvas) {
		on := pen.On(c)
		on.Box(pen.Blue, corner(10, 20, 30, 10))
		on.Text(pen.Body, vg.Point{X: 10, Y: 55}, pen.Left, "above")
		on.Text(pen.Body, vg.Point{X: 10, Y: 30}, pen.Left, "within")
		on.Line(pen.Stroke{Color: pen.Ink, Width: 1}, vg.Point{X: 0, Y: 2}, vg.Point{X: 9, Y: 3})
	}
	got := written(t, corner(5, 10, 90, 40), p)
	for _, want := range []string{
		`viewBox="0 0 90 40"`, `aria-label="A &lt;label&gt;"`, `<path d="M5,30L35,30L35,20L5,20Z" fill="#2f6690"/>`, `<text x="5" y="20" font-size="9.5"`, ">within</text>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the window lacks %s: %s", want, got)
		}
	}
	for _, bad := range []string{"above", "stroke=", "style=", "id="} {
		if strings.Contains(got, bad) {
			t.Errorf("the window holds %s: %s", bad, got)
		}
	}
	if whole := written(t, corner(0, 0, 100, 60), p); !strings.Contains(whole, ">above</text>") || !strings.Contains(whole, `stroke="#1c2b33"`) {
		t.Errorf("the whole canvas lacks something: %s", whole)
	}
}

// Opaque lines of one look are one path; lines that shine through each other stay apart, since
// they are darker where they cross.
func TestLinesOfOneLook(t *testing.T) {
	lines := func(c color.NRGBA) string {
		return written(t, corner(0, 0, 100, 60), func(canvas *Canvas) {
			for _, i := range []vg.Length{0, 1, 2} {
				pen.On(canvas).Line(pen.Stroke{Color: c, Width: 1, Dash: pen.Dashed}, vg.Point{X: i, Y: 0}, vg.Point{X: i, Y: 9})
			}
		})
	}
	if got := lines(pen.Ink); !strings.Contains(got, `<path d="M0,60L0,51M1,60L1,51M2,60L2,51" fill="none" stroke="#1c2b33" stroke-width="1" stroke-dasharray="4 3"/>`) {
		t.Errorf("three lines give %s", got)
	}
	if got := lines(pen.Tint(pen.Ink, 0.5)); strings.Count(got, "<path") != 3 || !strings.Contains(got, `stroke-opacity="0.5"`) {
		t.Errorf("three lines that shine through give %s", got)
	}
}

func TestNotesAreTitles(t *testing.T) {
	got := written(t, corner(0, 0, 100, 60), func(c *Canvas) {
		pen.On(c).Note(corner(10, 20, 30, 10), "A & <b>\n 93%\x00")
	})
	if want := `<g fill="none" pointer-events="all"><rect x="10" y="30" width="30" height="10"><title>A &amp; &lt;b&gt;` + "\n93%</title></rect></g></svg>"; !strings.HasSuffix(got, want) {
		t.Errorf("the note is written as %s", got)
	}
}
