package lettering

import (
	"sync"
	"unicode"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
)

// Face is one of the typefaces: the two that come with the program, or one of the site.
type Face int

// The typefaces, in the order in which they are asked for a letter; after them come those in Use.
// Neither is what a letter has that no typeface here holds.
const (
	Liberation Face = iota // Latin, Greek, Cyrillic and Hebrew
	DejaVu                 // Arabic, Armenian, Georgian and more
	Neither
	ofSite // the first of a site's
)

// Run is a piece of text that is set in one typeface.
type Run struct {
	Text string
	Face Face
}

// Runs splits a text into pieces of one typeface each. What no typeface holds is left to
// Liberation Sans, which prints a box: Printable leaves nothing of it.
func Runs(text string) (all []Run) {
	for _, r := range text {
		face := FaceOf(r)
		if face == Neither {
			face = Liberation
		}
		if len(all) == 0 || all[len(all)-1].Face != face {
			all = append(all, Run{Face: face})
		}
		all[len(all)-1].Text += string(r)
	}
	return all
}

// FaceOf is the typeface that a letter is set in.
func FaceOf(r rune) Face {
	if r < 0x0250 {
		return Liberation
	}
	inUse := current.Load()
	if known, ok := inUse.known.Load(r); ok {
		return known.(Face)
	}
	face := inUse.find(r)
	inUse.known.Store(r, face)
	return face
}

// find asks the typefaces one after the other.
func (c *typecase) find(r rune) Face {
	switch {
	case r > 0xFFFF: // fpdf encodes the basic plane alone
		return Neither
	case holds(liberation(), r):
		return Liberation
	case holds(dejavu(), r):
		return DejaVu
	case unicode.In(r, shaped...):
		return Neither
	}
	for _, own := range c.own {
		if holds(own.Font, r) {
			return own.face
		}
	}
	return Neither
}

var (
	liberation = sync.OnceValue(func() *sfnt.Font { return parsed(liberationsansregular.TTF) })
	dejavu     = sync.OnceValue(func() *sfnt.Font { return parsed(dejavusans.TTF) })
)

// parsed reads a font that comes with the program; a broken one is a fault of the build.
func parsed(ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic(err)
	}
	return f
}

func holds(f *sfnt.Font, r rune) bool {
	var buffer sfnt.Buffer
	index, err := f.GlyphIndex(&buffer, r)
	return err == nil && index != 0
}
