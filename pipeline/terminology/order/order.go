// Package order reads the order files of ICD-10-CM and ICD-10-PCS, which CMS and NCHS
// publish in fixed columns: the order number in 1–5, the code in 7–13, in 15 whether it
// is valid or a header, the short title in 17–76, and from 78 on the long one
// (standard.md 5.5).
//
// The order number, and not the characters of a code, says what lies between two codes
// (VER-05). So chapters and blocks are told while the file is read, in its order: C4A
// stands in C43-C44, M1A in M05-M14 and Z3A in Z30-Z39, where a comparison of texts
// would put none of them (VER-06).
//
// A file that breaks off would make valid codes unknown. It is refused: its numbers must
// go on without a gap from 00001 into the last chapter, and it must have at least as
// many valid codes as the first release. A header without codes below it, and a valid code
// with some, contradict their own flag: such a line is rejected, and the others stand.
package order

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

// firstYear is the fiscal year in which ICD-10 came into force, on 1 October 2015.
const firstYear = 2016

// system is a code system with an order file.
type system struct {
	name  string
	least int    // valid codes; the release of 2016 had 69,823 and 71,974
	last  string // every release has rows that begin with this, near its end
}

var (
	diagnoses  = system{name: "ICD-10-CM", least: 68_000, last: "Z99"}
	procedures = system{name: "ICD-10-PCS", least: 70_000, last: "X"}
)

// systemOf tells the system from the first row: the codes of ICD-10-CM begin with a
// letter, and ICD-10-PCS begins with section 0.
func systemOf(e entry) system {
	if e.code[0] >= 'A' {
		return diagnoses
	}
	return procedures
}

// Knows reports whether a file begins like an order file.
func Knows(head []byte) bool {
	first, _, whole := bytes.Cut(bytes.TrimPrefix(head, []byte("\ufeff")), []byte("\n"))
	_, flaw := parse(bytes.TrimRight(first, "\r"))
	return whole && flaw == sound
}

// Read emits an order file: its codes and, of ICD-10-CM, their chapters and blocks.
func Read(ctx context.Context, place string, names []string, from io.Reader, out source.Sink) error {
	release, err := releaseOf(place, names)
	if err != nil {
		return err
	}
	r := newReader(ctx, place, release, from, out)
	defer r.rows.free()
	for {
		line, err := r.line()
		if errors.Is(err, io.EOF) {
			return r.end()
		}
		if err != nil {
			return err
		}
		if err := r.take(line); err != nil {
			return err
		}
	}
}

func releaseOf(place string, names []string) (edition.Release, error) {
	release, err := edition.ReleaseOf(names)
	if err != nil {
		return release, fault.New(fault.Input, place, err.Error(),
			"rename it as it is published, such as icd10cm_order_2026.txt, or icd10cm_order_april_2026.txt for that of April")
	}
	if release.To < edition.Year(firstYear).To {
		return release, fault.New(fault.Input, place, "a release from before ICD-10 was in force", "load releases of fiscal year 2016 and later")
	}
	return release, nil
}

// reader checks and emits the lines of one file.
type reader struct {
	ctx     context.Context
	place   string
	in      *bufio.Reader
	out     source.Sink
	rows    *rows
	system  system
	records int64
	held    held            // the last line that could be read: the next one shows whether its flag is right
	spare   []byte          // what the one before it was held in
	broken  int             // lines that could not be read since the held one
	last    int             // order number
	codes   map[uint64]bool // that were there already
	valid   int
	ends    bool // the last part of the system was reached
}

// held is a line that waits for the next one; its entry is a view of it.
type held struct {
	entry
	record int64
	line   []byte
}

func newReader(ctx context.Context, place string, release edition.Release, from io.Reader, out source.Sink) *reader {
	return &reader{
		ctx: ctx, place: place, out: out, in: bufio.NewReaderSize(from, 256<<10),
		rows: newRows(release, out), codes: make(map[uint64]bool, 1<<17),
	}
}

// line gives the next line; one that is longer than any is cut, and so broken.
func (r *reader) line() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return r.cut(line)
	case errors.Is(err, io.EOF) && len(line) > 0:
		if len(line) < longTitleAt {
			return nil, sheet.BreaksOff(r.place)
		}
		return line, nil
	case err != nil:
		return nil, err
	}
	if r.records == 0 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

// cut is the beginning of a line that is longer than the buffer; the rest is passed over.
func (r *reader) cut(line []byte) ([]byte, error) {
	line = bytes.Clone(line[:rawBytes])
	for {
		switch _, err := r.in.ReadSlice('\n'); {
		case err == nil, errors.Is(err, io.EOF):
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// take emits a line, or rejects it.
func (r *reader) take(line []byte) error {
	if len(bytes.TrimSpace(line)) == 0 {
		return nil
	}
	if r.records++; r.records%4096 == 0 && r.ctx.Err() != nil {
		return fault.Wrap(fault.Interrupted, r.ctx.Err(), r.place, "stopped", "")
	}
	line = append(r.spare[:0], line...)
	e, flaw := parse(line)
	if flaw == sound {
		flaw = r.check(e)
	}
	if flaw != sound {
		r.broken, r.spare = r.broken+1, line
		return r.out.Reject(flaw.reject(r.records, line))
	}
	if e.number > r.last+r.broken+1 {
		return fault.New(fault.Input, r.place, "order numbers are left out: rows are missing", "download it again; nothing of it was loaded")
	}
	if err := r.settle(e.code); err != nil {
		return err
	}
	r.spare = r.held.line
	r.broken, r.last, r.held = 0, e.number, held{entry: e, record: r.records, line: line}
	return nil
}

// settle emits the line that is held, by the code that follows it; nil at the end. Where
// lines between the two could not be read nobody knows what stands below the first.
func (r *reader) settle(next []byte) error {
	if r.held.record == 0 {
		return nil
	}
	if r.broken == 0 && r.held.contradicts(next) {
		return r.out.Reject(flaw{"billable", source.ReasonImpossible}.reject(r.held.record, r.held.line))
	}
	r.count(r.held.entry)
	return r.rows.emit(r.held.entry)
}

// check compares an entry with those before it.
func (r *reader) check(e entry) flaw {
	if r.last == 0 {
		r.system = systemOf(e)
		r.rows.begin(r.system)
	}
	key := packed(e.code)
	if e.number <= r.last {
		return flaw{"order_no", source.ReasonImpossible}
	}
	if r.codes[key] {
		return flaw{"code", source.ReasonImpossible}
	}
	r.codes[key] = true
	return sound
}

func (r *reader) count(e entry) {
	if e.valid {
		r.valid++
	}
	r.ends = r.ends || bytes.HasPrefix(e.code, []byte(r.system.last))
}

// end judges whether this was all of a release.
func (r *reader) end() error {
	if err := r.settle(nil); err != nil {
		return err
	}
	if r.valid < r.system.least || !r.ends {
		return fault.Newf(fault.Input, r.place, "download it again; nothing of it was loaded",
			"%d valid codes, which is less than any release had, or none at its end", r.valid)
	}
	return r.rows.end()
}

// packed is a code as a number: seven bytes at most.
func packed(code []byte) (key uint64) {
	for _, b := range code {
		key = key<<8 | uint64(b)
	}
	return key
}
