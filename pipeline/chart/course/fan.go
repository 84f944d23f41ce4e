package course

import (
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
)

// Fan is what was and what is forecast: a line of the past, and the median of the days
// ahead within two intervals. Several panels stand side by side, each with its own scale.
type Fan struct {
	chart.Words
	Axis   string // title of the vertical axes
	Panels []FanPanel
}

// FanPanel is the past and the days ahead of one group.
type FanPanel struct {
	Name      string // empty where there is one panel only
	Past      []Point
	Ahead     []FanDay
	Other     []Point // the median under another assumption; empty for none
	OtherName string  // "with 2 coders more"
}

// FanDay is a day ahead: the median, and the intervals that hold 80 and 95 % of futures.
type FanDay struct {
	On         time.Time
	Median     float64
	Lo80, Hi80 float64
	Lo95, Hi95 float64
}

const (
	fanHeight   vg.Length = 165
	fanSmall    vg.Length = 92 // of a panel in a row
	fanColumns            = 3
	fanRowGap   vg.Length = 10
	fanWide               = 0.16 // tints of the two intervals
	fanNarrow             = 0.26
	fanEndRoom  vg.Length = 30
	otherName   vg.Length = 130 // the widest name of another assumption
	mostFanRows           = 3
)

// Size is the natural size in points.
func (f Fan) Size() (width, height vg.Length) {
	n := len(f.panels())
	if n == 0 {
		return f.Room(chart.NothingHeight)
	}
	if n == 1 {
		return f.Room(f.key().Height() + fanHeight + axis.CalendarHeight)
	}
	rows := vg.Length(f.rows())
	return f.Room(f.key().Height() + rows*(pen.KeyHeight+fanSmall+axis.CalendarHeight) + (rows-1)*fanRowGap)
}

// Give is how much lower or higher the plots may be.
func (f Fan) Give() vg.Length {
	if len(f.panels()) == 1 {
		return 48
	}
	return 20 * vg.Length(f.rows())
}

// panels is those that have something to draw, as many as there is room for.
func (f Fan) panels() []FanPanel {
	var out []FanPanel
	for _, p := range f.Panels {
		p.Ahead = slices.DeleteFunc(slices.Clone(p.Ahead), func(d FanDay) bool {
			return !axis.Drawable(d.Median, d.Lo80, d.Hi80, d.Lo95, d.Hi95)
		})
		if len(p.Ahead) > 0 && len(out) < fanColumns*mostFanRows {
			out = append(out, p)
		}
	}
	return out
}

// Draw draws the figure.
func (f Fan) Draw(c draw.Canvas) {
	p, area := f.Open(c)
	panels := f.panels()
	if len(panels) == 0 {
		f.SayNothing(p, area)
		return
	}
	area = f.key().Draw(p, area)
	if len(panels) == 1 {
		panels[0].draw(p, f.Language, area, axis.EndWidth)
		return
	}
	for i, box := range fanBoxes(area, len(panels)) {
		name := pen.Body.Strong()
		p.Text(name, vg.Point{X: box.Min.X, Y: box.Max.Y - name.Rise()}, pen.Left, name.Fit(panels[i].Name, box.Max.X-box.Min.X))
		box.Max.Y -= pen.KeyHeight
		panels[i].draw(p, f.Language, box, fanEndRoom)
	}
}

// rows is how many rows of panels there are.
func (f Fan) rows() int {
	n := len(f.panels())
	return (n + fanAcross(n) - 1) / max(fanAcross(n), 1)
}

// fanAcross is how many panels stand side by side: four stand in two rows alike.
func fanAcross(n int) int {
	if n == 4 {
		return 2
	}
	return min(n, fanColumns)
}

// fanBoxes divides an area into rows of panels.
func fanBoxes(area vg.Rectangle, n int) []vg.Rectangle {
	columns := fanAcross(n)
	rows := (n + columns - 1) / columns
	w := (area.Max.X - area.Min.X - vg.Length(columns-1)*lineGap) / vg.Length(columns)
	h := (area.Max.Y - area.Min.Y - vg.Length(rows-1)*fanRowGap) / vg.Length(rows)
	out := make([]vg.Rectangle, n)
	for i := range out {
		left := area.Min.X + vg.Length(i%columns)*(w+lineGap)
		top := area.Max.Y - vg.Length(i/columns)*(h+fanRowGap)
		out[i] = vg.Rectangle{Min: vg.Point{X: left, Y: top - h}, Max: vg.Point{X: left + w, Y: top}}
	}
	return out
}

