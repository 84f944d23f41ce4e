// Package change reads the conversion table of NCHS: for each new code of ICD-10-CM, the
// date from which it has been valid and what was coded before (VER-08). Its cells are
// written for readers: several codes are joined by commas, semicolons, an ampersand or
// "and", ranges have a hyphen, and most dates are a year alone.
package change

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/terminology/sheet"
)

// Kinds is the one table that is read.
var Kinds = []sheet.Kind{{
	Name: "conversion table",
	Maps: []source.Mapping{
		{Table: "code_change", Column: "code_system", Note: "ICD-10-CM"},
		{From: "Current code assignment", Table: "code_change", Column: "code"},
		{From: "Previous Code(s) Assignment", Table: "code_change", Column: "previous_code", Note: "a row for each; a range whose ends are numbered alike is spelled out, of another the two ends are taken"},
		{From: "Effective", Table: "code_change", Column: "valid_from", Note: "1 October of the year, where it is a year"},
	},
	Knows: func(h sheet.Header, _ sheet.Publication) bool { return known(h) },
	Start: func(h sheet.Header, _ sheet.Publication, out source.Sink) (sheet.Rows, error) {
		return &rows{
			batch: source.NewBatcher(codeChange, out), out: out,
			code: h.Matching("current", "code"), previous: h.Matching("previous", "code"), from: h.Matching("effective"),
		}, nil
	},
	Footnotes: true,
}}

func known(h sheet.Header) bool {
	return h.Matching("current", "code") >= 0 && h.Matching("previous", "code") >= 0 && h.Matching("effective") >= 0 &&
		len(h.Names()) < 10
}

var codeChange = schema.Must("code_change")

// rows takes rows of the table.
type rows struct {
	batch                *source.Batcher
	out                  source.Sink
	code, previous, from int
}

var codeWord = regexp.MustCompile(`^[A-Z][0-9A-Z]{2}(\.?[0-9A-Z]{1,4})?$`)

func (w *rows) Row(r sheet.Row) error {
	code := strings.ToUpper(r.Cell(w.code))
	if !codeWord.MatchString(code) {
		return w.reject(r, "code")
	}
	from, ok := dateOf(r.Cell(w.from))
	if !ok {
		return w.reject(r, "valid_from")
	}
	text := r.Cell(w.previous)
	if strings.EqualFold(text, "none") {
		return w.out.Skip("code without a previous one", 1)
	}
	previous, ok := codesIn(text)
	if !ok {
		return w.reject(r, "previous_code")
	}
	for _, p := range previous {
		if err := w.emit(code, p, from); err != nil {
			return err
		}
	}
	return nil
}

func (w *rows) emit(code, previous string, from arrow.Date32) error {
	w.batch.Text("code_system", "ICD-10-CM")
	w.batch.Text("code", code)
	w.batch.Text("previous_code", previous)
	w.batch.Date("valid_from", from)
	return w.batch.Next()
}

func (w *rows) reject(r sheet.Row, column string) error {
	return w.out.Reject(source.Reject{Table: codeChange, Record: r.Number, Column: column, Reason: source.ReasonType, Raw: r.Raw()})
}

// End hands over the rows that wait.
func (w *rows) End() error { return w.batch.Flush() }

// Release frees the batch.
func (w *rows) Release() { w.batch.Release() }

// Days of a workbook are counted from the last but one of 1899.
const (
	workbookEpoch = 25_569 // 1 January 1970
	firstSerial   = 40_000 // in 2009: a number below is a year
	lastSerial    = 80_000
)

// dateOf reads the date of a row: a year, a day as workbooks count it or as it is
// written in the United States, or one in ISO 8601.
func dateOf(text string) (arrow.Date32, bool) {
	if n, err := strconv.Atoi(text); err == nil {
		if n >= firstSerial && n < lastSerial {
			return arrow.Date32(n - workbookEpoch), true
		}
		if n < 2015 || n > 2200 {
			return 0, false
		}
		return moment.Date(n, 10, 1)
	}
	if at, err := time.Parse("1/2/2006", text); err == nil {
		return moment.Date(at.Year(), int(at.Month()), at.Day())
	}
	at, ok := moment.ISO(text, nil)
	return at.On, ok
}
