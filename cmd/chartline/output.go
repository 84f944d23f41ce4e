package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

// write writes an answer to a file, or to standard output where none is named.
func (a *app) write(r array.RecordReader, form format.Form, file string) error {
	var more int64
	if a.shown != "" {
		r = format.Stamped(r, a.shown)
	}
	all := func(w io.Writer) (rows int64, err error) { return format.Write(w, form, r) }
	var err error
	if mode, known := privacy.ParseMode(a.shown); file != "" && known {
		about := format.About{Mode: mode, At: a.now(), Statement: a.seen.query}
		more, err = format.PutFile(file, form, about, r.Schema(), writeAside, all)
	} else {
		err = a.output(file, func(w io.Writer) (err error) {
			more, err = all(w)
			return err
		})
	}
	if err != nil {
		return err
	}
	a.tellMore(more)
	return nil
}

// counted counts the rows that are read through it.
type counted struct {
	array.RecordReader
	rows *int64
}

// Next implements array.RecordReader.
func (c *counted) Next() bool {
	if !c.RecordReader.Next() {
		return false
	}
	*c.rows += c.RecordBatch().NumRows()
	return true
}

// tellMore says that a table does not show all rows.
func (a *app) tellMore(more int64) {
	if more > 0 {
		fmt.Fprintf(a.stderr, "… %d more rows; choose --format csv for all of them\n", more)
	}
}

// note says something about the results, which --quiet leaves out.
func (a *app) note(text string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, text+"\n", args...)
	}
}

// checkTerminal refuses to write what is not text to a terminal.
func (a *app) checkTerminal(form format.Form, file string) error {
	if file == "" && form.Binary() && isTerminal(a.stdout) {
		return fault.Newf(fault.Usage, "", "redirect standard output", "%s is not for a terminal", form)
	}
	return nil
}

// output lets an answer be written to a file, or to standard output where none is named.
func (a *app) output(file string, write func(io.Writer) error) error {
	if file != "" {
		return writeAside(file, write)
	}
	out := bufio.NewWriterSize(a.stdout, 64<<10)
	if err := write(out); err != nil {
		return errors.Join(err, unlessSame(out.Flush(), err))
	}
	return outputError(out.Flush(), "standard output")
}

// unlessSame drops the second telling of an error: a bufio.Writer repeats what went
// wrong in it.
func unlessSame(again, err error) error {
	if errors.Is(err, again) {
		return nil
	}
	return outputError(again, "standard output")
}

// writeAside writes a file beside its place and renames it there, so that it is whole
// or not there at all.
func writeAside(file string, write func(io.Writer) error) error {
	var failed error // of what is written, which the place of the file is not to blame for
	err := durable.Replace(file, 0o600, func(f *os.File) error {
		out := bufio.NewWriterSize(f, 64<<10)
		if failed = write(out); failed != nil {
			return failed
		}
		return out.Flush()
	})
	if failed != nil {
		return failed
	}
	return outputError(err, file)
}

func outputError(err error, where string) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, where, "cannot be written", "check the folder and its free space")
}
