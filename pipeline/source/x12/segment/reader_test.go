package segment

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// isa is the ISA of an interchange with the usual delimiters, 106 bytes.
const isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*0900*^*00501*000000001*0*P*:~"

// with writes the usual delimiters of a text as others.
func with(text string, element, component, repetition, terminator string) string {
	return strings.NewReplacer("*", element, ":", component, "^", repetition, "~", terminator).Replace(text)
}

// all reads every segment as its text, with the delimiters of the last.
func all(from io.Reader, block int) (texts []string, marks Delimiters, err error) {
	r := newReader(from, block)
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			return texts, marks, nil
		}
		if err != nil {
			return texts, marks, err
		}
		texts, marks = append(texts, s.Text), *s.Marks
	}
}

func TestISAIs106Bytes(t *testing.T) {
	if len(isa) != headerBytes {
		t.Fatalf("the header of these tests has %d bytes", len(isa))
	}
}

// TestDelimitersComeFromTheISA: byte 4, ISA11, byte 105 and byte 106 (standard.md 5.1).
func TestDelimitersComeFromTheISA(t *testing.T) {
	const text = isa + "GS*HC~HI*ABK:I10:::::::Y^ABF:E119~IEA*1*1~"
	for name, c := range map[string]struct {
		text string
		want Delimiters
	}{
		"the usual ones":                    {text, Delimiters{'*', ':', '^', '~'}},
		"others":                            {with(text, "|", "<", "{", "'"), Delimiters{'|', '<', '{', '\''}},
		"control characters":                {with(text, "\x1d", "\x1f", "\x1e", "\x1c"), Delimiters{0x1d, 0x1f, 0x1e, 0x1c}},
		"a tab between elements":            {with(text, "\t", ":", "^", "~"), Delimiters{'\t', ':', '^', '~'}},
		"a line feed behind segments":       {with(text, "*", ":", "^", "\n"), Delimiters{'*', ':', '^', '\n'}},
		"a carriage return behind segments": {with(text, "*", ":", "^", "\r"), Delimiters{'*', ':', '^', '\r'}},
		"bytes beyond ASCII":                {with(text, "\xa6", "\xb7", "\xac", "\xb6"), Delimiters{0xa6, 0xb7, 0xac, 0xb6}},
		"U in ISA11, which names a standard and would split the indicator U": {
			strings.Replace(text, "*^*", "*U*", 1), Delimiters{'*', ':', 0, '~'}},
		"ISA11 before version 00402": {strings.Replace(text, "00501", "00401", 1), Delimiters{'*', ':', 0, '~'}},
	} {
		t.Run(name, func(t *testing.T) {
			texts, marks, err := all(strings.NewReader(c.text), blockBytes)
			if err != nil || marks != c.want || len(texts) != 4 {
				t.Errorf("%d segments, %+v and error %v; want 4 and %+v", len(texts), marks, err, c.want)
			}
		})
	}
}

// TestReaderPassesOverLayout reads one interchange in the forms that it takes on the way.
func TestReaderPassesOverLayout(t *testing.T) {
	want := []string{isa[:len(isa)-1], "GS*HC*A*B", "CLM*1*500***11:B:1", "IEA*1*1"}
	plain := isa + "GS*HC*A*B~CLM*1*500***11:B:1~IEA*1*1~"
	for name, text := range map[string]string{
		"no line breaks":                plain,
		"line feeds":                    strings.ReplaceAll(plain, "~", "~\n"),
		"carriage returns and feeds":    strings.ReplaceAll(plain, "~", "~\r\n"),
		"a terminator of a line break":  strings.ReplaceAll(plain, "~", "\r\n"),
		"blank lines and indented ones": strings.ReplaceAll(plain, "~", "~\n\n \t "),
		"a byte order mark":             "\ufeff" + plain,
		"blank lines before":            "\r\n\n" + plain,
		"lines of 80":                   wrapped(plain, 80, "\r\n"),
		"lines of 80 with line feeds":   wrapped(plain, 80, "\n"),
		"no terminator at the end":      strings.TrimSuffix(plain, "~"),
		"segments without content":      strings.ReplaceAll(plain, "~", "~~"),
		"identifiers in small letters":  strings.NewReplacer("CLM", "clm", "IEA", "Iea", "ISA", "isa").Replace(plain),
		"the padding of a mainframe":    plain + "\x00\x00\x1a",
		"no blanks in an ISA":           "ISA*00**00**ZZ*SENDER*ZZ*RECEIVER*250301*0900*^*00501*000000001*0*P*:~\n" + plain[len(isa):],
		"a blank lost from an ISA":      strings.Replace(plain, "ISA*00*          *", "ISA*00*         *", 1),
		"lines of 40":                   wrapped(plain, 40, "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := all(strings.NewReader(text), blockBytes)
			for i := range got {
				if i == 0 { // its blanks differ
					got[i], want[i] = strings.ToUpper(strings.ReplaceAll(got[i], " ", "")), strings.ReplaceAll(want[i], " ", "")
				}
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("error %v\ngot  %q\nwant %q", err, got, want)
			}
		})
	}
}

