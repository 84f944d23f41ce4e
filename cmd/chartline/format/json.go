package format

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/fault"
)

// around is what stands before everything, before the first object, between two objects
// and after the last one.
type around struct{ open, before, between, after string }

// lines is one object a line, and nothing at all where there is none.
var lines = around{"", "", "\n", "\n"}

// writeJSON writes an array of objects, one a line.
func writeJSON(w io.Writer, r array.RecordReader) error {
	return writeObjects(w, r, around{"[", "\n", ",\n", "\n]\n"})
}

// writeObjects writes an object a row, keys in the order of the columns.
func writeObjects(w io.Writer, r array.RecordReader, sep around) error {
	if err := distinct(r); err != nil {
		return err
	}
	keys, err := keys(r.Schema())
	if err != nil {
		return err
	}
	text, next := []byte(sep.open), sep.before
	for r.Next() {
		rec := r.RecordBatch()
		for row := range int(rec.NumRows()) {
			if text, err = appendObject(append(text, next...), keys, rec, row); err != nil {
				return err
			}
			next = sep.between
			if len(text) >= flushAt {
				if _, err := w.Write(text); err != nil {
					return writeError(err)
				}
				text = text[:0]
			}
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	if next == sep.between || sep.open != "" {
		text = append(text, sep.after...)
	}
	_, err = w.Write(text)
	return writeError(err)
}

// keys are the names of the columns as JSON writes them, each with its colon.
func keys(s *arrow.Schema) ([][]byte, error) {
	out := make([][]byte, s.NumFields())
	for i, f := range s.Fields() {
		quoted, err := appendQuoted(nil, f.Name)
		if err != nil {
			return nil, fault.Wrap(fault.Query, err, "", "a column has a name that JSON cannot hold", "name it with AS")
		}
		out[i] = append(quoted, ':')
	}
	return out, nil
}

func appendObject(text []byte, keys [][]byte, rec arrow.RecordBatch, row int) ([]byte, error) {
	text = append(text, '{')
	for i, col := range rec.Columns() {
		text = append(comma(text, i), keys[i]...)
		var err error
		if text, err = appendJSON(text, col, row); err != nil {
			return nil, fault.Wrap(fault.Query, err, rec.ColumnName(i), "a value has no form in JSON", "cast the column to VARCHAR")
		}
	}
	return append(text, '}'), nil
}
