package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"testing"
)

// sample has a member of every kind that a Reader reads.
type sample struct {
	Text  string
	Count int64
	Is    bool
	Raw   []byte
	Raws  [][]byte
	Inner *sample
	List  []sample
}

func (s *sample) Member(name string, r *Reader) {
	switch name {
	case "text":
		r.Text(&s.Text)
	case "count":
		r.Integer(&s.Count)
	case "is":
		r.Boolean(&s.Is)
	case "raw":
		r.Raw(&s.Raw)
	case "raws":
		r.Raws(&s.Raws)
	case "inner":
		s.Inner = &sample{}
		r.Object(s.Inner)
	case "list":
		List(r, &s.List)
	}
}

var errType = errors.New("another type")

// expect reads the sample by encoding/json, member by member: by names as they are
// written, which Unmarshal does not keep to, and with no value where the type is another.
func (s *sample) expect(object json.RawMessage) error {
	var all map[string]json.RawMessage
	if json.Unmarshal(object, &all) != nil {
		return errType
	}
	into := map[string]any{"text": &s.Text, "count": &s.Count, "is": &s.Is}
	var errs []error
	for name, raw := range all {
		isNull := string(raw) == "null"
		switch name {
		case "text", "count", "is":
			if json.Unmarshal(raw, into[name]) != nil {
				errs = append(errs, errType)
			}
		case "raw":
			s.Raw = raw
		case "raws":
			var list []json.RawMessage
			errs = append(errs, json.Unmarshal(raw, &list))
			for _, one := range list {
				s.Raws = append(s.Raws, one)
			}
		case "inner":
			if s.Inner = (&sample{}); !isNull {
				errs = append(errs, s.Inner.expect(raw))
			}
		case "list":
			var list []json.RawMessage
			errs = append(errs, json.Unmarshal(raw, &list))
			s.List = make([]sample, len(list))
			for i := range list {
				if string(list[i]) != "null" {
					errs = append(errs, s.List[i].expect(list[i]))
				}
			}
		}
	}
	return errors.Join(errs...)
}

// same compares what was read with what was expected; an empty list is none.
func same(a, b *sample) bool {
	if (a == nil) != (b == nil) {
		return false
	}
	if a == nil {
		return true
	}
	if a.Text != b.Text || a.Count != b.Count || a.Is != b.Is || !bytes.Equal(a.Raw, b.Raw) ||
		len(a.Raws) != len(b.Raws) || len(a.List) != len(b.List) || !same(a.Inner, b.Inner) {
		return false
	}
	for i := range a.Raws {
		if !bytes.Equal(a.Raws[i], b.Raws[i]) {
			return false
		}
	}
	for i := range a.List {
		if !same(&a.List[i], &b.List[i]) {
			return false
		}
	}
	return true
}

func TestReader(t *testing.T) {
	for _, c := range []struct {
		name, record string
		want         sample
		is           Outcome
	}{
		{"all", `{ "text" : "a" , "count":-12, "is":true,"raw":{"x": 1 } ,"raws":[1 ,"b"],"inner":{"text":"c"},"list":[{"text":"d"},null,{}],"other":[{"text":"e"}]} `,
			sample{Text: "a", Count: -12, Is: true, Raw: []byte(`{"x": 1 }`), Raws: [][]byte{[]byte("1"), []byte(`"b"`)},
				Inner: &sample{Text: "c"}, List: []sample{{Text: "d"}, {}, {}}}, Whole},
		{"nulls", `{"text":null,"count":null,"is":null,"raw":null,"raws":null,"inner":null,"list":null}`, sample{Raw: []byte("null"), Inner: &sample{}}, Whole},
		{"escapes", `{"text":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800"}`, sample{Text: "\"\\/\b\f\n\r\té😀\ufffd"}, Whole},
		{"beyond ASCII", `{"text":"é😀"}`, sample{Text: "é😀"}, Whole},
		{"names in capitals", `{"TEXT":"a","Count":1}`, sample{}, Whole},
		{"the largest number", `{"count":9223372036854775807}`, sample{Count: math.MaxInt64}, Whole},
		{"a larger one", `{"count":9223372036854775808,"is":true}`, sample{Is: true}, Mistyped},
		{"a fraction", `{"count":1.0}`, sample{}, Mistyped},
		{"a text for a number", `{"count":"1"}`, sample{}, Mistyped},
		{"a number for a text", `{"text":-0.5e+7}`, sample{}, Mistyped},
		{"an object for a list", `{"list":{},"text":"a"}`, sample{Text: "a"}, Mistyped},
		{"texts in a list of objects", `{"list":["a"]}`, sample{List: []sample{{}}}, Mistyped},
		{"no escape, in a text", `{"text":"\x"}`, sample{}, Mistyped},
		{"no escape, in another", `{"text":"a","other":"\x\u12xy"}`, sample{Text: "a"}, Whole},
		{"a flaw behind another type", `{"text":1,"x":nil}`, sample{}, Unsound},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got sample
			var r Reader
			if is := r.Read([]byte(c.record), &got); is != c.is || is != Unsound && !same(&got, &c.want) {
				t.Errorf("%d %+v, want %d %+v", is, got, c.is, c.want)
			}
		})
	}
}

