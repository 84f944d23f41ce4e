package mimic

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// longestLine bounds the memory of one record: 1 MiB. The longest line of MIMIC-IV has
// a few hundred bytes.
const longestLine = 1 << 20

// file reads a table of MIMIC-IV. A record is a line: these tables quote commas but
// hold no line breaks, and so a quote that is never closed breaks its own record and
// does not swallow those after it.
type file struct {
	path    string
	closers []io.Closer
	lines   *bufio.Reader
	number  int64    // of the last line, 1 for the header
	record  int64    // of the last record, 1 for the first after the header
	line    []byte   // the last record, until the next call
	fields  []string // its wanted fields, in the order of the header asked for
	all     []string // all its fields
	width   int      // fields that every record has
	wanted  []int    // positions of the wanted fields
}

// open opens a table and finds its columns in its header.
func open(path string, header []string) (*file, error) {
	disk, err := os.Open(path)
	if err != nil {
		return nil, openError(err, path)
	}
	f := &file{path: path, closers: []io.Closer{disk}}
	if err := f.start(disk, header); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// start unpacks what is packed, whatever the file's name says, and reads the header.
func (f *file) start(disk io.Reader, header []string) error {
	packed := bufio.NewReaderSize(disk, 64<<10)
	magic, err := packed.Peek(2)
	if len(magic) == 0 && errors.Is(err, io.EOF) {
		return fault.New(fault.Input, f.path, "empty file", "ask for the file again")
	}
	f.lines = packed
	if bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(packed)
		if err != nil {
			return f.readError(err)
		}
		f.closers = append(f.closers, unpacked)
		f.lines = bufio.NewReaderSize(unpacked, 64<<10)
	}
	return f.readHeader(header)
}

// readHeader finds the wanted columns. It never prints what it found: in a file
// without a header, that would be a record.
func (f *file) readHeader(header []string) error {
	line, err := f.readLine()
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Input, f.path, "empty file", "ask for the file again")
	}
	if err != nil {
		return err
	}
	if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
		return fault.New(fault.Input, f.path+":1", "not a text file in UTF-8", "check that it is a table of MIMIC-IV")
	}
	names, ok := split(nil, strings.TrimPrefix(string(line), "\ufeff"))
	if !ok {
		return fault.New(fault.Input, f.path+":1", "the header line cannot be split into columns", "check its quotes")
	}
	at := make(map[string]int, len(names))
	for i, n := range names {
		at[strings.ToLower(strings.TrimSpace(n))] = i
	}
	for _, h := range header {
		i, ok := at[h]
		if !ok {
			return fault.New(fault.Input, f.path+":1", fmt.Sprintf("no column %q", h), "check that it is a table of MIMIC-IV")
		}
		f.wanted = append(f.wanted, i)
	}
	f.width, f.fields = len(names), make([]string, len(header))
	return nil
}

// next reads a record into fields, which hold until the next call. What makes a record
// unreadable is its flaw; an error ends the file, io.EOF where it ends well.
func (f *file) next() (flaw, error) {
	line, err := f.readLine()
	for err == nil && len(line) == 0 {
		line, err = f.readLine()
	}
	if err != nil {
		return sound, err
	}
	f.line = line
	f.record++
	if !utf8.Valid(line) {
		return flaw{reason: source.ReasonEncoding}, nil
	}
	var ok bool
	if f.all, ok = split(f.all[:0], string(line)); !ok || len(f.all) != f.width {
		return flaw{reason: source.ReasonStructure}, nil
	}
	for i, w := range f.wanted {
		f.fields[i] = strings.TrimSpace(f.all[w])
	}
	return sound, nil
}

// readLine reads a line without its end.
func (f *file) readLine() ([]byte, error) {
	f.number++
	var long []byte
	for {
		part, err := f.lines.ReadSlice('\n')
		if len(long)+len(part) > longestLine {
			return nil, fault.New(fault.Input, f.where(), "the line is longer than 1 MiB", "check that it is a table of MIMIC-IV")
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			long = append(long, part...)
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return nil, f.readError(err)
		case err != nil && len(long)+len(part) == 0:
			return nil, io.EOF
		case long != nil:
			part = append(long, part...)
		}
		return bytes.TrimSuffix(bytes.TrimSuffix(part, []byte("\n")), []byte("\r")), nil
	}
}

// where is the place of the last line.
func (f *file) where() string { return fmt.Sprintf("%s:%d", f.path, f.number) }

// readError says why the file could not be read on.
func (f *file) readError(err error) error {
	var damaged bool
	for _, cause := range []error{io.ErrUnexpectedEOF, io.EOF, gzip.ErrHeader, gzip.ErrChecksum} {
		damaged = damaged || errors.Is(err, cause)
	}
	if len(f.closers) > 1 || damaged {
		return fault.Wrap(fault.Input, err, f.where(), "the gzip stream is broken or breaks off", "ask for the file again; nothing of it was loaded")
	}
	return fault.Wrap(fault.Input, err, f.path, "cannot be read", "check the disk")
}

// close closes what was opened. Everything was read by then: an error tells nothing.
func (f *file) close() {
	for i := len(f.closers) - 1; i >= 0; i-- {
		_ = f.closers[i].Close()
	}
}

// split cuts a line at its commas, as RFC 4180 says; it is not ok where a quote stands
// alone.
func split(fields []string, line string) ([]string, bool) {
	for {
		if !strings.HasPrefix(line, `"`) {
			field, rest, more := strings.Cut(line, ",")
			if strings.Contains(field, `"`) {
				return fields, false
			}
			fields = append(fields, field)
			if !more {
				return fields, true
			}
			line = rest
			continue
		}
		field, rest, ok := unquote(line[1:])
		if !ok || rest != "" && rest[0] != ',' {
			return fields, false
		}
		fields = append(fields, field)
		if rest == "" {
			return fields, true
		}
		line = rest[1:]
	}
}

// unquote reads a quoted field up to its closing quote.
func unquote(s string) (field, rest string, ok bool) {
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return "", "", false
		}
		if !strings.HasPrefix(s[i+1:], `"`) {
			return field + s[:i], s[i+1:], true
		}
		field += s[:i+1]
		s = s[i+2:]
	}
}
