// Package delimited reads delimited text: a header, then one record per line, as
// RFC 4180 says it. Header names count in any case; the delimiter is a comma, a
// semicolon, a tab or a bar; fields may be quoted, and a quoted one may hold delimiters,
// doubled quotes and line breaks. A backslash is a letter like any other.
//
// It reads on all cores: package blocks cuts the stream where records end, and each
// worker hands out records whose fields are views of the block.
//
// Files are dirty, so a quote must not swallow the rest of one. A quoted field that is
// never closed, that is closed in the middle of a field, or that would make a record of
// the wrong width is taken to be broken: its record ends with its line, and reading
// goes on with the next. A quote inside a field that does not begin with one, such as
// an inch mark, is a letter.
package delimited

import (
	"context"
	"fmt"
	"io"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/blocks"
	"chartline/pipeline/source/inbox"
)

// Form says how a file is written.
type Form struct {
	Delimiter byte          // found in the header unless set
	Unquoted  bool          // a quote is a letter: fields are never quoted
	BareTabs  bool          // so it is where tabs delimit, as some programs write them
	Encoding  string        // UTF8, which "" means, or Windows1252
	Table     *schema.Table // of records that cannot be split; source.Unread unless set
	Cores     int           // how many work at a time; all of the machine unless set
}

// Character sets of a Form.
const (
	UTF8        = "utf-8"
	Windows1252 = "windows-1252"
)

// Encoding is the option by which a configuration says the character set.
var Encoding = source.Option{Name: "encoding", Meaning: "Character set of the files.",
	Default: UTF8, Values: []string{UTF8, Windows1252}}

// Rows turns records into rows of batches. One works on one block at a time.
type Rows interface {
	// Row takes a record, which is valid until it returns.
	Row(r *Record) error
	// Flush hands over the rows that wait. It is called at the end of each block.
	Flush() error
	// Release frees what is held.
	Release()
}

// Read reads an input to its end. bind is called once, with the header; it finds the
// columns, and gives what makes the Rows of each worker. Records that cannot be split
// into as many fields as the header are rejected here.
func Read(ctx context.Context, in source.Input, form Form, bind func(h *Header) (func(out source.Sink) Rows, error), out source.Sink) error {
	file, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer file.Close()
	return ReadFile(ctx, file, in, form, bind, out)
}

// ReadFile is Read of an input that is open already, and of which nothing has been read.
func ReadFile(ctx context.Context, file *inbox.File, in source.Input, form Form, bind func(h *Header) (func(out source.Sink) Rows, error), out source.Sink) error {
	h, err := takeHeader(file, in.Place(), form)
	if err != nil {
		return err
	}
	start, err := bind(h)
	if err != nil {
		return err
	}
	if h.twice != "" {
		return fault.New(fault.Input, in.Place(), fmt.Sprintf("the column %q is there twice", h.twice), "remove one of them")
	}
	stream := blocks.Stream{Place: in.Place(), From: file, End: h.layout.end, Cores: form.Cores}
	return blocks.Run(ctx, stream, func(out source.Sink) blocks.Worker {
		return newWorker(form, h.layout, start(out), out)
	}, out)
}

// ReadHeader reads the header of an input, and nothing else.
func ReadHeader(ctx context.Context, in source.Input, form Form) (*Header, error) {
	file, err := inbox.Open(ctx, in)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return takeHeader(file, in.Place(), form)
}

// takeHeader reads a file up to its first record.
func takeHeader(file *inbox.File, place string, form Form) (*Header, error) {
	head, err := file.Peek(longestHeader)
	if err != nil {
		return nil, err
	}
	h, err := parseHeader(head, len(head) < longestHeader, place, form)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, file, int64(h.size)); err != nil {
		return nil, err
	}
	return h, nil
}