// What is no JSON is unsound, whether somebody asked for it or not.
func TestReaderIsStrict(t *testing.T) {
	for _, value := range []string{
		`01`, `-`, `+1`, `.5`, `1.`, `1e`, `1e+`, `0x1`, `1_0`, `--1`, `NaN`, `tru`, `True`, `nulll`, `truefalse`, `'a'`, `"\u123`, `"\u12"x"`, `"\u1\"23"`, "\"\\\t\"", `"`,
		"\"a\tb\"", `"a`, `[1,]`, `[,1]`, `[1 2]`, `[1`, `{"b":1,}`, `{,}`, `{"b"}`, `{"b":}`, `{"b" 1}`, `{b:1}`, `{1:1}`, `{"b":1 "c":2}`, `]`, `}`, ``, `1 1`, "\v1", "\xa01",
	} {
		for _, name := range []string{"text", "count", "is", "raw", "raws", "inner", "list", "other"} {
			record := []byte(`{"` + name + `":` + value + `}`)
			var r Reader
			if is := r.Read(record, &sample{}); is != Unsound || json.Valid(record) {
				t.Errorf("%s: %d, want that it is unsound", record, is)
			}
		}
	}
}

// Nothing is told twice, nor read anew, where room is used again.
func TestListUsesRoomAgain(t *testing.T) {
	var r Reader
	s := sample{List: make([]sample, 0, 2)}
	room := &s.List[:1][0]
	if is := r.Read([]byte(`{"list":[{"text":"a"},{"text":"b"},{"text":"c"}]}`), &s); is != Whole || len(s.List) != 3 || s.List[2].Text != "c" || room.Text != "a" {
		t.Errorf("%d %+v", is, s.List)
	}
}

func TestTypeAhead(t *testing.T) {
	for record, want := range map[string]string{
		`{"resourceType":"Patient","id":1}`: "Patient", " { \"resourceType\"\n: \"Claim\"": "Claim", `{"id":"1","resourceType":"Patient"}`: "",
		`{"resourceType":1}`: "", `{"resourceType":"Pat`: "", `{"resourceTypes":"x"}`: "", ``: "", `{`: "", `[{"resourceType":"x"}]`: "",
	} {
		if got := string(TypeAhead([]byte(record))); got != want {
			t.Errorf("%s: %q, want %q", record, got, want)
		}
	}
}

// repaired has a plain byte for each of the record's bytes that stand for an escape.
func repaired(record []byte) []byte {
	all := bytes.Clone(record)
	for i := 0; i+1 < len(all); i++ {
		if all[i] != '\\' || all[i+1] < 0x20 {
			continue
		}
		n := 2
		if all[i+1] == 'u' && i+6 <= len(all) && !bytes.ContainsFunc(all[i+2:i+6], func(c rune) bool { return c < 0x20 || c == '"' || c == '\\' }) {
			n = 6
		}
		if n == 6 || all[i+1] != 'u' {
			copy(all[i:i+n], "______")
		}
	}
	return all
}

// FuzzReader holds a Reader to two others: what it calls sound is JSON by encoding/json,
// but for its escapes, and without a flaw by the checker, and the other way round; and the
// values are those of encoding/json.
func FuzzReader(f *testing.F) {
	for _, s := range []string{
		`{}`, `{"text":"a\u00e9\n","count":-12,"is":true,"raw":[1,{"a":2}],"raws":[1,null],"inner":{"text":"x"},"list":[{"count":1e2},null]}`,
		`{"a":1,"a":2}`, `{"text":"\u0000"}`, `{"text":"x`, `{"count":01}`, `{"other":[1.5e-7,true,false,null,"\ud800"]}`, "{\"text\":\"\xff\"}", "{\"other\":\"\\\xff\"}", `{"count":99999999999999999999}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		var loose checker
		want := json.Valid(repaired(record)) && loose.check(record) == Sound
		var r Reader
		var got, expected sample
		is := r.Read(record, &got)
		if (is != Unsound) != want {
			t.Fatalf("%q: %d, but JSON %v and flaw %d", record, is, json.Valid(record), loose.check(record))
		}
		if is == Unsound || !json.Valid(record) {
			return
		}
		err := expected.expect(record)
		if (is == Mistyped) != (err != nil) || is == Whole && !same(&got, &expected) {
			t.Fatalf("%q: %d %+v, want %+v with %v", record, is, got, expected, err)
		}
	})
}
