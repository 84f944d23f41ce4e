package document

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"chartline/pipeline/fault"
)

func TestFramingOf(t *testing.T) {
	const p = `{"resourceType":"Patient","id":"1"}`
	for _, c := range []struct {
		name, head string
		want       Framing
	}{
		{"lines", p + "\n" + p + "\n", Lines},
		{"lines, the first with garbage behind it", p + "x\n" + p, Lines},
		{"lines, the first broken off", `{"resourceType":"Patient","x` + "\n" + p, Lines},
		{"lines, the first broken off behind a value", `{"resourceType":"Patient"` + "\n" + p, Lines},
		{"lines behind blank ones", "\n \n" + p + "\n", Lines},
		{"one line without an end", p, Documents},
		{"a document", "{\n  \"resourceType\": \"Patient\"\n}", Documents},
		{"a document with entries on lines", `{"resourceType":"Bundle","entry":[` + "\n" + `{"resource":` + p + "}]}", Documents},
		{"a document whose values begin on lines", "{\"resourceType\":\"Bundle\",\"meta\":\n{}}", Documents},
		{"an array", "[" + p + "]", Documents},
		{"an array on lines", "[\n" + p + "]", Documents},
		{"a byte order mark", "\ufeff" + p + "\n", Lines},
		{"text", "resourceType", Foreign},
		{"another object", `{"a":1}`, Foreign},
		{"nothing", "", Foreign},
	} {
		if got := FramingOf([]byte(c.head)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// split gives the records of documents, however they come out of the reader.
func split(t *testing.T, text string) ([]string, error) {
	t.Helper()
	var first []string
	var firstErr error
	for i, from := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text))} {
		data, err := io.ReadAll(iotest.OneByteReader(NewSplitter("x.json", from)))
		records := strings.Split(strings.TrimSuffix(string(data), string(rune(RecordEnd))), string(rune(RecordEnd)))
		if i == 0 {
			first, firstErr = records, err
		} else if strings.Join(records, "|") != strings.Join(first, "|") || (err == nil) != (firstErr == nil) {
			t.Errorf("%q gives %q and then %q", text, first, records)
		}
	}
	return first, firstErr
}

func TestSplitter(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a resource", ` {"resourceType":"Patient" , "x":"}\"]" } `, `{"resourceType":"Patient","x":"}\"]"}`},
		{"a Bundle", `{"resourceType":"Bundle","type":"batch","entry":[ {"a":"]}"} , {"b":[{}]}],"signature":{"x":[1]}}`, `{"a":"]}"}|{"b":[{}]}`},
		{"a Bundle that says so last", `{"entry":[{"fullUrl":"1"},{"b":2}],"resourceType":"Bundle"}`, `{"fullUrl":"1"}|{"b":2}`},
		{"a Bundle with no entries", `{"resourceType":"Bundle","entry":[]}`, ``},
		{"a Bundle with no member entry", `{"resourceType":"Bundle"}`, ``},
		{"a List", `{"entry":[{"item":1}],"resourceType":"List"}`, `{"entry":[{"item":1}],"resourceType":"List"}`},
		{"entries that are no array", `{"entry":{"resource":1}}`, `{"entry":{"resource":1}}`},
		{"an array", "[{\"a\":1},\n{\"b\":2}]", `{"a":1}|{"b":2}`},
		{"documents", `{"a":1}{"resourceType":"Bundle","entry":[{"b":2}]} {"c":3}`, `{"a":1}|{"b":2}|{"c":3}`},
		{"entries that are no objects", `{"resourceType":"Bundle","entry":[1,"x",null,[2]]}`, `1|"x"|null|[2]`},
	} {
		got, err := split(t, c.text)
		if err != nil || strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestSplitterRefuses(t *testing.T) {
	for _, c := range []struct{ text, what string }{
		{`{"a":`, "breaks off"}, {`{"a"`, "breaks off"}, {`{`, "breaks off"}, {`[{"a":1}`, "breaks off"},
		{`{"resourceType":"Bundle","entry":[{"a":`, "breaks off"}, {`{"resourceType":"Bundle","entry":[{"a":1}`, "breaks off"},
		{`x`, "not JSON"}, {`{"a":1}]`, "not JSON"}, {`{1:2}`, "not JSON"}, {`{"a" 1}`, "not JSON"}, {`[[1]]`, "not JSON"},
		{`{"entry":[{"resource":1}]}`, "does not say"}, {`{"entry":[{"resource":1}],"resourceType":"Patient"}`, "does not say"},
	} {
		_, err := split(t, c.text)
		if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), c.what) || !strings.Contains(err.Error(), "x.json") {
			t.Errorf("%s: %v, want an error about %q", c.text, err, c.what)
		}
	}
	broken := errors.New("the disk is gone")
	from := io.MultiReader(strings.NewReader(`{"resourceType":"Bundle","entry":[{"a":1},`), iotest.ErrReader(broken))
	if _, err := io.ReadAll(NewSplitter("x.json", from)); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the reader", err)
	}
}

// endless gives the same entry over and over, without an end.
type endless struct {
	head, entry []byte
	at          int
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) {
		from := e.head
		if e.at >= len(e.head) {
			from = e.entry[(e.at-len(e.head))%len(e.entry):]
		} else {
			from = from[e.at:]
		}
		k := copy(p[n:], from)
		n += k
		e.at += k
	}
	return n, nil
}

// A Bundle without an end is split in bounded memory, also one that has not said yet that
// it is a Bundle; a document that is no Bundle is bounded itself.
func TestSplitterHoldsOneRecord(t *testing.T) {
	for _, head := range []string{`{"resourceType":"Bundle","entry":[`, `{"entry":[`} {
		s := NewSplitter("x.json", &endless{head: []byte(head), entry: []byte(`{"resource":{"x":"` + strings.Repeat("y", 5000) + `"}},`)})
		if _, err := io.CopyN(io.Discard, s, 256<<20); err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > 32<<20 {
			t.Errorf("%d MB are held", m.HeapAlloc>>20)
		}
		runtime.KeepAlive(s)
	}
	for _, head := range []string{`{"text":"`, `{"a":[`, `{"resourceType":"Bundle","entry":[{"x":"`} {
		s := NewSplitter("x.json", &endless{head: []byte(head), entry: bytes.Repeat([]byte("1"), 1<<16)})
		if _, err := io.Copy(io.Discard, s); fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "64 MiB") {
			t.Errorf("%s…: error %v, want that a record is too long", head, err)
		}
	}
}
