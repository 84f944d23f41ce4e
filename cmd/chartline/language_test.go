package main

import (
	"cmp"
	"encoding/csv"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/report"
	"chartline/reports"
)

// englishWords are words that no Spanish sentence has.
var englishWords = regexp.MustCompile(`(?i)\b(the|of|was|were|and|is|are|by|with|from|days|accounts|for|which|than|that|this|not|records|record|within|` +
	`others?|yes|settled|running|outage|self-pay|before|after|change|queue|hold|billing|too|few|between|each|more|there|weeks?|months?)\b`)

// wrongSound is a "y" or an "o" before a word that begins with the same vowel.
var wrongSound = regexp.MustCompile(`(?i) (y h?i[^aeo]|o h?o)[a-zñáéíóú]`)

// TestEveryReportInSpanish makes the built-in reports of the sample in Spanish and reads what is
// visible on their pages, the values of figures too. Official titles of codes are in English.
func TestEveryReportInSpanish(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	if testing.Short() {
		t.Skip("makes every report")
	}
	titles := titlesOf(t, filepath.Join("..", "..", "sample-data"))
	atSample(t)
	specs, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range specs.List() {
		if spec.ForEach != "" {
			continue // has no page
		}
		mustRun(t, 0, "report", spec.Name, "--job", "demo", "--language", "es-US", "-q")
		page, err := os.ReadFile(filepath.Join("out", spec.Name, "2026-10-01", spec.Name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		checkPages(t, filepath.Join("out", spec.Name, "2026-10-01", spec.Name+".pdf"))
		said := visible(string(page))
		if len(said) < 20 {
			t.Errorf("%s says %d things", spec.Name, len(said))
		}
		for _, text := range said {
			if word := englishWords.FindString(titles.Replace(text)); word != "" {
				t.Errorf("%s: %q in %q", spec.Name, word, text)
			}
			if wrong := wrongSound.FindString(text); wrong != "" {
				t.Errorf("%s: %q in %q", spec.Name, wrong, text)
			}
		}
	}
}

// titlesOf takes the titles of codes out of a text, also where they are cut or begin small.
func titlesOf(t *testing.T, folder string) *strings.Replacer {
	t.Helper()
	var all []string
	for _, name := range []string{"code_set.csv", "drg_set.csv"} {
		file, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, head := range []string{"title", "base_title"} {
			if at := slices.Index(rows[0], head); at >= 0 {
				for _, row := range rows[1:] {
					all = append(all, waysOf(row[at])...)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, title := range all {
		pairs = append(pairs, title, "")
	}
	return strings.NewReplacer(pairs...)
}

// waysOf are the ways in which a title is written: as it is, in a sentence, cut short, and a title in
// capitals as a sentence.
func waysOf(title string) []string {
	if title == "" {
		return nil
	}
	short, _, _ := strings.Cut(title, ",")
	return []string{title, strings.ToLower(title[:1]) + title[1:], title[:1] + strings.ToLower(title[1:]), short}
}

// What of a page is not visible, what a figure sets in lines, and what is said in attributes.
var (
	hidden  = regexp.MustCompile(`(?s)<(style|script)[ >].*?</(style|script)>|<text[ >].*?</text>`)
	tags    = regexp.MustCompile(`<[^>]*>`)
	spoken  = regexp.MustCompile(`(?:aria-label|data-words)="([^"]*)"`)
	cutText = regexp.MustCompile(`[^.:;(]*…`)
)

// visible are the texts of a page that a reader meets.
func visible(page string) []string {
	page = hidden.ReplaceAllString(page, "")
	all := tags.Split(page, -1)
	for _, m := range spoken.FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	var said []string
	for _, text := range all {
		if text = strings.TrimSpace(cutText.ReplaceAllString(html.UnescapeString(text), "")); text != "" {
			said = append(said, text)
		}
	}
	return said
}
