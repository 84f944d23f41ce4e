package chart_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/chart"
	"chartline/pipeline/language"
	"chartline/reports"
)

// spoken is a language of the catalogues that come with the program.
func spoken(t *testing.T, tag string) *language.Language {
	t.Helper()
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := library.Get(tag, "test")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// in is a copy of a figure that speaks a language. Every figure embeds Words.
func in(f chart.Figure, l *language.Language) chart.Figure {
	said := reflect.New(reflect.TypeOf(f)).Elem()
	said.Set(reflect.ValueOf(f))
	said.FieldByName("Words").FieldByName("Language").Set(reflect.ValueOf(l))
	return said.Interface().(chart.Figure)
}

// own are words that figures say by themselves, whatever they are given.
var own = []string{
	"withheld", "no data", "partial period", "baseline", "median", "counted", "trend", "outside limits", "run on one side",
	"two of three near a limit", "Upper", "Lower", "Upper limit", "Centre", "99.8% limit", "95% limit", "within 95%",
	"beyond 95%", "too few to judge", "Cumulative share", "Latest", "Last periods", "Variation", "Assurance",
	"usual variation", "improving", "concerning", "Jan", "Apr", "Aug", "Dec",
}

func TestFiguresSpeakTheirLanguage(t *testing.T) {
	spanish, occurred := spoken(t, "es-US"), map[string]bool{}
	for name, f := range examples() {
		said, english := texts(in(f, spanish)), texts(f)
		for _, word := range own {
			if !slices.ContainsFunc(english, beginsWith(word)) {
				continue
			}
			occurred[word] = true
			if slices.ContainsFunc(said, beginsWith(word)) {
				t.Errorf("%s says %q in Spanish", name, word)
			}
		}
		for _, note := range notes(in(f, spanish)) {
			if strings.Contains(note, " to ") || strings.Contains(note, "limits ") {
				t.Errorf("%s tells %q in Spanish", name, note)
			}
		}
	}
	if len(occurred) < len(own)/2 {
		t.Errorf("the examples say only %d of the words", len(occurred))
	}
}

// beginsWith finds a word that stands alone, or before a value.
func beginsWith(word string) func(string) bool {
	return func(text string) bool { return text == word || strings.HasPrefix(text, word+" ") }
}

func TestFiguresWriteNumbersAsTheirLanguageDoes(t *testing.T) {
	spain, us := spoken(t, "es-ES"), spoken(t, "es-US")
	for name, c := range map[string]struct{ got, want string }{
		"Spain, decimals":      {chart.Plain.In(spain).Write(12345.6, 1), "12.345,6"},
		"Spain, share":         {chart.Percent.In(spain).Write(0.9312, 1), "93,1%"},
		"US, decimals":         {chart.Plain.In(us).Write(12345.6, 1), "12,345.6"},
		"US, millions":         {chart.Dollars.In(us).Write(-1234567, 1), "−$1.2\u00a0M"},
		"US, interval":         {chart.Percent.In(us).WriteInterval(0.5, 0.4, 0.6), "50.0% (40.0% a 60.0%)"},
		"English, by the tag":  {chart.Days.In(spoken(t, "en")).Write(3.8, 1), "3.8\u00a0d"},
		"no negative zero":     {chart.Plain.In(spain).Write(-0.01, 1), "0,0"},
		"what cannot be drawn": {chart.Count.In(spain).Write(1e16, 0), "–"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}
