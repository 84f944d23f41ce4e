package theme

import (
	"errors"
	"fmt"
	"image/color"
	"slices"

	"chartline/pipeline/fault"
	"chartline/pipeline/theme/sight"
)

// The least of what readers can read and tell apart.
const (
	letters = 4.5 // contrast of small letters (WCAG 2.1, 1.4.3)
	marks   = 3.0 // contrast of marks (1.4.11); lines that only guide the eye, grid and frame, need none

	// apart is the least ΔE2000 between two colours that mean different things. About 1 is just noticed
	// on large fields side by side (CIE 142-2001); marks as small as ours, a quarter of a degree, need 8
	// to 12 units of CIELAB to be told apart by half of the readers (Stone, Szafir and Setlur, Color and
	// Imaging Conference 2014;22:253-258).
	apart = 10.0

	// darker is how much L* the scale loses by day from step to step, and gains at night.
	darker = 5.0
)

// contrast is a rule: each of some colours is legible on each of some grounds.
type contrast struct {
	what    string
	least   float64
	colours []Role
	grounds []Role
}

// byDay are the contrasts of paper and light screens.
var byDay = []contrast{
	{"letters", letters, []Role{Ink, Quiet, Accent, Act, WatchLetters, GoodLetters, NeutralLetters}, []Role{Ground, Pale}},
	{"letters", letters, []Role{Ink, Small, Printed, Accent}, []Role{Ground, Tint}},
	{"letters", letters, []Role{Ink}, []Role{Neutral, Mist, Watch, Rule}},
	{"letters", letters, []Role{Ground}, []Role{Accent, Act}},
	{"marks", marks, []Role{Ink, Slate, Accent, Good, Act}, []Role{Ground}},
}

// byNight are those of dark screens.
var byNight = []contrast{
	{"letters", letters, []Role{Ink, Quiet, Accent, Act, WatchLetters, GoodLetters, NeutralLetters}, []Role{Ground, Pale}},
	{"letters", letters, []Role{Ink, Small, Accent}, []Role{Ground, Tint}},
	{"letters", letters, []Role{Ink}, []Role{Neutral, Mist, Watch, Rule}},
	{"letters", letters, []Role{Ground}, []Role{Accent, Act, Good, Slate}},
	{"marks", marks, []Role{Accent, Good, Watch, Act, Slate, Neutral, Rule}, []Role{Ground}},
}

// categories are the colours that stand for different things in one figure, and tones those of a page
// at night; by day they are of the figures.
var (
	categories = []Role{Ink, Slate, Accent, Good, Watch, Act, Neutral}
	tones      = []Role{Good, PageWatch, PageAct, PageNeutral}
)

// bench judges a theme and keeps what it finds.
type bench struct {
	*Theme
	own    map[string]row // of the site, for the places of faults
	faults []error
}

// judge holds a theme against what readers can tell apart and read, for every way of seeing.
func (t *Theme) judge(own map[string]row) error {
	b := &bench{Theme: t, own: own}
	for _, rule := range byDay {
		b.legible(rule, light)
	}
	for _, rule := range byNight {
		b.legible(rule, dark)
	}
	// The sign of a key figure to watch is set in the ink of the day, at night too.
	b.stands(string(Ink)+light, string(PageWatch)+dark, "letters", letters)
	b.toldApart(categories, light)
	b.toldApart(categories, dark)
	b.toldApart(tones, dark)
	for i := range Steps {
		b.scale(i)
	}
	return errors.Join(b.faults...)
}

// legible judges contrasts.
func (b *bench) legible(rule contrast, half string) {
	for _, c := range rule.colours {
		for _, ground := range rule.grounds {
			b.stands(string(c)+half, string(ground)+half, rule.what, rule.least)
		}
	}
}

// stands judges the contrast of what stands on a ground.
func (b *bench) stands(one, ground, what string, least float64) {
	if got := sight.Contrast(b.colours[one], b.colours[ground]); got < least {
		b.found(one, ground, fmt.Sprintf("a contrast of %.2f for %s, below %.1f", got, what, least), "set them further apart in lightness")
	}
}

// toldApart judges colours that mean different things, by the way of seeing for which they are nearest.
func (b *bench) toldApart(roles []Role, half string) {
	for i, r := range roles {
		for _, s := range roles[:i] {
			one, other := string(s)+half, string(r)+half
			if way, got := b.nearest(one, other); got < apart {
				b.found(one, other, fmt.Sprintf("a difference of %.1f for %s, below %.0f (ΔE2000)", got, way, apart), "set them further apart in lightness, or in blue against yellow")
			}
		}
	}
}

// nearest is the least difference of two colours and who sees it.
func (b *bench) nearest(one, other string) (readers string, least float64) {
	least = 1000
	for _, way := range sight.Names {
		seen := func(key string) sight.Lab { return sight.Of(b.colours[key]).Seen(sight.Ways[way]).Lab() }
		if d := sight.Difference(seen(one), seen(other)); d < least {
			readers, least = readersOf(way), d
		}
	}
	return readers, least
}

// readersOf names those who see in a way.
func readersOf(way string) string {
	if way == "most" {
		return "most readers"
	}
	return "readers with " + way
}

// scale judges a step: its letters, and that it leads away from the ground after the one before, also
// in grey.
func (b *bench) scale(i int) {
	for _, half := range []string{light, dark} {
		key := string(Step(i)) + half
		b.stands(string(b.upon(i))+half, key, "letters", letters)
		if i == 0 {
			continue
		}
		before := string(Step(i-1)) + half
		if got := b.away(before, key, half); got < darker {
			b.found(before, key, fmt.Sprintf("a step of %.1f away from the ground, below %.0f (L*)", got, darker), "darken the scale by day and lighten it at night, step by step")
		}
	}
}

// away is by how much L* a step leads away from the ground, at least.
func (b *bench) away(before, key, half string) float64 {
	least := 1000.0
	for _, matrix := range sight.Ways {
		lightness := func(c color.NRGBA) float64 { return sight.Of(c).Seen(matrix).Lab()[0] }
		lighter, darker := lightness(b.colours[before]), lightness(b.colours[key])
		if half == dark {
			lighter, darker = darker, lighter
		}
		least = min(least, lighter-darker)
	}
	return least
}

// upon is what letters on a step are set in: ink or the colour of the ground, whichever has the
// higher contrast in the built-in theme, as figures set them.
func (b *bench) upon(i int) Role {
	step := b.builtIn[string(Step(i))+light]
	if sight.Contrast(b.builtIn[string(Ground)+light], step) > sight.Contrast(b.builtIn[string(Ink)+light], step) {
		return Ground
	}
	return Ink
}

// found keeps what is wrong between two colours, at the place of the last one that the site has set.
func (b *bench) found(one, other, what, fix string) {
	where := "theme"
	if places := b.places(one, other); len(places) > 0 {
		where = places[len(places)-1]
	}
	b.faults = append(b.faults, fault.Newf(fault.Config, where, fix, "%s %s and %s %s have %s",
		one, Hex(b.colours[one]), other, Hex(b.colours[other]), what))
}

func (b *bench) places(keys ...string) []string {
	var all []string
	for _, key := range keys {
		if r, ok := b.own[key]; ok && !slices.Contains(all, r.where) {
			all = append(all, r.where)
		}
	}
	return all
}
