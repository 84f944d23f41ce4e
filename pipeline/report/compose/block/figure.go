package block

import (
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/wording"
)

// caption is the small print of a figure: what the specification says, the instant,
// and what is withheld.
func (e *Edition) caption(a Answer, b report.BlockSpec) string {
	text := b.Caption
	if text != "" {
		text += " "
	}
	text += e.Say("As of %s.", e.Day(e.AsOf.In(e.Location)))
	if a.AnyWithheld() {
		text += " " + e.Say("Counts of 1 to %s, and what would reveal them, are withheld.", e.Count(e.MinCell-1))
	}
	return text
}

// Words are the texts of a figure; the alternative text holds what is drawn and found.
func (e *Edition) Words(a Answer, b report.BlockSpec, title, subtitle, drawn string) chart.Words {
	title = e.Text(title)
	return chart.Words{Title: title, Subtitle: e.Text(subtitle), Caption: e.caption(a, b), Alt: e.Text(drawn) + " " + title + ".", Language: e.Language.Language, Theme: e.Theme}
}

// Figure is a block of a chart and its data.
func Figure(b report.BlockSpec, c chart.Figure, data report.Table) report.Block {
	return report.Block{Figure: &report.Figure{ID: b.ID, Chart: c, Data: data}}
}

// Twin is the data table of a figure.
func Twin(b report.BlockSpec, title string, columns []report.Column, rows [][]string) report.Table {
	return report.Table{ID: b.ID, Title: title, Columns: columns, Rows: rows}
}

// FirstOf begins a figure of the first so many of its rows, such as the most frequent ones: its data keep
// the others too, and its caption says how many they are and where. Where all rows are shown it says nothing.
func (e *Edition) FirstOf(top int, b *report.BlockSpec, rows [][]string) (shown, beyond [][]string) {
	if top >= len(rows) {
		return rows, nil
	}
	text := e.Say("Shown are the first %s of %s that may be shown.", e.Count(int64(top)), e.Count(int64(len(rows))))
	if e.Whose == "" {
		text = e.Say("Shown are the first %s of %s that may be shown; the others are in %s and in the workbook.", e.Count(int64(top)), e.Count(int64(len(rows))), b.ID+".csv")
	}
	b.Caption = strings.TrimSpace(text + " " + b.Caption)
	return rows[:top], rows[top:]
}

// Numeric heads columns of numbers.
func Numeric(titles ...string) []report.Column { return headed(true, titles) }

// Textual heads columns of words.
func Textual(titles ...string) []report.Column { return headed(false, titles) }

func headed(isNumeric bool, titles []string) []report.Column {
	cols := make([]report.Column, len(titles))
	for i, t := range titles {
		cols[i] = report.Column{Title: t, Numeric: isNumeric}
	}
	return cols
}

// TitleOf names a block inside a sentence: by its title, or else by its id.
func TitleOf(b report.BlockSpec) string {
	if b.Title != "" {
		first, size := utf8.DecodeRuneInString(b.Title)
		return string(unicode.ToLower(first)) + b.Title[size:]
	}
	return strings.ReplaceAll(b.ID, "_", " ")
}

// AllWithheld stands for a figure of which nothing may be shown.
func (e *Edition) AllWithheld(b report.BlockSpec) report.Block {
	return report.Block{Table: &report.Table{ID: b.ID, Title: wording.Capital(TitleOf(b)), Columns: Textual(wording.Capital(e.Hidden())),
		Rows: [][]string{{e.Text("Every count is withheld: each is smaller than may be shown.")}}}}
}

// Point is an estimate on a time axis; what is not known is a gap.
func Point(at time.Time, est metric.Estimate, hidden bool) course.Point {
	p := course.Point{Start: at, Value: math.NaN(), Lo: math.NaN(), Hi: math.NaN(), Withheld: hidden}
	if est.Defined() {
		p.Value = est.Value
		if est.Level > 0 {
			p.Lo, p.Hi = est.Lo, est.Hi
		}
	}
	return p
}

// Events are the marks that a block asks for.
func Events(b report.BlockSpec) []chart.Event {
	var marks []chart.Event
	for _, ev := range b.Events {
		at, err := time.Parse(time.DateOnly, ev.On)
		if err == nil {
			marks = append(marks, chart.Event{At: at, Label: ev.Label})
		}
	}
	return marks
}
