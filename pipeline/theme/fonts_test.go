package theme

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-fonts/liberation/liberationsansregular"

	"chartline/pipeline/fault"
)

// withFont is a site whose theme names a file and, unless it is nil, has it.
func withFont(t *testing.T, name string, content []byte) string {
	t.Helper()
	folder := site(t, "name: Ours\nfonts:\n  - "+name+"\n")
	if content != nil {
		if err := os.WriteFile(filepath.Join(folder, "theme", name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestFonts(t *testing.T) {
	got, err := Load(withFont(t, "own.ttf", liberationsansregular.TTF))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Fonts) != 1 || len(got.Fonts[0].TTF) != len(liberationsansregular.TTF) {
		t.Errorf("%d fonts", len(got.Fonts))
	}
	if len(BuiltIn().Fonts) != 0 {
		t.Error("the built-in theme has fonts of a site")
	}
}

// Each mistake is told with its line and the file.
func TestABadFontIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ folder, want string }{
		"missing":  {withFont(t, "gone.ttf", nil), ":3: font "},
		"broken":   {withFont(t, "broken.ttf", liberationsansregular.TTF[:5000]), "theme/broken.ttf is broken: its tables cannot be read"},
		"no font":  {withFont(t, "logo.ttf", []byte("not a font, and longer than a head")), "theme/logo.ttf is no TrueType font"},
		"outside":  {withFont(t, "../../font.ttf", nil), "lies outside the folder of the theme; put it into that folder and name it alone"},
		"a folder": {withFont(t, ".", nil), "cannot be read"},
		"no list":  {site(t, "fonts: own.ttf\n"), ":1: a theme has no fonts; see the keys"},
		"nine":     {site(t, "fonts: ["+strings.Repeat("a.ttf, ", 8)+"a.ttf]\n"), "a theme has no fonts[8]"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(c.folder)
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

// Whatever changes documents changes the digest, and nothing else does.
func TestDigest(t *testing.T) {
	var none *Theme
	if none.Digest() != BuiltIn().Digest() || none.Called() != "Chartline" {
		t.Error("no theme is not the built-in one")
	}
	seen := map[string]string{none.Digest(): "built-in"}
	for name, folder := range map[string]string{
		"name": site(t, "name: Ours\n"), "organisation": site(t, "organisation: Plum\n"), "colour": site(t, "figures:\n  accent: {light: \"#6b3f7a\"}\n"),
		"logo": withLogo(t, "logo.png", asPNG(t, picture(120, 60, false))), "font": withFont(t, "own.ttf", liberationsansregular.TTF),
	} {
		got, err := Load(folder)
		if err != nil {
			t.Fatal(err)
		}
		if other, taken := seen[got.Digest()]; taken {
			t.Errorf("%s has the digest of %s", name, other)
		}
		seen[got.Digest()] = name
		if again, err := Load(folder); err != nil || again.Digest() != got.Digest() {
			t.Errorf("%s has another digest the second time, %v", name, err)
		}
	}
}
