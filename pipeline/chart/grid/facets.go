package grid

import (
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
)

// Facets is small multiples: a panel a unit, all with one scale and one calendar, each with the
// lines of the others in grey behind its own.
type Facets struct {
	chart.Words
	Unit     chart.Unit
	Axis     string  // what the lines are
	Panels   []Panel // at most MostPanels are drawn
	FromZero bool    // the scale begins at zero
	Target   chart.Target
	Breaks   []chart.Event // where all series break; the first label names them in the key
	Names    map[Change]string
}

// Panel is a unit with its series, in the order of time.
type Panel struct {
	Name   string
	Basis  string // what the series rests on, such as "1,204 accounts"
	Points []axis.Point
	Change Change // how the unit lies beside the others; see Names
}

// MostPanels is how many panels a figure has room for.
const MostPanels = 12

const (
	panelHeight vg.Length = 84 // of a plot
	panelHead   vg.Length = 27
	panelGap    vg.Length = 16
	rowGap      vg.Length = 12
)

// Size is the natural size in points.
func (f Facets) Size() (width, height vg.Length) {
	if f.empty() {
		return f.Room(chart.NothingHeight)
	}
	rows := vg.Length(f.rows())
	return f.Room(f.key().Height() + rows*(panelHead+panelHeight) + (rows-1)*rowGap + axis.CalendarHeight)
}

// Give is how much lower or higher the plots may be.
func (f Facets) Give() vg.Length { return 20 * vg.Length(f.rows()) }

func (f Facets) empty() bool { return len(axis.Starts(f.lines()...)) == 0 }

func (f Facets) panels() []Panel { return f.Panels[:min(len(f.Panels), MostPanels)] }

func (f Facets) lines() []axis.Line {
	var out []axis.Line
	for _, panel := range f.panels() {
		out = append(out, axis.Line{Name: panel.Name, Points: panel.Points})
	}
	return out
}

// columns is how many panels stand side by side.
func (f Facets) columns() int {
	switch n := len(f.panels()); {
	case n <= 3:
		return n
	case n == 4:
		return 2
	case n <= 6, n == 9:
		return 3
	}
	return 4
}

func (f Facets) rows() int { return (len(f.panels()) + f.columns() - 1) / f.columns() }

// Draw draws the figure.
func (f Facets) Draw(c draw.Canvas) {
	p, area := f.Open(c)
	if f.empty() {
		f.SayNothing(p, area)
		return
	}
	area = f.key().Draw(p, area)
	height := (area.Max.Y - area.Min.Y - axis.CalendarHeight + rowGap) / vg.Length(f.rows())
	for i, panel := range f.panels() {
		box, column := f.box(area, i%f.columns()), i%f.columns()
		top := area.Max.Y - vg.Length(i/f.columns())*height
		f.drawHead(p, box, top, panel)
		box.Max.Y = top - panelHead
		box.Min.Y = top - height + rowGap - axis.CalendarHeight
		last := i+f.columns() >= len(f.panels())
		f.drawPanel(p, f.timeline(box, column == 0), i, last)
	}
}

// box is the width of the panels of a column; the first has the numbers of the scale beside it.
func (f Facets) box(area vg.Rectangle, column int) vg.Rectangle {
	numbers, n := f.scale().BesideWidth(), vg.Length(f.columns())
	width := (area.Max.X - area.Min.X - numbers - (n-1)*panelGap) / n
	left := area.Min.X + numbers + vg.Length(column)*(width+panelGap)
	return vg.Rectangle{Min: vg.Point{X: left}, Max: vg.Point{X: left + width}}
}

func (f Facets) drawHead(p pen.Pen, box vg.Rectangle, top vg.Length, panel Panel) {
	name := pen.Body.Strong()
	if panel.Change != Unchanged {
		name = name.In(pen.Lettering(looks[panel.Change].color))
	}
	width := box.Max.X - box.Min.X
	p.Text(name, vg.Point{X: box.Min.X, Y: top - name.Rise()}, pen.Left, name.Fit(panel.Name, width))
	p.Text(pen.Small, vg.Point{X: box.Min.X, Y: top - name.Rise() - pen.Small.Leading() - 1}, pen.Left, pen.Small.Fit(panel.Basis, width))
}

// timeline is the plot of a panel, with the numbers of the scale at the left of the first.
func (f Facets) timeline(box vg.Rectangle, first bool) axis.Timeline {
	scale := f.scale()
	if !first {
		scale.Labels = make([]string, len(scale.Labels))
	}
	box.Min.X -= scale.BesideWidth()
	return axis.NewTimeline(box, f.calendar(), scale, f.endWidth(), nil)
}

// endWidth is the room for the last value of a line.
func (f Facets) endWidth() vg.Length {
	widest := vg.Length(0)
	for _, l := range f.lines() {
		if pt, ok := l.Last(); ok {
			widest = max(widest, pen.Body.Strong().Width(f.unit().Write(pt.Value, 1)))
		}
	}
	return min(widest, widestEnd) + endGap
}

const (
	widestEnd vg.Length = 60
	endGap    vg.Length = 7
)

// unit writes numbers in the language of the figure.
func (f Facets) unit() chart.Unit { return f.Unit.In(f.Language) }

// calendar spans the periods of all panels.
func (f Facets) calendar() axis.Calendar {
	return axis.NewCalendar(axis.Starts(f.lines()...)).In(f.Language)
}

