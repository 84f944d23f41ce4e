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
	`others?|yes|settled|running|outage|self-pay|before|after|change|queue|hold|billing|too|few|between|each|more|there|weeks?|months?|discharges?|procedures|lower|upper|january|february|march|april|june|july|august|september|october|november|december|jan|apr|aug|dec)\b`)

// wrongSound is a "y" or an "o" before a word that begins with the same vowel.
var wrongSound = regexp.MustCompile(`(?i) (y h?i[^aeo]|o h?o)[a-zñáéíóú]`)

// noFraction is a share of nothing.
var noFraction = regexp.MustCompile(`\b0 de 0\b`)

// In Spanish of Spain a decimal stands behind a comma, and thousands are three digits: a point before others is
// of codes, of what is cited, and of versions.
var (
	pointed = regexp.MustCompile(`\d\.(\d{1,2}|\d{4,})([^\d]|$)`)
	cited   = regexp.MustCompile(`\b[A-Z]\d[0-9A-Z]\.[0-9A-Z]+|CFR \d+\.\d+|estándar \d\.\d+|(v|go)?\d+\.\d+\.\d+|v\d{4}\.\d`)
)

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
	all, err := specs.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range all {
		if spec.ForEach != "" {
			continue // has no page
		}
		mustRun(t, 0, "report", spec.Name, "--job", "demo", "--language", "es", "-q")
		folders, err := filepath.Glob(filepath.Join("out", spec.Name, "2026-10-01*")) // also made by hand, beside those of jobs
		if err != nil || len(folders) != 1 {
			t.Fatalf("%s is in %q (%v)", spec.Name, folders, err)
		}
		page, err := os.ReadFile(filepath.Join(folders[0], spec.Name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		checkPages(t, filepath.Join(folders[0], spec.Name+".pdf"))
		checkTwins(t, filepath.Join(folders[0], "tables"))
		said := visible(string(page))
		if len(said) < 20 {
			t.Errorf("%s says %d things", spec.Name, len(said))
		}
		for _, text := range said {
			if word := englishWords.FindString(titles.Replace(text)); word != "" {
				t.Errorf("%s: %q in %q", spec.Name, word, text)
			}
			if noFraction.MatchString(text) {
				t.Errorf("%s: a fraction of nothing in %q", spec.Name, text)
			}
			if wrong := pointed.FindString(cited.ReplaceAllString(titles.Replace(text), "")); wrong != "" {
				t.Errorf("%s: %q in %q", spec.Name, wrong, text)
			}
			if wrong := wrongSound.FindString(text); wrong != "" {
				t.Errorf("%s: %q in %q", spec.Name, wrong, text)
			}
		}
	}
}

// rawKey is a key of the store that no reader knows: a code of a patient type, or words joined by lines.
var rawKey = regexp.MustCompile(`^(IP|OBS|ED|SDS|OP-REC|ANC|PROF|[a-z]+(_[a-z]+)+)$`)

// checkTwins reads the data of figures and tables: beside a key stands its name, except where names of tables
// and columns are what a table is about.
func checkTwins(t *testing.T, folder string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil || len(names) == 0 {
		t.Errorf("%s holds no data (%v)", folder, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows := csv.NewReader(strings.NewReader(string(text)))
		rows.FieldsPerRecord = -1 // notes follow the rows
		all, err := rows.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all[1:] {
			for i, cell := range row {
				named := i+1 < len(all[0]) && (all[0][i+1] == "title" || all[0][i+1] == all[0][i]+"_name")
				if rawKey.MatchString(cell) && !named && !slices.Contains([]string{"Tabla", "Columna", "Table", "Column", "Column name"}, all[0][i]) {
					t.Errorf("%s: %q below %q has no name beside it", name, cell, all[0][i])
				}
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
