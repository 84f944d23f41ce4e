package restate

import (
	"testing"
	"testing/fstest"

	"chartline/pipeline/language"
)

func spanish(t *testing.T) *language.Language {
	t.Helper()
	rows := "withheld: reservado\nMonth: mes\n"
	library, err := language.Load(fstest.MapFS{"wording/es.yaml": {Data: []byte(rows)}}, "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := library.Get("es-ES", "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What is withheld in Spanish is not gathered, as it is not in English; counts with the separators
// of the language are counts, by which small differences are found.
func TestFiguresOfAnotherLanguage(t *testing.T) {
	d := months("reservado", []string{"2026-08", "North", "0.931", "412", "1"}, []string{"2026-09", "North", "reservado", "", "1"})
	d.Language = spanish(t)
	d.Parts[0].Blocks[0].Table.Language = d.Language
	d.Parts[0].Blocks[0].Table.Columns[0].Title = "mes"
	if r := release(d, true, "2026-10-02"); len(r.Figures) != 0 {
		t.Errorf("of a guarded table with something withheld %d figures are gathered", len(r.Figures))
	}
	d.Parts[0].Blocks[0].Table.Rows = [][]string{{"2026-08", "North", "0,931", "1.412", "1"}}
	r := release(d, true, "2026-10-02")
	if len(r.Figures) != 1 || r.Figures[0].Counts["n"] != 1412 {
		t.Errorf("figures %+v", r.Figures)
	}
	k := d.KeyFigures[0]
	k.Basis = "de 1.412 cuentas"
	if got := tileCounts(d.Language, k); got["basis 1"] != 1412 {
		t.Errorf("counts of the tile %v", got)
	}
}

// Figures of another language are printed otherwise, which is no change.
func TestReleasesOfAnotherLanguageAreNotCompared(t *testing.T) {
	was := release(months("1.08 million"), false, "2026-10-02")
	now := release(months("1.08 millones"), false, "2026-11-02")
	now.Language = "es-US"
	if changes := Compare(now, []Release{was}, 11); len(changes) != 0 {
		t.Errorf("changes %+v", changes)
	}
	now.Language = "en"
	if changes := Compare(now, []Release{was}, 11); len(changes) != 1 {
		t.Errorf("%d changes of one in English", len(changes))
	}
}

// What a table says is written as the report writes numbers: with its separators, and without exponents.
func TestValuesAreWrittenInTheLanguage(t *testing.T) {
	es := spanish(t)
	for _, c := range []struct{ value, unit, english, spanish string }{
		{"0.9312", "1", "93.1%", "93,1%"},
		{"12345", "", "12,345", "12.345"},
		{"3.67814", "d", "3.678\u00a0d", "3,678\u00a0d"},
		{"0.5", "{weight}", "0.5", "0,5"},
		{"-8502.4", "USD", "−$8,502", "−$8.502"},
		{"43.6081", "1/1000", "43.61", "43,61"},
		{"reservado", "1", "reservado", "reservado"},
	} {
		if got := [2]string{written(nil, c.value, c.unit), written(es, c.value, c.unit)}; got != [2]string{c.english, c.spanish} {
			t.Errorf("%s %s is %q, want %q and %q", c.value, c.unit, got, c.english, c.spanish)
		}
	}
}

// In another language a table is called by the part that it stands in, whose title is in that language.
func TestTablesAreNamedInTheLanguage(t *testing.T) {
	d := months("93,1%", []string{"2026-08", "North", "0.931", "412", "1"})
	d.Parts[0].Title = "Tiempos"
	for want, l := range map[string]*language.Language{"By month": nil, "Tiempos (by_month)": spanish(t)} {
		d.Language = l
		figures := release(d, false, "2026-10-02").Figures
		if got := figures[len(figures)-1].Title; got != want {
			t.Errorf("named %q, want %q", got, want)
		}
	}
}
