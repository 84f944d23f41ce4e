package lettering

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// fixed counts runes: every letter is one point wide.
func fixed(s string) float64 { return float64(utf8.RuneCountInString(s)) }

func TestWrap(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"nothing":             {"", []string{""}},
		"only spaces":         {" \t ", []string{""}},
		"fits exactly":        {"ten points", []string{"ten points"}},
		"between words":       {"one two three four", []string{"one two", "three four"}},
		"long word":           {"abcdefghijklmno", []string{"abcdefghij", "klmno"}},
		"long word after one": {"ab cdefghijklmnop", []string{"ab", "cdefghijkl", "mnop"}},
		"at a hyphen":         {"sample-data/encounter", []string{"sample-", "data/encou", "nter"}},
		"number and its unit": {"rate is 93.1\u00A0%", []string{"rate is", "93.1\u00A0%"}},
		"not within letters":  {"ŁódźŁódźŁódź", []string{"ŁódźŁódźŁó", "dź"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Wrap(tc.text, 10, fixed); !slices.Equal(got, tc.want) {
				t.Errorf("Wrap(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

// Wrapping loses no letter, and no line is wider than the column unless one letter is.
func TestWrapLosesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("aZ-/_. \u00A0éЖ中")
	for range 2000 {
		text := make([]rune, random.IntN(60))
		for i := range text {
			text[i] = letters[random.IntN(len(letters))]
		}
		limit := float64(random.IntN(12))
		lines := Wrap(string(text), limit, fixed)
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(string(text), " ", ""); got != want {
			t.Fatalf("Wrap(%q, %g) = %q", string(text), limit, lines)
		}
		for _, line := range lines {
			if fixed(line) > max(limit, 1) {
				t.Fatalf("Wrap(%q, %g) gives %q", string(text), limit, line)
			}
		}
	}
}

func TestElide(t *testing.T) {
	for name, tc := range map[string]struct {
		text, want string
		limit      float64
	}{
		"fits":              {"report", "report", 6},
		"cut":               {"report", "repo…", 5},
		"no space at end":   {"a report", "a…", 3},
		"only the ellipsis": {"report", "…", 1},
		"no room":           {"report", "…", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Elide(tc.text, tc.limit, fixed); got != tc.want {
				t.Errorf("Elide(%q, %g) = %q, want %q", tc.text, tc.limit, got, tc.want)
			}
		})
	}
}

func TestPrintable(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"composed":           {"Lo\u0301dz\u0301", "Lódź"},
		"outside the plane":  {"a😀b", "a□b"},
		"broken UTF-8":       {"a\xffb", "a□b"},
		"line breaks":        {"a\r\nb\tc", "a  b c"},
		"controls and marks": {"a\x00b\u00ADc\uFEFFd\uFE0F", "abcd"},
		"hyphen that stays":  {"COVID\u201119", "COVID\u201019"},
		"units stay tied":    {"93\u202F%", "93\u202F%"},
		"Hebrew":             {"בית חולים", "בית חולים"},
		"no box":             {"a東b", "aDong b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Printable(tc.text); got != tc.want {
				t.Errorf("Printable(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

// The wanted orders follow rules W7, N0, N1 and L2 of the Unicode bidirectional
// algorithm (UAX 9) in a left-to-right paragraph.
func TestVisual(t *testing.T) {
	for name, tc := range map[string]struct{ line, want string }{
		"left to right":      {"North (12)", "North (12)"},
		"one word":           {"אבג", "גבא"},
		"two words":          {"אב גד", "דג בא"},
		"within a sentence":  {"ward אב גד open", "ward דג בא open"},
		"number after":       {"אב 12.5", "12.5 בא"},
		"bracketed number":   {"אב (12) end", "(12) בא end"},
		"spaces stay behind": {"אב end", "בא end"},
		"two runs":           {"אב to גד", "בא to דג"},
		"Arabic":             {"ab سلم", "ab ملس"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Visual(tc.line); got != tc.want {
				t.Errorf("Visual(%q) = %q, want %q", tc.line, got, tc.want)
			}
		})
	}
}
