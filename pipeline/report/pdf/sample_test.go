package pdf

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/report"
)

// frame is a figure that fills its size with one grey rectangle.
type frame struct {
	title         string
	width, height vg.Length
}

func (f frame) Text() chart.Words      { return chart.Words{Title: f.title, Alt: f.title} }
func (f frame) Size() (w, h vg.Length) { return f.width, f.height }
func (f frame) Draw(c draw.Canvas)     { c.SetColor(color.Gray{Y: 0x80}); c.Fill(c.Rectangle.Path()) }

// sketch is a figure as wide as the text that draws what a test tells it to.
type sketch func(c draw.Canvas)

func (s sketch) Text() chart.Words      { return chart.Words{Title: "Sketch"} }
func (s sketch) Size() (w, h vg.Length) { return textWidth, 100 }
func (s sketch) Draw(c draw.Canvas)     { s(c) }

// letter is the paper of the samples.
var letter = layoutOf(report.Letter)

// asOfEnd is the instant of the samples.
var asOfEnd = time.Date(2026, 9, 30, 23, 59, 0, 0, time.UTC)

// sample is a document with something of everything.
func sample() *report.Document {
	return &report.Document{
		Name: "coding_quality", Title: "Coding quality", Subtitle: "Inpatient encounters",
		Period: "1 October 2024 to 30 September 2026", AsOf: asOfEnd,
		Sensitivity: "Internal – not for release",
		Findings: []report.Finding{
			{Headline: "Accuracy is 93.1\u00A0%", Text: "Of 3,214 codes 2,992 were right.", Tone: report.Watch},
			{Headline: "Backlog rose", Text: "214 accounts wait.", Tone: report.Act},
			{Headline: "Half is coded in 4 days", Text: "Median 4.1 days.", Tone: report.Good},
			{Headline: "Hypertension leads"},
		},
		KeyFigures: []report.KeyFigure{
			{Label: "Code accuracy", Value: "93.1\u00A0%", Interval: "95 % CI 91.8 to 94.2 %", Basis: "412 audited encounters", Tone: report.Watch},
			{Label: "DRG accuracy", Value: "withheld", Basis: "fewer than 11 encounters"},
		},
		Parts: []report.Part{
			{ID: "frequency", Title: "Diagnosis frequency", Lead: "Which diagnoses were listed.", Blocks: []report.Block{
				{Figure: figureOf(frame{"Hypertension leads", 640, 360})},
				{Table: numbered("diagnoses", 3)},
			}},
			{ID: "accuracy", Title: "Łódź Жуков Ελληνικά", Findings: []report.Finding{{Headline: "Good", Tone: report.Good}}},
		},
		Methods:    []report.Definition{{Term: "Accuracy (ACC-01)", Text: "Right codes over codes."}},
		Provenance: []report.Definition{{Term: "Input", Text: "sha256 " + strings.Repeat("9f86d081", 8)}},
	}
}

// figureOf makes a figure of a drawing.
func figureOf(f chart.Figure) *report.Figure {
	return &report.Figure{ID: "shape", Chart: f, Data: *numbered("shape", 1)}
}

// numbered is a table of n rows whose first cells count them.
func numbered(id string, n int) *report.Table {
	t := &report.Table{
		ID: id, Title: "Table of " + id,
		Columns: []report.Column{{Title: "Row name"}, {Title: "Encounters", Numeric: true}},
		Notes:   []string{"Distinct encounters."},
	}
	for i := range n {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("row-%03d", i+1), fmt.Sprint(1000 + i)})
	}
	return t
}

// only is a document with one part that holds the blocks.
func only(blocks ...report.Block) *report.Document {
	return &report.Document{Title: "One", AsOf: asOfEnd, Parts: []report.Part{{Title: "Part", Blocks: blocks}}}
}

// manyParts is a document of n parts.
func manyParts(n int) *report.Document {
	d := &report.Document{Title: "Many", AsOf: asOfEnd}
	for i := range n {
		p := report.Part{Title: fmt.Sprintf("Part number %d", i+1)}
		if i%3 == 0 { // Some parts take two pages, so that page numbers are not just counted on.
			p.Blocks = []report.Block{{Table: numbered("long", 60)}}
		}
		d.Parts = append(d.Parts, p)
	}
	return d
}
