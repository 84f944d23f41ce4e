// Package drg reads lists of MS-DRGs: Table 5 of the rules for the inpatient payment
// system, as text or workbook, and plain lists with the same columns (standard.md 5.5).
// A number means nothing without its version (VER-09), which the fiscal year in the
// title, the header or the name of the file tells.
package drg

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

// Kinds are the lists that are read.
var Kinds = []sheet.Kind{{
	Name: "list of MS-DRGs",
	Maps: []source.Mapping{
		{Table: "drg_set", Column: "drg_system", Note: "MS-DRG"},
		{From: "fiscal year in the title or the name", Table: "drg_set", Column: "grouper_version", Note: "fiscal year less 1983"},
		{From: "MS-DRG", Table: "drg_set", Column: "drg"},
		{From: "MS-DRG Title", Table: "drg_set", Column: "title"},
		{From: "MDC", Table: "drg_set", Column: "mdc", Note: "two digits, or PRE"},
		{From: "TYPE", Table: "drg_set", Column: "drg_type"},
		{From: "Weights", Table: "drg_set", Column: "weight", Note: "after the 10 % cap where there are two"},
		{From: "Weights - Before Cap", Table: "drg_set", Column: "uncapped_weight"},
		{From: "Geometric mean LOS", Table: "drg_set", Column: "gmlos"},
		{From: "Arithmetic mean LOS", Table: "drg_set", Column: "amlos"},
		{From: "MS-DRG Title", Table: "drg_set", Column: "base_title", Note: "title of the base, without its severity"},
		{From: "MS-DRG Title", Table: "drg_set", Column: "severity", Note: "what stands last in the title after WITH, W, WITHOUT or W/O"},
		{From: "Final Post-Acute DRG", Table: "drg_set", Column: "post_acute", Note: "Yes or No"},
		{From: "Final Special Pay DRG", Table: "drg_set", Column: "special_pay", Note: "Yes or No"},
	},
	Knows: func(h sheet.Header, _ sheet.Publication) bool {
		return columnsOf(h).known() && !h.Has("grouper version") // a table of Chartline's own has its version in a column
	},
	Start:     start,
	Footnotes: true,
}}

// mostRows is more than any version has had; the rows are held, since the base of a DRG
// is told by those beside it.
const mostRows = 5_000

// mostWeight bounds weights and lengths of stay.
const mostWeight = 10_000

var drgSet = schema.Must("drg_set")

// columns are where the columns stand.
type columns struct{ drg, title, mdc, kind, weight, uncapped, gmlos, amlos, postAcute, specialPay int }

func columnsOf(h sheet.Header) columns {
	c := columns{
		drg: h.Index("ms-drg", "ms drg", "drg"), title: h.Index("ms-drg title", "ms drg title", "drg title", "title"),
		mdc: h.Index("mdc"), kind: h.Index("type", "drg type"),
		uncapped: h.Matching("weight", "before"), weight: h.Matching("weight", "appl"),
		gmlos: h.Matching("geometric"), amlos: h.Matching("arithmetic"),
		postAcute: h.Matching("post", "acute"), specialPay: h.Matching("special", "pay"),
	}
	if c.gmlos < 0 {
		c.gmlos, c.amlos = h.Index("gmlos"), h.Index("amlos")
	}
	if c.weight < 0 {
		c.weight = h.Matching("weight")
	}
	return c
}

func (c columns) known() bool {
	return c.drg >= 0 && c.title >= 0 && c.mdc >= 0 && c.weight >= 0 && c.gmlos >= 0
}

// list collects the rows of a version.
type list struct {
	at      columns
	version string
	place   string
	batch   *source.Batcher
	out     source.Sink
	rows    []row
	seen    map[string]bool
}

// row is a DRG. Measures are in ten-thousandths; negative where there is none.
type row struct {
	drg, title, mdc, kind          string
	weight, uncapped, gmlos, amlos int64
	postAcute, specialPay          string // yes, no or empty
}

func start(h sheet.Header, p sheet.Publication, out source.Sink) (sheet.Rows, error) {
	texts := append(slices.Clone(p.Title), h.Names()...)
	fiscal, ok := edition.FiscalYear(append(texts, p.Names[0])...)
	if !ok {
		return nil, fault.New(fault.Input, p.Place, "neither its title nor its name says of which fiscal year it is",
			"rename it as it is published, such as FY2026_Table_5.xlsx")
	}
	if named, ok := edition.FiscalYear(p.Names[0]); ok && named != fiscal {
		return nil, fault.New(fault.Input, p.Place, "its title says another fiscal year than its name", "check which of them is right, and rename it")
	}
	return &list{
		at: columnsOf(h), version: edition.GrouperVersion(fiscal), place: p.Place,
		batch: source.NewBatcher(drgSet, out), out: out, seen: map[string]bool{},
	}, nil
}

