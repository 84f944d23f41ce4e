package format

import (
	"bytes"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// flushAt is how much text is gathered before it is written: 64 KiB.
const flushAt = 64 << 10

// writeCSV writes a line of names and one line a row. A null is an empty field and an
// empty text is "", so that the two can be told apart. (encoding/csv writes both
// alike, and a row of one null as an empty line, which readers skip.)
func writeCSV(w io.Writer, r array.RecordReader) error {
	var line []byte
	for i, f := range r.Schema().Fields() {
		line = appendField(comma(line, i), []byte(f.Name))
	}
	line = append(line, '\n')
	var cell []byte
	for r.Next() {
		rec := r.RecordBatch()
		for row := range int(rec.NumRows()) {
			line = appendRow(line, rec, row, &cell)
			if len(line) >= flushAt {
				if _, err := w.Write(line); err != nil {
					return writeError(err)
				}
				line = line[:0]
			}
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	_, err := w.Write(line)
	return writeError(err)
}

func appendRow(line []byte, rec arrow.RecordBatch, row int, cell *[]byte) []byte {
	for i, col := range rec.Columns() {
		line = comma(line, i)
		switch {
		case col.IsValid(row):
			*cell = appendText((*cell)[:0], col, row)
			line = appendField(line, *cell)
		case rec.NumCols() == 1:
			line = append(line, `""`...)
		}
	}
	return append(line, '\n')
}

func comma(line []byte, column int) []byte {
	if column > 0 {
		return append(line, ',')
	}
	return line
}

// appendField quotes a field where it must be.
func appendField(line, field []byte) []byte {
	if len(field) > 0 && !bytes.ContainsAny(field, ",\"\r\n") && field[0] != ' ' {
		return append(line, field...)
	}
	line = append(line, '"')
	for _, b := range field {
		if b == '"' {
			line = append(line, '"')
		}
		line = append(line, b)
	}
	return append(line, '"')
}
