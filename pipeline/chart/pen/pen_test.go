package pen

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

func TestWrap(t *testing.T) {
	name := "Atherosclerotic heart disease of native coronary artery without angina pectoris"
	for _, c := range []struct {
		name, text string
		width      vg.Length
		lines      int
		want       string
	}{
		{"fits", "Cardiology", 200, 2, "Cardiology"},
		{"two lines", "Type 2 diabetes mellitus without complications", 150, 2, "Type 2 diabetes mellitus without|complications"},
		{"cut", name, 150, 2, "Atherosclerotic heart disease of|native coronary artery without…"},
		{"one line", name, 60, 1, "Atheroscler…"},
		{"spaces and breaks", "  a \n b\t c ", 100, 2, "a b c"},
		{"no-break space", "Mean 3.8\u00A0d", 35, 2, "Mean|3.8\u00A0d"},
		{"nothing", " ", 100, 2, ""},
		{"no room", "wide", 0.1, 2, ""},
	} {
		if got := strings.Join(Body.Wrap(c.text, c.width, c.lines), "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// No line is wider than asked for, and nothing but the end is lost.
func TestWrapKeepsWidth(t *testing.T) {
	for _, text := range []string{strings.Repeat("Encounter for examination ", 8), strings.Repeat("Łódź", 60), "I10", "a b c d e f"} {
		for width := vg.Length(20); width < 400; width += 17 {
			for lines := 1; lines < 5; lines++ {
				for _, wrapped := range [][]string{Small.Wrap(text, width, lines), Small.Even(text, width, lines)} {
					checkLines(t, text, wrapped, width, lines)
				}
			}
		}
	}
}

func checkLines(t *testing.T, text string, wrapped []string, width vg.Length, lines int) {
	t.Helper()
	if len(wrapped) > lines || Small.Widest(wrapped...) > width+1e-9 {
		t.Errorf("%d lines of %v for %v: %q", len(wrapped), Small.Widest(wrapped...), width, wrapped)
	}
	bare := strings.NewReplacer(" ", "", ellipsis, "").Replace
	if got := bare(strings.Join(wrapped, "")); !strings.HasPrefix(bare(text), got) || got == "" {
		t.Errorf("%q is not the beginning of %q", got, text)
	}
}

// A last word does not stand alone where the lines can be evened out.
func TestEven(t *testing.T) {
	text := "Acute on chronic diastolic (congestive) heart failure"
	greedy, even := Small.Wrap(text, 180, 2), Small.Even(text, 180, 2)
	if greedy[1] != "failure" {
		t.Fatalf("the example is no longer one: %q", greedy)
	}
	if Small.Width(even[1]) < 0.4*Small.Width(even[0]) || strings.Join(even, " ") != text {
		t.Errorf("%q", even)
	}
}

func TestCleanMakesOneSafeLine(t *testing.T) {
	if got, want := Clean("\x00A\xffB\n\u2028C\x1f "), "A\uFFFDB  C"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// contrast is the ratio of WCAG 2.1 (w3.org/TR/WCAG21, relative luminance) to white.
func contrast(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B) + 0.05)
}

// Text in any colour of the palette has the contrast of 4.5 that WCAG asks of small text.
func TestLetteringIsLegible(t *testing.T) {
	for name, c := range map[string]color.NRGBA{"ink": Ink, "quiet": Quiet, "slate": Slate, "blue": Blue, "teal": Teal, "amber": Amber, "red": Red, "light blue": LightBlue, "rule": Rule} {
		if got := contrast(Lettering(c)); got < 4.5 {
			t.Errorf("%s: contrast %.2f", name, got)
		}
	}
}

func TestSpread(t *testing.T) {
	ten := func(n int) []vg.Length {
		out := make([]vg.Length, n)
		for i := range out {
			out[i] = 10
		}
		return out
	}
	for _, c := range []struct {
		name    string
		middles []vg.Length
		want    []vg.Length
	}{
		{"apart already", []vg.Length{20, 60, 40}, []vg.Length{20, 60, 40}},
		{"a pair moves evenly", []vg.Length{50, 52}, []vg.Length{46, 56}},
		{"equal keep their order", []vg.Length{50, 50, 50}, []vg.Length{40, 50, 60}},
		{"at the floor", []vg.Length{0, 3}, []vg.Length{5, 15}},
		{"at the ceiling", []vg.Length{99, 100}, []vg.Length{85, 95}},
		{"none", nil, nil},
	} {
		got := Spread(c.middles, ten(len(c.middles)), 0, 100)
		for i := range c.want {
			if math.Abs(float64(got[i]-c.want[i])) > 1e-9 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
}

// A label goes to the other side of its mark when its place is taken, and is not drawn
// when there is no place.
func TestLabelsKeepClear(t *testing.T) {
	area := vg.Rectangle{Max: vg.Point{X: 200, Y: 60}}
	at := vg.Point{X: 100, Y: 30}
	draw := func(l *Labels) *recorder.FillString {
		var c recorder.Canvas
		l.Beside(On(&c), Small, at, 5, "Coder 05")
		for _, a := range c.Actions {
			if s, ok := a.(*recorder.FillString); ok {
				return s
			}
		}
		return nil
	}
	if s := draw(NewLabels(area)); s == nil || s.Point.X < at.X {
		t.Errorf("free: %+v, want it at the right", s)
	}
	right := NewLabels(area)
	right.Take(vg.Rectangle{Min: vg.Point{X: 100}, Max: vg.Point{X: 200, Y: 60}})
	if s := draw(right); s == nil || s.Point.X+Small.Width("Coder 05") > at.X {
		t.Errorf("right taken: %+v, want it at the left", s)
	}
	line := NewLabels(area)
	line.Avoid(vg.Point{X: 101, Y: 30}, vg.Point{X: 200, Y: 30})
	if s := draw(line); s == nil || s.Point.X > at.X {
		t.Errorf("a line at the right: %+v, want it at the left", s)
	}
	full := NewLabels(area)
	full.Take(area)
	if s := draw(full); s != nil {
		t.Errorf("no room: drawn at %v", s.Point)
	}
}

// Flags stand side by side, or above each other with the left one on top, so that its
// line does not run through the other.
func TestFlags(t *testing.T) {
	flags := Flags(Small, []vg.Length{10, 40, 300}, []string{"1 Oct 2025: FY2026 codes", "Encoder outage", "New"}, 0, 400)
	lanes := map[vg.Length]int{}
	for _, f := range flags {
		lanes[f.At] = f.Lane
	}
	if lanes[10] != 1 || lanes[40] != 0 || lanes[300] != 0 {
		t.Errorf("lanes %v", lanes)
	}
	for _, f := range Flags(Small, []vg.Length{395}, []string{"New query workflow"}, 0, 400) {
		if f.Left+f.Width > 400.001 {
			t.Errorf("a flag ends at %v", f.Left+f.Width)
		}
	}
}

// A label that can be spared covers no mark: it is left out where marks leave no room, and drawn where
// they do. One that names a mark is drawn in either case.
func TestSparedLabelsCoverNoMark(t *testing.T) {
	var c recorder.Canvas
	area := vg.Rectangle{Max: vg.Point{X: 200, Y: 100}}
	for name, want := range map[string]struct{ crowded, spared, drawn bool }{
		"room": {false, true, true}, "crowded": {true, true, false}, "crowded, a name": {true, false, true},
	} {
		labels := NewLabels(area)
		if want.spared {
			labels.Spare()
		}
		for x := vg.Length(4); want.crowded && x < 200; x += 8 {
			for y := vg.Length(4); y < 100; y += 8 {
				labels.AvoidMark(vg.Point{X: x, Y: y}, 2)
			}
		}
		if drawn := labels.Beside(On(&c), Small, vg.Point{X: 100, Y: 50}, 5, "21 Sep 2026: 14.7%"); drawn != want.drawn {
			t.Errorf("%s: drawn is %v", name, drawn)
		}
	}
}
