// Package theme is how reports look: the colours of figures, pages and workbooks by day and on a dark
// screen, the name and logo of the organisation, and its fonts for further scripts. A theme is data
// (reports/theme/theme.yaml), and a site overrides any of it; what its readers could not tell apart or
// not read is refused.
package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/color"
	"maps"
	"slices"
	"sync"

	"chartline/pipeline/report/pdf/lettering"
)

// Role is what a colour is for: the place of its pair in the file.
type Role string

// The roles of figures.
const (
	Ground         Role = "figures.ground"
	Ink            Role = "figures.ink"
	Quiet          Role = "figures.quiet"
	Slate          Role = "figures.slate"
	Accent         Role = "figures.accent"
	Good           Role = "figures.good"
	Watch          Role = "figures.watch"
	Act            Role = "figures.act"
	Neutral        Role = "figures.neutral"
	GoodLetters    Role = "figures.good_letters"
	WatchLetters   Role = "figures.watch_letters"
	NeutralLetters Role = "figures.neutral_letters"
	Rule           Role = "figures.rule"
	Grid           Role = "figures.grid"
	Pale           Role = "figures.pale"
	Mist           Role = "figures.mist"
)

// The roles of pages. Printed is of the day alone; the three tones are of the night, and by day those
// of the figures.
const (
	Small       Role = "pages.small"
	Printed     Role = "pages.printed"
	PageRule    Role = "pages.rule"
	Line        Role = "pages.line"
	Tint        Role = "pages.tint"
	PageWatch   Role = "pages.watch"
	PageAct     Role = "pages.act"
	PageNeutral Role = "pages.neutral"
)

// Steps is how many colours lead from little to much.
const Steps = 7

// Step is the role of one of them, from 0.
func Step(i int) Role { return Role(fmt.Sprintf("scale[%d]", i)) }

// Figures lists the roles of figures, without the steps from little to much.
var Figures = []Role{Ink, Quiet, Ground, Accent, Good, Act, Slate, Watch, Neutral, Rule, Mist, Pale, Grid, WatchLetters, GoodLetters, NeutralLetters}

// Theme is how the documents of a site look. A nil one is the built-in one.
type Theme struct {
	Name         string
	Organisation string                // at the head of documents, and the alternative text of the logo
	Logo         *Logo                 // nil where there is none
	Fonts        []*lettering.Typeface // for letters that the typefaces of the program do not hold

	colours map[string]color.NRGBA      // by role and half, such as figures.ink.light
	builtIn map[string]color.NRGBA      // those of the built-in theme
	stands  map[color.NRGBA]color.NRGBA // colours by day for those of the built-in theme
}

// BuiltIn is the theme that comes with the program. It is judged by every test.
var BuiltIn = sync.OnceValue(func() *Theme {
	t, err := Load("")
	if err != nil {
		panic(err)
	}
	return t
})

// Day is the colour of a role on paper and on light screens.
func (t *Theme) Day(r Role) color.NRGBA { return t.orBuiltIn().colours[string(r)+light] }

// Night is the colour of a role on dark screens.
func (t *Theme) Night(r Role) color.NRGBA { return t.orBuiltIn().colours[string(r)+dark] }

// Maker is the organisation that documents are of.
func (t *Theme) Maker() string { return t.orBuiltIn().Organisation }

// Mark is the logo, or nil.
func (t *Theme) Mark() *Logo { return t.orBuiltIn().Logo }

// Digest is the SHA-256 of all that a theme changes in documents: names, colours, logo and fonts.
func (t *Theme) Digest() string {
	t = t.orBuiltIn()
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q\n", t.Name, t.Organisation)
	for _, key := range slices.Sorted(maps.Keys(t.colours)) {
		fmt.Fprintf(sum, "%s %s\n", key, Hex(t.colours[key]))
	}
	if t.Logo != nil {
		fmt.Fprintf(sum, "logo %x\n", sha256.Sum256(t.Logo.PNG))
	}
	for _, font := range t.Fonts {
		fmt.Fprintf(sum, "font %s\n", font.Digest)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Called is the name of the theme.
func (t *Theme) Called() string { return t.orBuiltIn().Name }

func (t *Theme) orBuiltIn() *Theme {
	if t == nil {
		return BuiltIn()
	}
	return t
}

// Paint is the colour by day that stands for one of the built-in theme. What draws is written in the
// colours of the built-in theme, which so name their roles, and is painted in those of the site; a
// colour of no role and the opacity stay as they are.
func (t *Theme) Paint(c color.NRGBA) color.NRGBA {
	if t == nil {
		return c
	}
	opaque := c
	opaque.A = 0xFF
	out, ok := t.stands[opaque]
	if !ok {
		return c
	}
	out.A = c.A
	return out
}

// Repaints tells a theme whose colours are not those of the built-in one.
func (t *Theme) Repaints() bool { return t != nil && !maps.Equal(t.colours, t.builtIn) }
