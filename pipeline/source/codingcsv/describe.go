package codingcsv

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/klauspost/compress/gzip"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// headerLimit is the longest header line that is read: 1 MiB, as no export comes near.
const headerLimit = 1 << 20

// describe finds out what a file is from its first bytes, reads its header and counts
// its records.
func describe(ctx context.Context, path string) (source.File, error) {
	out := source.File{Path: path}
	if err := ctx.Err(); err != nil {
		return out, readError(ctx, err, out)
	}
	f, err := os.Open(path)
	if err != nil {
		return out, readError(ctx, err, out)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	head, err := r.Peek(4)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return out, readError(ctx, err, out)
	case len(head) == 0:
		return out, fault.New(fault.Input, path, "empty file", "a coding export has at least a header line")
	case bytes.Equal(head, []byte("PAR1")):
		return describeParquet(path)
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		out.Gzip = true
		z, err := gzip.NewReader(r)
		if err != nil {
			return out, readError(ctx, err, out)
		}
		r = bufio.NewReaderSize(z, 1<<20)
	}
	return out, describeText(ctx, &out, r)
}

// describeText reads all of a delimited file. DuckDB takes a gzip stream that breaks
// off in the middle for a shorter one and says nothing: here it is an error.
func describeText(ctx context.Context, out *source.File, r *bufio.Reader) error {
	line, end, err := firstLine(r)
	if err != nil {
		return readError(ctx, err, *out)
	}
	if err := readHeader(out, line); err != nil {
		return err
	}
	c := counter{path: out.Path, delimiter: out.Delimiter, end: end, width: len(out.Header)}
	if err := c.count(ctx, r); err != nil {
		return readError(ctx, err, *out)
	}
	out.Records, out.Blank = c.records, c.blank
	return nil
}

// firstLine is the first line and how it ends; a file without an end of line is one.
func firstLine(r *bufio.Reader) (line, end string, err error) {
	var b strings.Builder
	for b.Len() < headerLimit {
		c, err := r.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return b.String(), "\n", nil
		case err != nil:
			return "", "", err
		case c == '\n':
			return b.String(), "\n", nil
		case c == '\r':
			if next, err := r.Peek(1); err == nil && next[0] == '\n' {
				_, err := r.Discard(1)
				return b.String(), "\r\n", err
			}
			return b.String(), "\r", nil
		}
		b.WriteByte(c)
	}
	return b.String(), "\n", nil
}

// readHeader splits the first line into columns by the delimiter that it has.
func readHeader(out *source.File, line string) error {
	line = strings.TrimPrefix(line, "\ufeff")
	if strings.ContainsRune(line, 0) || !utf8.ValidString(line) {
		return fault.New(fault.Input, out.Path+":1", "not a text file in UTF-8", "export it as CSV in UTF-8")
	}
	if strings.TrimSpace(line) == "" {
		return fault.New(fault.Input, out.Path+":1", "no header line", "the first line names the columns")
	}
	out.Delimiter = delimiterOf(line)
	c := csv.NewReader(strings.NewReader(line))
	c.Comma = rune(out.Delimiter)
	var err error
	if out.Header, err = c.Read(); err != nil {
		return fault.Wrap(fault.Input, err, out.Path+":1", "the header line cannot be split into columns", "check its quotes")
	}
	return nil
}

// delimiterOf is the one of the four usual delimiters that the header has most of,
// outside of quotes.
func delimiterOf(line string) byte {
	var bare strings.Builder
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 0 {
			bare.WriteString(part)
		}
	}
	best, most := byte(','), 0
	for _, d := range []byte{',', ';', '\t', '|'} {
		if n := strings.Count(bare.String(), string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// describeParquet reads the footer of a Parquet file, on damage to which arrow-go 18.8.0
// may panic.
func describeParquet(path string) (out source.File, err error) {
	defer func() {
		if recover() != nil {
			err = errParquet(nil, path)
		}
	}()
	r, err := file.OpenParquetFile(path, false)
	if err != nil {
		return out, errParquet(err, path)
	}
	defer r.Close()
	out = source.File{Path: path, Parquet: true, Records: r.NumRows()}
	root := r.MetaData().Schema.Root()
	for i := range root.NumFields() {
		out.Header = append(out.Header, root.Field(i).Name())
	}
	return out, nil
}

func errParquet(err error, path string) error {
	return fault.Wrap(fault.Input, err, path, "not a whole Parquet file", "ask for the file again; nothing of it was loaded")
}

// readError says why a file could not be read to its end.
func readError(ctx context.Context, err error, f source.File) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return fault.Wrap(fault.Interrupted, ctx.Err(), f.Path, "stopped", "")
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(fault.Input, err, f.Path, "no such file", "check the path")
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(fault.Input, err, f.Path, "permission denied", "check who may read the file")
	case f.Gzip:
		return fault.Wrap(fault.Input, err, f.Path, "the gzip stream is broken or breaks off", "ask for the file again; nothing of it was loaded")
	default:
		return fault.Wrap(fault.Input, err, f.Path, "cannot be read", "check the disk")
	}
}