var drgNumber = regexp.MustCompile(`^[0-9]{1,3}$`)

func (l *list) Row(r sheet.Row) error {
	if isFootnote(r, l.at.drg) {
		return l.out.Skip("footnote", 1)
	}
	d, column, reason := l.read(r)
	if reason != "" {
		return l.out.Reject(source.Reject{Table: drgSet, Record: r.Number, Column: column, Reason: reason, Raw: r.Raw()})
	}
	if len(l.rows) == mostRows {
		return fault.New(fault.Input, l.place, "more rows than any list of MS-DRGs has", "check what it is")
	}
	l.seen[d.drg] = true
	l.rows = append(l.rows, d)
	return nil
}

// isFootnote reports whether a row is a text alone.
func isFootnote(r sheet.Row, drg int) bool {
	if drgNumber.MatchString(r.Cell(drg)) {
		return false
	}
	filled := 0
	for _, c := range r.Cells {
		if c != "" {
			filled++
		}
	}
	return filled == 1
}

// read takes a row apart.
func (l *list) read(r sheet.Row) (d row, column, reason string) {
	d = row{
		drg: r.Cell(l.at.drg), title: r.Cell(l.at.title), mdc: mdc(r.Cell(l.at.mdc)), kind: kind(r.Cell(l.at.kind)),
		postAcute: strings.ToLower(r.Cell(l.at.postAcute)), specialPay: strings.ToLower(r.Cell(l.at.specialPay)),
	}
	if !drgNumber.MatchString(d.drg) {
		return d, "drg", source.ReasonType
	}
	d.drg = strings.Repeat("0", 3-len(d.drg)) + d.drg
	if l.seen[d.drg] {
		return d, "drg", source.ReasonImpossible
	}
	for _, m := range []struct {
		column string
		at     int
		into   *int64
	}{
		{"weight", l.at.weight, &d.weight}, {"uncapped_weight", l.at.uncapped, &d.uncapped},
		{"gmlos", l.at.gmlos, &d.gmlos}, {"amlos", l.at.amlos, &d.amlos},
	} {
		var ok bool
		if *m.into, ok = measure(r.Cell(m.at)); !ok {
			return d, m.column, source.ReasonType
		}
	}
	return d, "", ""
}

// mdc is a category of two digits, or PRE for those assigned before any category; lists
// for programs write 98 for it. DRGs of no category have blanks or stars.
func mdc(text string) string {
	text = strings.ToUpper(strings.Trim(text, "* "))
	switch {
	case text == "98":
		return "PRE"
	case len(text) == 1:
		return "0" + text
	}
	return text
}

// kind is MED or SURG; DRGs that are neither have stars.
func kind(text string) string { return strings.ToUpper(strings.Trim(text, "* ")) }

// measure reads a weight or a length of stay: a blank, a point or a dash is none.
// Workbooks hold 25.4484 as the nearest binary number, and so it is rounded.
func measure(text string) (tenThousandths int64, ok bool) {
	if strings.Trim(text, ".-* ") == "" {
		return -1, true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f >= 0 && f < mostWeight) {
		return 0, false
	}
	return int64(math.Round(f * 10_000)), true
}

// End emits the list, in the order of its numbers.
func (l *list) End() error {
	slices.SortFunc(l.rows, func(a, b row) int { return cmp.Compare(a.drg, b.drg) })
	titles := make([]string, len(l.rows))
	for i, d := range l.rows {
		titles[i] = d.title
	}
	for i, b := range basesOf(titles) {
		if err := l.emit(l.rows[i], b); err != nil {
			return err
		}
	}
	return l.batch.Flush()
}

func (l *list) emit(d row, b base) error {
	l.batch.Text("drg_system", "MS-DRG")
	l.batch.Text("grouper_version", l.version)
	l.batch.Text("drg", d.drg)
	l.batch.Text("title", d.title)
	l.batch.Text("mdc", d.mdc)
	l.batch.Text("drg_type", d.kind)
	l.measure("weight", d.weight)
	l.measure("gmlos", d.gmlos)
	l.measure("amlos", d.amlos)
	l.measure("uncapped_weight", d.uncapped)
	l.batch.Text("base_title", b.title)
	l.batch.Text("severity", b.severity)
	l.flag("post_acute", d.postAcute)
	l.flag("special_pay", d.specialPay)
	return l.batch.Next()
}

// flag leaves empty what is neither yes nor no.
func (l *list) flag(column, text string) {
	if text == "yes" || text == "no" {
		l.batch.Boolean(column, text == "yes")
	}
}

func (l *list) measure(column string, tenThousandths int64) {
	if tenThousandths >= 0 {
		l.batch.Decimal(column, decimal128.FromI64(tenThousandths))
	}
}

func (l *list) Release() { l.batch.Release() }
