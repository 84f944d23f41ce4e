package main

import (
	"bytes"
	"compress/zlib"
	"io"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// What the pages of a Letter sheet have: the body lies between these heights above the bottom, and headings
// are of these sizes.
const (
	bodyTop, bodyBottom = 792 - 74.0, 66.0
	leastFill           = 0.55
)

var (
	headings   = map[float64]bool{19: true, 11.5: true} // of parts, and of tables and sections
	pageStream = regexp.MustCompile(`(?s)<</Filter /FlateDecode /Length (\d+)>>\nstream\n`)
	pageText   = regexp.MustCompile(`/F\w+ ([\d.]+) Tf|BT (-?[\d.]+) (-?[\d.]+) Td`)
)

// printedText is where a text of a page stands, in points from its bottom left corner, and its size.
type printedText struct{ x, y, size float64 }

// checkPages reads where the texts of a PDF stand: inside the page, no heading as the last thing on it, and
// no page but the first and the last with less than its share.
func checkPages(t *testing.T, path string) {
	t.Helper()
	pages := printedPages(t, path)
	if len(pages) == 0 {
		t.Errorf("%s has no pages", path)
	}
	for i, texts := range pages {
		lowest := printedText{y: bodyTop}
		for _, p := range texts {
			if p.x < 50 || p.x > 612-50 || p.y < 30 || p.y > 792-30 {
				t.Errorf("%s page %d: a text stands at %g, %g", path, i+1, p.x, p.y)
			}
			if p.y >= bodyBottom-1 && p.y < lowest.y {
				lowest = p
			}
		}
		if headings[lowest.size] {
			t.Errorf("%s page %d ends with a heading", path, i+1)
		}
		if fill := (bodyTop - lowest.y) / (bodyTop - bodyBottom); i > 0 && i < len(pages)-1 && fill < leastFill {
			t.Errorf("%s page %d of %d is filled to %.0f%%", path, i+1, len(pages), 100*fill)
		}
	}
}

// printedPages takes a PDF apart by its bytes.
func printedPages(t *testing.T, path string) (pages [][]printedText) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range pageStream.FindAllSubmatchIndex(raw, -1) {
		length, _ := strconv.Atoi(string(raw[at[2]:at[3]]))
		z, err := zlib.NewReader(bytes.NewReader(raw[at[1] : at[1]+length]))
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		var texts []printedText
		size := 0.0
		for _, m := range pageText.FindAllSubmatch(content, -1) {
			if len(m[1]) > 0 {
				size, _ = strconv.ParseFloat(string(m[1]), 64)
				continue
			}
			x, _ := strconv.ParseFloat(string(m[2]), 64)
			y, _ := strconv.ParseFloat(string(m[3]), 64)
			if x == 0 && (y == 0 || y == 792) { // turned text, in coordinates of its own
				continue
			}
			texts = append(texts, printedText{x, y, size})
		}
		pages = append(pages, texts)
	}
	return pages
}
