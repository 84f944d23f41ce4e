// Package titles reads the lists of ICD-9-CM codes with their titles, which CMS has kept
// since its last versions: CMS32_DESC_LONG_DX.txt for diagnoses, …_SG.txt for procedures.
// A line is a code without its dot, blanks, and the title. Version 32 was that of fiscal
// year 2015, the last before ICD-10.
//
// The abbreviated titles are a file of the same codes, which adds none.
package titles

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
	"chartline/pipeline/terminology/sheet"
)

var (
	fileName = regexp.MustCompile(`^cms([0-9]{2})_desc_(long|short)_(dx|sg)`)
	lineForm = regexp.MustCompile(`^([0-9EV][0-9]{1,4})[ \t]+([^ \t\r\n].*)$`)
	codes    = schema.Must("code_release")
)

// systems by what their files are called: diagnoses and surgery.
var systems = map[string]string{"dx": "ICD-9-CM", "sg": "ICD-9-PCS"}

// longestLine bounds a line: titles have up to 222 characters.
const longestLine = 4 << 10

// Knows reports whether a file is a list of titles, by its name and its first line.
func Knows(name string, head []byte) bool {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	return fileName.MatchString(name) && lineForm.Match(bytes.TrimRight(first, "\r"))
}

// IsAbbreviated reports whether it is the list of abbreviated titles.
func IsAbbreviated(name string) bool {
	m := fileName.FindStringSubmatch(name)
	return m != nil && m[2] == "short"
}

// Read emits the codes of a list.
func Read(ctx context.Context, place, name string, from io.Reader, out source.Sink) error {
	m := fileName.FindStringSubmatch(name)
	if m == nil {
		return fault.New(fault.Input, place, "its name does not say of which version it is", "rename it as it is published, such as CMS32_DESC_LONG_DX.txt")
	}
	span, _ := edition.OfVersion(m[1])
	r := reader{system: systems[m[3]], span: span, batch: source.NewBatcher(codes, out), out: out, seen: map[string]bool{}}
	defer r.batch.Release()
	in := bufio.NewReaderSize(from, 64<<10)
	for {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return r.batch.Flush()
		}
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if ctx.Err() != nil {
			return fault.Wrap(fault.Interrupted, ctx.Err(), place, "stopped", "")
		}
		if err := r.take(bytes.TrimRight(line, "\r\n")); err != nil {
			return err
		}
	}
}

// reader emits the lines of one file.
type reader struct {
	system  string
	span    edition.Span
	batch   *source.Batcher
	out     source.Sink
	records int64
	seen    map[string]bool
}

func (r *reader) take(line []byte) error {
	if len(bytes.TrimSpace(line)) == 0 {
		return nil
	}
	r.records++
	code, title, column, reason := parse(line)
	if reason == "" && r.seen[code] {
		column, reason = "code", source.ReasonImpossible
	}
	if reason != "" {
		return r.out.Reject(source.Reject{
			Table: codes, Record: r.records, Column: column, Reason: reason, Raw: string(line),
		})
	}
	r.seen[code] = true
	r.batch.Text("code_system", r.system)
	r.batch.Date("valid_from", r.span.From)
	r.batch.Date("valid_to", r.span.To)
	r.batch.Text("code", code)
	r.batch.Boolean("billable", true)
	r.batch.Text("title", title)
	return r.batch.Next()
}

// parse takes a line apart, or says what is wrong with it.
func parse(line []byte) (code, title, column, reason string) {
	if len(line) > longestLine {
		return "", "", "", source.ReasonTooLarge
	}
	text, flaw := sheet.Decode(line)
	if flaw != "" {
		return "", "", "title", flaw
	}
	m := lineForm.FindStringSubmatch(text)
	if m == nil {
		return "", "", "", source.ReasonStructure
	}
	return m[1], strings.TrimSpace(m[2]), "", ""
}
