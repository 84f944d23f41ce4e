package course

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Survival is Kaplan–Meier curves: the share of accounts still open by time since they
// began, for up to four groups, with the numbers still open under the axis.
type Survival struct {
	chart.Words
	TimeTitle  string       // "Days since discharge"
	ShareTitle string       // "Accounts not final-coded"
	OpenHead   string       // "Still open"
	Groups     []Curve      // at most four are drawn
	Limit      float64      // the last day shown; 0: the last step of all
	Ticks      []float64    // the days numbered on the axis; empty: DayTicks of the limit
	Target     chart.Target // a day, drawn as a vertical line
}

// Curve is one group.
type Curve struct {
	Name       string
	Steps      []Step   // in order of time; before the first the share is 1
	Median     float64  // the day at which the share reaches a half
	MedianText string   // "8.5 d"; empty: the median is not marked
	Open       []string // still open at each of Ticks, as written: "337" or "<11"
}

// Step is the share still open from a day on, until the next step. The curve ends at
// its last step: where follow-up goes on, repeat the last share at its end.
type Step struct {
	Time, Share float64
	Lo, Hi      float64 // no band where they are not an interval
}

// DayTicks is round days from 0 to a limit, for Survival.Ticks.
func DayTicks(limit float64) []float64 {
	if !axis.Drawable(limit) || limit <= 0 {
		return []float64{0}
	}
	return axis.NewScale(chart.Count, 7, 0, limit).Ending(limit).Ticks
}

const (
	survivalHeight vg.Length = 190
	openPitch      vg.Length = 13
	openName       vg.Length = 110 // the widest name in the table
	openIndent     vg.Length = 10  // the mark before it
	mostGroups               = 4
)

// Size is the natural size in points.
func (s Survival) Size() (width, height vg.Length) {
	if len(s.groups()) == 0 {
		return s.Room(chart.NothingHeight)
	}
	return s.Room(s.key().Height() + s.lift() + survivalHeight + s.footHeight())
}

// Give is how much lower or higher the plot may be.
func (s Survival) Give() vg.Length { return 50 }

// flags is the label of the target over its line.
func (s Survival) flags(days axis.Scale) []pen.Flag {
	if !s.Target.Drawn() || !days.Holds(s.Target.Value) {
		return nil
	}
	return pen.Flags(chart.TargetType, []vg.Length{days.At(s.Target.Value)}, []string{s.Target.Label}, days.From, days.To)
}

// lift is the room for that label.
func (s Survival) lift() vg.Length { return pen.FlagsHeight(s.flags(s.days().Over(0, pen.Width/2))) }

// footHeight is the axis with its title and the table of accounts still open.
func (s Survival) footHeight() vg.Length {
	h := axis.BelowHeight + axis.TitleHeight
	if s.counted() {
		h += openPitch*vg.Length(len(s.groups())+1) + 6
	}
	return h
}

// counted reports whether there is a table of accounts still open.
func (s Survival) counted() bool {
	return slices.ContainsFunc(s.groups(), func(c Curve) bool { return len(c.Open) > 0 })
}

// groups is the curves that are drawn, with the steps that can be.
func (s Survival) groups() []Curve {
	var out []Curve
	for _, c := range s.Groups {
		c.Steps = slices.DeleteFunc(slices.Clone(c.Steps), func(p Step) bool {
			return !axis.Drawable(p.Time, p.Share) || p.Time < 0
		})
		slices.SortStableFunc(c.Steps, func(a, b Step) int { return cmp.Compare(a.Time, b.Time) })
		if len(c.Steps) > 0 && len(out) < mostGroups {
			out = append(out, c)
		}
	}
	return out
}

// hasMedian reports whether the median of a curve is marked.
func (s Survival) hasMedian(c Curve) bool {
	return c.MedianText != "" && c.Median > 0 && c.Median <= s.limit()
}

func (s Survival) key() pen.Key {
	k := pen.Key{Title: s.ShareTitle}
	if slices.ContainsFunc(s.groups(), s.hasMedian) {
		k.Signs = append(k.Signs, pen.Sign{Text: s.Language.Text("median"), Swatch: func(p pen.Pen, at vg.Point) {
			p.Mark(shapes[0], at, 3, pen.Slate, pen.Stroke{})
		}})
	}
	return k
}

