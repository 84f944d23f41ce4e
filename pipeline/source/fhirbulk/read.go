package fhirbulk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhirbulk/export"
)

// Read gets an export of what changed since the mark, and emits all of it.
func (s Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	if err := stopped(ctx, in.Path); err != nil {
		return err
	}
	e, err := s.exportOf(in)
	if err != nil {
		return err
	}
	defer e.Server.HTTP.CloseIdleConnections()
	if err := e.Fetch(ctx); err != nil {
		return err
	}
	if err := s.emit(ctx, e, in, out); err != nil {
		// A file that the reader refuses is refused in every run: the next one is to export anew.
		if fault.KindOf(err) == fault.Input {
			e.Discard(ctx)
		}
		return err
	}
	if err := out.Mark(e.Time()); err != nil {
		return err
	}
	e.Discard(ctx)
	return nil
}

// emit hands on every file of an export. Records are numbered through all of them.
func (s Source) emit(ctx context.Context, e *export.Export, in source.Input, out source.Sink) error {
	var before int64
	files := e.Files()
	for _, f := range files {
		if err := stopped(ctx, in.Path); err != nil {
			return err
		}
		one := source.Input{Path: e.Path(f), Bytes: f.Bytes, Spec: s.inner(in.Spec)}
		into := numbered{Sink: out, before: before}
		var err error
		switch {
		case f.Records == 0:
		case f.Kind == export.Output:
			err = s.Reader.Read(ctx, one, into)
		case f.Kind == export.Deleted:
			err = readDeleted(ctx, one, e.Time(), into)
		default:
			err = readOutcomes(ctx, one, into)
		}
		if err != nil {
			return placed(err, one.Path, fmt.Sprintf("%s: file %d of %d", in.Path, f.Number, len(files)))
		}
		before += f.Lines
	}
	return nil
}

// placed names a file in the spool, of which nothing is left when the message is read, by
// its place in the manifest. Errors of the sink are left as they are.
func placed(err error, spooled, place string) error {
	var known *fault.Error
	if !errors.As(err, &known) || !strings.HasPrefix(known.Where, spooled) {
		return err
	}
	return fault.Wrap(known.Kind, err, place+strings.TrimPrefix(known.Where, spooled), known.What, known.Fix)
}

// numbered is the sink for one file of several.
type numbered struct {
	source.Sink
	before int64 // records in the files before
}

// Reject counts the record from the start of the export.
func (n numbered) Reject(r source.Reject) error {
	r.Record += n.before
	return n.Sink.Reject(r)
}

// Mark keeps the mark of a single file to itself: what counts is that of the export.
func (numbered) Mark(string) error { return nil }

// stopped is the error of a run that was told to stop.
func stopped(ctx context.Context, place string) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Interrupted, err, place, "stopped", "")
	}
	return nil
}
