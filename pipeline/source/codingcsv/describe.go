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

// describe finds out what a file is from its first bytes, and reads its header.
func describe(ctx context.Context, path string) (source.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return source.File{}, openError(err, path)
	}
	defer f.Close()
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if errors.Is(err, io.EOF) {
		return source.File{}, fault.New(fault.Input, path, "empty file", "a coding export has at least a header line")
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return source.File{}, openError(err, path)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return source.File{}, openError(err, path)
	}
	switch {
	case bytes.Equal(head, []byte("PAR1")):
		return describeParquet(path)
	case n >= 2 && head[0] == 0x1f && head[1] == 0x8b:
		if err := verifyGzip(ctx, f); err != nil {
			return source.File{}, gzipError(ctx, err, path)
		}
		return describeGzip(f, path)
	default:
		out := source.File{Path: path}
		return out, readHeader(&out, f)
	}
}

// verifyGzip reads the whole stream once. DuckDB takes a stream that breaks off in the
// middle for a shorter one and says nothing.
func verifyGzip(ctx context.Context, f *os.File) error {
	z, err := gzip.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return err
	}
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := z.Read(buf); err != nil {
			if errors.Is(err, io.EOF) {
				return z.Close()
			}
			return err
		}
	}
}

func describeGzip(f *os.File, path string) (source.File, error) {
	out := source.File{Path: path, Gzip: true}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return out, openError(err, path)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return out, gzipError(context.Background(), err, path)
	}
	return out, readHeader(&out, z)
}

func gzipError(ctx context.Context, err error, path string) error {
	if ctx.Err() != nil {
		return fault.Wrap(fault.Interrupted, err, path, "stopped", "")
	}
	return fault.Wrap(fault.Input, err, path, "the gzip stream is broken or breaks off", "ask for the file again; nothing of it was loaded")
}

// readHeader reads the first line and finds the delimiter that splits it.
func readHeader(out *source.File, r io.Reader) error {
	line, err := bufio.NewReaderSize(io.LimitReader(r, headerLimit), 64<<10).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return openError(err, out.Path)
	}
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
	if out.Header, err = c.Read(); err != nil {
		return fault.Wrap(fault.Input, err, out.Path+":1", "the header line cannot be split into columns", "check its quotes")
	}
	return nil
}

// delimiterOf is the one of the four usual delimiters that the header has most of.
func delimiterOf(line string) byte {
	best, most := byte(','), 0
	for _, d := range []byte{',', ';', '\t', '|'} {
		if n := strings.Count(line, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

func describeParquet(path string) (source.File, error) {
	out := source.File{Path: path, Parquet: true}
	r, err := file.OpenParquetFile(path, false)
	if err != nil {
		return out, fault.Wrap(fault.Input, err, path, "not a whole Parquet file", "ask for the file again; nothing of it was loaded")
	}
	defer r.Close()
	s := r.MetaData().Schema
	for i := range s.Root().NumFields() {
		out.Header = append(out.Header, s.Root().Field(i).Name())
	}
	return out, nil
}

func openError(err error, path string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(fault.Input, err, path, "no such file", "check the path")
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(fault.Input, err, path, "permission denied", "check who may read the file")
	default:
		return fault.Wrap(fault.Input, err, path, "cannot be read", "check the disk")
	}
}
