package grid

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// ramp is the steps of a heat map's scale: round values between which the colours stand. The first
// and the last step are open, so that a few cells far from the others do not make these all alike.
type ramp struct {
	between []float64
	labels  []string
}

// ramp divides the values that have a place on the scale.
func (h Heat) ramp() ramp {
	var values []float64
	for _, row := range h.Rows {
		for k := range h.Periods {
			if c := h.cell(row, k); c.judged() {
				values = append(values, c.Value)
			}
		}
	}
	slices.Sort(values)
	return rampOf(h.unit(), values)
}

// The middle nine tenths of the values decide the width of the steps.
const (
	lowTenth  = 0.05
	highTenth = 0.95
)

// rampOf divides values in rising order into as many steps as there are colours or fewer; equal
// values have one.
func rampOf(u chart.Unit, values []float64) ramp {
	if len(values) == 0 {
		return ramp{}
	}
	at := func(share float64) float64 { return values[int(share*float64(len(values)-1)+0.5)] }
	for wish := len(pen.Sequential) - 1; wish > 0; wish-- {
		s := axis.NewScale(u, wish, at(lowTenth), at(highTenth))
		var r ramp
		for i, tick := range s.Ticks {
			whole := u.Is(chart.Percent) && tick >= 1 // 100% is no step of its own
			if tick > values[0] && tick <= values[len(values)-1] && !whole {
				r.between, r.labels = append(r.between, tick), append(r.labels, s.Labels[i])
			}
		}
		if len(r.between) < len(pen.Sequential) {
			return r
		}
	}
	return ramp{}
}

const (
	stepWidth  vg.Length = 40
	stepHeight vg.Length = 8
)

// height is what the scale needs under the dates: nothing where there is one step.
func (r ramp) height() vg.Length {
	if len(r.between) == 0 {
		return 0
	}
	return stepHeight + 16 + pen.Small.Height(1)
}

// color is that of the step that holds a value.
func (r ramp) color(v float64) color.NRGBA {
	i := 0
	for i < len(r.between) && v >= r.between[i] {
		i++
	}
	return r.step(i)
}

// step spreads the colours over the steps that there are.
func (r ramp) step(i int) color.NRGBA {
	steps, last := len(r.between), len(pen.Sequential)-1
	if steps == 0 {
		return pen.Sequential[last/2]
	}
	return pen.Sequential[i*last/steps]
}

// draw sets the steps in a row with the values between them, from a corner to the right.
func (r ramp) draw(p pen.Pen, corner vg.Point, to vg.Length) {
	if len(r.between) == 0 {
		return
	}
	steps := len(r.between) + 1
	width := min(stepWidth, (to-corner.X)/vg.Length(steps))
	low := corner.Y + pen.Small.Height(1) + 5
	for i := range steps {
		left := corner.X + vg.Length(i)*width
		box := vg.Rectangle{Min: vg.Point{X: left, Y: low}, Max: vg.Point{X: left + width, Y: low + stepHeight}}
		p.Box(r.step(i), box)
		p.Outline(pen.Stroke{Color: pen.White, Width: pen.Hair}, box)
	}
	row := axis.Scale{Lo: 0, Hi: float64(steps), Labels: r.labels}.Over(corner.X, corner.X+vg.Length(steps)*width)
	for i := range r.between {
		row.Ticks = append(row.Ticks, float64(i+1))
	}
	row.Row(p, corner.Y+pen.Small.Fall(), corner.X, to, r.labels)
}
