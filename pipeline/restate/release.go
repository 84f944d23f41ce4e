// Package restate compares what a report says with what it said before of the same period,
// and tells what changed and why.
//
// What it compares are figures as they were printed: withheld where they had to be. It
// repeats no earlier value from which, with the new one, a small count could be worked out
// (SUP-01, SUP-04).
package restate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/language"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report"
)

// Release is a report as it was published: what is kept of its manifest.
type Release struct {
	AsOf       time.Time         `json:"as_of"`
	Language   string            `json:"language"` // empty in releases from before there were others than English
	From       string            `json:"from"`
	To         string            `json:"to"` // first date after
	Parameters map[string]string `json:"parameters"`
	Versions   map[string]string `json:"versions"`
	Inputs     []Input           `json:"inputs"`
	Queries    []Query           `json:"queries"`
	Figures    []Figure          `json:"figures"`

	Statements []disclosure.Statement `json:"statements"` // on counts of patients
}

// Input is a file of the store, and what became of its records.
type Input struct {
	Source     string `json:"source"`
	Format     string `json:"format"`
	SHA256     string `json:"sha256"`
	Loaded     int64  `json:"rows_loaded"`
	Superseded int64  `json:"rows_superseded"`
}

// Query is a question that was asked, by the digest of its text.
type Query struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Figure is a number that readers quote: a tile of the title page, or a value of a table
// whose rows are stretches of time.
type Figure struct {
	Table   string           `json:"table"`            // its ID; empty for a tile
	Title   string           `json:"title"`            // of the tile or the table
	Row     string           `json:"row,omitempty"`    // what the row is about, without its time
	Begins  string           `json:"begins,omitempty"` // first date of the row's time; empty for the period of the report
	Ends    string           `json:"ends,omitempty"`   // first date after it
	Value   string           `json:"value"`
	Unit    string           `json:"unit,omitempty"`
	Counts  map[string]int64 `json:"counts,omitempty"` // of the row
	Guarded bool             `json:"guarded"`          // counts of patients decide whether it may be shown
}

// FiguresOf gathers the figures of a document. Guarded tells of a block by its ID, and of a
// tile by its label, whether counts of patients decide what of it may be shown, and withheld is the word for what may not, in
// English: of a guarded table with a withheld cell nothing is gathered.
func FiguresOf(d *report.Document, guarded func(name string) bool, withheld string) []Figure {
	figures := []Figure{}
	withheld = d.Language.Text(withheld)
	for _, k := range d.KeyFigures {
		if !strings.Contains(k.Value, withheld) && strings.ContainsAny(k.Value, "0123456789") {
			figures = append(figures, Figure{Title: k.Label, Value: k.Value, Counts: tileCounts(d.Language, k), Guarded: guarded(k.Label)})
		}
	}
	for _, t := range d.Tables() {
		at, step := timeOf(t)
		if at < 0 || guarded(t.ID) && holds(t, withheld) {
			continue
		}
		for _, f := range rowsOf(t, at, step, guarded(t.ID), withheld) {
			f.Title = named(d, t.ID)
			figures = append(figures, f)
		}
	}
	return figures
}

// tileCounts are the whole numbers that a tile shows: its value, and what it is based on. In other
// languages than English what it is based on need not begin with its number.
func tileCounts(l *language.Language, k report.KeyFigure) map[string]int64 {
	all := map[string]int64{}
	if n, ok := whole(l, k.Value); ok {
		all["value"] = n
	}
	for i, word := range strings.Split(k.Basis, " ") {
		if i > 0 && l.IsEnglish() {
			break
		}
		if n, ok := whole(l, word); ok {
			all[strings.TrimSuffix(fmt.Sprintf("basis %d", i), " 0")] = n
		}
	}
	return all
}

