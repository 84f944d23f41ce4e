package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, record string
		want         Flaw
	}{
		{"an object", ` {"a":[1,{"b":"c"}],"d":null} `, Sound},
		{"the same key in several objects", `{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":2}]}`, Sound},
		{"a text like a key", `{"a":"a","b":["a","a"]}`, Sound},
		{"keys with blanks before the colon", "{\"a\" :1,\"b\"\n: 2}", Sound},
		{"escapes", `{"a":"\"\\\/\b\f\n\r\t\u00e9\u0001"}`, Sound},
		{"beyond ASCII", `{"ä":"ö"}`, Sound},
		{"nested as deeply as allowed", strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200), Sound},
		{"nested one deeper", strings.Repeat(`{"a":`, 201) + "1" + strings.Repeat("}", 201), Deep},
		{"nested in arrays", `{"a":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}", Deep},
		{"a key twice", `{"a":1,"b":2,"a":3}`, Repeated},
		{"a key twice with blanks", `{"a":1, "a" :3}`, Repeated},
		{"a key twice deep down", `{"x":[[{"a":1,"b":{"a":1},"a":3}]]}`, Repeated},
		{"long keys that begin and end alike", `{"abcdefgh1z":1,"abcdefgh2z":2}`, Sound},
		{"an escaped key", `{"\u0061":1}`, Broken},
		{"nothing", "", Broken},
		{"an array", `[]`, Broken},
		{"two", `{}{}`, Broken},
		{"wrong brackets", `{"a":[}]`, Broken},
		{"cut off", `{"a":{`, CutOff},
		{"cut off in a text", `{"a":"b`, CutOff},
		{"cut off in an escape", `{"a":"\u00`, CutOff},
		{"cut off behind a backslash", `{"a":"\`, CutOff},
		{"a line end in a text", "{\"a\":\"b\nc\"}", Broken},
		{"NUL in a text", "{\"a\":\"b\x00\"}", Encoding},
		{"NUL between", "{\"a\":\x001}", Encoding},
		{"NUL escaped", `{"a":"\u0000"}`, Encoding},
		{"a continuation byte", "{\"a\":\"\x80\"}", Encoding},
	} {
		var loose checker
		if got := loose.check([]byte(c.record)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		var strict Reader
		if got := strict.Read([]byte(c.record), nil); (got == Whole) != (c.want == Sound) {
			t.Errorf("%s: a Reader says %d, and the flaw is %d", c.name, got, c.want)
		}
	}
}

// An object with more members than any resource is refused before their comparison takes
// long.
func TestCheckBoundsMembers(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, `,"k%d":1`, i)
	}
	record := []byte("{" + b.String()[1:] + "}")
	var strict Reader
	if got, _ := FlawOf(record); got != Deep || strict.Read(record, nil) != Unsound {
		t.Errorf("%d, want a refusal", got)
	}
}

func TestOutline(t *testing.T) {
	outline := func(record string) (o Outline, is Outcome) {
		var r Reader
		is = r.Read([]byte(record), &o)
		return o, is
	}
	o, is := outline(`{"fullUrl" : "urn:uuid:1" , "x":{"resourceType":"No","request":{}}, "resource":{"resourceType":"Patient"},"request":{"method":"PUT"},"response":null}`)
	if is != Whole || o.Type != nil || o.Response != nil || string(o.FullURL) != "urn:uuid:1" ||
		string(o.Resource) != `{"resourceType":"Patient"}` || string(o.Request) != `{"method":"PUT"}` {
		t.Errorf("%d %+v", is, o)
	}
	if o, _ = outline(`{"resourceType":17,"resource":"x","request":[]}`); o.Type != nil || o.Resource != nil || o.Request != nil {
		t.Errorf("members of other kinds: %+v", o)
	}
	if o, _ = outline(`{"output":[],"transactionTime":"now"}`); !o.IsManifest() {
		t.Error("a manifest is not seen")
	}
}

func TestFlawOf(t *testing.T) {
	for record, want := range map[string]string{
		`{"resourceType":"Patient","id":nil}`: "0 Patient", `{"id":nil,"resourceType" : "Patient"}`: "0 Patient",
		`{"x":{"resourceType":"Patient"},"id":nil}`: "0 ", `{"resourceType":7,"id":nil}`: "0 ",
		`{"resourceType":"Patient","a":1,"a":2}`: "4 Patient", `{"a":1,"resourceType":"Patient","a":2}`: "4 ",
	} {
		if flaw, kind := FlawOf([]byte(record)); fmt.Sprintf("%d %s", flaw, kind) != want {
			t.Errorf("%s: %d %s, want %s", record, flaw, kind, want)
		}
	}
}

// FuzzCheck holds a checker to encoding/json: every object that is JSON is sound, unless
// it is deep, says something twice or holds NUL; and what is CutOff is no JSON.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":[1,2,{"b":"c\u00e9\n"}]}`, `{"a":1,"a":2}`, `{"a":"\u0000"}`, `{"a":"x`, `{"resourceType":"Bundle","entry":[{}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		var loose checker
		flaw := loose.check(record)
		isJSON := json.Valid(record) && len(record) > 0 && record[skipBlank(record, 0)] == '{'
		if isJSON && (flaw == CutOff || flaw == Broken && !strings.Contains(string(record), `\`)) {
			t.Errorf("%q is JSON, but %d", record, flaw)
		}
		if isJSON {
			whole, ok := Split(record)
			if ok && len(whole) > len(record)+bytes.Count(record, []byte("{"))+8 {
				t.Errorf("%q is split into more than there is: %q", record, whole)
			}
		}
	})
}
