package across

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Funnel is units against limits that widen where there is little to judge by
// (standard FUN-01 to FUN-06).
type Funnel struct {
	chart.Words
	Unit        chart.Unit
	CountTitle  string // "Codes audited"
	ValueTitle  string // "Coding accuracy"
	Centre      float64
	CentreLabel string        // "All facilities"
	Limits      []FunnelLimit // in rising order of N
	Points      []FunnelPoint
	Target      chart.Target // a policy target beside the centre
	LowIsGood   bool         // as for error rates
}

// FunnelLimit is the exact limits for units of a size.
type FunnelLimit struct {
	N                        float64
	Lo998, Lo95, Hi95, Hi998 float64
}

// FunnelPoint is a unit. One whose Value is NaN is left out.
type FunnelPoint struct {
	Label   string // "Facility 05"
	N       float64
	Value   float64
	Verdict Verdict
}

// Verdict says where a unit lies.
type Verdict int

// The verdicts.
const (
	Within    Verdict = iota // between the 95% limits
	NotJudged                // too few to judge: drawn hollow
	Beyond95                 // between the 95% and the 99.8% limits
	Beyond998                // beyond the 99.8% limits
)

const funnelHeight vg.Length = 205

// look is how a unit is drawn.
type look struct {
	name   string
	shape  pen.Shape
	radius vg.Length
	fill   color.NRGBA
	edge   pen.Stroke
}

var (
	hollow = look{"too few to judge", pen.Circle, 2.7, pen.White, pen.Stroke{Color: pen.Slate, Width: 1}}
	inside = look{"within 95%", pen.Circle, 2.7, pen.Slate, pen.Stroke{}}
	watch  = look{"beyond 95%", pen.Diamond, 3.4, pen.Amber, pen.Stroke{}}
	better = look{"better, beyond 99.8%", pen.Triangle, 3.7, pen.Teal, pen.Stroke{}}
	worse  = look{"worse, beyond 99.8%", pen.Square, 3.6, pen.Red, pen.Stroke{}}
)

func (f Funnel) look(pt FunnelPoint) look {
	switch pt.Verdict {
	case NotJudged:
		return hollow
	case Beyond95:
		return watch
	case Beyond998:
		if (pt.Value > f.Centre) != f.LowIsGood {
			return better
		}
		return worse
	}
	return inside
}

// unit writes the values.
func (f Funnel) unit() chart.Unit { return f.Unit.In(f.Language) }

// Size is the natural size in points.
func (f Funnel) Size() (width, height vg.Length) {
	if len(f.points()) == 0 {
		return f.Room(chart.NothingHeight)
	}
	return f.Room(f.key().Height() + funnelHeight + axis.BelowHeight + axis.TitleHeight)
}

// Give is how much lower or higher the plot may be.
func (f Funnel) Give() vg.Length { return 56 }

// points is the units that are drawn, those farthest from the centre first, so that
// they have the first choice of room for their labels.
func (f Funnel) points() []FunnelPoint {
	out := slices.DeleteFunc(slices.Clone(f.Points), func(pt FunnelPoint) bool {
		return !axis.Drawable(pt.N, pt.Value) || pt.N < 0
	})
	slices.SortStableFunc(out, func(a, b FunnelPoint) int {
		return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(math.Abs(b.Value-f.Centre), math.Abs(a.Value-f.Centre)))
	})
	return out
}

func (f Funnel) key() pen.Key {
	k := pen.Key{Title: f.ValueTitle}
	for _, l := range []look{worse, better, watch, inside, hollow} {
		if slices.ContainsFunc(f.points(), func(pt FunnelPoint) bool { return f.look(pt).name == l.name }) {
			k.Signs = append(k.Signs, pen.Sign{Text: f.Language.Text(l.name), Swatch: l.draw})
		}
	}
	return k
}

func (l look) draw(p pen.Pen, at vg.Point) { p.Mark(l.shape, at, l.radius, l.fill, l.edge) }

// Draw draws the figure.
func (f Funnel) Draw(c draw.Canvas) {
	p, area := f.Open(c)
	if len(f.points()) == 0 {
		f.SayNothing(p, area)
		return
	}
	plot, values := f.key().Draw(p, area), f.values()
	plot.Min.Y += axis.BelowHeight + axis.TitleHeight
	plot.Min.X += values.BesideWidth()
	plot.Max.X -= axis.EndsWidth(f.ends(axis.Scale{}, f.counts()))
	counts := f.counts().Over(plot.Min.X, plot.Max.X)
	values = values.Over(plot.Min.Y, plot.Max.Y)
	values.Beside(p, plot)
	axis.Foot(p, plot)
	counts.Below(p, plot.Min.Y, area.Min.X, area.Max.X, f.CountTitle)
	labels := pen.NewLabels(plot)
	f.drawLimits(p, plot, counts, values, labels)
	f.drawLevels(p, plot, values, labels)
	f.drawPoints(p, counts, values, labels)
	axis.DrawEnds(p, plot, f.ends(values, counts))
}

