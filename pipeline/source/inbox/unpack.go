package inbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"chartline/pipeline/fault"
)

// deepest is how often a file may be packed, as a .csv.gz in a zip archive is twice.
const deepest = 3

// A stream that unpacks to more than 256 MiB and a thousand times its size holds no
// records: deflate cannot pack anything better, and zstd only what repeats itself.
const (
	bombBytes = 256 << 20
	bombRatio = 1000
)

// zstdOptions bound what a frame may ask to be held in memory: no more than zstd's own
// program grants unless told otherwise.
var zstdOptions = []zstd.DOption{
	zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128 << 20),
}

var errBomb = errors.New("it unpacks to more than records ever do")

// layer is the disk, or a decoder over the layer below it.
type layer struct {
	io.Reader
	below *layer
	bytes int64 // that were read from here
	stop  func() error
}

func (l *layer) Read(p []byte) (int, error) {
	if err := l.stop(); err != nil {
		return 0, err
	}
	n, err := l.Reader.Read(p)
	l.bytes += int64(n)
	switch {
	case err == nil || err == io.EOF:
	case l.below == nil:
		err = diskError{err}
	case errors.Is(err, io.EOF): // a decoder that wraps it has not come to the end
		err = io.ErrUnexpectedEOF
	}
	if l.below != nil && l.bytes > bombBytes && l.bytes > bombRatio*l.below.bytes {
		return 0, errBomb
	}
	return n, err
}

// diskError marks an error of the disk, apart from those of decoders.
type diskError struct{ error }

func (d diskError) Unwrap() error { return d.error }

// packing is a way to pack a file, known by how it begins.
type packing struct {
	name   string
	begins func(head []byte) bool
	open   func(f *File) (io.Reader, error) // nil for one that is not read
}

var packings = []packing{
	{"gzip", prefix("\x1f\x8b"), func(f *File) (io.Reader, error) { return gzip.NewReader(f.r) }},
	{"zstd", isZstd, openZstd},
	{"zip", prefix("PK\x03\x04"), nil},
	{"bzip2", func(head []byte) bool { return prefix("BZh")(head) && bytes.Contains(head, []byte("1AY&SY")) }, nil},
	{"xz", prefix("\xfd7zXZ\x00"), nil},
	{"7z", prefix("7z\xbc\xaf\x27\x1c"), nil},
	{"rar", prefix("Rar!\x1a\x07"), nil},
}

func prefix(magic string) func(head []byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }
}

// isZstd knows frames of data, and those to be skipped that may stand before them.
func isZstd(head []byte) bool {
	return prefix("\x28\xb5\x2f\xfd")(head) ||
		len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte("\x2a\x4d\x18"))
}

func openZstd(f *File) (io.Reader, error) {
	z, err := zstd.NewReader(f.r, zstdOptions...)
	if err != nil {
		return nil, err
	}
	f.closers = append(f.closers, func() error { z.Close(); return nil })
	return z, nil
}

// unpack puts decoders around what is packed.
func (f *File) unpack() error {
	for {
		head, err := f.r.Peek(16)
		if err != nil && !errors.Is(err, io.EOF) {
			return f.fault(err)
		}
		p, packed := packingOf(head)
		if !packed {
			return nil
		}
		if p.open == nil || len(f.packed) == deepest {
			return f.refuse(p)
		}
		decoder, err := p.open(f)
		if err != nil {
			return f.fault(err)
		}
		f.packed = append(f.packed, p.name)
		f.push(decoder)
	}
}

func packingOf(head []byte) (packing, bool) {
	for _, p := range packings {
		if p.begins(head) {
			return p, true
		}
	}
	return packing{}, false
}

// push reads from a decoder from now on.
func (f *File) push(decoder io.Reader) {
	f.top = &layer{Reader: decoder, below: f.top, stop: f.stopped}
	f.r = bufio.NewReaderSize(f.top, bufferBytes)
}

// refuse says what to do about a packing that is not undone.
func (f *File) refuse(p packing) error {
	switch {
	case p.name == "zip" && f.isMember:
		return fault.New(fault.Input, f.place, "an archive within the archive", "unpack the outer one")
	case p.name == "zip":
		return fault.New(fault.Input, f.place, "an archive where a file is expected", "unpack it, or give the file the extension .zip")
	case p.open == nil:
		return fault.New(fault.Input, f.place, "packed with "+p.name+", which is not read", "pack it with gzip, zstd or zip")
	default:
		return fault.Newf(fault.Input, f.place, "unpack it", "packed more than %d times", deepest)
	}
}
