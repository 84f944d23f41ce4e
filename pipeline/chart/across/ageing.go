package across

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/pen"
)

// Ageing is a backlog by age: accounts and dollars side by side, because dollars alone
// hide a small tail that is very old (standard KPI-05).
type Ageing struct {
	chart.Words
	BucketHead string // "Days since discharge"
	CountHead  string // "Accounts"
	AmountHead string // "Charges"
	OverLabel  string // stands over the buckets beyond the target: "Over the 7-day target"
	Buckets    []Bucket
}

// Bucket is accounts of an age. Numbers are never read where Withheld is set.
type Bucket struct {
	Label      string  // "8–14 days"
	Count      float64 // accounts
	Amount     float64 // dollars
	CountText  string  // as written at the bar's end; empty: 1,234
	AmountText string  // empty: $1.2M
	Over       bool    // beyond the target
	Withheld   bool
}

func (b Bucket) count() Bar {
	return Bar{Label: b.Label, Value: b.Count, Text: b.CountText, Withheld: b.Withheld, Accent: b.Over, over: b.Over}
}

func (b Bucket) amount() Bar {
	return Bar{Label: b.Label, Value: b.Amount, Text: b.AmountText, Withheld: b.Withheld, Accent: b.Over, over: b.Over}
}

const (
	overHeight vg.Length = 18
	panelGap   vg.Length = 22
)

// Size is the natural size in points.
func (a Ageing) Size() (width, height vg.Length) {
	if len(a.Buckets) == 0 {
		return a.Room(chart.NothingHeight)
	}
	return a.Room(headHeight + a.overHeight() + vg.Length(len(a.Buckets))*a.rows().Pitch)
}

// over is the first bucket that is over the target after one that is not; 0 where
// there is none to tell apart.
func (a Ageing) over() int {
	for i := 1; i < len(a.Buckets); i++ {
		if a.Buckets[i].Over && !a.Buckets[i-1].Over {
			return i
		}
	}
	return 0
}

func (a Ageing) overHeight() vg.Length {
	if a.over() == 0 || a.OverLabel == "" {
		return 0
	}
	return overHeight
}

// Draw draws the figure.
func (a Ageing) Draw(c draw.Canvas) {
	p, area := a.Open(c)
	if len(a.Buckets) == 0 {
		a.SayNothing(p, area)
		return
	}
	rows, heights := a.rows(), a.heights(area)
	rows.Heads(p, area.Min.X, area.Max.Y-pen.Small.Rise(), "", a.BucketHead)
	for i, y := range heights {
		rows.Draw(p, i, area.Min.X, y, pen.Ink)
		p.Note(row(area, y, rows.Pitch), a.note(a.Buckets[i]))
	}
	left := area
	left.Min.X += rows.Width
	left.Max.X -= (left.Max.X - left.Min.X + panelGap) / 2
	right := area
	right.Min.X = left.Max.X + panelGap
	a.drawOver(p, area, heights)
	a.drawPanel(p, left, heights, a.CountHead, chart.Count, Bucket.count)
	a.drawPanel(p, right, heights, a.AmountHead, chart.Dollars, Bucket.amount)
}

func (a Ageing) rows() pen.Rows {
	names := make([]string, len(a.Buckets))
	for i, b := range a.Buckets {
		names[i] = b.Label
	}
	return pen.NewRows("", make([]string, len(names)), a.BucketHead, names)
}

// heights is the middle of each row; those over the target stand below their heading.
func (a Ageing) heights(area vg.Rectangle) []vg.Length {
	top := area.Max.Y - headHeight
	pitch := (top - area.Min.Y - a.overHeight()) / vg.Length(len(a.Buckets))
	out := make([]vg.Length, len(a.Buckets))
	for i := range out {
		out[i] = top - (vg.Length(i)+0.5)*pitch
		if over := a.over(); over > 0 && i >= over {
			out[i] -= a.overHeight()
		}
	}
	return out
}

// drawOver sets the heading of the buckets over the target, with a line at its right.
func (a Ageing) drawOver(p pen.Pen, area vg.Rectangle, heights []vg.Length) {
	if a.overHeight() == 0 {
		return
	}
	over := a.over()
	middle := vg.Point{X: area.Min.X, Y: (heights[over-1] + heights[over]) / 2}
	set := pen.Small.Strong().In(pen.Red)
	text := set.Fit(a.OverLabel, (area.Max.X-area.Min.X)/2)
	p.Centred(set, middle, pen.Left, []string{text})
	p.Line(pen.Stroke{Color: pen.Red, Width: pen.Thin, Dash: pen.Dashed},
		middle.Add(vg.Point{X: set.Width(text) + 6}), vg.Point{X: area.Max.X, Y: middle.Y})
}

// drawPanel draws the bars of one measure.
func (a Ageing) drawPanel(p pen.Pen, area vg.Rectangle, heights []vg.Length, head string, u chart.Unit, of func(Bucket) Bar) {
	b := Bars{Words: a.Words, Unit: u}
	for _, bucket := range a.Buckets {
		b.Items = append(b.Items, of(bucket))
	}
	base := vg.Point{X: area.Min.X, Y: area.Max.Y - pen.Small.Rise()}
	p.Text(pen.Small, base, pen.Left, pen.Small.Fit(head, area.Max.X-area.Min.X))
	scale := b.scale().Over(area.Min.X, area.Max.X-b.textWidth())
	thick := barWidth(a.rows().Pitch)
	for i, item := range b.Items {
		b.drawBar(p, item, scale, heights[i], thick)
	}
	for _, part := range a.parts() {
		p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Thin},
			vg.Point{X: area.Min.X, Y: heights[part[0]] + thick}, vg.Point{X: area.Min.X, Y: heights[part[1]] - thick})
	}
}

// parts is the first and the last bucket on each side of the heading.
func (a Ageing) parts() [][2]int {
	last := len(a.Buckets) - 1
	if a.overHeight() == 0 {
		return [][2]int{{0, last}}
	}
	return [][2]int{{0, a.over() - 1}, {a.over(), last}}
}
