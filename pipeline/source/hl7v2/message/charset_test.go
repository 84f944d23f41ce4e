package message

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

func headerOf(charset string) string {
	return `MSH|^~\&|A|B|C|D|2024||ADT^A01|1|P|2.5||||||` + charset + "\rPID|"
}

// TestDecode has ING-05: a character set that is declared, one that is not, and one that
// is declared and wrong. The bytes are those of the Unicode consortium's tables.
func TestDecode(t *testing.T) {
	cp1252 := encoding.Encoding(charmap.Windows1252)
	for name, c := range map[string]struct {
		declared, bytes string
		fallback        encoding.Encoding
		want            string // empty: it is refused
	}{
		"Latin 1":                     {"8859/1", "Z\xfcrich", nil, "Zürich"},
		"Latin 9":                     {"8859/15", "\xa4", nil, "€"},
		"Cyrillic":                    {"8859/5", "\xb4\xd0", nil, "Да"},
		"as IANA writes it":           {"ISO-8859-1", "\xe9", nil, "é"},
		"Windows":                     {"WINDOWS-1252", "\x80", nil, "€"},
		"UTF-8":                       {"UNICODE UTF-8", "Zürich", cp1252, "Zürich"},
		"UTF-8 that is not":           {"UNICODE UTF-8", "Z\xfcrich", cp1252, ""},
		"repeated: the first":         {"8859/1~UNICODE UTF-8", "\xe9", nil, "é"},
		"nothing, and UTF-8":          {"", "Zürich", cp1252, "Zürich"},
		"nothing, and not UTF-8":      {"", "Z\xfcrich \x96", cp1252, "Zürich –"},
		"ASCII that is not":           {"ASCII", "\xe9", cp1252, "é"},
		"nothing, UTF-8 by option":    {"", "\xe9", nil, ""},
		"one nobody knows":            {"CNS 11643-1992", "\xe9", cp1252, ""},
		"one nobody knows, but ASCII": {"CNS 11643-1992", "abc", cp1252, "abc"},
		"ISO IR87":                    {"ISO IR87", "\x1b$B;3ED\x1b(B", nil, "山田"},
		"ISO IR159 in ASCII":          {"ISO IR159", "YAMADA", nil, "YAMADA"},
		"a delimiter within":          {"ISO IR87", "\x1b$B4|%^\x1b(B", nil, "期マ"}, // 0x7c and 0x5e are second bytes
		"Korean":                      {"KS X 1001", "\xb1\xe8", nil, "김"},
		"Chinese":                     {"GB 18030-2000", "\xcd\xf5", nil, "王"},
	} {
		t.Run(name, func(t *testing.T) {
			m := opened(t, headerOf(c.declared)+c.bytes+"|x\r")
			ok := m.Decode(c.fallback)
			if ok != (c.want != "") {
				t.Fatalf("decoded: %v", ok)
			}
			if !ok {
				return
			}
			walk := m.Segments(m.Body)
			walk.Next()
			pid, _ := walk.Next()
			fields := m.Fields(nil, pid)
			if got := m.Text(Field(fields, 1), 1); got != c.want || Field(fields, 2) != "x" {
				t.Errorf("%q and %q, want %q", got, fields, c.want)
			}
		})
	}
}

// TestHexadecimalInItsCharset resolves \X..\ in the character set of the message.
func TestHexadecimalInItsCharset(t *testing.T) {
	for name, c := range map[string]struct{ declared, want string }{
		"Latin 1": {"8859/1", "é"},
		"Greek":   {"8859/7", "ι"},
		"none":    {"", "é"}, // the fallback
	} {
		t.Run(name, func(t *testing.T) {
			m := opened(t, headerOf(c.declared)+"\r")
			if !m.Decode(charmap.Windows1252) {
				t.Fatal("not decoded")
			}
			if got := m.Text(`\XE9\`, 1); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestCharset(t *testing.T) {
	for _, name := range []string{"8859/1", "8859/15", "windows-1252", "cp1252", "UTF-8", "UNICODE UTF-8", "ISO IR87", "BIG-5"} {
		if _, known := Charset(name); !known {
			t.Errorf("%s is not known", name)
		}
	}
	if _, known := Charset("8859/99"); known {
		t.Error("8859/99 is known")
	}
}
