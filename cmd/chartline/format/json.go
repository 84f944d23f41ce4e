package format

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/fault"
)

// writeJSON writes an array of objects, one a line, keys in the order of the columns.
func writeJSON(w io.Writer, r array.RecordReader) error {
	if err := distinct(r); err != nil {
		return err
	}
	keys, err := keys(r.Schema())
	if err != nil {
		return err
	}
	text, between := []byte("["), "\n"
	for r.Next() {
		rec := r.RecordBatch()
		for row := range int(rec.NumRows()) {
			if text, err = appendObject(append(text, between...), keys, rec, row); err != nil {
				return err
			}
			between = ",\n"
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
	_, err = w.Write(append(text, "\n]\n"...))
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
