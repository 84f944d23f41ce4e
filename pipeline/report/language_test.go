package report_test

import (
	"slices"
	"testing"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/reports"
)

func spoken(t *testing.T, tag string) *language.Language {
	t.Helper()
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := library.Get(tag, "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A workbook and the sorting of a page take from a cell the number that its language prints.
func TestCellsAreReadInTheirLanguage(t *testing.T) {
	for _, c := range []struct {
		tag, text string
		reading   report.Reading
		want      []float64
	}{
		{"es-ES", "1.234,5\u00a0d", report.AsNumber, []float64{1234.5}},
		{"es-US", "1,234.5\u00a0d", report.AsNumber, []float64{1234.5}},
		{"es-ES", "$1,23\u00a0millones", report.AsNumber, []float64{1230000}},
		{"es-ES", "93,1%", report.AsNumber, []float64{0.931}},
		{"es-US", "−0.3 a 0.2\u00a0d", report.AsRange, []float64{-0.3, 0.2}},
		{"es-US", "91.7% (IC\u00a095%\u00a090.6–92.8%)", report.AsEstimate, []float64{0.917, 0.906, 0.928}},
		{"es-US", "2,483 de 2,707", report.AsShare, []float64{2483, 2707}},
	} {
		var got []float64
		for _, v := range c.reading.Values(spoken(t, c.tag), c.text) {
			if v.Kind == report.Numeral {
				got = append(got, v.Number)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q gives %v, want %v", c.tag, c.text, got, c.want)
		}
	}
	if v, ok := report.ReadDate(spoken(t, "es-US"), "1 de octubre de 2026"); !ok || v.Date.Format("2006-01-02") != "2026-10-01" {
		t.Errorf("a Spanish date is read as %v", v.Date)
	}
}

// Texts and In go over the same texts, so that what is checked is what is said.
func TestSpecificationsAreSaidWhole(t *testing.T) {
	specs, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	all, err := specs.List()
	if err != nil {
		t.Fatal(err)
	}
	es := spoken(t, "es-US")
	for _, spec := range all {
		var want []string
		for _, text := range spec.Texts() {
			if said := es.Text(text); !slices.Contains(want, said) {
				want = append(want, said)
			}
		}
		if got := spec.In(es).Texts(); !slices.Equal(got, want) {
			t.Errorf("%s: %d texts are said, want %d", spec.Name, len(got), len(want))
		}
		if said := spec.In(es).In(es); said.Marking != spec.Sensitivity || said.Sensitivity == spec.Sensitivity {
			t.Errorf("%s is marked %q and says %q", spec.Name, said.Marking, said.Sensitivity)
		}
		if spec.In(nil).Texts()[0] != spec.Title {
			t.Errorf("%s is not in English without a language", spec.Name)
		}
	}
}
