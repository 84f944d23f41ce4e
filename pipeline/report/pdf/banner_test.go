package pdf

import (
	"cmp"
	"image/color"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/theme/sight"
)

// banner is how the words of a banner are set: the colour of letters, and that of the ground.
type banner struct{ letters, ground color.NRGBA }

var (
	fillOp = regexp.MustCompile(`^([\d.]+) ([\d.]+) ([\d.]+) rg$`)
	greyOp = regexp.MustCompile(`^([\d.]+) g$`)
	textOp = regexp.MustCompile(`q ([\d.]+) (?:([\d.]+) ([\d.]+) rg|g) BT`)
)

// bannerOf reads the banner of the title page from its drawing operators: the last area filled before the words,
// where it is as high as a banner, and else the paper. The same words come first at the foot of the page.
func bannerOf(t *testing.T, f file, words string) banner {
	t.Helper()
	b := banner{ground: color.NRGBA{255, 255, 255, 255}}
	fill, seen := b.ground, 0
	for _, line := range strings.Split(f.pages[0], "\n") {
		line = strings.TrimSpace(line)
		if m := fillOp.FindStringSubmatch(line); m != nil {
			fill = shade(m[1], m[2], m[3])
		} else if m := greyOp.FindStringSubmatch(line); m != nil {
			fill = shade(m[1], m[1], m[1])
		}
		if strings.HasSuffix(line, " re f") && heightOf(line) == 14 {
			b.ground = fill
		}
		if m := textOp.FindStringSubmatch(line); m != nil && slices.Contains(decodeAll(line), words) {
			if b.letters = shade(m[1], cmp.Or(m[2], m[1]), cmp.Or(m[3], m[1])); seen > 0 {
				return b
			}
			seen++
		}
	}
	t.Fatalf("the page has no %q", words)
	return b
}

// shade is a colour of drawing operators, whose parts are between 0 and 1.
func shade(parts ...string) color.NRGBA {
	var all [3]uint8
	for i, p := range parts {
		v, _ := strconv.ParseFloat(p, 64)
		all[i] = uint8(math.Round(255 * v))
	}
	return color.NRGBA{all[0], all[1], all[2], 255}
}

// heightOf is the height of a rectangle: "x y w h re f".
func heightOf(line string) float64 {
	parts := strings.Fields(line)
	h, _ := strconv.ParseFloat(parts[3], 64)
	return math.Abs(h)
}

func decodeAll(line string) (texts []string) {
	for _, m := range regexp.MustCompile(`\(((?:[^\\)]|\\.)*)\) ?Tj`).FindAllStringSubmatch(line, -1) {
		texts = append(texts, decode(m[1]))
	}
	return texts
}

// Whom a report is for can be told by its banner, in grey too, and its words can be read on every ground
// (WCAG 2.1, 1.4.3). What is for anyone is not in the colour of what calls for an act.
func TestBannerIsLegibleAndAsCarefulAsItMustBe(t *testing.T) {
	var greys []float64
	for _, readers := range []report.Readers{report.Anyone, report.House, report.Few} {
		d := sample()
		d.Readers = readers
		b := bannerOf(t, render(t, d), d.Sensitivity)
		if c := sight.Contrast(b.letters, b.ground); c < 4.5 {
			t.Errorf("%v: letters %v on %v have a contrast of %.2f", readers, b.letters, b.ground, c)
		}
		if b.ground == red || readers == report.Anyone && b.ground != white {
			t.Errorf("%v: the ground is %v", readers, b.ground)
		}
		greys = append(greys, sight.Of(b.ground).Lab()[0])
	}
	slices.Sort(greys)
	for i := range greys[1:] {
		if greys[i+1]-greys[i] < 5 {
			t.Errorf("in grey the grounds have L* %v", greys)
		}
	}
}

// Contents say what each part is about where the page has room for that, and titles alone where it has not.
func TestContentsSayWhatPartsAreAbout(t *testing.T) {
	for parts, want := range map[int]bool{4: true, 30: false} {
		d := manyParts(parts)
		for i := range d.Parts {
			d.Parts[i].Lead = "What this part answers."
		}
		first := render(t, d).texts(1)
		if got := slices.Contains(first, "What this part answers."); got != want {
			t.Errorf("of %d parts the title page says what they are about: %v", parts, got)
		}
		if !slices.Contains(first, "Part number 4") {
			t.Errorf("of %d parts the title page lacks one", parts)
		}
	}
}
