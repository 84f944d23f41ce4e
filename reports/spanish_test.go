package reports_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/reports"
)

// spanishRows gives the rows of the catalogue in one region, by their English texts.
func spanishRows(t *testing.T, tag string) map[string]string {
	t.Helper()
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := library.Keys()
	if err != nil {
		t.Fatal(err)
	}
	l, rows := spoken(t, tag), map[string]string{}
	for _, key := range keys {
		rows[key] = l.Text(key)
	}
	if len(rows) < 1000 {
		t.Fatalf("%d rows", len(rows))
	}
	return rows
}

var (
	// cited are numbers with a point in every language: codes of law, sections of the standard, versions.
	cited = regexp.MustCompile(`CFR \d+\.\d+|estándar \d\.\d+|v\d{4}\.\d`)
	// decimals have other digits than thousands have after the separator.
	decimals = regexp.MustCompile(`\d\.(\d{1,2}|\d{4,})\b|\d\.\d{3}%`)
	// verbOf is a verb of fmt, with the letter of its kind.
	verbOf = regexp.MustCompile(`%(?:\[\d+\])?[+#0-]*\d*(?:\.\d+)?([a-z])`)
)

// In es-ES 99.8% is 99,8% and 1,000 is 1.000, in rows too.
func TestNumbersWithinRowsAreThoseOfTheRegion(t *testing.T) {
	for key, row := range spanishRows(t, "es-ES") {
		if wrong := decimals.FindString(cited.ReplaceAllString(row, "")); wrong != "" {
			t.Errorf("%q says %q in %q", key, wrong, row)
		}
		if regexp.MustCompile(`\d,\d{3}\b`).MatchString(row) {
			t.Errorf("%q has thousands of another region: %q", key, row)
		}
	}
}

// A row is filled in as its text is: every value is taken, and a per cent sign is one.
func TestRowsCanBeFilledIn(t *testing.T) {
	for key, row := range spanishRows(t, "es-US") {
		verbs := verbOf.FindAllStringSubmatch(strings.ReplaceAll(key, "%%", ""), -1)
		if len(verbs) == 0 {
			if strings.Contains(row, "%%") != strings.Contains(key, "%%") {
				t.Errorf("%q has other per cent signs than %q", row, key)
			}
			continue
		}
		values := make([]any, len(verbs))
		for i, verb := range verbs {
			values[i] = map[string]any{"d": 7, "g": 7.5}[verb[1]]
			if values[i] == nil {
				values[i] = "siete"
			}
		}
		if said := fmt.Sprintf(row, values...); strings.Contains(said, "%!") {
			t.Errorf("%q is said %q", key, said)
		}
	}
}

// Months and weekdays are Spanish, save in the layouts of dates, where they stand for any.
func TestNoRowNamesAnEnglishMonth(t *testing.T) {
	english := regexp.MustCompile(`\b(January|February|March|April|May|June|July|August|October|December|Jan|Apr|Aug|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b`)
	layouts := regexp.MustCompile(`^(Mon )?(\d )?Jan(uary)?( \d{1,2},)?( \d{4})?(, 15:04 MST)?$`)
	for key, row := range spanishRows(t, "es-US") {
		if name := english.FindString(row); name != "" && !layouts.MatchString(key) {
			t.Errorf("%q says %q: %q", key, name, row)
		}
	}
}

// The glossary at the head of the catalogue has one word for one thing; these are the others, or have
// another meaning in a hospital, such as ingresos for revenue.
func TestTermsAreThoseOfTheGlossary(t *testing.T) {
	others := regexp.MustCompile(`(?i)egres[oa]|impugna|reclamaci|festivo|juzga[rds]|juici|días de ingreso|ingreso bruto|garantía|del sitio|estado al alta|[nN]orma \d`)
	for key, row := range spanishRows(t, "es-US") {
		if other := others.FindString(row); other != "" {
			t.Errorf("%q says %q: %q", key, other, row)
		}
	}
}

// What stands before a noun that is filled in has to suit both genders, as "ningún" does: it becomes "ninguna".
func TestNoWordAgreesWithANounThatIsFilledIn(t *testing.T) {
	agreeing := regexp.MustCompile(`(?i)\b(ninguna|algún|alguna|todos los|todas las|cada uno de|cada una de|mitad de l[oa]s) %(\[\d\])?s`)
	for key, row := range spanishRows(t, "es-US") {
		if word := agreeing.FindString(row); word != "" {
			t.Errorf("%q says %q: %q", key, word, row)
		}
	}
}

// A sheet is named by what stands for the id of its block, which a spreadsheet cuts after 31 letters,
// and numbers where two are alike.
func TestSheetsOfWorkbooksAreNamedInSpanish(t *testing.T) {
	specs, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	written, err := specs.List()
	if err != nil {
		t.Fatal(err)
	}
	l := spoken(t, "es-US")
	for _, spec := range written {
		seen := map[string]bool{l.Text("Methods"): true}
		for _, id := range append(sheetsOf(spec), "compared") {
			name := language.Capital(l.Text(id))
			if seen[name] || utf8.RuneCountInString(name) > 31 || strings.ContainsAny(name, `[]:*?/\'_`) {
				t.Errorf("%s: %s is called %q", spec.Name, id, name)
			}
			seen[name] = true
		}
	}
}
