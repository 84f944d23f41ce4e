package across

import (
	"strings"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
)

// This file says what figures show, in words, where a reader points at them: the numbers that
// are drawn there and no others.

// row is the part of an area that belongs to a row of bars.
func row(area vg.Rectangle, middle, pitch vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: area.Min.X, Y: middle - pitch/2}, Max: vg.Point{X: area.Max.X, Y: middle + pitch/2}}
}

// named is a code with its name.
func named(code, label string) string { return strings.TrimSpace(code + " " + label) }

// labelled sets a head before a text, where there is one.
func labelled(head, text string) string { return strings.TrimPrefix(head+": ", ": ") + text }

// value says what a bar shows.
func (b Bars) value(item Bar) string {
	switch {
	case item.Withheld, !item.drawn(), item.Text != "" && !item.interval():
		return b.text(item)
	case item.interval():
		return b.unit().WriteInterval(item.Value, item.Lo, item.Hi)
	}
	return b.unit().Write(item.Value, 1)
}

// note says what a row shows, the right-hand column with its head.
func (b Bars) note(item Bar) string {
	text := named(item.Code, item.Label) + "\n" + b.ValueHead + ": " + b.value(item)
	if item.Right != "" {
		text += "\n" + labelled(b.RightHead, item.Right)
	}
	return text
}

// note says what a row shows; shares are the cumulative ones that may be shown.
func (f Pareto) note(item ParetoItem, i int, shares []float64) string {
	text := named(item.Code, item.Label) + "\n" + f.ValueHead + ": " + Bars{Words: f.Words, Unit: f.Unit}.value(item.bar())
	if i < len(shares) {
		text += "\n" + f.trackHead() + ": " + chart.Percent.In(f.Language).Write(shares[i], 1)
	}
	return text
}

// note says what a bucket shows.
func (a Ageing) note(b Bucket) string {
	counts, amounts := Bars{Words: a.Words, Unit: chart.Count}, Bars{Words: a.Words, Unit: chart.Dollars}
	return b.Label + "\n" + a.CountHead + ": " + counts.value(b.count()) + "\n" + a.AmountHead + ": " + amounts.value(b.amount())
}

// note says what a bar is made of.
func (s Stack) note(item StackItem) string {
	lines := []string{strings.TrimSpace(item.Label + " " + item.Text)}
	for part, name := range s.Parts {
		if part < len(item.Values) && axis.Drawable(item.Values[part]) && item.Values[part] >= 0 {
			lines = append(lines, name+": "+s.Unit.In(s.Language).Write(item.Values[part], 1))
		}
	}
	return strings.Join(lines, "\n")
}

// note says what a measure is at, and what its marks mean. Its small line has no unit.
func (s Scorecard) note(m Measure) string {
	said := s.Language.Text
	lines := []string{m.Name, labelled(said("Latest"), m.Latest), labelled(said("Target"), m.Target), labelled(said("Variation"), said(variations[m.Variation].word))}
	if m.Assurance != NoTarget {
		lines = append(lines, labelled(said("Assurance"), said(assurances[m.Assurance].word)))
	}
	return strings.Join(lines, "\n")
}

// note says where a unit lies.
func (f Funnel) note(pt FunnelPoint) string {
	return pt.Label + "\n" + f.ValueTitle + ": " + f.unit().Write(pt.Value, 1) + "\n" +
		f.CountTitle + ": " + chart.Count.In(f.Language).Write(pt.N, 0) + "\n" + f.Language.Text(f.look(pt).name)
}

// note says what a row shows: its value as written, what that is of, and the band.
func (d Dots) note(item Dot) string {
	text := item.Label + "\n" + d.ValueHead + ": " + d.written(item)
	if item.Right != "" {
		text += "\n" + labelled(d.RightHead, item.Right)
	}
	if item.banded() {
		text += "\n" + labelled(d.BandName, d.unit().WriteBetween(item.BandLo, item.BandHi, 1)) +
			"\n" + labelled(d.MiddleName, d.unit().Write(item.Middle, 1))
	}
	return text
}

func (d Dots) written(item Dot) string {
	switch text := d.text(item); {
	case text != "":
		return text
	case item.drawn():
		return d.unit().WriteInterval(item.Value, item.Lo, item.Hi)
	}
	return d.unit().WriteBetween(item.Lo, item.Hi, 1)
}
