package composetest

import (
	"fmt"
	"strings"

	"chartline/pipeline/report"
)

// Words is all the words of a document.
func Words(d *report.Document) string {
	var b strings.Builder
	for _, k := range d.KeyFigures {
		fmt.Fprintln(&b, k.Label, k.Value, k.Interval, k.Basis)
	}
	for _, p := range d.Parts {
		for _, f := range p.Findings {
			fmt.Fprintln(&b, f.Headline, f.Text)
		}
		for _, block := range p.Blocks {
			if block.Figure != nil {
				w := block.Figure.Chart.Text()
				fmt.Fprintln(&b, w.Title, w.Subtitle, w.Alt)
			}
		}
	}
	return b.String()
}

// Tables is every cell of every table.
func Tables(d *report.Document) string {
	var b strings.Builder
	for _, block := range d.Parts[0].Blocks {
		if block.Table != nil {
			for _, row := range block.Table.Rows {
				fmt.Fprintln(&b, row)
			}
		}
	}
	return b.String()
}
