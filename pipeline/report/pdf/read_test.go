package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"chartline/pipeline/report"
)

// file is a rendered PDF taken apart by its bytes, without the library that wrote it.
type file struct {
	raw   []byte
	pages []string // drawing operators of each page
}

// render writes a document and takes the file apart.
func render(t *testing.T, d *report.Document) file {
	t.Helper()
	var out bytes.Buffer
	if err := Render(&out, d); err != nil {
		t.Fatalf("Render: %v", err)
	}
	return open(t, out.Bytes())
}

// open takes a file apart and checks that its cross-reference table is right.
func open(t *testing.T, raw []byte) file {
	t.Helper()
	f := file{raw: raw}
	checkObjects(t, raw)
	stream := regexp.MustCompile(`(?s)<</Filter /FlateDecode /Length (\d+)>>\nstream\n`)
	for _, at := range stream.FindAllSubmatchIndex(raw, -1) {
		n, _ := strconv.Atoi(string(raw[at[2]:at[3]]))
		z, err := zlib.NewReader(bytes.NewReader(raw[at[1] : at[1]+n]))
		if err != nil {
			t.Fatalf("page stream: %v", err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatalf("page stream: %v", err)
		}
		f.pages = append(f.pages, string(text))
	}
	if n := bytes.Count(raw, []byte("/Type /Page\n")); n != len(f.pages) {
		t.Fatalf("%d page objects, %d page streams", n, len(f.pages))
	}
	return f
}

// checkObjects requires that each entry of the cross-reference table points at its
// object.
func checkObjects(t *testing.T, raw []byte) {
	t.Helper()
	if !bytes.HasPrefix(raw, []byte("%PDF-1.")) || !bytes.HasSuffix(raw, []byte("%%EOF\n")) {
		t.Fatalf("the file is not a whole PDF: %.20q … %q", raw, raw[max(0, len(raw)-20):])
	}
	start := regexp.MustCompile(`startxref\n(\d+)\n`).FindSubmatch(raw)
	at, _ := strconv.Atoi(string(start[1]))
	lines := strings.Split(string(raw[at:]), "\n")
	if lines[0] != "xref" {
		t.Fatalf("startxref leads to %q", lines[0])
	}
	for i, line := range lines[2:] {
		if !strings.HasSuffix(line, " n ") {
			if i > 0 {
				break
			}
			continue
		}
		offset, _ := strconv.Atoi(strings.TrimLeft(line[:10], "0"))
		if want := strconv.Itoa(i) + " 0 obj\n"; !bytes.HasPrefix(raw[offset:], []byte(want)) {
			t.Fatalf("object %d is not where the table says", i)
		}
	}
}

// texts gives the strings that a page shows, in the order drawn.
func (f file) texts(page int) []string {
	var list []string
	shown := regexp.MustCompile(`(?s)Td \(((?:[^\\)]|\\.)*)\) Tj`)
	for _, m := range shown.FindAllStringSubmatch(f.pages[page-1], -1) {
		list = append(list, decode(m[1]))
	}
	return list
}

// all gives the texts of all pages, one to a line.
func (f file) all() string {
	var b strings.Builder
	for page := range f.pages {
		b.WriteString(strings.Join(f.texts(page+1), "\n") + "\n")
	}
	return b.String()
}

// bookmarks gives the outline's titles in the file's order.
func (f file) bookmarks() []string {
	var list []string
	title := regexp.MustCompile(`(?s)<</Title \(((?:[^\\)]|\\.)*)\)`)
	for _, m := range title.FindAllSubmatch(f.raw, -1) {
		list = append(list, decode(string(m[1])))
	}
	return list
}

// targets gives the page that each link leads to, in the file's order.
func (f file) targets() []int {
	var list []int
	object := f.pageObjects()
	dest := regexp.MustCompile(`/Subtype /Link [^>]*/Dest \[(\d+) 0 R`)
	for _, m := range dest.FindAllSubmatch(f.raw, -1) {
		list = append(list, object[string(m[1])])
	}
	return list
}

// pageObjects maps the object numbers of pages to page numbers, as /Kids lists them.
func (f file) pageObjects() map[string]int {
	kids := regexp.MustCompile(`/Kids \[([^\]]*)\]`).FindSubmatch(f.raw)
	pages := map[string]int{}
	for i, m := range regexp.MustCompile(`(\d+) 0 R`).FindAllSubmatch(kids[1], -1) {
		pages[string(m[1])] = i + 1
	}
	return pages
}

// decode undoes the escapes of a PDF string and its UTF-16, with or without a mark.
func decode(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			if s[i] == 'r' {
				b = append(b, '\r')
				continue
			}
		}
		b = append(b, s[i])
	}
	b = bytes.TrimPrefix(b, []byte{0xFE, 0xFF})
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}
