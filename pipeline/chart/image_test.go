package chart

import (
	"bytes"
	"image/png"
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart/pen"
)

// plate is a figure of a size that notes on what it was drawn, and paints what a test tells it to.
type plate struct {
	Words
	width, height vg.Length
	on            *vg.Rectangle
	paint         func(pen.Pen, vg.Rectangle)
}

func (p plate) Size() (width, height vg.Length) { return p.width, p.height }
func (p plate) Draw(c draw.Canvas) {
	*p.on = c.Rectangle
	if p.paint != nil {
		p.paint(pen.On(c), c.Rectangle)
	}
}

// A figure is drawn on a slide at its natural size at least, so that nothing of it is lost, and
// the slide has 1,920 by 1,080 dots whatever that size is.
func TestSlideHoldsTheFigure(t *testing.T) {
	for name, f := range map[string]plate{
		"low": {width: 640, height: 200}, "of a slide's form": {width: 640, height: 360},
		"tall": {width: 640, height: 1200}, "a tower": {width: 100, height: 5000}, "tiny": {width: 3, height: 2},
	} {
		t.Run(name, func(t *testing.T) {
			f.on = &vg.Rectangle{}
			var out bytes.Buffer
			if err := Slide(&out, f); err != nil {
				t.Fatal(err)
			}
			conf, err := png.DecodeConfig(&out)
			if err != nil || conf.Width != SlideWidth || conf.Height != SlideHeight {
				t.Errorf("the image measures %d by %d, %v", conf.Width, conf.Height, err)
			}
			size := f.on.Size()
			if size.X < f.width-0.01 || size.Y < f.height-0.01 || math.Abs(size.X.Points()/size.Y.Points()-16.0/9) > 1e-9 {
				t.Errorf("drawn on %v by %v", size.X, size.Y)
			}
		})
	}
	if err := Slide(&bytes.Buffer{}, plate{width: 640, on: &vg.Rectangle{}}); err == nil {
		t.Error("a figure without a height gives a slide")
	}
}

// Only white paper is left out: white over marks, and white of another size, are painted.
func TestWhiteIsPaintedOverMarks(t *testing.T) {
	half := func(r vg.Rectangle) vg.Rectangle { r.Max.X /= 2; return r }
	for name, c := range map[string]struct {
		paint             func(pen.Pen, vg.Rectangle)
		left, rightIsDark bool
	}{
		"paper alone":     {func(p pen.Pen, r vg.Rectangle) { p.Box(pen.White, r) }, false, false},
		"white over half": {func(p pen.Pen, r vg.Rectangle) { p.Box(pen.Ink, r); p.Box(pen.White, half(r)) }, false, true},
		"white over all":  {func(p pen.Pen, r vg.Rectangle) { p.Box(pen.Ink, r); p.Box(pen.White, r) }, false, false},
		"ink over all":    {func(p pen.Pen, r vg.Rectangle) { p.Box(pen.White, r); p.Box(pen.Ink, r) }, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := PNG(&out, plate{width: 72, height: 36, on: &vg.Rectangle{}, paint: c.paint}, 1); err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(&out)
			if err != nil {
				t.Fatal(err)
			}
			dark := func(x int) bool { r, _, _, _ := img.At(x, 24).RGBA(); return r < 0x8000 }
			if dark(20) != c.left || dark(76) != c.rightIsDark {
				t.Errorf("dark to the left %v, to the right %v", dark(20), dark(76))
			}
		})
	}
}
