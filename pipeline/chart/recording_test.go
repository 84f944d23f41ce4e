package chart_test

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/pen"
)

// record draws a figure and keeps every call.
func record(f chart.Figure) []recorder.Action {
	var c recorder.Canvas
	w, h := f.Size()
	f.Draw(draw.NewCanvas(&c, w, h))
	return c.Actions
}

// box is the ink of one text: from the feet to the tops of its letters.
type box struct {
	text                   string
	left, right, low, high float64
}

func (b box) String() string {
	return fmt.Sprintf("%.40q (%.1f–%.1f, %.1f–%.1f)", b.text, b.left, b.right, b.low, b.high)
}

// boxes are the texts of a recording.
func boxes(actions []recorder.Action) []box {
	var out []box
	for _, a := range actions {
		if s, ok := a.(*recorder.FillString); ok {
			t := pen.Type{Size: s.Size, Bold: s.Font.Weight > 0}
			out = append(out, box{
				text: s.String,
				left: float64(s.Point.X), right: float64(s.Point.X + t.Width(s.String)),
				low: float64(s.Point.Y - t.Fall()), high: float64(s.Point.Y + t.Rise()),
			})
		}
	}
	return out
}

// texts are the strings of a recording.
func texts(f chart.Figure) []string {
	var out []string
	for _, b := range boxes(record(f)) {
		out = append(out, b.text)
	}
	return out
}

// checkLayout fails where a text leaves the canvas or touches another one, where a line
// or an area leaves the canvas, and where a call is used that a PDF cannot follow.
func checkLayout(t *testing.T, f chart.Figure) {
	t.Helper()
	w, h := f.Size()
	if !(w == 640 && h > 20 && h < 3000) {
		t.Fatalf("size %v × %v", w, h)
	}
	checkBoxes(t, f)
	for _, a := range record(f) {
		checkCall(t, a, w, h)
	}
}

// checkBoxes fails where a text leaves the canvas or touches another one.
func checkBoxes(t *testing.T, f chart.Figure) {
	t.Helper()
	w, h := f.Size()
	all := boxes(record(f))
	slices.SortFunc(all, func(a, b box) int { return cmp.Compare(a.low, b.low) })
	for i, b := range all {
		if b.left < 0 || b.low < 0 || b.right > float64(w) || b.high > float64(h) {
			t.Errorf("%v leaves the canvas of %.0f × %.0f", b, w, h)
		}
		for _, other := range all[i+1:] {
			if other.low >= b.high {
				break // and so are all that follow
			}
			if b.left < other.right && other.left < b.right {
				t.Errorf("%v covers %v", b, other)
			}
		}
	}
}

func checkCall(t *testing.T, a recorder.Action, w, h vg.Length) {
	t.Helper()
	var path vg.Path
	switch a := a.(type) {
	case *recorder.Stroke:
		path = a.Path
	case *recorder.Fill:
		path = a.Path
	case *recorder.FillString, *recorder.SetColor, *recorder.SetLineWidth, *recorder.SetLineDash:
	default:
		t.Errorf("call %s", a.Call())
	}
	const play = 0.01
	for _, c := range path {
		x, y, r := float64(c.Pos.X), float64(c.Pos.Y), float64(c.Radius)
		inside := x-r >= -play && y-r >= -play && x+r <= float64(w)+play && y+r <= float64(h)+play
		if c.Type != vg.CloseComp && !inside {
			t.Errorf("a path leaves the canvas at %v, %v", x, y)
		}
	}
}

// transcript writes a recording for people to compare: a line a call, in tenths of a
// point, so that processors that round differently agree.
func transcript(f chart.Figure) string {
	var b strings.Builder
	var ink, line string
	for _, a := range record(f) {
		switch a := a.(type) {
		case *recorder.SetColor:
			c := color.NRGBAModel.Convert(a.Color).(color.NRGBA)
			ink = fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
			if c.A != 0xFF {
				ink += fmt.Sprintf("/%.2f", float64(c.A)/255)
			}
		case *recorder.SetLineWidth:
			line = fmt.Sprintf(" %.1f", float64(a.Width))
		case *recorder.SetLineDash:
			if len(a.Dashes) > 0 {
				line += fmt.Sprint(" dash ", a.Dashes)
			}
		case *recorder.Stroke:
			fmt.Fprintf(&b, "line %s%s:%s\n", ink, line, points(a.Path))
		case *recorder.Fill:
			fmt.Fprintf(&b, "fill %s:%s\n", ink, points(a.Path))
		case *recorder.FillString:
			weight := ""
			if a.Font.Weight > 0 {
				weight = " bold"
			}
			fmt.Fprintf(&b, "text %s %.1f%s at %s %q\n", ink, float64(a.Size), weight, place(a.Point), a.String)
		}
	}
	return b.String()
}

func points(p vg.Path) string {
	var b strings.Builder
	for _, c := range p {
		switch c.Type {
		case vg.ArcComp:
			fmt.Fprintf(&b, " arc %s r %.1f", place(c.Pos), float64(c.Radius))
		case vg.CloseComp:
			b.WriteString(" z")
		default:
			b.WriteString(" " + place(c.Pos))
		}
	}
	return b.String()
}

func place(p vg.Point) string {
	tenth := func(v vg.Length) float64 { return math.Round(float64(v)*10)/10 + 0 }
	return fmt.Sprintf("%.1f,%.1f", tenth(p.X), tenth(p.Y))
}
