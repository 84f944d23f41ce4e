package grid

import (
	"slices"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// key explains the signs that occur in the panels.
func (f Facets) key() pen.Key {
	k := pen.Key{Title: f.Axis}
	for _, c := range []Change{Worse, Better, Different} {
		if name := f.Names[c]; name != "" && slices.ContainsFunc(f.panels(), func(p Panel) bool { return p.Change == c }) {
			k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(name, widestSign), Swatch: looks[c].swatch})
		}
	}
	if len(f.panels()) > 1 {
		k.Signs = append(k.Signs, pen.Sign{Text: f.Language.Text("the others"), Swatch: lineSwatch(pen.Stroke{Color: pen.Rule, Width: pen.Thin})})
	}
	if f.Target.Drawn() {
		k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(f.Target.Label, widestName), Swatch: lineSwatch(f.Target.Line())})
	}
	if within := f.within(); len(within) > 0 {
		k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(within[0].Label, widestName), Swatch: func(p pen.Pen, at vg.Point) {
			p.Line(breakLine, vg.Point{X: at.X, Y: at.Y - 5}, vg.Point{X: at.X, Y: at.Y + 5})
		}})
	}
	for _, want := range []struct {
		sign pen.Sign
		of   func(axis.Point) bool
	}{
		{pen.AbsentSign, axis.Point.Absent},
		{pen.WithheldSign, func(p axis.Point) bool { return p.Withheld }},
		{pen.PartialSign, func(p axis.Point) bool { return p.Partial }},
	} {
		if slices.ContainsFunc(f.lines(), func(l axis.Line) bool { return slices.ContainsFunc(l.Points, want.of) }) {
			k.Signs = append(k.Signs, want.sign.In(f.Language))
		}
	}
	return k
}

const widestName vg.Length = 130

// lineSwatch is a short line as a figure draws it.
func lineSwatch(s pen.Stroke) func(pen.Pen, vg.Point) {
	return func(p pen.Pen, at vg.Point) {
		p.Line(s, vg.Point{X: at.X - 7, Y: at.Y}, vg.Point{X: at.X + 7, Y: at.Y})
	}
}
