package lettering

import (
	"bytes"
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
)

// day is when every PDF here was made.
var day = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)

// hanFonts are fonts of Debian that hold Chinese letters: fonts-droid-fallback, and the collection of
// fonts-wqy-microhei.
var hanFonts = []string{"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"}

// inUseHere takes a font into use for a test, which is skipped where it is not installed.
func inUseHere(t *testing.T, name string) *Typeface {
	t.Helper()
	ttf, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("the font %s is not installed", name)
	}
	own, err := Read(ttf)
	if err != nil {
		t.Fatal(err)
	}
	Use(own)
	t.Cleanup(func() { Use() })
	return own
}

// What a site's font holds is set in it and no longer spelled in Latin letters; what has to be shaped
// is, and once the font is put away everything is.
func TestAFontOfTheSite(t *testing.T) {
	for _, name := range hanFonts {
		t.Run(name, func(t *testing.T) {
			own := inUseHere(t, name)
			const text = "北京协和医院 F1 さくら"
			if got := Printable(text); got != text {
				t.Errorf("Printable gives %q", got)
			}
			if got := Printable("हिन्दी ไทย"); got == "हिन्दी ไทย" || strings.Contains(got, "?") {
				t.Errorf("what has to be shaped is printed as %q", got)
			}
			want := []Run{{"医", own.face}, {" F1", Liberation}}
			if got := Runs("医 F1"); !slices.Equal(got, want) || own.face.Own() != own {
				t.Errorf("runs %v, want %v", got, want)
			}
			Use()
			if got, want := Printable("北京协和医院"), "Bei Jing Xie He Yi Yuan"; got != want {
				t.Errorf("without the font %q, want %q", got, want)
			}
		})
	}
}

// A PDF embeds of the font the letters that it uses, and has the same bytes each time.
func TestAFontOfTheSiteIsEmbeddedInParts(t *testing.T) {
	for _, name := range hanFonts {
		t.Run(name, func(t *testing.T) {
			own := inUseHere(t, name)
			first := printed(t, "北京协和医院")
			if !bytes.Equal(first, printed(t, "北京协和医院")) {
				t.Error("two PDFs differ")
			}
			if !bytes.Contains(first, []byte(own.family())) {
				t.Error("the font is not embedded")
			}
			if len(first) > len(own.TTF)/10 {
				t.Errorf("six letters take %d bytes of a font of %d", len(first), len(own.TTF))
			}
			if bytes.Contains(printed(t, "Beijing"), []byte(own.family())) {
				t.Error("a PDF without such letters has the font")
			}
		})
	}
}

// printed is a PDF of one line.
func printed(t *testing.T, text string) []byte {
	t.Helper()
	pdf := fpdf.New("P", "pt", "Letter", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(day)
	pdf.SetModificationDate(day)
	pdf.AddUTF8FontFromBytes("liberation", "", liberationsansregular.TTF)
	pdf.AddPage()
	pdf.SetFont("liberation", "", 10)
	if width := Width(pdf, Printable(text)); width <= 0 {
		t.Errorf("%q is %g wide", text, width)
	}
	Print(pdf, 20, 20, Printable(text))
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rights writes the bits of fsType into a copy of a font.
func rights(t *testing.T, ttf []byte, bits uint16) []byte {
	t.Helper()
	changed := bytes.Clone(ttf)
	at := bytes.Index(changed[:400], []byte("OS/2"))
	binary.BigEndian.PutUint16(changed[binary.BigEndian.Uint32(changed[at+8:])+8:], bits)
	return changed
}

// What cannot be embedded is refused with words that say why; none makes the program fail.
func TestFontsThatAreRefused(t *testing.T) {
	good := liberationsansregular.TTF
	without := bytes.Replace(good, []byte("glyf"), []byte("glyx"), 1)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":          {nil, "is no TrueType font"},
		"text":             {[]byte("a text that is longer than the head of a font"), "is no TrueType font"},
		"PostScript":       {append([]byte("OTTO"), good[4:]...), "has PostScript outlines; name its TrueType edition"},
		"cut off":          {good[:len(good)/2], "is broken"},
		"head only":        {good[:12], "is broken"},
		"no outlines":      {without, "lacks the table glyf"},
		"restricted":       {rights(t, good, 0x0002), "forbids that documents embed it"},
		"no subsets":       {rights(t, good, 0x0100), "forbids that documents embed it"},
		"empty collection": {[]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"), "is no TrueType font"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(c.file); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
	if _, err := Read(rights(t, good, 0x0008)); err != nil {
		t.Errorf("a font that may be embedded to be edited is refused: %v", err)
	}
}

// FuzzRead: no file makes the program fail.
func FuzzRead(f *testing.F) {
	f.Add(liberationsansregular.TTF[:2000])
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if own, err := Read(file); err == nil && own.Font == nil {
			t.Error("a font without letters is taken")
		}
	})
}
