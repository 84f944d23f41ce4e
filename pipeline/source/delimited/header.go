package delimited

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// longestHeader bounds a header: 256 KiB, which inbox can show at once.
const longestHeader = 256 << 10

// Header is the first line of a file: its column names.
type Header struct {
	layout layout
	place  string
	size   int      // bytes of the header with what stands before it
	names  []string // as they stand there
	folded []string // in lower case
	twice  string   // a name that was asked for and stands there twice
}

// Names are the column names as they stand in the file, without blanks around them.
func (h *Header) Names() []string { return slices.Clone(h.names) }

// Delimiter is what stands between the fields.
func (h *Header) Delimiter() byte { return h.layout.delimiter }

// Index is the position of a column, whatever the case of its name, or -1. A file in
// which a column that was asked for stands twice is refused by Read.
func (h *Header) Index(name string) int {
	name = strings.ToLower(name)
	at := slices.Index(h.folded, name)
	if at >= 0 && slices.Contains(h.folded[at+1:], name) {
		h.twice = name
	}
	return at
}

// Has reports whether all of these columns are there.
func (h *Header) Has(names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return h.Index(n) < 0 })
}

// Require gives the error for the first of these columns that is not there.
func (h *Header) Require(names ...string) error {
	for _, n := range names {
		if h.Index(n) < 0 {
			return fault.New(fault.Input, h.place, fmt.Sprintf("no column %q in the first line", n), "check that it is a file of this format, with its header")
		}
	}
	return nil
}

// Recognise reads a header from how a file begins; it is false for what is no text or
// has no line that could be one.
func Recognise(form Form, head []byte) (*Header, bool) {
	h, err := parseHeader(head, len(head) < source.HeadBytes, "", form)
	return h, err == nil
}

// parseHeader reads the header from the beginning of a file; whole says that this is
// all of it. No message shows what stands there: in a file without a header, it would
// be a record.
func parseHeader(head []byte, whole bool, place string, form Form) (*Header, error) {
	text, err := plainText(head, place, form)
	if err != nil {
		return nil, err
	}
	h := &Header{place: place, layout: layout{quotes: !form.Unquoted, delimiter: form.Delimiter}}
	skipped := len(head) - len(text)
	for { // blank lines before it
		size := h.layout.record(text, whole)
		if size == 0 {
			return nil, fault.New(fault.Input, place, "no header line", "check that it is a delimited file that begins with its column names")
		}
		line := unended(text[:size])
		text, skipped = text[size:], skipped+size
		if len(bytes.TrimSpace(line)) > 0 {
			h.size = skipped
			return h, h.read(line, form)
		}
	}
}

// plainText is the beginning of a file without its byte order mark.
func plainText(head []byte, place string, form Form) ([]byte, error) {
	text := bytes.TrimPrefix(head, []byte("\ufeff"))
	what := ""
	switch line, _, _ := bytes.Cut(text, []byte("\n")); {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		what = "a text in UTF-16"
	case bytes.IndexByte(line, 0) >= 0:
		what = "not a text file"
	case form.Encoding != Windows1252 && !utf8.Valid(line) && len(line) < longestHeader:
		what = "the first line is not in UTF-8"
	default:
		return text, nil
	}
	return nil, fault.New(fault.Input, place, what, "save it as delimited text in UTF-8")
}

// read takes the header line apart, and settles the layout of the records.
func (h *Header) read(line []byte, form Form) error {
	if form.Encoding == Windows1252 {
		line, _ = charmap.Windows1252.NewDecoder().Bytes(line) // it maps every byte
	}
	if h.layout.delimiter == 0 {
		h.layout.delimiter = h.layout.detect(line)
	}
	if form.BareTabs && h.layout.delimiter == '\t' {
		h.layout.quotes = false
	}
	r := Record{layout: &h.layout}
	if !r.split(line) {
		return fault.New(fault.Input, h.place, "the header line cannot be split into columns", "check its quotes")
	}
	h.layout.width = len(r.ends)
	for i := range r.ends {
		name := strings.TrimSpace(string(r.Field(i)))
		h.names, h.folded = append(h.names, name), append(h.folded, strings.ToLower(name))
	}
	return nil
}

// detect finds the delimiter: the one that stands most often outside of quotes, a comma
// where none does.
func (l layout) detect(line []byte) byte {
	counts, inside := map[byte]int{}, false
	for _, b := range line {
		switch {
		case b == '"' && l.quotes:
			inside = !inside
		case !inside:
			counts[b]++
		}
	}
	best := byte(',')
	for _, d := range []byte{'\t', '|', ';'} {
		if counts[d] > counts[best] {
			best = d
		}
	}
	return best
}
