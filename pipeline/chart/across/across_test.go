package across

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/theme/sight"
)

// ink is what a figure draws.
func ink(f chart.Figure) []recorder.Action {
	var c recorder.Canvas
	w, h := f.Size()
	f.Draw(draw.NewCanvas(&c, w, h))
	return c.Actions
}

// filled are the areas of a colour, by their bounds.
func filled(actions []recorder.Action, c any) (boxes []vg.Rectangle) {
	var current any
	for _, a := range actions {
		switch a := a.(type) {
		case *recorder.SetColor:
			current = a.Color
		case *recorder.Fill:
			if current == c {
				boxes = append(boxes, bounds(a.Path))
			}
		}
	}
	return boxes
}

func bounds(p vg.Path) vg.Rectangle {
	r := vg.Rectangle{Min: vg.Point{X: math.MaxFloat64, Y: math.MaxFloat64}, Max: vg.Point{X: -math.MaxFloat64, Y: -math.MaxFloat64}}
	for _, c := range p {
		if c.Type != vg.CloseComp {
			r.Min = vg.Point{X: min(r.Min.X, c.Pos.X-c.Radius), Y: min(r.Min.Y, c.Pos.Y-c.Radius)}
			r.Max = vg.Point{X: max(r.Max.X, c.Pos.X+c.Radius), Y: max(r.Max.Y, c.Pos.Y+c.Radius)}
		}
	}
	return r
}

func width(r vg.Rectangle) float64 { return float64(r.Max.X - r.Min.X) }

// The lengths of bars are in the ratio of their values: the scale begins at zero.
func TestBarsBeginAtZero(t *testing.T) {
	all := filled(ink(Bars{Unit: chart.Count, Items: []Bar{{Label: "A", Value: 400, Accent: true}, {Label: "B", Value: 100, Accent: true}, {Label: "C", Value: 0, Accent: true}}}), pen.Blue)
	if len(all) != 3 || math.Abs(width(all[0])/width(all[1])-4) > 1e-9 || width(all[2]) != 0 {
		t.Errorf("bars %v of 400, 100 and 0", all)
	}
}

// The parts of a bar have lengths in the ratio of their values, but for the white between them; what
// is no length has none.
func TestStackPartsAddUp(t *testing.T) {
	s := Stack{Unit: chart.Days, Parts: []string{"queue", "work", "hold"}, Items: []StackItem{{Label: "A", Values: []float64{3, 1, math.NaN()}}, {Label: "B", Values: []float64{2, -5, 2}}}}
	var lengths []float64
	for i := range s.Parts {
		for _, r := range filled(ink(s), fill(i)) {
			if r.Max.Y-r.Min.Y > 8 { // a swatch of the key is lower
				lengths = append(lengths, width(r))
			}
		}
	}
	want := []float64{3, 2, 1, 2}
	for i := range want {
		if len(lengths) != len(want) || math.Abs(lengths[i]/lengths[0]-want[i]/want[0]) > 0.01 {
			t.Fatalf("lengths %v, want them as %v", lengths, want)
		}
	}
}

// What colour tells apart, shape or a word tells apart in grey as well, or lightness by 10 of L*.
func TestVerdictsHaveASecondCue(t *testing.T) {
	looks := []look{hollow, inside, watch, better, worse}
	for i, a := range looks {
		for _, b := range looks[:i] {
			light := math.Abs(sight.Of(a.fill).Lab()[0] - sight.Of(b.fill).Lab()[0])
			if a.shape == b.shape && light < 10 {
				t.Errorf("%s and %s have one shape, and differ by %.1f in L*", a.name, b.name, light)
			}
		}
	}
	seen := map[string]bool{}
	for _, v := range []Variation{Usual, Improving, Concerning, Notable} {
		sign, word := v.Mark()
		if sign == "" || word == "" || seen[sign] {
			t.Errorf("variation %d has the sign %q and the word %q", v, sign, word)
		}
		seen[sign] = true
	}
	for _, a := range []Assurance{Reaches, HitOrMiss, Misses} {
		sign, word := a.Mark()
		if sign == "" || word == "" || seen[sign] {
			t.Errorf("assurance %d has the sign %q and the word %q", a, sign, word)
		}
		seen[sign] = true
	}
}

// The dot of a value lies at its value, an accented one is a diamond, and the reference stands where
// it belongs between them.
func TestDotsStandAtTheirValues(t *testing.T) {
	none := math.NaN()
	d := Dots{Unit: chart.Percent, Reference: .85, ReferenceName: "all", Items: []Dot{
		{Label: "A", Value: .8, Lo: none, Hi: none, BandLo: none, Middle: none, BandHi: none},
		{Label: "B", Value: .9, Lo: none, Hi: none, BandLo: none, Middle: none, BandHi: none, Accent: true}}}
	var dots []vg.Rectangle
	for _, r := range filled(ink(d), pen.Blue) {
		if width(r) > 6 { // that of the key is smaller
			dots = append(dots, r)
		}
	}
	if len(dots) != 2 {
		t.Fatalf("dots %v", dots)
	}
	middle := (dots[0].Min.X + dots[0].Max.X + dots[1].Min.X + dots[1].Max.X) / 4
	for _, a := range ink(d) {
		if s, ok := a.(*recorder.Stroke); ok && len(s.Path) == 2 && math.Abs(float64(s.Path[0].Pos.X-middle)) < 1e-9 && s.Path[0].Pos.X == s.Path[1].Pos.X {
			return
		}
	}
	t.Error("no upright line half-way between 80% and 90%")
}

// The limits of a funnel are cut where the plot ends, and never beyond it.
func TestLimitsEndAtThePlot(t *testing.T) {
	f := Funnel{Unit: chart.Percent, Centre: .9, Points: []FunnelPoint{{Label: "A", N: 100, Value: .88}, {Label: "B", N: 200, Value: .92}}}
	for n := 1.0; n < 400; n++ {
		s := math.Sqrt(.09 / n)
		f.Limits = append(f.Limits, FunnelLimit{N: n, Lo998: .9 - 3*s, Lo95: .9 - 2*s, Hi95: .9 + 2*s, Hi998: .9 + 3*s})
	}
	w, h := f.Size()
	for _, a := range ink(f) {
		if s, ok := a.(*recorder.Stroke); ok {
			if r := bounds(s.Path); r.Min.X < 0 || r.Min.Y < 0 || r.Max.X > w || r.Max.Y > h {
				t.Fatalf("a line reaches %v on %v × %v", r, w, h)
			}
		}
	}
}