// counts is the horizontal scale, from zero to a little beyond the largest unit.
func (f Funnel) counts() axis.Scale {
	largest := 1.0
	for _, pt := range f.points() {
		largest = max(largest, pt.N)
	}
	return axis.NewScale(chart.Count.In(f.Language), 5, 0, largest*1.05).Ending(largest * 1.05)
}

// values is the vertical scale: it holds all units, and the limits for a unit of middle
// size, so that a small one does not stretch it.
func (f Funnel) values() axis.Scale {
	points := f.points()
	sizes := make([]float64, len(points))
	values := []float64{f.Centre}
	for i, pt := range points {
		sizes[i] = pt.N
		values = append(values, pt.Value)
	}
	slices.Sort(sizes)
	if l, ok := f.limit(max(sizes[len(sizes)/2], f.smallest())); ok {
		values = append(values, l.Lo998, l.Hi998)
	}
	if f.Target.Drawn() {
		values = append(values, f.Target.Value)
	}
	return axis.TightScale(f.unit(), 5, values...)
}

func (f Funnel) drawLimits(p pen.Pen, plot vg.Rectangle, counts, values axis.Scale, labels *pen.Labels) {
	clip := draw.Canvas{Rectangle: plot}
	for _, e := range edges {
		var line []vg.Point
		for _, l := range f.across(counts) {
			if v := e.of(l); axis.Drawable(v) {
				line = append(line, vg.Point{X: counts.At(l.N), Y: values.Beyond(v)})
			}
		}
		for _, part := range clip.ClipLinesXY(line) {
			p.Line(pen.Stroke{Color: pen.Slate, Width: pen.Thin, Dash: e.dash}, part...)
			labels.Avoid(part...)
		}
	}
}

// drawLevels draws the centre and the target.
func (f Funnel) drawLevels(p pen.Pen, plot vg.Rectangle, values axis.Scale, labels *pen.Labels) {
	level := func(s pen.Stroke, v float64) {
		from, to := vg.Point{X: plot.Min.X, Y: values.At(v)}, vg.Point{X: plot.Max.X, Y: values.At(v)}
		p.Line(s, from, to)
		labels.Avoid(from, to)
	}
	if axis.Drawable(f.Centre) {
		level(pen.Stroke{Color: pen.Blue, Width: pen.Medium}, f.Centre)
	}
	if f.Target.Drawn() {
		level(f.Target.Line(), f.Target.Value)
	}
}

// drawPoints draws the units, and labels those beyond the limits where there is room:
// the farthest first.
func (f Funnel) drawPoints(p pen.Pen, counts, values axis.Scale, labels *pen.Labels) {
	points := f.points()
	for _, pt := range slices.Backward(points) {
		at, l := vg.Point{X: counts.At(pt.N), Y: values.At(pt.Value)}, f.look(pt)
		labels.AvoidMark(at, l.radius)
		edge := pen.Stroke{Color: pen.White, Width: 0.7}
		if l.edge.Width > 0 {
			edge = l.edge
		}
		p.Mark(l.shape, at, l.radius, l.fill, edge)
		p.Note(pen.Around(at, noteSize, noteSize), f.note(pt))
	}
	for _, pt := range points {
		if pt.Verdict != Beyond95 && pt.Verdict != Beyond998 || pt.Label == "" {
			continue
		}
		l := f.look(pt)
		set := pen.Small.Strong().In(pen.Lettering(l.fill))
		value := " " + f.unit().Write(pt.Value, 1)
		text := set.Fit(pt.Label, unitWidth-set.Width(value)) + value
		labels.Beside(p, set, vg.Point{X: counts.At(pt.N), Y: values.At(pt.Value)}, l.radius+3, text)
	}
}

const (
	unitWidth vg.Length = 130
	noteSize  vg.Length = 14 // of the region about a unit that tells of it
)

// ends names centre, target and the limits where these meet the right edge.
func (f Funnel) ends(values, counts axis.Scale) []axis.End {
	var out []axis.End
	if axis.Drawable(f.Centre) {
		out = append(out, axis.NewEnd(pen.Small.Strong().In(pen.Blue), values.At(f.Centre), f.CentreLabel, f.unit().Write(f.Centre, 1), axis.EndWidth))
	}
	if f.Target.Drawn() {
		out = append(out, axis.NewEnd(chart.TargetType, values.At(f.Target.Value), f.Target.Label, "", axis.EndWidth))
	}
	limits := f.across(counts)
	for _, e := range edges {
		if len(limits) == 0 {
			break
		}
		if v := e.of(limits[len(limits)-1]); axis.Drawable(v) && (values.Hi == values.Lo || values.Holds(v)) {
			out = append(out, axis.NewEnd(pen.Small, values.At(v), f.Language.Text(e.name), "", axis.EndWidth))
		}
	}
	return out
}