// limit is the last day shown.
func (s Survival) limit() float64 {
	if axis.Drawable(s.Limit) && s.Limit > 0 {
		return s.Limit
	}
	last := 0.0
	for _, c := range s.groups() {
		last = max(last, c.Steps[len(c.Steps)-1].Time)
	}
	if last == 0 {
		return 1
	}
	return last
}

// days is the horizontal scale.
func (s Survival) days() axis.Scale {
	ticks := s.Ticks
	if len(ticks) == 0 {
		ticks = DayTicks(s.limit())
	}
	scale := axis.Scale{Lo: 0, Hi: s.limit()}
	for _, t := range ticks {
		if scale.Holds(t) {
			scale.Ticks = append(scale.Ticks, t)
			scale.Labels = append(scale.Labels, chart.Plain.In(s.Language).Write(t, axis.Decimals(t)))
		}
	}
	return scale
}

// shares is the vertical scale.
func (s Survival) shares() axis.Scale { return axis.NewScale(chart.Percent.In(s.Language), 4, 0, 1) }

// Draw draws the figure.
func (s Survival) Draw(c draw.Canvas) {
	p, area := s.Open(c)
	if len(s.groups()) == 0 {
		s.SayNothing(p, area)
		return
	}
	plot := s.key().Draw(p, area)
	plot.Max.Y -= s.lift()
	plot.Min.Y += s.footHeight()
	plot.Min.X += s.leftWidth()
	plot.Max.X -= pen.Margin
	f := survivalPlot{
		Survival: s, area: plot, curves: s.groups(), labels: pen.NewLabels(plot),
		days: s.days().Over(plot.Min.X, plot.Max.X), shares: s.shares().Over(plot.Min.Y, plot.Max.Y),
	}
	f.draw(p)
	f.noteDays(p)
	f.days.Below(p, plot.Min.Y, area.Min.X, area.Max.X, s.TimeTitle)
	s.drawOpen(p, area, f.days)
}

// leftWidth is the room for the numbers of the axis and the names in the table.
func (s Survival) leftWidth() vg.Length {
	w := s.shares().BesideWidth()
	if !s.counted() {
		return w
	}
	name := pen.Small.Strong()
	for _, c := range s.groups() {
		w = max(w, openIndent+min(name.Width(c.Name), openName)+s.medianWidth()+10+pen.Small.Widest(c.Open...)/2)
	}
	return w
}

// medianWidth is the room for the medians in the table, where there is one.
func (s Survival) medianWidth() vg.Length {
	w := vg.Length(0)
	for _, c := range s.groups() {
		if s.hasMedian(c) {
			w = max(w, pen.Small.Strong().Width(c.MedianText), pen.Small.Width(s.Language.Text("median")))
		}
	}
	if w > 0 {
		w += 10
	}
	return w
}

// drawOpen sets the medians and the numbers still open under the ticks of the axis.
func (s Survival) drawOpen(p pen.Pen, area vg.Rectangle, days axis.Scale) {
	if !s.counted() {
		return
	}
	y := area.Min.Y + openPitch*vg.Length(len(s.groups())) + pen.Small.Fall() + 1
	p.Text(pen.Small, vg.Point{X: area.Min.X, Y: y}, pen.Left, pen.Small.Fit(s.OpenHead, openName))
	medians := area.Min.X + s.leftWidth() - pen.Small.Widest(s.widestOpen()...)/2 - 10
	if s.medianWidth() > 0 {
		p.Text(pen.Small, vg.Point{X: medians, Y: y}, pen.Right, s.Language.Text("median"))
	}
	for i, c := range s.groups() {
		y -= openPitch
		name := pen.Small.Strong().In(pen.Lettering(hues[i]))
		p.Mark(shapes[i], vg.Point{X: area.Min.X + 3, Y: y + name.Rise()/2}, 2.6, hues[i], pen.Stroke{})
		p.Text(name, vg.Point{X: area.Min.X + openIndent, Y: y}, pen.Left, name.Fit(c.Name, openName))
		if s.hasMedian(c) {
			p.Text(name, vg.Point{X: medians, Y: y}, pen.Right, c.MedianText)
		}
		days.Row(p, y, area.Min.X, area.Max.X, c.Open)
	}
}

