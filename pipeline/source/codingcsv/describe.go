package codingcsv

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/parquet/file"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// headerLimit is the longest header line that is read: 1 MiB, as no export comes near.
const headerLimit = 1 << 20

// parquetMagic begins and ends a Parquet file.
var parquetMagic = []byte("PAR1")

// describe finds out what a file is from its first bytes, reads its header and counts
// its records. What the store cannot open where it lies is spooled; done removes that,
// and is to be called in any case.
func describe(ctx context.Context, in source.Input) (out source.File, done func(), err error) {
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return out, func() {}, err
	}
	defer f.Close()
	head, err := f.Peek(len(parquetMagic))
	if err != nil {
		return out, func() {}, err
	}
	out, s, err := lay(f, in, bytes.Equal(head, parquetMagic))
	if err != nil {
		return out, s.remove, err
	}
	from := io.Reader(f)
	if s != nil {
		from = io.TeeReader(f, s)
	}
	switch {
	case !out.Parquet:
		err = describeText(&out, from)
	case s != nil: // its columns stand at its end
		if _, err = io.Copy(io.Discard, from); err == nil {
			err = describeParquet(&out)
		}
	default:
		err = describeParquet(&out)
	}
	return out, s.remove, err
}

// lay says where the store can open the file and how: where it lies or, unless DuckDB
// can unpack it, in a spool.
func lay(f *inbox.File, in source.Input, isParquet bool) (out source.File, s *spool, err error) {
	out = source.File{Path: in.Path, Place: in.Place(), Parquet: isParquet, Packing: source.Plain}
	packed := f.Packed()
	switch {
	case in.Member == "" && len(packed) == 0:
	case in.Member == "" && len(packed) == 1 && !isParquet:
		out.Packing = packed[0]
	default:
		if s, err = newSpool(in); err == nil {
			out.Path = s.file.Name()
		}
	}
	return out, s, err
}

// describeText reads all of a delimited file. DuckDB takes a packed stream that breaks
// off in the middle for a shorter one and says nothing: here it is an error.
func describeText(out *source.File, from io.Reader) error {
	r := bufio.NewReaderSize(from, 1<<20)
	c := counter{place: out.Place}
	var err error
	if c.end, err = readHeader(out, r); err != nil {
		return err
	}
	c.delimiter, c.width = out.Delimiter, len(out.Header)
	if err := c.count(r); err != nil {
		return err
	}
	out.Records, out.Blank, out.Tidy = c.records, c.blank, !c.padded
	return nil
}

// headerOf reads the column names of a file, and no more than it must.
func headerOf(ctx context.Context, in source.Input) ([]string, error) {
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head, err := f.Peek(len(parquetMagic))
	if err != nil {
		return nil, err
	}
	if bytes.Equal(head, parquetMagic) {
		out, done, err := describe(ctx, in)
		defer done()
		return out.Header, err
	}
	out := source.File{Place: in.Place()}
	_, err = readHeader(&out, bufio.NewReader(f))
	return out.Header, err
}

// readHeader splits the first line into columns by the delimiter that it has, and says
// how it ends.
func readHeader(out *source.File, r *bufio.Reader) (end string, err error) {
	line, end, err := firstLine(r)
	if err != nil {
		return end, err
	}
	line = strings.TrimPrefix(line, "\ufeff")
	if strings.ContainsRune(line, 0) || !utf8.ValidString(line) {
		return end, fault.New(fault.Input, out.Place+":1", "not a text file in UTF-8", "export it as CSV in UTF-8")
	}
	if strings.TrimSpace(line) == "" {
		return end, fault.New(fault.Input, out.Place+":1", "no header line", "the first line names the columns")
	}
	out.Delimiter = delimiterOf(line)
	c := csv.NewReader(strings.NewReader(line))
	c.Comma = rune(out.Delimiter)
	if out.Header, err = c.Read(); err != nil {
		return end, fault.Wrap(fault.Input, err, out.Place+":1", "the header line cannot be split into columns", "check its quotes")
	}
	return end, nil
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
func describeParquet(out *source.File) (err error) {
	defer func() {
		if recover() != nil {
			err = errParquet(nil, out.Place)
		}
	}()
	r, err := file.OpenParquetFile(out.Path, false)
	if err != nil {
		return errParquet(err, out.Place)
	}
	defer r.Close()
	out.Records = r.NumRows()
	root := r.MetaData().Schema.Root()
	for i := range root.NumFields() {
		out.Header = append(out.Header, root.Field(i).Name())
	}
	return nil
}

func errParquet(err error, place string) error {
	return fault.Wrap(fault.Input, err, place, "not a whole Parquet file", "ask for the file again; nothing of it was loaded")
}
