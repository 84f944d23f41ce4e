package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// searcher looks for poison in bytes, and in all that is packed in them.
type searcher struct {
	t            *testing.T
	files, bytes int
	sawPDF       bool                // text of a page of a PDF was seen, so that poison would have been
	found        map[string][]string // what was planted, and where it was found
}

// poison is what was planted, in the forms in which it could be written.
var poison = forms("zebra", "ZEBRA", "4155550137", "4,155,550,137", "1931-02-03", "19310203", "1931, Feb", "February 3, 1931", "3 February 1931", "02/03/1931", "Feb 3, 1931")

// forms are each word as it is, backwards, in hex as a PDF may write it, and in base64 at each
// of its three places.
func forms(words ...string) (all [][]byte) {
	for _, word := range words {
		backwards := []byte(word)
		slices.Reverse(backwards)
		wide := wide(word)
		all = append(all, []byte(word), backwards, fmt.Appendf(nil, "%X", wide), fmt.Appendf(nil, "%x", wide))
		for before := range 3 {
			coded := strings.TrimRight(base64.StdEncoding.EncodeToString(append(make([]byte, before), word...)), "=")
			// The first letters stand for the bytes before, the last for those after.
			all = append(all, []byte(coded[(before*4+2)/3:len(coded)-1]))
		}
	}
	return all
}

// wide is a word in two bytes a letter, as pages of a PDF hold it.
func wide(word string) (all []byte) {
	for _, u := range utf16.Encode([]rune(word)) {
		all = append(all, byte(u>>8), byte(u))
	}
	return all
}

// in searches some bytes and what is packed in them.
func (s *searcher) in(where string, content []byte) {
	s.t.Helper()
	s.bytes += len(content)
	for _, form := range poison {
		if at := bytes.Index(content, form); at >= 0 {
			s.finds(where, content, string(form), at)
		}
	}
	s.sawPDF = s.sawPDF || strings.Contains(where, ".pdf") && bytes.Contains(content, wide("Coding"))
	if bytes.Contains(content, []byte("\x00Z\x00E")) || bytes.Contains(content, []byte("\x001\x00")) {
		s.in(where, bytes.ReplaceAll(content, []byte{0}, nil)) // a page of a PDF
	}
	switch {
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		s.archive(where, content)
	case bytes.HasPrefix(content, []byte{0x1f, 0x8b}):
		if z, err := gzip.NewReader(bytes.NewReader(content)); err == nil {
			s.packed(where+" unpacked", z)
		}
	case bytes.HasPrefix(content, []byte("%PDF")):
		s.streams(where, content)
	}
	s.embedded(where, content)
}

// planted is a text that was planted: it names its column.
var planted = regexp.MustCompile(`zebra[a-z_]*`)

// finds notes every column of which a text was found, or what was found where it names none.
func (s *searcher) finds(where string, content []byte, form string, at int) {
	if s.found == nil {
		s.found = map[string][]string{}
	}
	texts := []string{fmt.Sprintf("%q", form)}
	if strings.EqualFold(form, "zebra") {
		texts = planted.FindAllString(strings.ToLower(string(content)), -1)
	}
	slices.Sort(texts)
	for _, text := range slices.Compact(texts) {
		s.found[text] = append(s.found[text], fmt.Sprintf("%s: %q", where, content[max(0, at-40):min(len(content), at+40)]))
	}
}

// tell fails for what was found and may not be printed, one line for each text that was
// planted, and for what may be and is not: then nobody needs the permission.
func (s *searcher) tell(printed map[string]string) {
	s.t.Helper()
	for _, text := range slices.Sorted(maps.Keys(s.found)) {
		if places := s.found[text]; !allowed(printed, text) {
			s.t.Errorf("%s in %d places, first %s", text, len(places), places[0])
		}
	}
	for text := range printed {
		if len(s.found[text]) == 0 {
			s.t.Errorf("%s is printed nowhere", text)
		}
	}
}

// allowed reports whether a text may be printed. A line of a page can end within a word.
func allowed(printed map[string]string, text string) bool {
	for name := range printed {
		if name == text || len(text) > 12 && strings.HasPrefix(name, text) {
			return true
		}
	}
	return false
}

func (s *searcher) packed(where string, r io.Reader) {
	s.t.Helper()
	inside, _ := io.ReadAll(r) // what can be unpacked of it
	s.in(where, inside)
}

// archive searches the members of a ZIP file, such as a workbook, and their names.
func (s *searcher) archive(where string, content []byte) {
	s.t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		s.t.Errorf("%s: %v", where, err)
		return
	}
	for _, f := range z.File {
		s.in("a name in "+where, []byte(f.Name))
		r, err := f.Open()
		if err != nil {
			s.t.Errorf("%s: %v", where, err)
			continue
		}
		s.packed(where+":"+f.Name, r)
	}
}

// streams searches the packed streams of a PDF.
func (s *searcher) streams(where string, content []byte) {
	s.t.Helper()
	for part := range bytes.SplitSeq(content, []byte("stream\n")) {
		z, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue
		}
		if page, err := io.ReadAll(z); err == nil { // what only looks packed becomes noise
			s.in(where+" unpacked", page)
		}
	}
}

// embedded searches what pages carry as data: addresses, and what is packed in them.
func (s *searcher) embedded(where string, content []byte) {
	s.t.Helper()
	for part := range bytes.SplitSeq(content, []byte(";base64,")) {
		end := bytes.IndexAny(part, "\"')")
		if end < 0 {
			continue
		}
		if data, err := base64.StdEncoding.DecodeString(string(part[:end])); err == nil && len(data) > 0 {
			s.in(where+" carried", data)
		}
	}
}

// TestSearchFindsPoison makes sure that the search can fail.
func TestSearchFindsPoison(t *testing.T) {
	pack := func(w io.WriteCloser, packed *bytes.Buffer) []byte {
		fmt.Fprint(w, "a ZEBRA is here")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return packed.Bytes()
	}
	var gz, z, deflated bytes.Buffer
	book := zip.NewWriter(&z)
	member, err := book.Create("xl/sharedStrings.xml")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(member, "a ZEBRA is here")
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"plain": []byte("a zebra"), "backwards": []byte("arbez a"), "base64": []byte(base64.StdEncoding.EncodeToString([]byte("xa ZEBRA is"))),
		"gzip": pack(gzip.NewWriter(&gz), &gz), "workbook": z.Bytes(),
		"pdf":     append([]byte("%PDF-1.7 obj stream\n"), pack(zlib.NewWriter(&deflated), &deflated)...),
		"carried": []byte(`<img src="data:x;base64,` + base64.StdEncoding.EncodeToString(gz.Bytes()) + `">`),
	} {
		s := searcher{t: t}
		if s.in(name, content); len(s.found) == 0 {
			t.Errorf("%s: poison is not found", name)
		}
	}
}