// wrapped breaks a text into lines of a width.
func wrapped(text string, width int, end string) string {
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + end)
		text = text[width:]
	}
	return b.String() + text
}

// TestInterchangesMayDifferInDelimiters: the second one declares its own.
func TestInterchangesMayDifferInDelimiters(t *testing.T) {
	first := isa + "GS*HC~IEA*1*1~"
	got, marks, err := all(strings.NewReader(first+"\n"+with(first, "|", ">", "^", "\n")), blockBytes)
	if err != nil || len(got) != 6 || got[4] != "GS|HC" || marks.Element != '|' {
		t.Errorf("error %v, segments %q, element separator %q", err, got, marks.Element)
	}
}

func TestReaderRefusesWhatIsNoInterchange(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"no ISA":                        {"GS*HC*A*B~ST*837*1~", ErrHeader},
		"blank":                         {"  \r\n", nil},
		"a table":                       {"account,code\n1,I10\n", ErrHeader},
		"a word that begins like one":   {"ISABELLA*1*2~" + isa, ErrHeader},
		"an ISA cut off":                {isa[:60], ErrHeader},
		"an ISA cut off at its end":     {isa[:105], ErrHeader},
		"an ISA without its terminator": {strings.Replace(isa, "~", "", 1) + "GS*HC~", ErrHeader},
		"a letter for a separator":      {with(isa, "X", ":", "^", "~"), ErrHeader},
		"two delimiters the same":       {with(isa, "*", "*", "^", "~"), ErrHeader},
		"an ISA with an element less, and nothing like a group behind": {
			strings.Replace(isa, "*0*P", "*P", 1) + "GS*HC~", ErrHeader},
		"a second ISA that is none":  {isa + "IEA*1*1~ISA*1~ST*1~", ErrHeader},
		"a segment without an end":   {isa + "NTE*" + strings.Repeat("A", longestBytes+blockBytes), ErrTooLong},
		"an ISA without any element": {"ISA*" + strings.Repeat("A", 2*longestISA), ErrHeader},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := all(strings.NewReader(c.text), blockBytes); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

var errDisk = errors.New("the disk")

// TestReaderGivesTheErrorOfItsStream: of a stream that fails what came before is read.
func TestReaderGivesTheErrorOfItsStream(t *testing.T) {
	failing := io.MultiReader(strings.NewReader(isa+"GS*HC~"), reader(func([]byte) (int, error) { return 0, errDisk }))
	if _, _, err := all(failing, blockBytes); !errors.Is(err, errDisk) {
		t.Errorf("error %v, want that of the stream", err)
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

// TestBlocksDoNotShow reads a text in blocks of any size.
func TestBlocksDoNotShow(t *testing.T) {
	var text strings.Builder
	text.WriteString(isa)
	for i := range 300 {
		fmt.Fprintf(&text, "REF*EA*%0*d~\n", i%40, i)
	}
	text.WriteString("IEA*1*1~" + with(isa, "|", ">", "^", "\n") + "IEA|1|1\n")
	want, _, err := all(strings.NewReader(text.String()), blockBytes)
	if err != nil || len(want) != 304 {
		t.Fatalf("%d segments and error %v, want 304", len(want), err)
	}
	for block := 2; block < 400; block += 7 {
		got, _, err := all(strings.NewReader(text.String()), block)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("in blocks of %d: error %v and %d segments, want %d", block, err, len(got), len(want))
		}
	}
}

func TestFields(t *testing.T) {
	s := first(t, "HI*ABK:I10:: A :^ABF:E119**last ")
	for number, want := range []string{"", "ABK:I10:: A :^ABF:E119", "", "last", ""} {
		if number == 0 {
			continue
		}
		if got := s.Element(number); got != want {
			t.Errorf("element %d is %q, want %q", number, got, want)
		}
		if got := s.Elements(nil).At(number); got != want {
			t.Errorf("split, element %d is %q, want %q", number, got, want)
		}
	}
	repeats := s.Marks.Repeats(nil, s.Element(1))
	if len(repeats) != 2 || repeats[1] != "ABF:E119" {
		t.Errorf("repetitions %q", repeats)
	}
	components := s.Marks.Components(nil, repeats[0])
	if len(components) != 5 || components.At(4) != "A" || components.At(9) != "" || components.At(0) != "" {
		t.Errorf("components %q", components)
	}
	if got := first(t, "LX").Elements(nil); len(got) != 0 {
		t.Errorf("a segment without elements has %q", got)
	}
}

// TestSplitFindsEverySeparator, and no byte that is nearly one, wherever it stands.
func TestSplitFindsEverySeparator(t *testing.T) {
	for _, alphabet := range []string{"*+", "*A", "*+)\xaa"} {
		for n := range 1 << 12 {
			text := make([]byte, 0, 12)
			for i := range 12 {
				text = append(text, alphabet[(n>>i)%len(alphabet)])
			}
			for _, s := range []string{string(text), string(text[:7]), string(text[:8])} {
				if got, want := split(nil, s, '*'), strings.Split(s, "*"); !slices.Equal(got, want) {
					t.Fatalf("%q is split into %q, want %q", s, got, want)
				}
			}
		}
	}
}

func TestIsSound(t *testing.T) {
	for text, want := range map[string]bool{
		"CLM*1": true, "HI*A": true, "K3*POA": true, "nm1*IL": true, "*IC*X": false, "NM31*IL": false, "A*1": false,
		"1ST*1": false, "N-1*X": false, "": false,
	} {
		if text == "" {
			continue
		}
		if got := first(t, text).IsSound(); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// first is the first segment behind an ISA.
func first(t *testing.T, text string) *Segment {
	t.Helper()
	r := NewReader(strings.NewReader(isa + text + "~"))
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	s, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestIdentifiersDoNotGrow: small letters become capitals, and bytes that are no letters
// stay what they are.
func TestIdentifiersDoNotGrow(t *testing.T) {
	if s := first(t, "n\xff\xfem1*\xffil"); s.Text != "N\xff\xfeM1*\xffil" || s.ID() != "N\xff\xfeM1" {
		t.Errorf("%q with the identifier %q", s.Text, s.ID())
	}
}

func TestBegins(t *testing.T) {
	for head, want := range map[string]bool{
		isa: true, "\ufeff\n" + isa: true, "GS*HC": false, "": false, "ISA*00": false, "{\"ISA*\":1}": false,
	} {
		if got := Begins(head); got != want {
			t.Errorf("%.20q: %v, want %v", head, got, want)
		}
	}
}

// FuzzReader reads anything. Whatever it is, the same comes out in small blocks as in
// large ones, segments are no longer than the input, and none holds its terminator.
func FuzzReader(f *testing.F) {
	const body = "GS*HC~CLM*1*500***11:B:1~HI*ABK:I10^ABF:E119~~\r\nIEA*1*1~"
	for _, seed := range []string{
		isa + body, with(isa+body, "|", ">", "^", "\n"), wrapped(isa+body, 80, "\r\n"), "\ufeff" + isa,
		isa + body + with(isa+body, "\x1d", "\x1f", "\x1e", "\x1c"), "ISA*00**00*", isa + "\xff\xfe*\x00~",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		large, _, largeErr := all(bytes.NewReader(data), blockBytes)
		small, _, smallErr := all(bytes.NewReader(data), 5)
		if !slices.Equal(large, small) || !errors.Is(largeErr, smallErr) {
			t.Fatalf("in one block %q and %v, in small ones %q and %v", large, largeErr, small, smallErr)
		}
		bytes := 0
		for _, s := range large {
			bytes += len(s)
			if strings.ContainsAny(s, "\r\n") {
				t.Fatalf("a line break in %q", s)
			}
		}
		if bytes > len(data) {
			t.Fatalf("%d bytes of segments from %d", bytes, len(data))
		}
	})
}
