package grid

import (
	"strconv"
	"time"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
)

// columns are periods side by side, equally wide whatever their length.
type columns struct {
	periods  []Period
	from     vg.Length
	pitch    vg.Length
	language *language.Language
}

func (c columns) width() vg.Length { return vg.Length(len(c.periods)) * c.pitch }

// middle is where a column has its middle.
func (c columns) middle(i int) vg.Length { return c.from + (vg.Length(i)+0.5)*c.pitch }

// box is a cell of a column between two heights, less the white between cells.
func (c columns) box(i int, low, high vg.Length) vg.Rectangle {
	gap := min(heatGap, c.pitch/4) / 2
	left := c.from + vg.Length(i)*c.pitch
	return vg.Rectangle{Min: vg.Point{X: left + gap, Y: low + gap}, Max: vg.Point{X: left + c.pitch - gap, Y: high - gap}}
}

// edge is where the first period begins that holds an instant or comes after it; false where the
// instant lies before the second period or after the last begins.
func (c columns) edge(at time.Time) (vg.Length, bool) {
	for i, p := range c.periods {
		if !p.Start.Before(at) {
			return c.from + vg.Length(i)*c.pitch, i > 0
		}
	}
	return 0, false
}

// columnsHeight is what the dates under the columns need.
var columnsHeight = 6 + pen.Small.Height(2)

// draw writes the dates of as many columns as stand clear of each other, and the year under the
// first of them and under the first of each further year.
func (c columns) draw(p pen.Pen, top vg.Length) {
	y, year, end := top-6-pen.Small.Rise(), 0, c.from-c.pitch
	for _, i := range c.named() {
		start, x := c.periods[i].Start, c.middle(i)
		text := c.name(start)
		half := max(pen.Small.Width(text), pen.Small.Width("2000")) / 2
		if x-half < end {
			continue
		}
		end = x + half + 5
		p.Text(pen.Small, vg.Point{X: x, Y: y}, pen.Middle, text)
		if start.Year() != year {
			year = start.Year()
			p.Text(pen.Small, vg.Point{X: x, Y: y - pen.Small.Leading()}, pen.Middle, strconv.Itoa(year))
		}
	}
}

// monthly reports whether every period begins with a month.
func (c columns) monthly() bool {
	for _, p := range c.periods {
		if p.Start.Day() != 1 {
			return false
		}
	}
	return true
}

func (c columns) name(start time.Time) string {
	if c.monthly() || c.every() > mostSkipped {
		return c.language.ShortMonth(start.Month())
	}
	return c.language.Date(start, dayLayout)
}

// dayLayout is that of days in the one or two years that a figure names beneath them.
const dayLayout = "2 Jan"

// mostSkipped is how many weeks a date may stand for; where it would be more, months are named.
const mostSkipped = 4

// every is the least number of columns at which dates stand clear of each other.
func (c columns) every() int {
	room := pen.Small.Widest(c.widest(), "2000") + 5
	every := 1
	for vg.Length(every)*c.pitch < room && every < len(c.periods) {
		every++
	}
	return every
}

// widest is the date that takes the most room.
func (c columns) widest() (text string) {
	for _, p := range c.periods {
		if date := c.language.Date(p.Start, dayLayout); pen.Small.Width(date) > pen.Small.Width(text) {
			text = date
		}
	}
	return text
}

// named are the columns whose dates may be written: every so many, or the first of each month.
func (c columns) named() []int {
	var out []int
	every := c.every()
	months := !c.monthly() && every > mostSkipped
	for i, p := range c.periods {
		first := i == 0 || c.periods[i-1].Start.Month() != p.Start.Month()
		if months && first || !months && i%every == 0 {
			out = append(out, i)
		}
	}
	return out
}
