// Package format writes answers: as a table or Markdown for people, and as CSV, JSON,
// Parquet or Arrow for programs.
package format

import (
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/fault"
)

// Form is a form in which an answer is written.
type Form string

const (
	Table    Form = "table"    // aligned columns, the first rows only
	CSV      Form = "csv"      // RFC 4180 with a line of names; an empty field is null
	JSON     Form = "json"     // an array of objects
	NDJSON   Form = "ndjson"   // an object a line
	Parquet  Form = "parquet"  // one file, compressed by zstd
	Arrow    Form = "arrow"    // the IPC stream
	Markdown Form = "markdown" // a table for a page or a notebook, with all rows
)

// Forms are all of them.
var Forms = []Form{Table, CSV, JSON, NDJSON, Parquet, Arrow, Markdown}

// Parse finds the form of a name among those that a command knows.
func Parse(name string, known ...Form) (Form, error) {
	if slices.Contains(known, Form(name)) {
		return Form(name), nil
	}
	words := make([]string, len(known))
	for i, f := range known {
		words[i] = string(f)
	}
	return "", fault.Newf(fault.Usage, "", "use one of "+strings.Join(words, ", "), "no format %q", name)
}

// Binary says whether a form is not for a terminal.
func (f Form) Binary() bool { return f == Parquet || f == Arrow }

// Write writes a whole answer. It streams, whatever the number of rows. Of a table it
// writes the first rows only and gives the number of those left out.
func Write(w io.Writer, f Form, r array.RecordReader) (more int64, err error) {
	switch f {
	case CSV:
		return 0, writeCSV(w, r)
	case JSON:
		return 0, writeJSON(w, r)
	case NDJSON:
		return 0, writeObjects(w, r, lines)
	case Markdown:
		return 0, writeMarkdown(w, r)
	case Parquet:
		return 0, writeParquet(w, r)
	case Arrow:
		return 0, writeArrow(w, r)
	default:
		return writeTable(w, r)
	}
}

// distinct refuses an answer in which two columns have one name, for the forms in
// which a column is found by its name.
func distinct(r array.RecordReader) error {
	seen := map[string]bool{}
	for _, f := range r.Schema().Fields() {
		if seen[f.Name] {
			return fault.Newf(fault.Query, "", "give each a name of its own with AS", "two columns are called %q", f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

// writeError is a failure to write, which keeps its cause.
func writeError(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, "the answer", "cannot be written", "check the disk and its free space")
}
