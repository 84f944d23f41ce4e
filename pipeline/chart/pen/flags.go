package pen

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Flag is a text in a lane above the plot, at the top of a vertical line.
type Flag struct {
	At    vg.Length // of the line
	Text  string
	Left  vg.Length // where the text begins
	Lane  int       // 0 is the lowest
	Width vg.Length
}

const (
	laneHeight vg.Length = 11
	flagWidth  vg.Length = 170
	mostLanes            = 4
)

// Flags lays texts in as few lanes as hold them side by side between from and to,
// each beginning at its line where there is room. A text is cut where it is very long,
// and left out where there would be too many lanes; its line stays.
func Flags(t Type, at []vg.Length, texts []string, from, to vg.Length) []Flag {
	flags := make([]Flag, len(at))
	for i := range at {
		text := t.Fit(texts[i], min(flagWidth, to-from))
		w := t.Width(text)
		left := max(min(at[i]+3, to-w), from)
		flags[i] = Flag{At: at[i], Text: text, Left: left, Width: w}
	}
	// From right to left, a flag that finds its lane taken rises above those at its
	// right, and no line runs through the text of another.
	slices.SortStableFunc(flags, func(a, b Flag) int { return cmp.Compare(b.Left, a.Left) })
	for i := range flags {
		f := &flags[i]
		for f.Lane < mostLanes && slices.ContainsFunc(flags[:i], f.collides) {
			f.Lane++
		}
		if f.Lane == mostLanes {
			f.Text, f.Lane = "", 0
		}
	}
	return flags
}

// collides reports whether two texts meet in a lane or the line of one runs through
// the text of the other.
func (f Flag) collides(g Flag) bool {
	switch {
	case f.Text == "" || g.Text == "":
		return false
	case f.Lane == g.Lane:
		return f.Left < g.Left+g.Width+8 && g.Left < f.Left+f.Width+8
	case f.Lane < g.Lane:
		return f.covers(g.At)
	}
	return g.covers(f.At)
}

func (f Flag) covers(x vg.Length) bool { return f.Left-3 < x && x < f.Left+f.Width+3 }

// FlagsHeight is the room that flags need above the plot.
func FlagsHeight(flags []Flag) vg.Length {
	lanes := 0
	for _, f := range flags {
		lanes = max(lanes, f.Lane+1)
	}
	if lanes == 0 {
		return 0
	}
	return vg.Length(lanes)*laneHeight + 2
}

// Flags draws the lines up the plot and the flags above it. A line ends below a flag
// that was moved over it.
func (p Pen) Flags(t Type, s Stroke, plot vg.Rectangle, flags []Flag) {
	for _, f := range flags {
		top := plot.Max.Y
		if f.Text != "" {
			top += 3 + vg.Length(f.Lane)*laneHeight
			p.Text(t, vg.Point{X: f.Left, Y: top}, Left, f.Text)
			if f.Left > f.At {
				top += t.Rise()
			} else {
				top -= t.Fall() + 1
			}
		}
		p.Line(s, vg.Point{X: f.At, Y: plot.Min.Y}, vg.Point{X: f.At, Y: top})
	}
}