func (f Facets) scale() axis.Scale {
	var values []float64
	for _, l := range f.lines() {
		for _, pt := range l.Points {
			if pt.Drawn() {
				values = append(values, pt.Value)
			}
		}
	}
	if f.Target.Drawn() {
		values = append(values, f.Target.Value)
	}
	if f.FromZero {
		values = append(values, 0)
	}
	return axis.TightScale(f.unit(), 3, values...)
}

// drawPanel draws the series of a panel over those of the others.
func (f Facets) drawPanel(p pen.Pen, t axis.Timeline, own int, last bool) {
	line, l := f.lines()[own], looks[f.Panels[own].Change]
	if f.Panels[own].Change == Unchanged {
		l.color = pen.Blue
	}
	t.Shade(p, line)
	t.Beside(p, t.Plot)
	axis.Foot(p, t.Plot)
	if last {
		t.Calendar.Draw(p, t.Plot.Min.Y)
	}
	for _, b := range f.within() {
		x := t.Edge(b.At)
		p.Line(breakLine, vg.Point{X: x, Y: t.Plot.Min.Y}, vg.Point{X: x, Y: t.Plot.Max.Y})
	}
	for i, other := range f.lines() {
		if i != own {
			f.drawGrey(p, t, other)
		}
	}
	if f.Target.Drawn() {
		y := t.Scale.At(f.Target.Value)
		p.Line(f.Target.Line(), vg.Point{X: t.Plot.Min.X, Y: y}, vg.Point{X: t.Plot.Max.X, Y: y})
	}
	t.DrawBand(p, narrow(t, line), l.color)
	drawOwn(p, t, line, l)
	if pt, ok := line.Last(); ok {
		set := pen.Body.Strong().In(pen.Lettering(l.color))
		at := vg.Point{X: t.Plot.Max.X + endGap, Y: t.Scale.At(pt.Value)}
		p.Centred(set, at, pen.Left, []string{set.Fit(f.unit().Write(pt.Value, 1), widestEnd)})
	}
	f.noteAll(p, t, f.Panels[own])
}

// drawOwn strokes the series of a panel, dashed to a partial period, with a dot where a period stands
// alone and a mark at the end: small panels have no room for more.
func drawOwn(p pen.Pen, t axis.Timeline, line axis.Line, l look) {
	for _, run := range t.Runs(line, axis.Point.Drawn) {
		for i := 1; i < len(run); i++ {
			s := pen.Stroke{Color: l.color, Width: pen.Thick}
			if run[i].Partial {
				s.Dash = pen.Dashed
			}
			p.Line(s, t.Point(run[i-1].Start, run[i-1].Value), t.Point(run[i].Start, run[i].Value))
		}
		if len(run) == 1 {
			p.Mark(l.shape, t.Point(run[0].Start, run[0].Value), aloneRadius, l.color, pen.Stroke{})
		}
	}
	if pt, ok := line.Last(); ok {
		fill := l.color
		if pt.Partial {
			fill = pen.White
		}
		p.Mark(l.shape, t.Point(pt.Start, pt.Value), endRadius, fill, pen.Stroke{Color: l.color, Width: pen.Medium})
	}
}

const (
	aloneRadius vg.Length = 1.9
	endRadius   vg.Length = 3
)

var (
	breakLine = pen.Stroke{Color: pen.Slate, Width: pen.Thin, Dash: pen.Dotted}
	greyLine  = pen.Stroke{Color: pen.Tint(pen.Rule, 0.7), Width: pen.Hair}
)

func (f Facets) drawGrey(p pen.Pen, t axis.Timeline, l axis.Line) {
	for _, run := range t.Runs(l, axis.Point.Drawn) {
		points := make([]vg.Point, len(run))
		for i, pt := range run {
			points[i] = t.Point(pt.Start, pt.Value)
		}
		p.Line(greyLine, points...)
	}
}

// narrow cuts intervals at the ends of the scale, which spans the values alone: what few records
// leave open would flatten every panel.
func narrow(t axis.Timeline, l axis.Line) axis.Line {
	points := slices.Clone(l.Points)
	for i := range points {
		points[i].Lo, points[i].Hi = max(points[i].Lo, t.Scale.Lo), min(points[i].Hi, t.Scale.Hi)
	}
	return axis.Line{Name: l.Name, Points: points}
}

// within are the breaks that lie between two periods of the figure.
func (f Facets) within() []chart.Event {
	calendar := f.calendar()
	return slices.DeleteFunc(slices.Clone(f.Breaks), func(e chart.Event) bool { return !calendar.Holds(e.At) })
}

// noteAll says what a panel shows, period by period.
func (f Facets) noteAll(p pen.Pen, t axis.Timeline, panel Panel) {
	layout := panel.layout()
	for _, pt := range panel.Points {
		text := f.Language.Text("no data")
		switch {
		case pt.Withheld:
			text = f.Language.Text(pen.Withheld)
		case pt.Interval() && !pt.Drawn():
			text = f.unit().WriteBetween(pt.Lo, pt.Hi, 1)
		case pt.Interval():
			text = f.unit().WriteInterval(pt.Value, pt.Lo, pt.Hi)
		case pt.Drawn():
			text = f.unit().Write(pt.Value, 1)
		}
		if pt.Partial {
			text = f.Language.Say("%s, partial period", text)
		}
		p.Note(t.Column(pt.Start), strings.TrimPrefix(panel.Name+"\n", "\n")+f.Language.Date(pt.Start, layout)+": "+text)
	}
}

// layout is how the periods of a panel are named: months by their month, all else by the first day.
func (panel Panel) layout() string {
	if slices.ContainsFunc(panel.Points, func(pt axis.Point) bool { return pt.Start.Day() != 1 }) {
		return language.ShortDayLayout
	}
	return language.ShortMonthLayout
}