// key says which tint is which interval.
func (f Fan) key() pen.Key {
	k := pen.Key{Title: f.Axis}
	if len(f.panels()) == 0 {
		return k
	}
	swatch := func(alpha float64) func(pen.Pen, vg.Point) {
		return func(p pen.Pen, at vg.Point) { p.Box(pen.Tint(pen.Blue, alpha), pen.Around(at, 11, 7)) }
	}
	line := func(s pen.Stroke) func(pen.Pen, vg.Point) {
		return func(p pen.Pen, at vg.Point) {
			p.Line(s, at.Add(vg.Point{X: -6}), at.Add(vg.Point{X: 6}))
		}
	}
	k.Signs = []pen.Sign{
		{Text: f.Language.Text("counted"), Swatch: line(pastStroke)}, {Text: f.Language.Text("median"), Swatch: line(aheadStroke)},
		{Text: "80%", Swatch: swatch(fanWide + fanNarrow)}, {Text: "95%", Swatch: swatch(fanWide)},
	}
	if i := slices.IndexFunc(f.panels(), func(p FanPanel) bool { return len(p.Other) > 0 }); i >= 0 {
		k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(f.panels()[i].OtherName, otherName), Swatch: line(otherStroke)})
	}
	return k
}

var (
	pastStroke  = pen.Stroke{Color: pen.Ink, Width: pen.Medium}
	aheadStroke = pen.Stroke{Color: pen.Blue, Width: pen.Thick}
	otherStroke = pen.Stroke{Color: pen.Amber, Width: pen.Thick, Dash: pen.Dashed}
)

// draw draws a panel; right is the room for the last values.
func (f FanPanel) draw(p pen.Pen, l *language.Language, area vg.Rectangle, right vg.Length) {
	starts := axis.Starts(Line{Points: f.Past}, Line{Points: f.Other})
	values := []float64{0}
	for _, d := range f.Ahead {
		starts = append(starts, d.On)
		values = append(values, d.Hi95, d.Lo95)
	}
	for _, pt := range slices.Concat(f.Past, f.Other) {
		values = append(values, pt.Value)
	}
	count := chart.Count.In(l)
	ends := f.ends(count, axis.Scale{}, right)
	t := axis.NewTimeline(area, axis.NewCalendar(starts).In(l), axis.TightScale(count, 4, values...), axis.EndsWidth(ends), nil)
	t.DrawGround(p)
	f.drawBand(p, t, fanWide, func(d FanDay) (float64, float64) { return d.Lo95, d.Hi95 })
	f.drawBand(p, t, fanNarrow, func(d FanDay) (float64, float64) { return d.Lo80, d.Hi80 })
	stroke(p, t, pastStroke, f.Past)
	var ahead []Point
	for _, d := range f.Ahead {
		ahead = append(ahead, Point{Start: d.On, Value: d.Median})
	}
	stroke(p, t, aheadStroke, ahead)
	stroke(p, t, otherStroke, f.Other)
	axis.DrawEnds(p, t.Plot, f.ends(count, t.Scale, right))
	f.note(p, l, t)
}

func (f FanPanel) drawBand(p pen.Pen, t axis.Timeline, alpha float64, of func(FanDay) (lo, hi float64)) {
	var upper, lower []vg.Point
	for _, d := range f.Ahead {
		lo, hi := of(d)
		upper, lower = append(upper, t.Point(d.On, hi)), append(lower, t.Point(d.On, lo))
	}
	if len(upper) == 1 { // a day alone has a whisker
		p.Line(pen.Stroke{Color: pen.Tint(pen.Blue, alpha), Width: 2 * pen.Thick}, lower[0], upper[0])
		return
	}
	slices.Reverse(lower)
	p.Area(pen.Tint(pen.Blue, alpha), append(upper, lower...)...)
}

func stroke(p pen.Pen, t axis.Timeline, s pen.Stroke, points []Point) {
	var line []vg.Point
	for _, pt := range points {
		if pt.Drawn() {
			line = append(line, t.Point(pt.Start, pt.Value))
		}
	}
	p.Line(s, line...)
}

// ends writes the last values at the right.
func (f FanPanel) ends(count chart.Unit, scale axis.Scale, width vg.Length) []axis.End {
	last := f.Ahead[len(f.Ahead)-1].Median
	ends := []axis.End{axis.NewEnd(pen.Body.Strong().In(pen.Lettering(pen.Blue)), scale.At(last), "", count.Write(last, 0), width)}
	if n := len(f.Other); n > 0 && f.Other[n-1].Drawn() {
		other := f.Other[n-1].Value
		ends = append(ends, axis.NewEnd(pen.Body.Strong().In(pen.Lettering(pen.Amber)), scale.At(other), "", count.Write(other, 0), width))
	}
	return ends
}
