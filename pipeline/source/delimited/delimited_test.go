package delimited

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// kept is Rows that keep the fields of every record as text. The blocks of a test run on
// one core, so that several workers may share one.
type kept struct {
	records  [][]string
	flushed  int
	released int
}

func (k *kept) Row(r *Record) error {
	var fields []string
	for i := range r.Len() {
		fields = append(fields, string(r.Field(i)))
	}
	k.records = append(k.records, fields)
	return nil
}
func (k *kept) Flush() error { k.flushed++; return nil }
func (k *kept) Release()     { k.released++ }

// read reads a text, and gives its records and what was rejected.
func read(t testing.TB, form Form, text string) (*kept, *sourcetest.Collector, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	form.Cores = 1
	k, out := &kept{}, &sourcetest.Collector{}
	err := Read(t.Context(), source.Input{Path: path}, form, func(*Header) (func(source.Sink) Rows, error) {
		return func(source.Sink) Rows { return k }, nil
	}, out)
	return k, out, err
}

func TestRecords(t *testing.T) {
	long := strings.Repeat("x", longestRecord)
	for name, c := range map[string]struct {
		form    Form
		text    string
		want    [][]string
		rejects []string // number and reason
	}{
		"commas":                           {Form{}, "a,b\n1,2\n3,\n", [][]string{{"1", "2"}, {"3", ""}}, nil},
		"tabs":                             {Form{}, "a\tb\n1\t2,3\n", [][]string{{"1", "2,3"}}, nil},
		"semicolons":                       {Form{}, "a;b\n1;2,3\n", [][]string{{"1", "2,3"}}, nil},
		"bars":                             {Form{}, "a|b\n1|2\n", [][]string{{"1", "2"}}, nil},
		"a delimiter that is given":        {Form{Delimiter: '^'}, "a^b,c\n1^2,3\n", [][]string{{"1", "2,3"}}, nil},
		"one column":                       {Form{}, "a\n1\n2\n", [][]string{{"1"}, {"2"}}, nil},
		"a quoted header":                  {Form{}, "\"a,x\";\"b\"\n1;2\n", [][]string{{"1", "2"}}, nil},
		"no line end at the end":           {Form{}, "a,b\n1,2", [][]string{{"1", "2"}}, nil},
		"CRLF":                             {Form{}, "a,b\r\n1,2\r\n\"3\",\"4\"\r\n5,6", [][]string{{"1", "2"}, {"3", "4"}, {"5", "6"}}, nil},
		"a byte order mark":                {Form{}, "\ufeffa,b\n1,2\n", [][]string{{"1", "2"}}, nil},
		"blank lines are no records":       {Form{}, "\n\r\na,b\n\n1,2\n\r\n3\n", [][]string{{"1", "2"}}, []string{"2 broken_record"}},
		"quotes":                           {Form{}, "a,b\n\"1\",\"2,\"\"x\"\"\"\n\"\",\"\"\"\"\n", [][]string{{"1", `2,"x"`}, {"", `"`}}, nil},
		"a line break in quotes":           {Form{}, "a,b\n\"1\n,\r\n\",2\n3,4\n", [][]string{{"1\n,\r\n", "2"}, {"3", "4"}}, nil},
		"a backslash is a letter":          {Form{}, "a,b\n\\,\"\\\"\n", [][]string{{`\`, `\`}}, nil},
		"an inch mark":                     {Form{}, "a,b\n5\" tape,2\n6\",\"7\"\n", [][]string{{`5" tape`, "2"}, {`6"`, "7"}}, nil},
		"letters outside of ASCII":         {Form{}, "a,b\nÄ,ß\n", [][]string{{"Ä", "ß"}}, nil},
		"quotes that are letters":          {Form{Unquoted: true}, "a\tb\n\"1\t2\"\n3\t\"\n", [][]string{{`"1`, `2"`}, {"3", `"`}}, nil},
		"tabs without quotes":              {Form{BareTabs: true}, "a\tb\n\"1\t2\"\n", [][]string{{`"1`, `2"`}}, nil},
		"commas all the same":              {Form{BareTabs: true}, "a,b\n\"1,2\",3\n", [][]string{{"1,2", "3"}}, nil},
		"a delimiter after the last field": {Form{}, "a,b\n1,2,\n1,\n1,2,,\n", [][]string{{"1", "2"}, {"1", ""}}, []string{"3 broken_record"}},
		"too few fields, and too many":     {Form{}, "a,b\n1\n1,2\n1,2,3\n", [][]string{{"1", "2"}}, []string{"1 broken_record", "3 broken_record"}},
		"a quote that is never closed":     {Form{}, "a,b\n1,\"2\n3,4\n5,6\n", [][]string{{"3", "4"}, {"5", "6"}}, []string{"1 broken_record"}},
		"one that another record closes": {Form{}, "a,b,c\n1,\"2,3\n4,\"5\",6\n7,8,9\n",
			[][]string{{"4", "5", "6"}, {"7", "8", "9"}}, []string{"1 broken_record"}},
		"one that closes to too wide a record": {Form{}, "a,b,c\n1,\"2,3\n4,5\",6,7\n8,9,0\n",
			[][]string{{"8", "9", "0"}}, []string{"1 broken_record", "2 broken_record"}},
		"text after a closing quote":  {Form{}, "a,b\n\"1\"x,2\n3,4\n", [][]string{{"3", "4"}}, []string{"1 broken_record"}},
		"a blank before a quote":      {Form{}, "a,b\n1, \"2\"\n3,4\n", [][]string{{"3", "4"}}, []string{"1 broken_record"}},
		"bytes that are not UTF-8":    {Form{}, "a,b\n\xe9,2\né,4\n", [][]string{{"é", "4"}}, []string{"1 bad_encoding"}},
		"Windows-1252":                {Form{Encoding: Windows1252}, "\xe9,b\n\xe9\x80,2\n3,\x81\n", [][]string{{"é€", "2"}}, []string{"2 bad_encoding"}},
		"Windows-1252 like UTF-8":     {Form{Encoding: Windows1252}, "a,b\n\xc3\xa9,2\n", [][]string{{"Ã©", "2"}}, nil},
		"a record longer than 1 MiB":  {Form{}, "a,b\n" + long + ",2\n3,4\n", [][]string{{"3", "4"}}, []string{"1 too_large"}},
		"a quote open for 1 MiB":      {Form{}, "a,b\n1,\"2\nx" + long + "\n3,4\n", [][]string{{"3", "4"}}, []string{"1 broken_record", "2 too_large"}},
		"nothing but a header":        {Form{}, "a,b\n", nil, nil},
		"a header without a line end": {Form{}, "a,b", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			k, out, err := read(t, c.form, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(k.records) != fmt.Sprint(c.want) {
				t.Errorf("records %q, want %q", k.records, c.want)
			}
			var rejects []string
			for _, r := range out.Rejects {
				rejects = append(rejects, fmt.Sprint(r.Record, " ", r.Reason))
			}
			if !slices.Equal(rejects, c.rejects) {
				t.Errorf("rejects %q, want %q", rejects, c.rejects)
			}
			if k.released != 1 {
				t.Errorf("released %d times, want once", k.released)
			}
		})
	}
}

func TestRejectsKeepTheirTextWithinBounds(t *testing.T) {
	_, out, err := read(t, Form{}, "a,b\n"+strings.Repeat("x", 2*longestRaw)+"\n1\n")
	if err != nil || len(out.Rejects) != 2 {
		t.Fatalf("%d rejects and error %v, want 2 and none", len(out.Rejects), err)
	}
	if n := len(out.Rejects[0].Raw); n != longestRaw {
		t.Errorf("a text of %d bytes is kept, want %d", n, longestRaw)
	}
	if r := out.Rejects[1]; r.Raw != "1" || r.Table != source.Unread {
		t.Errorf("text %q of table %s, want that of the record", r.Raw, r.Table.Name)
	}
}

func TestFieldOfAnAbsentColumnIsEmpty(t *testing.T) {
	r := Record{layout: &layout{delimiter: ',', quotes: true}}
	if !r.split([]byte(`1," 2 "`)) || r.Field(-1) != nil || string(r.Trimmed(1)) != "2" {
		t.Errorf("fields %q and %q, want none and 2", r.Field(-1), r.Trimmed(1))
	}
}

func TestRejectsAreNumberedWithinABlock(t *testing.T) {
	out := &sourcetest.Collector{}
	w := newWorker(Form{}, layout{delimiter: ',', width: 2}, &kept{}, out)
	for _, block := range []string{"1,2\n3\n", "4,5\n6,7\n8\n"} {
		if _, err := w.Block([]byte(block)); err != nil {
			t.Fatal(err)
		}
	}
	if out.Rejects[0].Record != 2 || out.Rejects[1].Record != 3 {
		t.Errorf("rejects %v, want the second record and the third", out.Rejects)
	}
}

// TestABlockEndsWithinAnOpenQuote: a quote that stays open holds the stream up for no
// more than the longest record.
func TestABlockEndsWithinAnOpenQuote(t *testing.T) {
	l := layout{delimiter: ',', quotes: true, width: 2}
	piece := []byte("1,\"2\n" + strings.Repeat("3,4\n", longestRecord/4))
	if end := l.end(piece); end != len(piece) {
		t.Errorf("%d of %d bytes are whole records, want all", end, len(piece))
	}
	if end := l.end(piece[:longestRecord/2]); end != 0 {
		t.Errorf("%d bytes are whole records while the quote may still close, want none", end)
	}
}

func TestHeader(t *testing.T) {
	h, ok := Recognise(Form{}, []byte(" Person_ID ,\"SEX\",x,x\n1,2,3,4\n"))
	if !ok {
		t.Fatal("not recognised")
	}
	if h.Index("person_id") != 0 || h.Index("Sex") != 1 || h.Index("y") != -1 || h.Delimiter() != ',' {
		t.Errorf("columns %q are not found", h.Names())
	}
	if !h.Has("sex", "person_id") || h.Has("sex", "y") || h.twice != "" {
		t.Error("what it has is wrong")
	}
	if h.Index("x") != 2 || h.twice != "x" {
		t.Error("a column that is there twice is not seen")
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"a column twice":             "a,A,b\n",
		"no such column":             "x,y\nSECRET,1\n",
		"nothing but blank lines":    "\n\n",
		"UTF-16":                     "\xff\xfea\x00,\x00b\x00\n\x00",
		"a picture":                  "\x89PNG\r\n\x1a\n",
		"zeros":                      "a,\x00\n",
		"a header with a bad quote":  "a,\"b\"x\n",
		"a header that never ends":   strings.Repeat("a", longestHeader+1),
		"a header that is no UTF-8":  "a,\xe9\n",
		"an endless record of 64 MB": "a,b\n" + strings.Repeat("SECRET ", 10<<20),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.csv")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			err := Read(t.Context(), source.Input{Path: path}, Form{}, func(h *Header) (func(source.Sink) Rows, error) {
				return func(source.Sink) Rows { return &kept{} }, h.Require("a")
			}, &sourcetest.Collector{})
			if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "SECRET") {
				t.Errorf("error %v, want one of the input that names the file", err)
			}
		})
	}
}

func TestReadHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("a|B\n1|2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := ReadHeader(t.Context(), source.Input{Path: path}, Form{})
	if err != nil || !slices.Equal(h.Names(), []string{"a", "B"}) {
		t.Errorf("header %v and error %v", h, err)
	}
}

func TestReadStopsAtTheErrorOfTheRows(t *testing.T) {
	full := errors.New("full")
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("a\n1\n2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := Read(t.Context(), source.Input{Path: path}, Form{}, func(*Header) (func(source.Sink) Rows, error) {
		return func(source.Sink) Rows { return failing{full} }, nil
	}, &sourcetest.Collector{})
	if !errors.Is(err, full) {
		t.Errorf("error %v, want that of the rows", err)
	}
}

type failing struct{ err error }

func (f failing) Row(*Record) error { return f.err }
func (failing) Flush() error        { return nil }
func (failing) Release()            {}

// FuzzRead compares with encoding/csv wherever that accepts a file. Anything else must
// come out as records of the header's width and as rejects, the same however the stream
// is cut.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a,b\n\"1\n\",\"\"\"\"\n", "a,b\n1,\"2\n3,4\n\"", "a\n\"\r\n\"\r\n", "\ufeffa;b\r\n1;\"2\"\n", "a,b\n\"1\"x,\n"} {
		f.Add([]byte(s), uint16(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, cut uint16) {
		h, ok := Recognise(Form{Delimiter: ','}, text)
		if !ok {
			t.Skip("no header")
		}
		k, out := &kept{}, &sourcetest.Collector{}
		w := newWorker(Form{}, h.layout, k, out)
		body := text[h.size:]
		if _, err := w.Block(body); err != nil {
			t.Fatal(err)
		}
		whole := fmt.Sprintf("%q", k.records)
		for _, r := range out.Rejects {
			if r.Table == nil || r.Reason == "" || r.Record < 1 || len(r.Raw) > longestRaw {
				t.Errorf("reject %v is not complete", r)
			}
		}
		if want, ok := oracle(text); ok && len(out.Rejects) == 0 && fmt.Sprintf("%q", plainBreaks(k.records)) != fmt.Sprintf("%q", want) {
			t.Errorf("records %q, want %q", k.records, want)
		} else if ok && len(out.Rejects) > 0 && bytes.Equal(text, bytes.ToValidUTF8(text, nil)) {
			t.Errorf("rejects %v of a file that encoding/csv reads", out.Rejects)
		}
		again, rejects := inPieces(t, h.layout, body, 1+int(cut))
		if fmt.Sprintf("%q", again.records) != whole || fmt.Sprint(rejects) != fmt.Sprint(reasons(out)) {
			t.Errorf("in pieces %q %v, whole %s %v", again.records, rejects, whole, reasons(out))
		}
	})
}

