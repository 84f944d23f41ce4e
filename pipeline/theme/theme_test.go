package theme

import (
	"image/color"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

// site writes a folder of reports whose theme has a text, and gives the folder.
func site(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "theme"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, fileName), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

// A role without its colour would be painted transparent, and two of one colour by day could not be
// told apart by what paints them.
func TestEveryRoleHasItsColour(t *testing.T) {
	days := map[color.NRGBA]Role{}
	roles := append([]Role{Small, Printed, PageRule, Line, Tint}, Figures...)
	for i := range Steps {
		roles = append(roles, Step(i))
	}
	for _, r := range roles {
		day := BuiltIn().Day(r)
		if day.A != 0xFF || r != Printed && BuiltIn().Night(r).A != 0xFF {
			t.Errorf("%s lacks a colour", r)
		}
		if other, taken := days[day]; taken {
			t.Errorf("%s and %s are both %s by day", r, other, Hex(day))
		}
		days[day] = r
	}
	for _, r := range []Role{PageWatch, PageAct, PageNeutral} {
		if BuiltIn().Night(r).A != 0xFF {
			t.Errorf("%s lacks its colour at night", r)
		}
	}
	if halves := 2*len(roles) - 1 + 3; len(BuiltIn().colours) != halves {
		t.Errorf("the file has %d colours, and the roles %d", len(BuiltIn().colours), halves)
	}
}

const plum = `
name: Plum
organisation: Plum Valley Health
figures:
  accent: {light: "#6b3f7a", dark: "#d8a0f0"}
`

func TestASiteOverridesWhatItNames(t *testing.T) {
	got, err := Load(site(t, plum))
	if err != nil {
		t.Fatal(err)
	}
	if got.Maker() != "Plum Valley Health" || got.Name != "Plum" || !got.Repaints() {
		t.Errorf("name %q of %q", got.Name, got.Maker())
	}
	want := map[string]color.NRGBA{"figures.accent.light": {0x6B, 0x3F, 0x7A, 0xFF}, "figures.accent.dark": {0xD8, 0xA0, 0xF0, 0xFF}}
	for key, c := range got.colours {
		if own, ok := want[key]; ok && c != own || !ok && c != BuiltIn().colours[key] {
			t.Errorf("%s is %s", key, Hex(c))
		}
	}
	faded := BuiltIn().Day(Accent)
	faded.A = 0x40
	if c := got.Paint(faded); c != (color.NRGBA{0x6B, 0x3F, 0x7A, 0x40}) {
		t.Errorf("the accent of a quarter is painted %v", c)
	}
	for _, c := range []color.NRGBA{BuiltIn().Day(Ink), {1, 2, 3, 0xFF}} {
		if p := got.Paint(c); p != c {
			t.Errorf("%v is painted %v", c, p)
		}
	}
}

// Without a theme of the site, with an empty one, and without a theme at all documents look as the
// program has them.
func TestWithoutAThemeOfTheSite(t *testing.T) {
	var none *Theme
	for name, folder := range map[string]string{"no file": t.TempDir(), "empty": site(t, "# nothing\n"), "name alone": site(t, "name: Ours\n")} {
		got, err := Load(folder)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !maps.Equal(got.colours, BuiltIn().colours) || got.Repaints() || got.Maker() != none.Maker() || got.Mark() != none.Mark() {
			t.Errorf("%s: the theme differs", name)
		}
	}
	if none.Maker() != "Chartline" || none.Paint(BuiltIn().Day(Act)) != BuiltIn().Day(Act) {
		t.Error("no theme is not the built-in one")
	}
}

// Each mistake is told with its line, the colours and what to do. The figures are computed by hand:
// #777777 has a contrast of 4.48 on white (WebAIM), and a colour none against itself.
func TestABadThemeIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"pale letters": {"figures:\n  quiet: {light: \"#777777\", dark: \"#a9b7c1\"}\n",
			[]string{":2: figures.quiet.light #777777 and figures.ground.light #ffffff have a contrast of 4.48 for letters, below 4.5; set them further apart in lightness"}},
		"dark on dark": {"figures:\n  ink:\n    dark: \"#131b20\"\n", []string{":3: figures.ink.dark #131b20 and figures.ground.dark #131b20 have a contrast of 1.00 for letters"}},
		"red and green": {"figures:\n  act: {light: \"#a05a2c\", dark: \"#f0857a\"}\n  good: {light: \"#708238\", dark: \"#37a296\"}\n",
			[]string{":2: figures.good.light #708238 and figures.act.light #a05a2c have a difference of", "(ΔE2000)"}},
		"one colour twice": {"figures:\n  slate: {light: \"#2f6690\"}\n", []string{":2: figures.slate.light #2f6690 and figures.accent.light #2f6690 have a difference of 0.0 for most readers, below 10"}},
		"tones at night":   {"pages:\n  act: {dark: \"#c98a2b\"}\n", []string{":2: pages.watch.dark #c98a2b and pages.act.dark #c98a2b have a difference of 0.0"}},
		"scale in a row": {"scale:\n" + strings.Repeat("  - {light: \"#ecf2f7\", dark: \"#1c2a34\"}\n", 7),
			[]string{":3: scale[0].light #ecf2f7 and scale[1].light #ecf2f7 have a step of 0.0 away from the ground, below 5 (L*)", ":8: figures.ground.light #ffffff and scale[6].light"}},
		"no such key":        {"figures:\n  acent: {light: \"#2f6690\"}\n", []string{":2: a theme has no figures.acent.light; see the keys"}},
		"eight steps":        {"scale: [" + strings.Repeat("{light: \"#ecf2f7\"}, ", 7) + "{light: \"#ecf2f7\"}]\n", []string{":1: a theme has no scale[7].light"}},
		"no colour":          {"figures:\n  ink: {light: \"blue\"}\n", []string{":2: figures.ink.light is no colour; write it as \"#2f6690\""}},
		"short":              {"figures:\n  ink: {light: \"#123\"}\n", []string{":2: figures.ink.light is no colour"}},
		"no quotation marks": {"figures:\n  ink: {light: #123456, dark: x}\n", []string{"theme.yaml"}},
		"null":               {"figures:\n  accent:\n    light: #2f6690\n", []string{":3: figures.accent.light is no"}},
		"one colour for two": {"figures:\n  ink: \"#000000\"\n", []string{":2: a theme has no figures.ink; see"}},
		"twice":              {"name: a\nname: b\n", []string{":2: mapping key \"name\" already defined"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(site(t, c.text))
			if fault.KindOf(err) != fault.Config {
				t.Fatalf("the theme is taken, or refused as %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), "theme/theme.yaml") || !strings.Contains(err.Error(), want) {
					t.Errorf("%v\ndoes not say %s", err, want)
				}
			}
		})
	}
}
