package plot

import (
	"fmt"
	"io"
	"math"
	"time"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/fault"
)

// scale makes a picture of about 1,200 dots.
const scale = 1.35

// PNG draws a picture.
func (d *Data) PNG(w io.Writer, r Request) error {
	f, err := d.figure(r)
	if err != nil {
		return err
	}
	return chart.PNG(chart.Told(w, r.Made), f, scale)
}

func (d *Data) figure(r Request) (chart.Figure, error) {
	if r.Kind == Hist {
		values, name, err := d.Numbers(r.Y)
		if err != nil {
			return nil, err
		}
		b := d.barFigure(r, histogram(values), "Rows", name, "Values of "+name)
		b.Words = d.words(r, "Values of "+name, len(values), "")
		return b, nil
	}
	pairs, x, y, err := d.Pairs(r.X, r.Y)
	if err != nil {
		return nil, err
	}
	if r.Kind == Line {
		return d.lineFigure(r, pairs, x, y)
	}
	for _, p := range pairs {
		if p.Value < 0 {
			return nil, fault.New(fault.Usage, "", "a picture of bars has none below zero", "draw it in the terminal, or as a line over dates")
		}
	}
	return d.barFigure(r, pairs, y, x, y+" by "+x), nil
}

// words are what a picture says around its marks. What a person drew by hand has no
// finding: the title says what is drawn.
func (d *Data) words(r Request, title string, n int, more string) chart.Words {
	said := fmt.Sprintf("%d rows of an answer to chartline sql%s", n, more)
	return chart.Words{Theme: r.Look, Title: format.Printable(title), Subtitle: said + ".",
		Caption: r.Made + "Drawn by hand from chartline sql. Nothing is withheld from it, and no interval says how sure it is.",
		Alt:     format.Printable(title) + ", " + said}
}

func (d *Data) barFigure(r Request, pairs []Pair, value, label, title string) across.Bars {
	b := across.Bars{Words: d.words(r, title, len(pairs), ""), LabelHead: format.Printable(label), ValueHead: format.Printable(value)}
	for _, p := range pairs[:min(len(pairs), mostBars)] {
		b.Items = append(b.Items, across.Bar{Label: format.Printable(p.Label), Value: p.Value, Lo: math.NaN(), Hi: math.NaN(), Text: short(p.Value)})
	}
	if more := len(pairs) - len(b.Items); more > 0 {
		b.Subtitle = fmt.Sprintf("The first %d of %d rows of an answer to chartline sql.", len(b.Items), len(pairs))
	}
	return b
}

func (d *Data) lineFigure(r Request, pairs []Pair, x, y string) (chart.Figure, error) {
	pairs, dates := onTime(pairs)
	if !dates {
		return nil, fault.Newf(fault.Usage, "", "draw it in the terminal, or as bars", "a picture of a line needs dates, and %q is none", x)
	}
	line, fromZero := course.Line{Name: format.Printable(y)}, true
	for _, p := range pairs {
		fromZero = fromZero && p.Value >= 0
		line.Points = append(line.Points, course.Point{Start: p.At, Value: p.Value, Lo: math.NaN(), Hi: math.NaN()})
	}
	period := ", " + pairs[0].At.Format(time.DateOnly) + " to " + pairs[len(pairs)-1].At.Format(time.DateOnly)
	return course.Series{
		Words: d.words(r, y+" by "+x, len(pairs), period), Axis: format.Printable(y), Lines: []course.Line{line}, FromZero: fromZero,
	}, nil
}
