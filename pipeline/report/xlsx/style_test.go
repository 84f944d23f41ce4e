package xlsx

import (
	"testing"
	"time"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/reports"
)

// A row is as high as the lines that its text is wrapped into: a word that is longer than the
// column has a line of its own.
func TestRowsAreAsHighAsTheirText(t *testing.T) {
	for text, lines := range map[string]float64{
		"": 1, "95% CI": 1, "95% CI, lower": 2, "Standardised per 1,000": 2, "Share of grouped discharges": 3, "Verylongwordwithoutspace": 1,
	} {
		if got := tall(text, 12); got != lines*lineHeight {
			t.Errorf("%q is %v points high, want %v lines", text, got, lines)
		}
	}
}

// Months are named in the language of the report, by its number: LibreOffice knows no tag. Dates
// without names need no language.
func TestDatesAreInTheLanguageOfTheReport(t *testing.T) {
	spanish := spanish(t)
	english, of := &book{doc: &report.Document{}}, &book{doc: &report.Document{Language: spanish}}
	for layout, want := range map[string]struct{ english, spanish string }{
		time.DateOnly:                      {"yyyy-mm-dd", "yyyy-mm-dd"},
		"2006-01":                          {"yyyy-mm", "yyyy-mm"},
		language.DayLayout:                 {"d mmmm yyyy", "[$-C0A]d mmmm yyyy"},
		spanish.Text(language.MonthLayout): {`mmmm "de" yyyy`, `[$-C0A]mmmm "de" yyyy`},
	} {
		if got := english.dateCode(layout); got != want.english {
			t.Errorf("%s in English is %s", layout, got)
		}
		if got := of.dateCode(layout); got != want.spanish {
			t.Errorf("%s in Spanish is %s", layout, got)
		}
	}
}

// Sheets are named by what stands for their ID in the language of the report.
func TestSheetsAreNamedInTheLanguageOfTheReport(t *testing.T) {
	spanish := spanish(t)
	names := (&book{doc: &report.Document{Language: spanish}}).sheetNames([]*report.Table{{ID: "days_to_code"}, {ID: "own_of_the_site"}})
	if names[0] != "Días para codificar" || names[1] != "own_of_the_site" {
		t.Errorf("sheets %q", names)
	}
}

func spanish(t *testing.T) *language.Language {
	t.Helper()
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	spanish, err := library.Get("es-US", "")
	if err != nil {
		t.Fatal(err)
	}
	return spanish
}
