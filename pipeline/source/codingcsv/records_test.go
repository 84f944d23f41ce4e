package codingcsv

import (
	"bufio"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"unicode"

	"chartline/pipeline/source"
)

// isBlank reports whether DuckDB trims a letter, of texts or of codes.
func isBlank(r rune) bool { return unicode.Is(unicode.Zs, r) || r == '\t' }

// FuzzCount compares the count of records with that of encoding/csv, wherever that has
// nothing against a file and its lines end alike. The buffer of a few bytes cuts lines
// at every place.
func FuzzCount(f *testing.F) {
	for _, s := range []string{"1,2\n3,4\n", "\n\n1,\"2\n\"\n", "\"a\"\"b\",\"\"\n\"\"\n", "1,2", ",\n,\n", "\"\n\n\",x\n\ny", "a\r\nb\r\n", "\"\r\n\"\r\n",
		"one long line without any quotes,and more\n\"one long line with quotes around it\",\"and line\nends within\"\n"} {
		for size := range uint8(8) {
			f.Add(s, size)
		}
	}
	for _, s := range []string{" 1,2\n", "1 ,2\n", "1, 2\n", "1,2 \n", "1,2 ", "1,\" 2\"\n", "1,\"2 \"\n", "1,\t2\n", "1,\u00a02\n", "1,2\u3000\r\n", "1 1,\"2\t2\"\n"} {
		f.Add(s, uint8(64))
	}
	f.Fuzz(func(t *testing.T, content string, size uint8) {
		end := "\n"
		if strings.Contains(content, "\r") {
			end = "\r\n"
		}
		if strings.HasSuffix(content, "\r") {
			t.Skip("half of an end of line")
		}
		r := csv.NewReader(strings.NewReader(content))
		r.FieldsPerRecord = -1
		records, err := r.ReadAll()
		if err != nil {
			t.Skip("encoding/csv refuses it")
		}
		c := counter{delimiter: ',', end: end, width: 2}
		err = c.count(bufio.NewReaderSize(strings.NewReader(content), 16+int(size)))
		if err != nil && strings.Contains(err.Error(), "different ways") && end == "\r\n" {
			t.Skip("its lines end in different ways")
		}
		if err != nil {
			t.Fatal(err)
		}
		if c.records != int64(len(records)) {
			t.Errorf("%d records, encoding/csv reads %d", c.records, len(records))
		}
		for _, field := range slices.Concat(records...) {
			if !c.padded && strings.TrimFunc(field, isBlank) != field {
				t.Errorf("%q is padded", field)
			}
		}
	})
}

// A file is tidy where no field can need trimming. Blanks within fields do no harm; where it is
// not plain to see, a file counts as padded.
func TestTidyFiles(t *testing.T) {
	for content, tidy := range map[string]bool{
		"a,b\n1,2\n":                     true,
		"a , b\n1,2\n":                   true, // the header is no record
		"a,b\n1,chest pain, or so\n":     false,
		"a,b\n1,\"chest pain, or so\"\n": false, // not plain to see
		"a,b\n1,\"chest pain\"\n":        true,
		"a,b\r\n1,2\r\n\r\n,\r\n":        true,
		"a,b\n1,2 \n":                    false,
		"a,b\r\n1,2 \r\n":                false,
		"a,b\n1, 2\n":                    false,
		"a,b\n 1,2\n":                    false,
		"a,b\n1,2 ":                      false,
		"a,b\n1,\"2 \"\n":                false,
		"a;b\n1 ;2\n":                    false,
		"a;b\n1 ,;2\n":                   true,
		"a,b\n1,\t2\n":                   false,
		"a,b\n1,2\t3\n":                  true,
		"a\tb\n1\t2\n":                   true,
		"a,b\n1,\u00a02\n":               false,
		"a,b\n1,Jos\u00e9\n":             false, // not plain to see
	} {
		f, done, err := describe(t.Context(), source.Input{Path: saved(t, content)})
		done()
		if err != nil || f.Tidy != tidy {
			t.Errorf("%q: tidy %t, want %t; error %v", content, f.Tidy, tidy, err)
		}
	}
}