// inPieces reads as package blocks does, with pieces that grow by step bytes.
func inPieces(t *testing.T, l layout, body []byte, step int) (*kept, []string) {
	k, out := &kept{}, &sourcetest.Collector{}
	w := newWorker(Form{}, l, k, out)
	for from, to := 0, 0; from < len(body); {
		to = min(to+step, len(body))
		end := from + l.end(body[from:to])
		if to == len(body) {
			end = to
		}
		if _, err := w.Block(body[from:end]); err != nil {
			t.Fatal(err)
		}
		from = end
	}
	return k, reasons(out)
}

func reasons(out *sourcetest.Collector) (all []string) {
	for _, r := range out.Rejects {
		all = append(all, r.Reason+r.Raw)
	}
	return all
}

// oracle reads with encoding/csv, which drops blank lines and the carriage returns of
// line breaks in quotes.
func oracle(text []byte) (records [][]string, ok bool) {
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	all, err := c.ReadAll()
	if err != nil || len(all) == 0 || strings.TrimSpace(strings.Join(all[0], ",")) == "" {
		return nil, false // or blanks before the header, which are none to us
	}
	return all[1:], true
}

func plainBreaks(records [][]string) [][]string {
	for _, r := range records {
		for i := range r {
			r[i] = strings.ReplaceAll(r[i], "\r\n", "\n")
		}
	}
	return records
}