// whole reads a whole number that is printed in a language and stands alone.
func whole(l *language.Language, text string) (int64, bool) {
	v, ok := report.ReadNumber(l, text)
	if !ok || v.Number < 0 || v.Decimals != 0 || v.Before+v.After != "" || v.Scale != report.Plain {
		return 0, false
	}
	return int64(v.Number), true
}

// timeOf finds the column whose cells are stretches of time, and how long these are.
func timeOf(t *report.Table) (column int, step func(time.Time) time.Time) {
	for i, c := range t.Columns {
		switch {
		case isHead(t, c.Title, "Month"):
			return i, func(at time.Time) time.Time { return at.AddDate(0, 1, 0) }
		case isHead(t, c.Title, "Week"):
			return i, func(at time.Time) time.Time { return at.AddDate(0, 0, 7) }
		}
	}
	return -1, nil
}

// isHead reports whether a column is headed so, in the language of its table.
func isHead(t *report.Table, title, english string) bool {
	return strings.EqualFold(title, english) || title == t.Language.Text(english)
}

func holds(t *report.Table, word string) bool {
	for _, row := range t.Rows {
		for _, cell := range row {
			if strings.Contains(cell, word) {
				return true
			}
		}
	}
	return false
}

// rowsOf takes the column called value of a table, or its first number where none is.
func rowsOf(t *report.Table, at int, step func(time.Time) time.Time, guarded bool, withheld string) []Figure {
	value, unit := column(t, "value"), column(t, "unit")
	if value < 0 {
		value = slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Numeric })
	}
	if value < 0 {
		return nil
	}
	var figures []Figure
	for _, row := range t.Rows {
		begins, ok := date(row[at])
		if !ok || strings.Contains(row[value], withheld) || !strings.ContainsAny(row[value], "0123456789") {
			continue
		}
		f := Figure{
			Table: t.ID, Row: about(t, row, at), Begins: begins.Format(time.DateOnly), Ends: step(begins).Format(time.DateOnly),
			Value: row[value], Counts: counts(t, row), Guarded: guarded,
		}
		if unit >= 0 {
			f.Unit = row[unit]
		}
		figures = append(figures, f)
	}
	return figures
}

// named is what a table is called: not by its title, which is a finding and changes with the numbers, but
// by its ID in words, such as by_month; in other languages than English by the part that it stands in, and
// its ID as its file has it.
func named(d *report.Document, id string) string {
	if !d.Language.IsEnglish() {
		return partOf(d, id) + " (" + id + ")"
	}
	words := strings.ReplaceAll(id, "_", " ")
	return strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):]
}

// partOf is the title of the part in which a table or the data of a figure stands.
func partOf(d *report.Document, id string) string {
	for _, p := range d.Parts {
		for _, b := range p.Blocks {
			if b.Figure != nil && b.Figure.Data.ID == id || b.Table != nil && b.Table.ID == id {
				return p.Title
			}
		}
	}
	return ""
}

func column(t *report.Table, title string) int {
	for i, c := range t.Columns {
		if strings.EqualFold(c.Title, title) {
			return i
		}
	}
	return -1
}

// date reads a day or a month.
func date(text string) (time.Time, bool) {
	for _, form := range []string{time.DateOnly, "2006-01"} {
		if at, err := time.Parse(form, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// about is what a row is about besides its time: its texts before the first number, and of a key with its
// name the key, which is the same in every release.
func about(t *report.Table, row []string, at int) string {
	var words []string
	for i, c := range t.Columns {
		if c.Numeric {
			break
		}
		isName := i > 0 && c.Title == t.Columns[i-1].Title+"_name" // in the language of the release
		if i != at && !isName {
			words = append(words, row[i])
		}
	}
	return strings.Join(words, ", ")
}

// counts are the whole numbers of a row.
func counts(t *report.Table, row []string) map[string]int64 {
	all := map[string]int64{}
	for i, c := range t.Columns {
		if n, ok := whole(t.Language, row[i]); ok && c.Numeric {
			all[c.Title] = n
		}
	}
	return all
}
