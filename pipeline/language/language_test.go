package language_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/language"
)

// catalogues is a folder of reports with some wording.
func catalogues(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

const spanish = `# Español
"%s of %s accounts were coded": "de %[2]s cuentas se codificaron %[1]s"
accounts: cuentas
account: cuenta
coders: codificadores
coder: codificador
"%s and %s": "%s y %s"
"2 January 2006": "2 de January de 2006"
"January February March April May June July August September October November December": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec": "ene feb mar abr may jun jul ago sep oct nov dic"
`

func spoken(t *testing.T, tag string, more map[string]string) *language.Language {
	t.Helper()
	files := map[string]string{"wording/es/all.yaml": spanish}
	for name, text := range more {
		files[name] = text
	}
	library, err := language.Load(catalogues(files), "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := library.Get(tag, "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The separators are those of CLDR 32: in es 1.234,5 and in es-US, es-MX and es-PR 1,234.5.
func TestNumbersHaveTheSeparatorsOfTheLanguage(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "1,234,567.5", "es": "1.234.567,5", "es-ES": "1.234.567,5", "es-US": "1,234,567.5", "es-MX": "1,234,567.5", "es-PR": "1,234,567.5",
	} {
		if got := spoken(t, tag, nil).Fixed(1234567.5, 1); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	if got := (*language.Language)(nil).Fixed(-1234.5, 1); got != "−1,234.5" {
		t.Errorf("English of the program: %q", got)
	}
}

func TestTextsAreSaidByTheirRows(t *testing.T) {
	es := spoken(t, "es-US", nil)
	day := time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ got, want string }{
		"values in another order": {es.Sentence("%s of %s accounts were coded", "90", "100"), "De 100 cuentas se codificaron 90."},
		"no row":                  {es.Say("%s left", "3"), "3 left"},
		"several":                 {es.Plural(2, "accounts"), "2\u00a0cuentas"},
		"one":                     {es.Plural(1, "coders"), "1\u00a0codificador"},
		"one of a noun said":      {es.Plural(1, "codificadores"), "1\u00a0codificador"},
		"several of a noun said":  {es.Several("codificador"), "codificadores"},
		"several in English":      {(*language.Language)(nil).Several("facility"), "facilities"},
		"several of a diagnosis":  {(*language.Language)(nil).Several("diagnosis"), "diagnoses"},
		"one of the diagnoses":    {(*language.Language)(nil).One("diagnoses"), "diagnosis"},
		"one without a row":       {es.Plural(1, "categories"), "1\u00a0category"},
		"list":                    {es.List([]string{"a", "b", "c"}), "a, b y c"},
		"day":                     {es.Day(day), "1 de mayo de 2025"},
		"short month":             {es.Date(day, language.ShortMonthLayout), "may 2025"},
		"per cent in a label":     {es.Text("95% of 7%d"), "95% of 7%d"},
		"tag":                     {es.Tag(), "es-US"},
		"capital beyond ASCII":    {language.Capital("índice"), "Índice"},
		"small beyond ASCII":      {language.LowerFirst("Índice"), "índice"},
		"an abbreviation":         {language.LowerFirst("CIE-10"), "CIE-10"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}

func TestDatesAreReadAsTheyAreWritten(t *testing.T) {
	es, day := spoken(t, "es", nil), time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)
	for month := range 12 {
		at := day.AddDate(0, month, 0)
		for _, layout := range []string{language.DayLayout, language.ShortDayLayout} {
			if got, ok := es.ParseDate(es.Date(at, layout), layout); !ok || !got.Equal(at) {
				t.Errorf("%q is read as %v", es.Date(at, layout), got)
			}
		}
	}
	if at, ok := es.ParseDate("31 de febrero de 2025", language.DayLayout); ok {
		t.Errorf("the 31st of February is %v", at)
	}
}

// A region takes the rows of the wider language, and its own stand above them; so do those of a
// site, in English too.
func TestNarrowerCataloguesStandAbove(t *testing.T) {
	more := map[string]string{"wording/es-MX.yaml": "accounts: expedientes\n", "wording/en.yaml": "accounts: charts\n"}
	for tag, want := range map[string]string{"es-MX": "2\u00a0expedientes", "es-US": "2\u00a0cuentas", "en": "2\u00a0charts", "en-GB": "2\u00a0charts"} {
		if got := spoken(t, tag, more).Plural(2, "accounts"); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

func TestMistakesOfCataloguesAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"a value too few":    {"wording/es.yaml", "a: b\n\"%s of %s\": \"de %s\"\n", "reports/wording/es.yaml:2: the row takes 1 values, and its key 2"},
		"another kind":       {"wording/es.yaml", "\"%s in %d\": \"%s en %s\"\n", "value 2 is %d in the key and not in the row"},
		"a value twice":      {"wording/es.yaml", "\"%s of %s\": \"de %[1]s %[1]s\"\n", "the row takes 1 values, and its key 2"},
		"said twice":         {"wording/es/b.yaml", "accounts: casos\n", "reports/wording/es/b.yaml:1: the row \"accounts\" stands at reports/wording/es/all.yaml:3 too"},
		"no text":            {"wording/es.yaml", "a:\n  b: c\n", "reports/wording/es.yaml:1: is not a text and its translation"},
		"no rows":            {"wording/es.yaml", "- a\n", "holds no rows"},
		"months":             {"wording/fr.yaml", "\"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec\": \"janv févr\"\n", "has 2 names of 12"},
		"no language":        {"wording/spanish_words.yaml", "a: b\n", "is not named after a language"},
		"no YAML":            {"wording/es.yaml", "a: [\n", "reports/wording/es.yaml:1: "},
		"an empty text":      {"wording/es.yaml", "a: \"\"\n", "is not a text and its translation"},
		"a key twice in one": {"wording/fr.yaml", "a: b\na: c\n", "reports/wording/fr.yaml:2: "},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"wording/es/all.yaml": spanish}
			files[c.file] = c.text
			library, err := language.Load(catalogues(files), "")
			if err == nil {
				_, err = library.Keys()
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// A catalogue of the program is read where its language is asked for; a site's is read at once.
func TestCataloguesAreReadWhenAskedFor(t *testing.T) {
	files := map[string]string{"wording/es/all.yaml": spanish, "wording/fr.yaml": "a: \"\"\n"}
	library, err := language.Load(catalogues(files), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := library.Get("es-US", ""); err != nil {
		t.Error(err)
	}
	if err := library.Check("fr-CA", ""); err != nil {
		t.Error(err)
	}
	if _, err := library.Get("fr-CA", ""); fault.KindOf(err) != fault.Config {
		t.Errorf("a broken catalogue: %v", err)
	}
	site := t.TempDir()
	if err := os.CopyFS(site, catalogues(files)); err != nil {
		t.Fatal(err)
	}
	if _, err := language.Load(catalogues(nil), site); fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "fr.yaml:1") {
		t.Errorf("a site's broken catalogue: %v", err)
	}
}

func TestALanguageWithoutWordingIsRefused(t *testing.T) {
	library, err := language.Load(catalogues(map[string]string{"wording/es/all.yaml": spanish}), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"fr", "de-CH", "no such tag"} {
		if _, err := library.Get(tag, "chartline.yaml:3"); fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "chartline.yaml:3: no wording in language") || !strings.Contains(err.Error(), "use en, es or one of their regions") {
			t.Errorf("%s: %v", tag, err)
		}
	}
	if l, err := (*language.Library)(nil).Get("", ""); err != nil || l.Count(1234) != "1,234" {
		t.Errorf("English without a library: %v", err)
	}
}

// The forms are the examples of the Ortografía of the RAE: "e" before i-, but not before a diphthong as in
// hielo, and "u" before o-. Which it is depends on the values, and English keeps its own words.
func TestSpanishSoundsItsSmallWords(t *testing.T) {
	es := spoken(t, "es-US", map[string]string{"wording/es/more.yaml": `
"%s or %s": "%s o %s"
"no %s": "ningún %s"
"No %s": "Ningún %s"
`})
	for name, c := range map[string]struct{ got, want string }{
		"before i":        {es.List([]string{"diagnósticos", "ingresos"}), "diagnósticos e ingresos"},
		"before hi":       {es.List([]string{"padre", "hijo"}), "padre e hijo"},
		"with a capital":  {es.List([]string{"J18", "Influenza"}), "J18 e Influenza"},
		"stressed":        {es.List([]string{"África", "Íbera"}), "África e Íbera"},
		"diphthong":       {es.List([]string{"agua", "hielo"}), "agua y hielo"},
		"another vowel":   {es.List([]string{"a", "egresos"}), "a y egresos"},
		"Roman number":    {es.List([]string{"fases I", "II"}), "fases I y II"},
		"of three":        {es.List([]string{"a", "b", "ingresos"}), "a, b e ingresos"},
		"or before o":     {es.Say("%s or %s", "siete", "ocho"), "siete u ocho"},
		"or before ho":    {es.Say("%s or %s", "mujer", "hombre"), "mujer u hombre"},
		"or before a":     {es.Say("%s or %s", "siete", "antes"), "siete o antes"},
		"none of men":     {es.Say("no %s", "centro"), "ningún centro"},
		"none of women":   {es.Say("no %s", "línea de servicio"), "ninguna línea de servicio"},
		"with a capital ": {es.Say("No %s", "validación"), "Ninguna validación"},
		"a man in -a":     {es.Say("No %s", "día"), "Ningún día"},
		"both":            {es.Say("%s or %s", "uno", "otro y igual"), "uno u otro e igual"},
		"at the end":      {es.Say("%s and %s", "a", ""), "a y "},
		"English":         {(*language.Language)(nil).List([]string{"x y i", "island"}), "x y i and island"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}

// What an estimator says comes filled in, and its values are said as well.
func TestReasonsAreSaidByTheirFormats(t *testing.T) {
	es := spoken(t, "es-US", map[string]string{"wording/es/more.yaml": `
"too few records for it": "muy pocos expedientes"
"more than %d different sets, so no interval": "más de %d conjuntos distintos, sin intervalo"
"a pattern needs %d of each, and there are %d on a %s": "hay %[2]d en %[3]s de los %[1]d que hacen falta"
"Sunday": "domingo"
"%s: %s": "%s: %s"
`})
	for name, c := range map[string]struct{ english, want string }{
		"whole":                         {"too few records for it", "muy pocos expedientes"},
		"a number":                      {"more than 12 different sets, so no interval", "más de 12 conjuntos distintos, sin intervalo"},
		"in another order, with a word": {"a pattern needs 8 of each, and there are 3 on a Sunday", "hay 3 en domingo de los 8 que hacen falta"},
		"unknown":                       {"a new reason: for nothing", "a new reason: for nothing"},
		"nothing":                       {"", ""},
	} {
		if got := es.Reason(c.english); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := (*language.Language)(nil).Reason(c.english); got != c.english {
			t.Errorf("%s: English says %q", name, got)
		}
	}
}
