package delimited

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// longestRaw bounds the text of a rejected record.
const longestRaw = 64 << 10

// Record is one record of a file. It is used again for the next one.
type Record struct {
	layout   *layout
	raw      []byte
	ends     []int32 // where each field ends in raw
	isQuoted bool    // some field may be
	spare    []byte  // for fields with doubled quotes
	number   int64
}

// Len is how many fields it has, which is as many as the header.
func (r *Record) Len() int { return len(r.ends) }

// Field is one field without its quotes, as it stands there. It is empty for the
// position -1, that of a column which the file does not have. It is valid until the
// record has been handled.
func (r *Record) Field(i int) []byte {
	if i < 0 {
		return nil
	}
	from := int32(0)
	if i > 0 {
		from = r.ends[i-1] + 1
	}
	field := r.raw[from:r.ends[i]]
	if !r.isQuoted || len(field) == 0 || field[0] != '"' {
		return field
	}
	return r.unquote(field[1:bytes.LastIndexByte(field, '"')])
}

// unquote undoubles quotes.
func (r *Record) unquote(field []byte) []byte {
	if bytes.IndexByte(field, '"') < 0 {
		return field
	}
	from := len(r.spare)
	for i := 0; i < len(field); i++ {
		r.spare = append(r.spare, field[i])
		if field[i] == '"' {
			i++
		}
	}
	return r.spare[from:]
}

// Trimmed is one field without the blanks around it.
func (r *Record) Trimmed(i int) []byte { return bytes.Trim(r.Field(i), " \t") }

// Raw is the text of the record, cut where it is very long.
func (r *Record) Raw() string { return string(r.raw[:min(len(r.raw), longestRaw)]) }

// Number is the position of the record within what Rows numbers rejects by.
func (r *Record) Number() int64 { return r.number }

// Reject says that the record is left out.
func (r *Record) Reject(t *schema.Table, column, reason string) source.Reject {
	return source.Reject{Table: t, Record: r.number, Column: column, Reason: reason, Raw: r.Raw()}
}

// split finds the fields; it is false where they cannot be, or are not as many as in
// the header.
func (r *Record) split(raw []byte) bool {
	r.raw, r.ends, r.spare = raw, r.ends[:0], r.spare[:0]
	r.isQuoted = r.layout.quotes && bytes.IndexByte(raw, '"') >= 0
	ok := true
	if r.isQuoted {
		var size int
		r.ends, size, ok = r.layout.quoted(r.ends, raw)
		ok = ok && size == len(raw)
	} else {
		r.ends = r.layout.plain(r.ends, raw)
	}
	if n := len(r.ends); n == r.layout.width+1 && n > 1 && r.ends[n-1] == r.ends[n-2]+1 {
		r.ends = r.ends[:n-1] // a delimiter after the last field, as some programs write
	}
	return ok && (r.layout.width == 0 || len(r.ends) == r.layout.width)
}

// worker turns blocks into records.
type worker struct {
	rows    Rows
	out     source.Sink
	table   *schema.Table
	record  Record
	decoder *encoding.Decoder // nil for UTF-8
}

func newWorker(form Form, l layout, rows Rows, out source.Sink) *worker {
	w := &worker{rows: rows, out: out, table: form.Table, record: Record{layout: &l}}
	if w.table == nil {
		w.table = source.Unread
	}
	if form.Encoding == Windows1252 {
		w.decoder = charmap.Windows1252.NewDecoder()
	}
	return w
}

// Block hands the records of a block to the rows.
func (w *worker) Block(data []byte) (records int64, err error) {
	sound := w.isSound(data)
	w.record.number = 0
	for len(data) > 0 {
		size := w.record.layout.record(data, true)
		raw := unended(data[:size])
		data = data[size:]
		if len(raw) == 0 {
			continue
		}
		w.record.number++
		if err := w.take(raw, sound); err != nil {
			return w.record.number, err
		}
	}
	return w.record.number, w.rows.Flush()
}

// isSound reports whether all records of a block can be read as they stand.
func (w *worker) isSound(data []byte) bool {
	if w.decoder == nil {
		return utf8.Valid(data)
	}
	return !bytes.ContainsFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
}

// take hands on one record, or rejects it.
func (w *worker) take(raw []byte, sound bool) error {
	w.record.raw = raw
	reason := ""
	if !sound {
		raw, sound = w.decode(raw)
	}
	switch {
	case len(raw) > longestRecord:
		reason = source.ReasonTooLarge
	case !sound:
		reason = source.ReasonEncoding
	case !w.record.split(raw):
		reason = source.ReasonStructure
	default:
		return w.rows.Row(&w.record)
	}
	return w.out.Reject(w.record.Reject(w.table, "", reason))
}

// decode gives a record in UTF-8, where it can be.
func (w *worker) decode(raw []byte) (text []byte, ok bool) {
	if w.decoder == nil {
		return raw, utf8.Valid(raw)
	}
	text, err := w.decoder.Bytes(raw)
	return text, err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// Release frees the rows.
func (w *worker) Release() { w.rows.Release() }