// widestOpen are the numbers that are still open of all groups.
func (s Survival) widestOpen() (all []string) {
	for _, c := range s.groups() {
		all = append(all, c.Open...)
	}
	return all
}

// survivalPlot is the part of a survival figure within its axes.
type survivalPlot struct {
	Survival
	area   vg.Rectangle
	curves []Curve
	days   axis.Scale
	shares axis.Scale
	labels *pen.Labels
}

func (f survivalPlot) draw(p pen.Pen) {
	f.shares.Beside(p, f.area)
	flags := f.flags(f.days)
	p.Flags(chart.TargetType, f.Target.Line(), f.area, flags)
	for _, flag := range flags {
		f.labels.Avoid(vg.Point{X: flag.At, Y: f.area.Min.Y}, vg.Point{X: flag.At, Y: f.area.Max.Y})
	}
	stairs := make([]pen.Stair, len(f.curves))
	for i, c := range f.curves {
		stairs[i] = pen.Stair{Line: f.stair(c, Step.share), Upper: f.stair(c, Step.upper), Lower: f.stair(c, Step.lower)}
		back := slices.Clone(stairs[i].Lower)
		slices.Reverse(back)
		p.Area(pen.Tint(hues[i], 0.15), append(slices.Clone(stairs[i].Upper), back...)...)
	}
	for i, s := range stairs {
		p.Line(pen.Stroke{Color: hues[i], Width: pen.Thick}, s.Line...)
		f.labels.Avoid(s.Line...)
	}
	for i, c := range f.curves {
		f.drawMedian(p, c, i)
	}
	for i, c := range f.curves {
		name := pen.Body.Strong().In(pen.Lettering(hues[i]))
		f.labels.Along(p, name, name.Fit(c.Name, 150), stairs, i)
	}
}

func (s Step) share() float64 { return s.Share }
func (s Step) lower() float64 { return s.bound(s.Lo) }
func (s Step) upper() float64 { return s.bound(s.Hi) }

// bound is an end of the interval; the share itself where there is no interval.
func (s Step) bound(end float64) float64 {
	if axis.Drawable(s.Lo, s.Hi) && s.Hi >= s.Lo && s.Hi > 0 {
		return end
	}
	return s.Share
}

// stair is the outline of a curve or of an edge of its band, up to the limit.
func (f survivalPlot) stair(c Curve, of func(Step) float64) []vg.Point {
	share := 1.0
	line := []vg.Point{{X: f.days.At(0), Y: f.shares.At(1)}}
	for _, s := range c.Steps {
		x := f.days.At(s.Time)
		line = append(line, vg.Point{X: x, Y: f.shares.At(share)})
		if s.Time > f.days.Hi {
			return line
		}
		share = of(s)
		line = append(line, vg.Point{X: x, Y: f.shares.At(share)})
	}
	return line
}

// drawMedian marks the median on the line of 50% and, where there is no table, writes it beside.
func (f survivalPlot) drawMedian(p pen.Pen, c Curve, i int) {
	if !f.hasMedian(c) {
		return
	}
	at := vg.Point{X: f.days.At(c.Median), Y: f.shares.At(0.5)}
	p.Mark(shapes[i], at, 3.6, hues[i], pen.Stroke{Color: pen.White, Width: 0.8})
	f.labels.AvoidMark(at, 3.6)
	if f.counted() {
		return // the table has it
	}
	set := pen.Small.Strong().In(pen.Lettering(hues[i]))
	text := set.Fit(c.MedianText, 80)
	w, h := set.Width(text), set.Rise()
	f.labels.Choose(p, set, text, []pen.Spot{
		{Box: pen.Corner(at.Add(vg.Point{X: 4, Y: 5}), w, h)},
		{Box: pen.Corner(at.Add(vg.Point{X: -4 - w, Y: -5 - h}), w, h), Cost: 5},
		{Box: pen.Corner(at.Add(vg.Point{X: 6, Y: 11}), w, h), Cost: 10},
		{Box: pen.Corner(at.Add(vg.Point{X: -6 - w, Y: -11 - h}), w, h), Cost: 12},
	})
}
