// Package report defines what a report is: the specification that a YAML file gives, and
// the finished Document that every file format is written from.
package report

import (
	"slices"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/language"
	"chartline/pipeline/theme"
)

// Document is a finished report before any file format: what it says, with the
// numbers withheld where they must be. Every renderer writes the same Document, so
// that two formats cannot disagree.
type Document struct {
	Name        string // file name stem, such as "coding_quality"
	Title       string
	Subtitle    string // population and basis
	Period      string // "1 October 2024 to 30 September 2026"
	AsOf        time.Time
	Sensitivity string // banner, such as "Internal – not for release"
	Marking     string // that banner as the report's file has it, in whatever language the document is
	Readers     Readers
	Findings    []Finding
	KeyFigures  []KeyFigure
	Parts       []Part
	Language    *language.Language // that it is written in, and so what renderers say themselves
	Theme       *theme.Theme       // that it is painted in; nil for the built-in one
	OnePage     bool               // in a PDF, findings and figures stand on the title page
	Alone       bool               // the file comes without those of its tables beside it
	Paper       Paper              // that pages and sheets are laid out for
	Methods     []Definition       // how each number was made
	Provenance  []Definition       // data, versions, parameters, exclusions
}

// Readers are those whom a document is for: its banner looks as careful as they must be.
type Readers int

const (
	House  Readers = iota // those who work there
	Anyone                // it is for release
	Few                   // it has rows of single persons or encounters
)

// String is the word for readers in the source of a page.
func (r Readers) String() string {
	switch r {
	case Anyone:
		return "public"
	case Few:
		return "identified"
	default:
		return "internal"
	}
}

// Instant writes the instant to which the numbers hold, or nothing where there is none.
func (d *Document) Instant() string {
	if d.AsOf.IsZero() {
		return ""
	}
	return d.Language.Instant(d.AsOf)
}

// Dates tells the period of the records and the instant to which they are known.
func (d *Document) Dates() string {
	as := d.Instant()
	switch {
	case as == "":
		return d.Period
	case d.Period == "":
		return d.Language.Say("As of %s", as)
	default:
		return d.Language.Say("%s, as of %s", d.Period, as)
	}
}

// Lang is the language of the document as pages name it.
func (d *Document) Lang() string { return Lang(d.Language) }

// Lang is a language as pages name it: the English of the program is that of the United States.
func Lang(l *language.Language) string {
	if tag := l.Tag(); tag != "en" {
		return tag
	}
	return "en-US"
}

// Tables lists every table of the document in its order: the data of each figure and the tables.
func (d *Document) Tables() []*Table {
	var list []*Table
	for _, p := range d.Parts {
		for _, b := range p.Blocks {
			if b.Figure != nil {
				list = append(list, &b.Figure.Data)
			}
			if b.Table != nil {
				list = append(list, b.Table)
			}
		}
	}
	return list
}

// Finding is a sentence that the numbers support, with the numbers in it.
type Finding struct {
	Headline string // a few words, such as "Coding accuracy is 93.1 %"
	Text     string // the sentence with n and interval
	Tone     Tone
	Block    string // ID of the figure or table that it is about; empty for none
}

// Tone tells a reader at a glance whether to act.
type Tone int

const (
	Neutral Tone = iota
	Good
	Watch
	Act
)

// Word is the tone in a word; a neutral tone has none.
func (t Tone) Word() string {
	switch t {
	case Good:
		return "Good"
	case Watch:
		return "Watch"
	case Act:
		return "Act"
	default:
		return ""
	}
}

// KeyFigure is a number in a tile: never alone.
type KeyFigure struct {
	Label    string // "Code accuracy"
	Value    string // "93.1 %" or "withheld" or "no data"
	Interval string // "95 % CI 91.8 to 94.2 %"
	Basis    string // "412 audited encounters"
	Tone     Tone
	Marks    []Mark // what its series says: of variation, then of assurance; none where it has no series
}

// Mark is what a control chart of a key figure says (Making Data Count): a sign in a disc and the
// words beside it, which say the same.
type Mark struct {
	Sign string // a letter or a sign, such as "P"
	Word string // "usual variation", in the language of the document
	Tone Tone   // Good or Watch fill the disc; Neutral leaves it empty
}

// Part is a chapter.
type Part struct {
	ID       string // anchor, such as "accuracy"
	Title    string
	Lead     string // what the part answers and on which records
	Findings []Finding
	Blocks   []Block
}

// Block is a figure or a table; exactly one of the two is set.
type Block struct {
	Figure *Figure
	Table  *Table
}

// Figure is a chart with its data table, withheld identically.
type Figure struct {
	ID    string // file name stem, such as "accuracy_funnel"
	Chart chart.Figure
	Data  Table // the CSV twin
}

// Table is text, ready to print; Columns say how to align it.
type Table struct {
	ID       string
	Title    string
	Columns  []Column
	Rows     [][]string
	Beyond   [][]string // of a figure's data: what it has no room for. Data files and workbooks have it after the rows, pages not
	Notes    []string
	Language *language.Language // whose numbers and dates the cells hold; nil for data, which are written for machines
}

// All are the rows of a data file: those of the page, then those beyond it.
func (t *Table) All() [][]string { return slices.Concat(t.Rows, t.Beyond) }

// Check wants every row to have as many cells as there are columns; it fails with
// fault.Internal.
func (t *Table) Check() error {
	for i, row := range t.All() {
		if len(row) != len(t.Columns) {
			return fault.Newf(fault.Internal, "table "+t.ID, "",
				"row %d has %d cells for %d columns", i+1, len(row), len(t.Columns))
		}
	}
	return nil
}

// Column heads a table column.
type Column struct {
	Title   string
	Name    string // in data files, where it is not the title: English in every language
	Numeric bool   // right-aligned
	Grouped bool   // on a page, equal cells one below another are printed once
}

// Definition is a term and what it means here.
type Definition struct {
	Term string `yaml:"term"`
	Text string `yaml:"text"`
}
