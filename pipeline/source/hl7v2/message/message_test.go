package message

import (
	"slices"
	"strings"
	"testing"
)

func TestDelimit(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Delimiters
		ok   bool
	}{
		"as nearly everybody":          {`MSH|^~\&|A|B`, Delimiters{'|', '^', '~', '\\', '&', 0}, true},
		"truncation of 2.7":            {`MSH|^~\&#|A|B`, Delimiters{'|', '^', '~', '\\', '&', '#'}, true},
		"a caret between fields":       {`MSH^~|\&^A^B`, Delimiters{'^', '~', '|', '\\', '&', 0}, true},
		"no subcomponents":             {`MSH|^~\|A|B`, Delimiters{'|', '^', '~', '\\', 0, 0}, true},
		"components only":              {`MSH|^|A|B|`, Delimiters{'|', '^', 0, 0, 0, 0}, true},
		"none":                         {`MSH||A|B|C`, Delimiters{}, false},
		"one twice":                    {`MSH|^~^&|A`, Delimiters{}, false},
		"the field separator again":    {`MSH|^~\&`, Delimiters{}, false},
		"a letter":                     {`MSHA^~\&A`, Delimiters{}, false},
		"a letter among them":          {`MSH|^~A&|B`, Delimiters{}, false},
		"more than there are":          {`MSH|^~\&#!|A`, Delimiters{}, false},
		"a quote, which deletes":       {`MSH|"~\&|A|`, Delimiters{}, false},
		"a blank":                      {`MSH|^ \&|A|`, Delimiters{}, false},
		"a byte that is no ASCII":      {"MSH|^\xa7\\&|A|", Delimiters{}, false},
		"cut off":                      {`MSH|^~`, Delimiters{}, false},
		"the end of the segment":       {"MSH|^~\r&|A|", Delimiters{}, false},
		"a segment of another name":    {`MSHX|^~\&|A`, Delimiters{}, false},
		"a control character of frame": {"MSH\x1c^~\\&\x1cA", Delimiters{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := Delimit(c.text)
			if got != c.want || ok != c.ok {
				t.Errorf("%+v %v, want %+v %v", got, ok, c.want, c.ok)
			}
		})
	}
}

// TestFields has MSH-1, which is the separator itself, count as a field.
func TestFields(t *testing.T) {
	d, _ := Delimit(`MSH|^~\&|`)
	for name, c := range map[string]struct {
		segment string
		want    []string
	}{
		"a segment":        {"DG1|1||I10", []string{"DG1", "1", "", "I10"}},
		"an empty tail":    {"DG1|1|", []string{"DG1", "1", ""}},
		"a name only":      {"DG1", []string{"DG1"}},
		"the header":       {`MSH|^~\&|APP`, []string{"MSH", "|", `^~\&`, "APP"}},
		"too many of them": {"ZZZ" + strings.Repeat("|x", 500), append([]string{"ZZZ"}, slices.Repeat([]string{"x"}, MostFields-1)...)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := d.Fields(nil, c.segment); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func opened(t *testing.T, text string) *Message {
	t.Helper()
	var m Message
	if !m.Open(text) {
		t.Fatal("the message does not open")
	}
	return &m
}

// TestText takes parts of fields, with the escapes of HL7 2.8 chapter 2.7.
func TestText(t *testing.T) {
	m := opened(t, `MSH|^~\&#|`)
	for name, c := range map[string]struct {
		field     string
		component int
		want      string
	}{
		"the whole":                 {"A1", 1, "A1"},
		"a component":               {"a^b^c", 2, "b"},
		"none so far back":          {"a^b", 3, ""},
		"the first repetition":      {"a^b~c^d", 2, "b"},
		"the first subcomponent":    {"a^b&c", 2, "b"},
		"blanks around":             {" a ^ b ", 2, "b"},
		"deleted":                   {`""`, 1, ""},
		"a deleted component":       {`a^""`, 2, ""},
		"quotes within":             {`a""b`, 1, `a""b`},
		"field separator":           {`a\F\b`, 1, "a|b"},
		"component separator":       {`a\S\b`, 1, "a^b"},
		"subcomponent separator":    {`A\T\E`, 1, "A&E"},
		"repetition separator":      {`a\R\b`, 1, "a~b"},
		"escape character":          {`a\E\b`, 1, `a\b`},
		"truncation character":      {`a\P\b`, 1, "a#b"},
		"hexadecimal":               {`a\X41424C\b`, 1, "aABLb"},
		"hexadecimal of two bytes":  {`\XC3A9\`, 1, "é"},
		"hexadecimal of odd length": {`a\X4\b`, 1, `a\X4\b`},
		"line break":                {`a\.br\b`, 1, "a\nb"},
		"highlighting":              {`\H\a\N\`, 1, "a"},
		"an unknown one":            {`a\Zfoo\b`, 1, `a\Zfoo\b`},
		"one of another set":        {`a\C2842\b`, 1, `a\C2842\b`},
		"one that never ends":       {`a\b`, 1, `a\b`},
		"one behind a stray one":    {`5\6\T\7`, 1, `5\6&7`},
		"an escaped delimiter":      {`a\S\b^c`, 2, "c"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := m.Text(c.field, c.component); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestTextWithoutDelimiters has a message that declares fewer of them.
func TestTextWithoutDelimiters(t *testing.T) {
	m := opened(t, `MSH|^|`)
	if got := m.Text(`a\T\~&^b`, 1); got != `a\T\~&` {
		t.Errorf("%q: nothing but components is declared", got)
	}
	if _, _, more := m.Next("a~b"); more {
		t.Error("a repetition without a separator for it")
	}
}

func TestDeletes(t *testing.T) {
	for field, want := range map[string]bool{`""`: true, ` "" `: true, ``: false, `"`: false, `""^x`: false} {
		if Deletes(field) != want {
			t.Errorf("%q: %v, want %v", field, !want, want)
		}
	}
}
