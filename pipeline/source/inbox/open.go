package inbox

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// File is an input that is read as its unpacked bytes. What Read returns besides io.EOF
// is an error for the reader of a message: its kind, place and fix are set, and it never
// is, nor wraps, one of the ends of package io.
type File struct {
	place    string
	isMember bool
	ctx      context.Context
	top      *layer        // of those that are read through
	r        *bufio.Reader // over top
	packed   []string      // packings that were undone, outermost first
	closers  []func() error
}

// bufferBytes is the most that Peek can show.
const bufferBytes = 256 << 10

// Open opens an input, unpacked by what it holds and not by its name. An empty one is
// refused, since no format has an empty file. Reading stops when ctx is done, also
// where it waits for a pipe; opening a pipe waits for somebody who writes.
func Open(ctx context.Context, in source.Input) (*File, error) {
	f := &File{place: in.Place(), isMember: in.Member != "", ctx: ctx}
	if err := f.open(in); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) open(in source.Input) error {
	err := f.stopped()
	if err != nil {
		return err
	}
	if f.isMember {
		err = f.openMember(in)
	} else {
		err = f.openDisk(in.Path)
	}
	if err != nil {
		return err
	}
	if err := f.unpack(); err != nil {
		return err
	}
	if _, err := f.r.Peek(1); errors.Is(err, io.EOF) {
		return fault.New(fault.Input, f.place, "empty file", "ask for the file again")
	} else if err != nil {
		return f.fault(err)
	}
	return nil
}

func (f *File) openDisk(path string) error {
	disk, err := os.Open(path)
	if err != nil {
		return OpenError(err, path)
	}
	// A pipe may be silent for long: past its deadline, reading it returns.
	stop := context.AfterFunc(f.ctx, func() { _ = disk.SetReadDeadline(time.Unix(1, 0)) })
	f.closers = append(f.closers, disk.Close, func() error { stop(); return nil })
	f.push(disk)
	return nil
}

func (f *File) openMember(in source.Input) error {
	a, err := openArchive(in.Path)
	if err != nil {
		return err
	}
	f.closers = append(f.closers, a.disk.Close)
	m, r, err := a.member(in.Member)
	if err != nil {
		return archiveError(err, f.place)
	}
	f.closers = append(f.closers, r.Close)
	f.top = &layer{bytes: int64(m.CompressedSize64)}
	f.push(r)
	return nil
}

// Read reads unpacked bytes.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == nil || err == io.EOF {
		return n, err
	}
	return n, f.fault(err)
}

// Peek shows the next n unpacked bytes, or fewer where the file ends before; at most
// 256 KiB.
func (f *File) Peek(n int) ([]byte, error) {
	head, err := f.r.Peek(min(n, f.r.Size()))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, f.fault(err)
	}
	return head, nil
}

// Packed names the packings that are undone while reading, "gzip" or "zstd", outermost
// first; being a member of an archive is none of them.
func (f *File) Packed() []string { return slices.Clone(f.packed) }

// Close closes what was opened. Everything was read by then: an error tells nothing.
func (f *File) Close() {
	for i := len(f.closers) - 1; i >= 0; i-- {
		_ = f.closers[i]()
	}
	f.closers = nil
}

func (f *File) stopped() error {
	if err := f.ctx.Err(); err != nil {
		return fault.Wrap(fault.Interrupted, err, f.place, "stopped", "")
	}
	return nil
}

// fault says why the file cannot be read on.
func (f *File) fault(err error) error {
	if stopped := f.stopped(); stopped != nil {
		return stopped
	}
	var disk diskError
	switch {
	case errors.Is(err, errBomb):
		return fault.New(fault.Input, f.place, "it unpacks to more than a thousand times its size", "check what it is; no file of records packs like that")
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fault.New(fault.Input, f.place, "to unpack it takes more than 128 MiB of memory", "pack it without --long, or with --long=27 at most")
	case errors.As(err, &disk):
		return fault.Wrap(fault.Input, disk.error, f.place, "cannot be read", "check the disk")
	default:
		return fault.New(fault.Input, f.place, "the packed file is broken or breaks off", "ask for the file again; nothing of it was loaded")
	}
}

// OpenError says why a file or folder cannot be opened.
func OpenError(err error, path string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(fault.Input, err, path, "no such file or folder", "check the path")
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(fault.Input, err, path, "permission denied", "check who may read it")
	default:
		return fault.Wrap(fault.Input, err, path, "cannot be read", "check the disk")
	}
}
