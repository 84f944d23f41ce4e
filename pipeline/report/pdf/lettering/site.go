package lettering

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"
	"sync/atomic"
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// Typeface is a font of a site, for letters that neither typeface of the program holds.
type Typeface struct {
	Digest string // SHA-256 of its file
	TTF    []byte
	Font   *sfnt.Font

	face Face
}

// family is how a PDF calls the typeface: by its content, so that the same report has the same bytes.
func (t *Typeface) family() string { return "site" + t.Digest[:12] }

// typecase is the typefaces of a site that are in use, and what was found of each letter: the tables
// of a font are slow to read.
type typecase struct {
	own   []*Typeface
	known sync.Map // rune to Face
}

// current is the typecase of the process. Letters are measured wherever figures and pages are laid
// out, and a process makes the documents of one site.
var current atomic.Pointer[typecase]

func init() { Use() }

// Use takes the typefaces of a site into use, in the order in which they are asked for a letter, and
// puts those of before away.
func Use(own ...*Typeface) { current.Store(&typecase{own: slices.Clone(own)}) }

// shelf is every typeface that was ever read, since what was measured in one stays right after others
// were taken into use.
var shelf struct {
	sync.Mutex
	all []*Typeface
}

// numbered gives a typeface its number; the same file has the same one.
func numbered(t *Typeface) *Typeface {
	shelf.Lock()
	defer shelf.Unlock()
	for _, known := range shelf.all {
		if known.Digest == t.Digest {
			return known
		}
	}
	t.face = ofSite + Face(len(shelf.all))
	shelf.all = append(shelf.all, t)
	return t
}

// Own is the typeface of a site that a face is of, or nil for those of the program.
func (f Face) Own() *Typeface {
	if f < ofSite {
		return nil
	}
	shelf.Lock()
	defer shelf.Unlock()
	return shelf.all[f-ofSite]
}

// shaped are the scripts whose letters change their forms beside each other, or stand above and below
// each other: set one after the other they could not be read, so that they are spelled in Latin.
var shaped = []*unicode.RangeTable{
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
	unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Thai, unicode.Lao, unicode.Tibetan, unicode.Myanmar,
	unicode.Khmer, unicode.Mongolian, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Balinese, unicode.Javanese,
}

// digest names a file by its content.
func digest(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}
