package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"chartline/pipeline/source"
)

const (
	longestLine = 256 << 10 // nothing that publishers write is longer
	mostLines   = 16        // over which a quoted cell may go, as titles do
)

// text reads a delimited text. A quote that is never closed must not swallow the rest of
// the file: its row ends with its line.
type text struct {
	in        *bufio.Reader
	pending   []line // that were read in search of a closing quote
	delimiter byte   // 0 until the header is found
	quotes    string
	started   bool
}

// line is one line as UTF-8, without its end.
type line struct {
	text    string
	flaw    string
	unended bool // the file ends here, and no line end stands before that
}

// Text reads a text in UTF-8 or, where a line is not that, Windows-1252.
func Text(from io.Reader) *Sheet {
	t := &text{in: bufio.NewReaderSize(from, longestLine), quotes: `"`}
	return &Sheet{next: t.next, fix: t.fix}
}

// fix settles the delimiter and the quotes by the header: AHRQ puts values into single
// quotes, and those with commas into double ones.
func (t *text) fix(header Row) {
	t.delimiter = delimiterOf(header.raw)
	if strings.HasPrefix(header.raw, "'") {
		t.quotes = `"'`
	}
}

// delimiterOf finds the delimiter of a line: the one that stands there most often.
func delimiterOf(line string) byte {
	best := byte(',')
	for _, d := range []byte{'\t', '|', ';'} {
		if strings.Count(line, string(d)) > strings.Count(line, string(best)) {
			best = d
		}
	}
	return best
}

func (t *text) next() (Row, error) {
	first, err := t.take()
	if err != nil {
		return Row{}, err
	}
	if first.flaw != "" {
		return Row{Flaw: first.flaw, raw: first.text}, nil
	}
	row := Row{raw: first.text, unended: first.unended}
	var ok bool
	if row.Cells, ok = t.split(row.raw); !ok {
		return t.joined(first)
	}
	return row, nil
}

// joined is the row of a line that leaves a quote open: with the lines that follow, if
// one of them closes it.
func (t *text) joined(first line) (Row, error) {
	whole := first.text
	for i := range mostLines {
		if i == len(t.pending) {
			l, err := t.read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return Row{}, err
			}
			t.pending = append(t.pending, l)
		}
		next := t.pending[i]
		whole += "\n" + next.text
		if cells, ok := t.split(whole); ok && next.flaw == "" {
			t.pending = t.pending[i+1:]
			return Row{Cells: cells, raw: whole, unended: next.unended}, nil
		}
	}
	if t.delimiter == 0 { // a broken quote in a header, which holds no delimiter in a name
		return Row{Cells: trimmed(strings.Split(first.text, string(delimiterOf(first.text)))), raw: first.text}, nil
	}
	return Row{Flaw: source.ReasonStructure, raw: first.text}, nil
}

// take gives the next line.
func (t *text) take() (line, error) {
	if len(t.pending) > 0 {
		l := t.pending[0]
		t.pending = t.pending[1:]
		return l, nil
	}
	return t.read()
}

func (t *text) read() (line, error) {
	raw, err := t.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		l := line{text: string(raw[:rawBytes]), flaw: source.ReasonTooLarge}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = t.in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return line{}, err
		}
		return l, nil
	}
	if err != nil && (len(raw) == 0 || !errors.Is(err, io.EOF)) {
		return line{}, err
	}
	if !t.started {
		raw, t.started = bytes.TrimPrefix(raw, []byte("\ufeff")), true
	}
	l := line{unended: err != nil}
	l.text, l.flaw = Decode(bytes.TrimRight(raw, "\r\n"))
	return l, nil
}

// Decode gives a line as UTF-8, or why it cannot be: it is taken for Windows-1252 where
// it is not UTF-8 already.
func Decode(raw []byte) (text, flaw string) {
	if utf8.Valid(raw) {
		return string(raw), ""
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		return string(decoded), source.ReasonEncoding
	}
	return string(decoded), ""
}

// split takes a row apart; it is not ok where a quote stays open. Package encoding/csv
// would do for double quotes, but knows no others and cannot say that a quote is open.
func (t *text) split(row string) (cells []string, ok bool) {
	delimiter := t.delimiter
	if delimiter == 0 {
		delimiter = delimiterOf(row)
	}
	if !strings.ContainsAny(row, t.quotes) {
		return trimmed(strings.Split(row, string(delimiter))), true
	}
	for {
		cell, rest, more, ok := t.cut(row, delimiter)
		if !ok {
			return nil, false
		}
		cells = append(cells, strings.TrimSpace(cell))
		if !more {
			return cells, true
		}
		row = rest
	}
}

// cut takes off the first cell of a row.
func (t *text) cut(row string, delimiter byte) (cell, rest string, more, ok bool) {
	if row == "" || strings.IndexByte(t.quotes, row[0]) < 0 {
		cell, rest, more = strings.Cut(row, string(delimiter))
		return cell, rest, more, true
	}
	quote := row[0]
	for at := 1; ; {
		i := strings.IndexByte(row[at:], quote)
		if i < 0 { // an apostrophe that begins a cell is a letter
			cell, rest, more = strings.Cut(row, string(delimiter))
			return cell, rest, more, quote == '\''
		}
		at += i + 1
		switch {
		case at == len(row):
			return t.inner(row[1:at-1], quote), "", false, true
		case row[at] == delimiter:
			return t.inner(row[1:at-1], quote), row[at+1:], true, true
		case row[at] == quote:
			at++ // a doubled quote
		}
	}
}

// inner is a quoted text with its doubled quotes undoubled, and without the apostrophes
// that some values have inside their quotes.
func (t *text) inner(cell string, quote byte) string {
	cell = strings.ReplaceAll(cell, string([]byte{quote, quote}), string(quote))
	if n := len(cell); len(t.quotes) > 1 && n > 1 && cell[0] == '\'' && cell[n-1] == '\'' {
		return cell[1 : n-1]
	}
	return cell
}

func trimmed(cells []string) []string {
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}
