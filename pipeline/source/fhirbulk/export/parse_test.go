package export

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

var from, _ = url.Parse("https://ehr.example/fhir/status/1?x=y")

// TestManifest: the example of the guide, with a link that is relative.
func TestManifest(t *testing.T) {
	two := int64(2)
	m, err := parseManifest(from, []byte(`{
		"transactionTime": "2021-01-01T00:00:00Z", "request": "https://example.com/fhir/Patient/$export", "requiresAccessToken": true,
		"output": [
			{"type": "Condition", "url": "https://files.example/c1.ndjson?sig=a%2Fb", "count": 2, "extension": {}},
			{"type": "Patient", "url": "p1.ndjson"}, {"type": "Patient", "url": "/p2.ndjson"}, {"type": "Group", "url": "/g"}],
		"deleted": [{"type": "Bundle", "url": "/d"}], "error": [{"type": "OperationOutcome", "url": "/e"}], "extension": {"x": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []File{
		{Kind: Output, Number: 1, Type: "Condition", URL: "https://files.example/c1.ndjson?sig=a%2Fb", Count: &two},
		{Kind: Output, Number: 2, Type: "Patient", URL: "https://ehr.example/fhir/status/p1.ndjson"},
		{Kind: Output, Number: 3, Type: "Patient", URL: "https://ehr.example/p2.ndjson"},
		{Kind: Output, Number: 4, Type: "Group", URL: "https://ehr.example/g"},
		{Kind: Deleted, Number: 5, Type: "Bundle", URL: "https://ehr.example/d"},
		{Kind: Errors, Number: 6, Type: "OperationOutcome", URL: "https://ehr.example/e"},
	}
	if !reflect.DeepEqual(m.Files, want) || m.Time != "2021-01-01T00:00:00Z" || !m.Token {
		t.Errorf("manifest %+v, want the files %+v", m, want)
	}
	var order []int
	for _, f := range m.inOrder([]string{"Patient", "Condition"}) {
		order = append(order, f.Number)
	}
	if !reflect.DeepEqual(order, []int{2, 3, 1, 4, 5, 6}) {
		t.Errorf("order %v: patients, conditions, what was not asked for, deletions, outcomes", order)
	}
}

// TestToken: a server that does not say whether downloads need the token needs it.
func TestToken(t *testing.T) {
	for text, want := range map[string]bool{"": true, `"requiresAccessToken":null,`: true, `"requiresAccessToken":false,`: false, `"requiresAccessToken":true,`: true} {
		m, err := parseManifest(from, []byte(`{`+text+`"transactionTime":"2021-01-01T00:00:00.123456+02:00","output":[],"deleted":null}`))
		if err != nil || m.Token != want {
			t.Errorf("%s: %+v, %v", text, m, err)
		}
	}
}

func pack(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.String()
}

func TestCount(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 1<<20) + `"}`
	for _, c := range []struct {
		name, text string
		want       tally
		err        error
	}{
		{"nothing", "", tally{}, nil},
		{"a line", "{}\n", tally{1, 1}, nil},
		{"a line without an end", "{}", tally{1, 1}, nil},
		{"half a line", "{}\n{\"a\":", tally{2, 2}, errCutOff},
		{"a line cut at a brace", "{}\n{\"a\":{}", tally{2, 2}, errCutOff},
		{"blank lines", "\n{}\r\n \t\r\n\n{}\n  ", tally{6, 2}, nil},
		{"long lines", long + "\n" + long + "\n" + long, tally{3, 3}, nil},
		{"blanks over two pieces", strings.Repeat(" ", 300<<10) + "\n{}\n", tally{2, 1}, nil},
		{"a line over two pieces that ends blank", "{}" + strings.Repeat(" ", 300<<10) + "\n", tally{1, 1}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range []string{c.text, pack(c.text), pack(pack(c.text)), pack(c.text[:len(c.text)/2]) + pack(c.text[len(c.text)/2:])} {
				if got, err := count(strings.NewReader(text)); got != c.want || !errors.Is(err, c.err) {
					t.Errorf("%v and %v, want %v and %v", got, err, c.want, c.err)
				}
			}
		})
	}
}

// TestCountPackedAndCutOff: packing tells at any place that its end is missing.
func TestCountPackedAndCutOff(t *testing.T) {
	text := pack(strings.Repeat("{}\n", 100))
	for n := 2; n < len(text); n++ {
		if _, err := count(strings.NewReader(text[:n])); !errors.Is(err, errPacked) {
			t.Fatalf("%d of %d bytes: %v", n, len(text), err)
		}
	}
}

// endless gives the same byte for ever.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestCountBoundsALine: a line that does not end does not fill the memory.
func TestCountBoundsALine(t *testing.T) {
	if _, err := count(endless('x')); !errors.Is(err, errCutOff) {
		t.Errorf("error %v", err)
	}
}

// FuzzManifest: what is taken is whole: every file has an absolute link and its number.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"transactionTime":"2021-01-01T00:00:00Z","output":[{"type":"Patient","url":"a","count":1}],"deleted":[{"url":"b"}],"error":[]}`))
	f.Add([]byte(`{"transactionTime":"2021-01-01T00:00:00Z","output":[null]}`))
	f.Add([]byte(`{"link":[{"relation":"next"}],"output":[]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(from, text)
		again, errAgain := parseManifest(from, text)
		if !reflect.DeepEqual(m, again) || err != errAgain {
			t.Fatal("not the same twice")
		}
		if err != nil {
			return
		}
		for i, file := range m.Files {
			if u, err := url.Parse(file.URL); err != nil || !u.IsAbs() || file.Number != i+1 || file.Count != nil && *file.Count < 0 {
				t.Fatalf("file %d", i)
			}
		}
	})
}

// FuzzCount: packed or plain, there are as many records as lines that are not blank.
func FuzzCount(f *testing.F) {
	f.Add([]byte("{}\n\n{}"))
	f.Add([]byte("{}\r\n \n"))
	f.Add([]byte(pack("{}\n")))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := count(bytes.NewReader(text))
		if got.Records > got.Lines || got.Lines > 1+int64(len(text))*1100 {
			t.Fatalf("%+v of %d bytes", got, len(text))
		}
		if bytes.HasPrefix(text, []byte{0x1f, 0x8b}) || err != nil {
			return
		}
		want := int64(0)
		for line := range bytes.SplitSeq(text, []byte("\n")) {
			if len(bytes.Trim(line, " \t\r")) > 0 {
				want++
			}
		}
		if got.Records != want {
			t.Fatalf("%d records, want %d", got.Records, want)
		}
		if packed, err := count(strings.NewReader(pack(string(text)))); packed != got || err != nil {
			t.Fatalf("packed %+v, plain %+v: %v", packed, got, err)
		}
	})
}
