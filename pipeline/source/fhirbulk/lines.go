package fhirbulk

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// Bounds of a line, and of what is kept of one that is rejected.
const (
	longestLine = 64 << 20
	longestRaw  = 64 << 10
)

// line is one of a file, without its end.
type line struct {
	number int64 // 1 for the first
	text   []byte
	flaw   string // a Reason, where it cannot be read at all
}

// eachLine hands on the lines of a file that are not blank. Of one that is too long, the
// beginning is all there is.
func eachLine(ctx context.Context, in source.Input, take func(line) error) error {
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 256<<10)
	for l := (line{number: 1}); ; l.number++ {
		if l.text, err = next(r, l.text[:0]); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		ended := err != nil
		text := l.text
		l.text = bytes.TrimSpace(text)
		switch l.flaw = ""; {
		case len(text) > longestLine:
			l.flaw = source.ReasonTooLarge
		case !utf8.Valid(l.text):
			l.flaw = source.ReasonEncoding
		}
		if len(l.text) > 0 {
			if err := take(l); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		l.text = text
	}
}

// next reads a line into a buffer, and no more of it than tells that it is too long.
func next(r *bufio.Reader, text []byte) ([]byte, error) {
	for {
		part, err := r.ReadSlice('\n')
		text = append(text, part[:min(len(part), longestLine+1-len(text))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, err
		}
	}
}

// reject leaves a line out.
func (l line) reject(out source.Sink, reason string) error {
	raw := string(l.text[:min(len(l.text), longestRaw)])
	return out.Reject(source.Reject{Table: source.Unread, Record: l.number, Reason: reason, Raw: raw})
}
