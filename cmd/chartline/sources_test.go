package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/source"
)

var update = flag.Bool("update", false, "rewrite docs/sources.md")

const sourcesFile = "../../docs/sources.md"

// The part of docs/sources.md after this line is written from the sources themselves.
const generated = "<!-- Written from the sources by make golden; do not edit below. -->\n"

// TestSourcesAreDescribed holds the manual to what the formats really take and give.
func TestSourcesAreDescribed(t *testing.T) {
	text, err := os.ReadFile(sourcesFile)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(text), generated)
	if !ok {
		t.Fatalf("%s lacks the line %q", sourcesFile, generated)
	}
	want := head + generated + describeSources(t)
	if *update {
		if err := os.WriteFile(sourcesFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Error("docs/sources.md differs from the sources: run make golden")
	}
}

func describeSources(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	told := map[string][]source.Mapping{}
	for _, s := range sources {
		st := s.Settings()
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n", s.Name(), capital(st.About))
		if takes := taken(st); takes != "" {
			fmt.Fprintf(&b, "\nIt takes %s.\n", takes)
		}
		if len(st.Options) > 0 {
			b.WriteString("\n| option | meaning |\n|---|---|\n")
		}
		for _, o := range st.Options {
			fmt.Fprintf(&b, "| `%s` | %s |\n", o.Name, meaning(o))
		}
		describeMaps(t, &b, s, told)
	}
	return b.String()
}

// describeMaps tables where columns come from, for formats in which that is the same for
// every file.
func describeMaps(t *testing.T, b *bytes.Buffer, s source.Source, told map[string][]source.Mapping) {
	t.Helper()
	mappings, err := s.Maps(source.Input{})
	if err != nil || len(mappings) == 0 {
		return
	}
	for _, first := range slices.Sorted(maps.Keys(told)) {
		if isWithin(told[first], mappings) {
			fmt.Fprintf(b, "\nIts records become what those of `%s` become.\n", first)
			mappings = slices.DeleteFunc(mappings, func(m source.Mapping) bool { return slices.Contains(told[first], m) })
		}
	}
	if len(mappings) == 0 {
		return
	}
	told[s.Name()] = mappings
	b.WriteString("\n| from | becomes | |\n|---|---|---|\n")
	for _, m := range mappings {
		fmt.Fprintf(b, "| %s | `%s.%s` | %s |\n", cell(m.From), m.Table, m.Column, cell(m.Note))
	}
}

// isWithin reports whether all of some mappings are among others.
func isWithin(some, all []source.Mapping) bool {
	for _, m := range some {
		if !slices.Contains(all, m) {
			return false
		}
	}
	return true
}

func taken(st source.Settings) string {
	var words []string
	for _, k := range []struct {
		word string
		is   bool
	}{{"`table:`", st.Table}, {"`columns:`", st.Columns}, {"`values:`", st.Values}, {"`queries:`", st.Queries}} {
		if k.is {
			words = append(words, k.word)
		}
	}
	if n := len(words); n > 2 {
		words = []string{strings.Join(words[:n-1], ", "), words[n-1]}
	}
	return strings.Join(words, " and ")
}

func meaning(o source.Option) string {
	text := o.Meaning
	if len(o.Values) > 0 {
		text += " One of " + strings.Join(o.Values, ", ") + "."
	}
	if o.Default != "" {
		text += " `" + o.Default + "` unless set."
	}
	if o.Required {
		text += " Required."
	}
	if o.Secret {
		text += " A secret: `env:NAME` or `file:PATH`."
	}
	return cell(text)
}

func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
