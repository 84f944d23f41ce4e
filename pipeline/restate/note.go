package restate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/report"
)

// most is how many figures a note lists.
const most = 40

// Note adds to a document what it says otherwise than its earlier releases, latest first:
// a part of its own, or on one page a line of the provenance. It adds nothing where nothing
// changed.
func Note(d *report.Document, now Release, earlier []Release, minCell int64) {
	changes := Compare(now, earlier, minCell)
	if len(changes) == 0 {
		return
	}
	text := sentence(now, earlier[0])
	if d.OnePage {
		d.Provenance = append(d.Provenance, report.Definition{Term: "Restated", Text: plural(len(changes), "figure") + " changed after publication. " + text})
		return
	}
	table := report.Table{
		ID: "restated", Title: "Figures that were published otherwise",
		Columns: []report.Column{{Title: "Figure"}, {Title: "Of"}, {Title: "As of"}, {Title: "Published", Numeric: true}, {Title: "Now", Numeric: true}},
	}
	untold := false
	for i, c := range changes {
		if i == most {
			table.Notes = append(table.Notes, fmt.Sprintf("%d more are not listed.", len(changes)-most))
			break
		}
		untold = untold || c.Untold
		table.Rows = append(table.Rows, c.cells(d.Period))
	}
	if untold {
		table.Notes = append(table.Notes, fmt.Sprintf("An earlier value is not repeated where it would tell, beside the new one, of 1 to %d patients.", minCell-1))
	}
	d.Parts = append(d.Parts, report.Part{
		ID: "restated", Title: "Restated figures",
		Lead:     "What this report says otherwise than it did before, of the same stretch of time.",
		Findings: []report.Finding{{Headline: plural(len(changes), "figure") + " changed after publication", Text: text}},
		Blocks:   []report.Block{{Table: &table}},
	})
}

func sentence(now, was Release) string {
	text := "The release before this one is as of " + was.AsOf.Format("2 January 2006") + "."
	if reasons := Reasons(now, was); len(reasons) > 0 {
		text += " What changed since: " + strings.Join(reasons, "; ") + "."
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func (c Change) cells(period string) []string {
	title := c.Title
	if c.Row != "" {
		title += ", " + c.Row
	}
	of := period
	if begins, err := time.Parse(time.DateOnly, c.Begins); err == nil {
		of = begins.Format("January 2006")
		if ends, err := time.Parse(time.DateOnly, c.Ends); err == nil && ends.Sub(begins) == 7*24*time.Hour {
			of = "week of " + begins.Format("2 January 2006")
		}
	}
	earlier := written(c.Earlier, c.Unit)
	if c.Untold {
		earlier = "not repeated"
	}
	return []string{title, of, c.Published, earlier, written(c.Value, c.Unit)}
}

// written is a value of a table as a person reads it; tiles are that already.
func written(value, unit string) string {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	switch unit {
	case "1":
		return strconv.FormatFloat(100*v, 'f', 1, 64) + " %"
	case "", "1/1000":
		return strconv.FormatFloat(v, 'g', 4, 64)
	default:
		return strconv.FormatFloat(v, 'g', 4, 64) + " " + unit
	}
}
