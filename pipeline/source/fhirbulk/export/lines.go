package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// tally is how much a file holds.
type tally struct{ Lines, Records int64 }

var (
	errPacked = errors.New("cannot be unpacked")
	errCutOff = errors.New("breaks off")
)

// longestLine bounds what is kept of the last line: 64 MiB, as of any record.
const longestLine = 64 << 20

// count counts the lines of a file, packed or not. A file whose last line has no end is
// cut off, unless that line is a whole resource.
func count(file io.Reader) (tally, error) {
	r, err := unpacked(bufio.NewReaderSize(file, 256<<10))
	if err != nil {
		return tally{}, err
	}
	var t tally
	var last []byte
	buf := make([]byte, 256<<10)
	for {
		n, err := r.Read(buf)
		last = t.add(last, buf[:n])
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, err
		}
		if len(last) > longestLine {
			return t, errCutOff
		}
	}
	if len(last) == 0 {
		return t, nil
	}
	t.Lines++
	if blank(last) {
		return t, nil
	}
	t.Records++
	if !json.Valid(last) {
		return t, errCutOff
	}
	return t, nil
}

// add counts the lines that end in a piece. begun is the beginning of a line that the
// pieces before left over, and what it gives back is that of this one.
func (t *tally) add(begun, piece []byte) []byte {
	for {
		end := bytes.IndexByte(piece, '\n')
		if end < 0 {
			return append(begun, piece...)
		}
		t.Lines++
		if !blank(piece[:end]) || !blank(begun) {
			t.Records++
		}
		begun, piece = begun[:0], piece[end+1:]
	}
}

// blank reports whether a line says nothing.
func blank(line []byte) bool { return len(bytes.TrimLeft(line, " \t\r")) == 0 }

// unpacked reads through the packing. Servers pack for the way and for the disk, and some
// do both.
func unpacked(r *bufio.Reader) (io.Reader, error) {
	for range 2 {
		magic, err := r.Peek(2)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
			break
		}
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, errPacked
		}
		r = bufio.NewReaderSize(unpacker{z}, 256<<10)
	}
	return r, nil
}

// unpacker tells the errors of packing from those of the disk.
type unpacker struct{ *gzip.Reader }

// Read reads unpacked bytes.
func (u unpacker) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = errPacked
	}
	return n, err
}
