package pen

import (
	"image/color"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	imagefont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"

	script "chartline/pipeline/report/pdf/lettering"
)

// Type is how a text is set: Liberation Sans at a size in points, and where it lacks a letter DejaVu
// Sans or a typeface of the site.
type Type struct {
	Size  vg.Length
	Bold  bool
	Color color.NRGBA
}

// In returns the type in another colour.
func (t Type) In(c color.NRGBA) Type { t.Color = c; return t }

// Strong returns the type in bold.
func (t Type) Strong() Type { t.Bold = true; return t }

// Leading is the distance between two lines of text.
func (t Type) Leading() vg.Length { return t.Size * 1.22 }

// Rise and Fall are how far letters reach above and below the line they stand on,
// accents aside.
func (t Type) Rise() vg.Length { return t.Size * 0.73 }

// Fall is the counterpart of Rise.
func (t Type) Fall() vg.Length { return t.Size * 0.21 }

// faces holds the fonts; weight 3 is bold in golang.org/x/image/font.
var faces = sync.OnceValue(func() *font.Cache {
	all := font.NewCache(liberation.Collection())
	all.Add(dejavu())
	return all
})

// dejavu is the typeface of letters that Liberation Sans lacks.
func dejavu() font.Collection {
	var all font.Collection
	for _, f := range []struct {
		weight imagefont.Weight
		ttf    []byte
	}{{imagefont.WeightNormal, dejavusans.TTF}, {imagefont.WeightBold, dejavusansbold.TTF}} {
		face, err := opentype.Parse(f.ttf)
		if err != nil {
			panic(err) // it comes with the program
		}
		all = append(all, font.Face{Font: font.Font{Typeface: "DejaVu", Variant: "Sans", Weight: f.weight}, Face: face})
	}
	return all
}

// FaceFor is a font with the letters of a typeface, in the size and weight of another font.
func FaceFor(f font.Face, of script.Face) font.Face {
	if own := of.Own(); own != nil {
		return ofSite(own, f.Font.Size)
	}
	if of != script.DejaVu {
		return f
	}
	return faces().Lookup(font.Font{Typeface: "DejaVu", Variant: "Sans", Weight: f.Font.Weight}, f.Font.Size)
}

// ofSite is a typeface of the site, which has one weight for all.
func ofSite(own *script.Typeface, size vg.Length) font.Face {
	named := font.Font{Typeface: font.Typeface(own.Digest)}
	if !faces().Has(named) {
		faces().Add(font.Collection{{Font: named, Face: own.Font}})
	}
	return faces().Lookup(named, size)
}

// Face is the font of the type. Its name is LiberationSans-Regular or -Bold.
func (t Type) Face() font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if t.Bold {
		f.Weight = 3
	}
	return faces().Lookup(f, t.Size)
}

// Width measures a text without kerning, because PDF and our SVG set it without; a
// kerned line is at most a hair shorter.
func (t Type) Width(text string) vg.Length {
	var ems vg.Length
	for _, r := range Clean(text) {
		ems += advance(t.Bold, r)
	}
	return ems * t.Size
}

// advances holds the widths of letters as parts of the size of type: measuring them in
// the font anew allocates a kilobyte for each.
var advances sync.Map // letter to vg.Length

type letter struct {
	bold bool
	r    rune
	in   script.Face // that of a site may be taken into use later
}

func advance(bold bool, r rune) vg.Length {
	l := letter{bold, r, script.FaceOf(r)}
	if w, ok := advances.Load(l); ok {
		return w.(vg.Length)
	}
	w := spelled(bold, r)
	advances.Store(l, w)
	return w
}

// spelled is the width of a letter in the typeface that holds it, or of its Latin spelling, each
// syllable with a space, where none does.
func spelled(bold bool, r rune) (width vg.Length) {
	text := string(r)
	if latin := script.Latin(text); latin != text {
		text = latin + " "
	}
	for _, run := range script.Runs(text) {
		face := FaceFor(Type{Size: 1, Bold: bold}.Face(), run.Face)
		width += face.Width(run.Text)
	}
	return width
}

// Widest is the width of the widest text.
func (t Type) Widest(texts ...string) vg.Length {
	var widest vg.Length
	for _, s := range texts {
		widest = max(widest, t.Width(s))
	}
	return widest
}

// Clean makes a text safe for every file format: valid UTF-8, one line, no control
// characters, no space at its ends.
func Clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFFFE' || r == '\uFFFF' {
			return ' '
		}
		return r
	}, text))
}

// CleanLines makes a text of several lines safe likewise, line by line.
func CleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Clean(line)
	}
	return strings.Join(lines, "\n")
}

const ellipsis = "…"

// Fit shortens a text to a width and ends it with an ellipsis where it was cut: between
// two words, unless that would cost a third of what fits.
func (t Type) Fit(text string, width vg.Length) string {
	text = Clean(text)
	if t.Width(text) <= width {
		return text
	}
	head, tail := t.cut(text, width-t.Width(ellipsis))
	if i := strings.LastIndex(head, " "); i > len(head)*2/3 && !strings.HasPrefix(tail, " ") {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;–-") + ellipsis
}

// cut splits a text after the last letter that fits.
func (t Type) cut(text string, width vg.Length) (head, tail string) {
	used := vg.Length(0)
	for i, r := range text {
		used += advance(t.Bold, r) * t.Size
		if used > width {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// Wrap breaks a text at spaces into at most so many lines of a width, a word only
// where it is wider than a line; what is left over is cut with an ellipsis. An empty
// text has no lines.
func (t Type) Wrap(text string, width vg.Length, lines int) []string {
	words := strings.FieldsFunc(Clean(text), func(r rune) bool { return r == ' ' }) // not at no-break spaces
	var out []string
	for len(words) > 0 {
		if len(out) == lines-1 {
			return append(out, t.Fit(strings.Join(words, " "), width))
		}
		var line string
		line, words = t.line(words, width)
		if line == "" {
			return out // not even one letter fits
		}
		out = append(out, line)
	}
	return out
}

// Even wraps a text like Wrap, but narrower where the last line would otherwise be left
// with less than two fifths of the widest, such as a single word.
func (t Type) Even(text string, width vg.Length, lines int) []string {
	out := t.Wrap(text, width, lines)
	for narrower := width; len(out) > 1 && narrower > width/2; narrower -= 4 {
		if t.Width(out[len(out)-1]) >= 0.4*t.Widest(out...) {
			return out
		}
		again := t.Wrap(text, narrower, lines)
		if len(again) > len(out) || strings.HasSuffix(again[len(again)-1], ellipsis) {
			return out
		}
		out = again
	}
	return out
}

// line takes as many words as fit, or the part of the first one that does.
func (t Type) line(words []string, width vg.Length) (string, []string) {
	n := 1
	for n < len(words) && t.Width(strings.Join(words[:n+1], " ")) <= width {
		n++
	}
	if n > 1 || t.Width(words[0]) <= width {
		return strings.Join(words[:n], " "), words[n:]
	}
	head, tail := t.cut(words[0], width)
	if head == "" {
		return "", nil
	}
	return head, append([]string{tail}, words[1:]...)
}
