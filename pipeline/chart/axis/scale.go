package axis

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Scale maps values to a length of canvas.
type Scale struct {
	Lo, Hi   float64   // the values at its ends
	From, To vg.Length // where these lie
	Ticks    []float64 // round values within
	Labels   []string  // what is written at each
}

// NewScale spans the values, to round numbers at both ends, with about so many steps.
// Values that cannot be drawn are ignored; with none left it spans 0 to 1.
func NewScale(u Unit, steps int, values ...float64) Scale {
	lo, hi := u.span(values)
	ticks := u.ticks(lo, hi, steps)
	return Scale{Lo: ticks[0], Hi: ticks[len(ticks)-1], Ticks: ticks, Labels: u.labels(ticks)}
}

// TightScale is NewScale without the part of a step at each end that the values leave
// empty, where that is most of a step; a scale that begins at zero goes on doing so.
func TightScale(u Unit, steps int, values ...float64) Scale {
	s := NewScale(u, steps, values...)
	lo, hi := u.span(values)
	step := s.Ticks[1] - s.Ticks[0]
	if n := len(s.Ticks); n > 2 && s.Hi-hi > step/2 {
		s.Hi, s.Ticks, s.Labels = hi+step/4, s.Ticks[:n-1], s.Labels[:n-1]
	}
	if len(s.Ticks) > 2 && s.Lo != 0 && lo-s.Lo > step/2 {
		s.Lo, s.Ticks, s.Labels = lo-step/4, s.Ticks[1:], s.Labels[1:]
	}
	return s
}

// Over lays the scale over a length of canvas.
func (s Scale) Over(from, to vg.Length) Scale {
	s.From, s.To = from, to
	return s
}

// Ending lets the scale end at a value; the ticks beyond it go.
func (s Scale) Ending(hi float64) Scale {
	n := len(s.Ticks)
	for n > 1 && s.Ticks[n-1] > hi*(1+1e-12) {
		n--
	}
	s.Hi, s.Ticks, s.Labels = hi, s.Ticks[:n], s.Labels[:n]
	return s
}

// At is where a value lies, beyond the ends at the nearer end.
func (s Scale) At(v float64) vg.Length {
	if !(s.Hi > s.Lo) {
		return s.From
	}
	share := min(max((v-s.Lo)/(s.Hi-s.Lo), 0), 1)
	return s.From + vg.Length(share)*(s.To-s.From)
}

// Beyond is where a value lies or would lie beyond the ends, for lines that are clipped.
func (s Scale) Beyond(v float64) vg.Length {
	if !(s.Hi > s.Lo) {
		return s.From
	}
	return s.From + vg.Length((v-s.Lo)/(s.Hi-s.Lo))*(s.To-s.From)
}

// Holds reports whether a value lies on the scale.
func (s Scale) Holds(v float64) bool { return v >= s.Lo && v <= s.Hi }

// span is the range of the drawable values, widened where they are all equal.
func (u Unit) span(values []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if Drawable(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		return 0, 1
	}
	if size := max(math.Abs(lo), math.Abs(hi)); hi-lo <= max(1e-9*size, 1e-6) {
		pad := max(size*0.05, u.least())
		return u.within(lo-pad, lo, hi), u.within(hi+pad, lo, hi)
	}
	return lo, hi
}

// least is half the narrowest span that is worth a scale.
func (u Unit) least() float64 {
	if u.kind == percent {
		return 0.01
	}
	return 1
}

// within keeps a widened end on the side of zero, and below 100%, where the data lie.
func (u Unit) within(v, lo, hi float64) float64 {
	if lo >= 0 {
		v = max(v, 0)
	}
	if u.kind == percent && hi <= 1 {
		v = min(v, 1)
	}
	return v
}

// ticks are the multiples of a round step that enclose lo and hi.
func (u Unit) ticks(lo, hi float64, steps int) []float64 {
	step := u.step((hi - lo) / float64(max(steps, 1)))
	first, last := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
	if last <= first {
		last = first + 1
	}
	var out []float64
	for i := first; i <= last; i++ {
		out = append(out, i*step)
	}
	return out
}

// step is the least of 1, 2, 2.5 and 5 times a power of ten that is not below the
// wish; counts have whole steps.
func (u Unit) step(wish float64) float64 {
	if u.kind == count {
		wish = max(wish, 1)
	}
	power := math.Pow(10, math.Floor(math.Log10(wish)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if u.kind == count && m*power != math.Trunc(m*power) {
			continue
		}
		if m*power >= wish*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// labels writes the ticks alike: with the decimals that the step needs, and sums of
// money in the thousands of thousands of the largest.
func (u Unit) labels(ticks []float64) []string {
	size, suffix := 1.0, ""
	if u.kind == dollars {
		size, suffix = magnitude(slices.Max(ticks))
	}
	step := (ticks[1] - ticks[0]) / size
	if u.kind == percent {
		step *= 100
	}
	places := Decimals(step)
	out := make([]string, len(ticks))
	for i, v := range ticks {
		switch u.kind {
		case dollars:
			out[i] = u.money(v/size, places, suffix)
		case days: // the axis title names the unit
			out[i] = u.language.Fixed(v, places)
		default:
			out[i] = u.Write(v, places)
		}
	}
	return out
}

// Decimals is how many decimals a round step needs, at most six.
func Decimals(step float64) int {
	_, fraction, _ := strings.Cut(strings.TrimRight(strconv.FormatFloat(step, 'f', 6, 64), "0"), ".")
	return len(fraction)
}
