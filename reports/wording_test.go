package reports_test

import (
	"encoding/csv"
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/check"
	"chartline/pipeline/language"
	"chartline/pipeline/query"
	"chartline/pipeline/report/compose/wording"
	"chartline/queries"
	"chartline/reports"
)

// writers are the folders whose Go code writes what readers see: every literal that is more than
// one word of small letters is a text. Of reasoners the constants are, which are methods and
// reasons, and of callers what they say.
var (
	writers   = []string{"pipeline/language", "pipeline/report", "pipeline/chart", "pipeline/restate", "pipeline/patientcopy"}
	reasoners = []string{"pipeline/metric", "pipeline/forecast"}
	callers   = []string{"pipeline/manifest.go", "pipeline/public.go", "pipeline/deliver/mail"}
	silent    = []string{"composetest", "svg", "look", "registry", "metrictest", "tagged"} // packages that say nothing to readers
)

// saying are the functions whose literal arguments readers see, also where they are one word of
// small letters.
var saying = map[string]bool{"Text": true, "Say": true, "Sentence": true, "Plural": true, "Textual": true, "Numeric": true, "said": true, "put": true, "add": true}

// quiet are the functions whose literal arguments are for machines, or for those who run the
// program.
var quiet = regexp.MustCompile(`^(fault|errors|strings|regexp|panic|fmt\.Errorf|fmt\.Fprint|fmt\.Sprint$|time\.|filepath|fs\.|template|os|url|exec|pdf\.|s\.pdf\.|c\.pdf\.)`)

// refusals are functions that say what is wrong with a specification, or how to mend a file.
var refusals = []string{"unfit", "unfitForEvents"}

// names are literals that no language changes: columns, metrics and files in small letters,
// colours, layouts and codes, and the proper names beside them.
var (
	machine = regexp.MustCompile(`^([a-z0-9_./:#-]*|[0-9A-F]{6}|[A-Z]|2006.*|&[LR].*|.*%d( image %d)?|\{[a-z]+\})$`)
	proper  = []string{
		"Chartline", "ICD-10-CM", "ICD-9-CM", "USD", "VIP", "XXX000", "XXX111", "HTML", "PDF", "SQL", "Excel", "Arial", "Liberation", "DejaVu", "Sans",
		"Letter", "A4", "PNG", "Normal", "General", "January", "Sheet1", "Location", "bottomLeft", "'!A1", "_xlnm.Print_Titles", "[Content_Types].xml",
		"%s; Chartline %s", "OS/2", "OTTO", "iTXt", "iTXtDescription\x00\x00\x00\x00\x00", "Heading", "Lang", "Style", "Digest", "IP", "OBS", "SDS", "ED", "FD", "en-US", "built in", "report ", ", block ", "key figures", "write each as \"English text\": \"text\"", "p′", "u′", "20060102T150405Z", "2 Jan",
	}
)

// TestEveryTextOfTheProgramHasASpanishRow reads the Go code of what composes, draws and renders,
// the built-in reports and what they print of their queries.
func TestEveryTextOfTheProgramHasASpanishRow(t *testing.T) {
	spanish := spoken(t, "es-US")
	for text, where := range textsOfReaders(t) {
		if !spanish.Has(text) {
			t.Errorf("%s: no row for %q in reports/wording/es", where, text)
		}
	}
}

// TestEveryRowIsUsed finds rows whose text nobody says any more.
func TestEveryRowIsUsed(t *testing.T) {
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	var english *language.Language
	used := textsOfReaders(t)
	maps.Copy(used, wordsOfRecords(t))
	for text := range maps.Clone(used) {
		used[english.One(text)], used[english.Several(text)] = "", ""
	}
	keys, err := library.Keys()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if _, ok := used[key]; !ok {
			t.Errorf("nothing says %q", key)
		}
	}
}

// wordsOfRecords are those that come from records, queries and configurations, and that a report
// says where it finds them: as they are, in words, and with a capital.
func wordsOfRecords(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	add := func(text string) {
		words := strings.ToLower(strings.ReplaceAll(text, "_", " "))
		for _, form := range []string{text, strings.ToLower(text), words, language.Capital(words), language.Capital(text), wording.Language{}.CauseWords(text)} {
			found[form] = ""
		}
	}
	for _, folder := range append([]string{"pipeline/check", "pipeline/metric", "pipeline/schema", "pipeline/audit", "pipeline/privacy", "pipeline/config", "pipeline/sample"}, writers...) {
		eachFile(t, folder, func(file *ast.File, _ func(ast.Node) string) {
			ast.Inspect(file, func(n ast.Node) bool {
				if text, ok := literal(n); ok {
					add(text)
				}
				return true
			})
		})
	}
	library, err := query.Load(queries.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	all, err := library.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		for _, c := range q.Columns {
			add(c.Name)
		}
		for _, m := range sqlText.FindAllStringSubmatch(sqlComment.ReplaceAllString(q.Text, ""), -1) {
			add(m[1])
		}
	}
	for _, row := range conditions(t) {
		add(row[2])
	}
	for _, edit := range check.Catalogue {
		for _, need := range edit.Needs {
			add(need.Reason)
		}
	}
	for day := range 7 {
		add(time.Weekday(day).String())
	}
	return found
}

// conditions are the rows of the comorbidities, of which the third value is the title.
func conditions(t *testing.T) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "pipeline", "store", "reference", "comorbidity_condition.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// sqlComment is a comment, in which an apostrophe is one.
var sqlComment = regexp.MustCompile(`--[^\n]*`)

// sqlText is a text within SQL.
var sqlText = regexp.MustCompile(`'([^']+)'`)

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
