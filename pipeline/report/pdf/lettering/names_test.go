package lettering

import (
	"slices"
	"testing"
)

// The forms are those of the code charts of Unicode, "Arabic Presentation Forms-A" and "-B", by the
// joining types of ArabicShaping.txt.
func TestJoined(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"all four places":       {"محمد", "\uFEE3\uFEA4\uFEE4\uFEAA"},
		"lam and alef":          {"سلام", "\uFEB3\uFEFC\uFEE1"},
		"lam and alef, alone":   {"لا", "\uFEFB"},
		"after a right-joiner":  {"دار", "\uFEA9\uFE8D\uFEAD"},
		"alef maksura ends":     {"مستشفى", "\uFEE3\uFEB4\uFE98\uFEB8\uFED4\uFEF0"},
		"vowels are left out":   {"مُحَمَّد", "\uFEE3\uFEA4\uFEE4\uFEAA"},
		"hamza joins nothing":   {"ماء", "\uFEE3\uFE8E\uFE80"},
		"two words":             {"بب بب", "\uFE91\uFE90 \uFE91\uFE90"},
		"Persian":               {"پی", "\uFB58\uFBFD"},
		"numbers do not join":   {"ب1ب", "\uFE8F1\uFE8F"},
		"joined text stays":     {"\uFEE3\uFEA4\uFEE4\uFEAA", "\uFEE3\uFEA4\uFEE4\uFEAA"},
		"other scripts stay":    {"Łódź אבג", "Łódź אבג"},
		"lengthened by tatweel": {"بـب", "\uFE91ـ\uFE90"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Joined(tc.text); got != tc.want {
				t.Errorf("Joined(%q) = %+q, want %+q", tc.text, got, tc.want)
			}
		})
	}
}

// Han by the readings of Unihan, kana by Hepburn's table.
func TestLatin(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"Chinese":           {"北京协和医院", "Bei Jing Xie He Yi Yuan"},
		"Chinese beside":    {"北京 Hospital (2)", "Bei Jing Hospital (2)"},
		"kana":              {"さくら", "sakura"},
		"emoji":             {"ward 😀", "ward □"},
		"held by the fonts": {"Ελλάς Россия אבג سلام", "Ελλάς Россия אבג سلام"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Latin(tc.text); got != tc.want {
				t.Errorf("Latin(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

// Whatever the text, the fonts hold each letter that is printed, and printing it again changes
// nothing.
func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"", "Café", "مستشفى الملك", "北京协和医院", "ไทย कखग 한국", "a\u202eb\xff😀\u0301", "\u0644\u0627\u0300"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		printed := Printable(text)
		for _, r := range printed {
			if FaceOf(r) == Neither && foreign(r) {
				t.Errorf("Printable(%q) = %q, and no font holds %U", text, printed, r)
			}
		}
		if again := Printable(printed); again != printed {
			t.Errorf("Printable(%q) = %q, then %q", text, printed, again)
		}
	})
}

func TestRuns(t *testing.T) {
	got := Runs("F1 \uFEFB end")
	want := []Run{{"F1 ", Liberation}, {"\uFEFB", DejaVu}, {" end", Liberation}}
	if !slices.Equal(got, want) {
		t.Errorf("runs %v, want %v", got, want)
	}
}
