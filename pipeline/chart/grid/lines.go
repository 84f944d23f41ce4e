package grid

import (
	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// lines is the part of a slope chart that has lines: between two verticals, with values and names
// outside them.
type lines struct {
	Slope
	rows          []SlopeRow
	names, values vg.Length // widths of the two columns of labels
	plot          vg.Rectangle
	scale         axis.Scale
}

// lines lays the units with both values into an area.
func (s Slope) lines(area vg.Rectangle) lines {
	l := lines{Slope: s, rows: s.drawn(), plot: area}
	var values []float64
	for _, row := range l.rows {
		l.names = max(l.names, min(pen.Small.Strong().Width(row.Label), slopeName))
		l.values = max(l.values, pen.Small.Strong().Widest(s.write(row.Before), s.write(row.After)))
		values = append(values, row.Before.Value, row.After.Value)
	}
	l.plot.Min.X += l.reach()
	l.plot.Max.X -= l.reach()
	l.plot.Min.Y += s.leftHeight(area)
	l.plot.Max.Y -= slopeHead
	l.scale = axis.TightScale(s.unit(), 4, values...).Over(l.plot.Min.Y+slopeMark, l.plot.Max.Y-slopeMark)
	return l
}

// reach is the room of the labels outside a vertical.
func (l lines) reach() vg.Length { return l.names + slopeGap + l.values + slopeTie }

func (l lines) draw(p pen.Pen, area vg.Rectangle) {
	set, y := pen.Body.Strong(), area.Max.Y-pen.Body.Rise()
	room := 2 * min(l.reach(), (l.plot.Max.X-l.plot.Min.X)/2-slopeGap)
	p.Text(set, vg.Point{X: l.plot.Min.X, Y: y}, pen.Middle, set.Fit(l.Before, room))
	p.Text(set, vg.Point{X: l.plot.Max.X, Y: y}, pen.Middle, set.Fit(l.After, room))
	for _, x := range []vg.Length{l.plot.Min.X, l.plot.Max.X} {
		p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Thin}, vg.Point{X: x, Y: l.plot.Min.Y}, vg.Point{X: x, Y: l.plot.Max.Y})
	}
	for _, row := range l.rows {
		l.drawLine(p, row)
	}
	l.drawLabels(p, true)
	l.drawLabels(p, false)
}

func (l lines) drawLine(p pen.Pen, row SlopeRow) {
	form := looks[row.Change]
	from := vg.Point{X: l.plot.Min.X, Y: l.scale.At(row.Before.Value)}
	to := vg.Point{X: l.plot.Max.X, Y: l.scale.At(row.After.Value)}
	p.Line(form.stroke(), from, to)
	for _, at := range []vg.Point{from, to} {
		p.Mark(form.shape, at, slopeMark, form.color, pen.Stroke{Color: pen.White, Width: pen.Thin})
	}
}

// drawLabels sets values and names at one side, moved apart where they would overlap and then tied
// to their marks.
func (l lines) drawLabels(p pen.Pen, left bool) {
	toward, x, align := vg.Length(1), l.plot.Max.X, pen.Left
	if left {
		toward, x, align = -1, l.plot.Min.X, pen.Right
	}
	middles, heights := make([]vg.Length, len(l.rows)), make([]vg.Length, len(l.rows))
	for i, row := range l.rows {
		middles[i], heights[i] = l.scale.At(row.side(left).Value), slopePitch
	}
	at := pen.Spread(middles, heights, l.plot.Min.Y, l.plot.Max.Y)
	for i, row := range l.rows {
		set, start := pen.Small, x+toward*slopeTie
		if row.Change != Unchanged {
			set = set.Strong().In(pen.Lettering(looks[row.Change].color))
		}
		p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Hair}, vg.Point{X: x + toward*(slopeMark+1.5), Y: middles[i]}, vg.Point{X: start - toward*3, Y: at[i]})
		p.Centred(set, vg.Point{X: start, Y: at[i]}, align, []string{l.write(row.side(left))})
		p.Centred(set, vg.Point{X: start + toward*(l.values+slopeGap), Y: at[i]}, align, []string{set.Fit(row.Label, l.names)})
		p.Note(l.region(at[i], left), l.note(row))
	}
}

func (r SlopeRow) side(left bool) Side {
	if left {
		return r.Before
	}
	return r.After
}

// region is what belongs to a label: it and the half of the plot beside it.
func (l lines) region(middle vg.Length, left bool) vg.Rectangle {
	half := (l.plot.Min.X + l.plot.Max.X) / 2
	r := vg.Rectangle{Min: vg.Point{X: half, Y: middle - slopePitch/2}, Max: vg.Point{X: l.plot.Max.X + l.reach(), Y: middle + slopePitch/2}}
	if left {
		r.Min.X, r.Max.X = l.plot.Min.X-l.reach(), half
	}
	return r
}

// note says what a line shows.
func (l lines) note(row SlopeRow) string {
	text := row.Label + "\n" + l.Before + ": " + l.write(row.Before) + "\n" + l.After + ": " + l.write(row.After) + "\n" + l.Language.Text(looks[row.Change].name)
	if row.Note != "" {
		text += "\n" + row.Note
	}
	return text
}
