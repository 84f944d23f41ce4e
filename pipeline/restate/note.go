package restate

import (
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/language"
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
	l := d.Language
	text := sentence(l, now, earlier[0])
	if d.OnePage {
		d.Provenance = append(d.Provenance, report.Definition{Term: l.Text("Restated"), Text: headline(l, changes) + ". " + text})
		return
	}
	table := report.Table{
		ID: "restated", Title: l.Text("Figures that were published otherwise"), Language: l,
		Columns: []report.Column{{Title: l.Text("Figure")}, {Title: l.Text("Of")}, {Title: l.Text("As of")}, {Title: l.Text("Published"), Numeric: true}, {Title: l.Text("Now"), Numeric: true}},
	}
	untold := false
	for i, c := range changes {
		if i == most {
			table.Notes = append(table.Notes, l.Say("%d more {is|are} not listed.", len(changes)-most))
			break
		}
		untold = untold || c.Untold
		table.Rows = append(table.Rows, c.cells(l, d.Period))
	}
	if untold {
		table.Notes = append(table.Notes, l.Say("An earlier value is not repeated where it would tell, beside the new one, of 1 to %d patients.", minCell-1))
	}
	d.Parts = append(d.Parts, report.Part{
		ID: "restated", Title: l.Text("Restated figures"),
		Lead:     l.Text("What this report says otherwise than it did before, of the same stretch of time."),
		Findings: []report.Finding{{Headline: headline(l, changes), Text: text}},
		Blocks:   []report.Block{{Table: &table}},
	})
}

func headline(l *language.Language, changes []Change) string {
	return l.Say("%s changed after publication", plural(l, len(changes), "figure"))
}

func sentence(l *language.Language, now, was Release) string {
	text := l.Say("The release before this one is as of %s.", l.Day(was.AsOf))
	if reasons := Reasons(l, now, was); len(reasons) > 0 {
		text += " " + l.Say("What changed since: %s.", strings.Join(reasons, "; "))
	}
	return text
}

// plural writes a count with the noun for one, or that for several.
func plural(l *language.Language, n int, noun string) string {
	if n > 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + l.Text(noun)
}

func (c Change) cells(l *language.Language, period string) []string {
	title := c.Title
	if c.Row != "" {
		title += ", " + c.Row
	}
	of := period
	if begins, err := time.Parse(time.DateOnly, c.Begins); err == nil {
		of = l.Month(begins)
		if ends, err := time.Parse(time.DateOnly, c.Ends); err == nil && ends.Sub(begins) == 7*24*time.Hour {
			of = l.Say("week of %s", l.Day(begins))
		}
	}
	earlier := written(l, c.Earlier, c.Unit)
	if c.Untold {
		earlier = l.Text("not repeated")
	}
	return []string{title, of, c.Published, earlier, written(l, c.Value, c.Unit)}
}

// written is a value of a table as a person reads it; tiles are that already.
func written(l *language.Language, value, unit string) string {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	switch unit {
	case "1":
		return l.Percent(v)
	case "USD":
		return l.Dollars(v)
	case "d", "h":
		return significant(l, v) + language.NoBreak + unit
	default:
		return significant(l, v)
	}
}

// significant writes a number with four digits, and a larger one with all of its whole part.
func significant(l *language.Language, v float64) string {
	const digits = 4
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return strconv.FormatFloat(v, 'g', digits, 64)
	}
	_, decimals, _ := strings.Cut(strconv.FormatFloat(rounded, 'f', -1, 64), ".")
	return l.Fixed(v, len(decimals))
}
