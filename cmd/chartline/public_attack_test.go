package main

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/engine/duckdb"
)

// widest is the report for the public with every diagnosis that may be shown, not the first few, and
// with the years side by side and the sums of months.
const widest = `title: Reasons for hospital stays
sensitivity: Public – aggregate for release
public: true
parts:
  - id: reasons
    title: Reasons
    blocks:
      - {id: stays, kind: ranking, title: Reasons, query: frequency/group_principal, parameters: {scheme: category, patient_type: IP}, metric: rate, noun: stays, top: 1000}
      - {id: places, kind: standardised, title: Places, query: frequency/standardised, parameters: {scheme: category, patient_type: IP}, top: 1000}
      - {id: years, kind: changes, title: Years, query: frequency/rising, parameters: {scheme: category, patient_type: IP}, top: 1000}
      - {id: months, kind: trends, title: Months, query: frequency/group_monthly, parameters: {scheme: category, patient_type: IP}, noun: stays, top: 1000}
`

// TestNobodyCanWorkOutWhatThePublicIsNotTold attacks the widest public report of the sample, and two
// of them.
func TestNobodyCanWorkOutWhatThePublicIsNotTold(t *testing.T) {
	folder := published(t)
	small := smallStays(t, "2024-10-01", "2026-10-01")
	t.Run("by equations", func(t *testing.T) { attack(t, folder, small) })
	t.Run("by names and other files", func(t *testing.T) { search(t, folder, small) })
	t.Run("by another report without a job", func(t *testing.T) { subtract(t, folder) })
}

// attack tries it from its printed figures alone: it writes down all that they say of the stays of each
// diagnosis at each facility and in each year, and has gonum find the range of every count that is
// withheld. Of those that are small each range must reach from 1 to 11 (SUP-02).
func attack(t *testing.T, folder string, truth map[string]bool) {
	t.Helper()
	maps.Copy(truth, smallYears(t))
	r := reading(t, folder)
	if len(r.hidden) < 20 {
		t.Fatalf("%d counts are withheld, too few to try", len(r.hidden))
	}
	small := map[bool]int{}
	for _, name := range slices.Concat(r.hidden, r.unlisted) {
		if !truth[name] {
			continue
		}
		small[slices.Contains(r.hidden, name)]++
		if lo, hi, err := r.Range(name); err != nil || lo > 1+1e-6 || hi < 11-1e-6 {
			t.Errorf("%s is told to be from %g to %g (%v)", name, lo, hi, err)
		}
	}
	for name := range truth {
		if n, shown := r.shown[name]; shown {
			t.Errorf("%s shows %g", name, n)
		}
	}
	if small[true] < 10 || small[false] < 10 {
		t.Errorf("%d small counts that are withheld were tried, and %d that are listed nowhere", small[true], small[false])
	}
	r.worksWhereTold(t)
}

// published loads the sample and writes the report.
func published(t *testing.T) string {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	atSample(t)
	for path, text := range map[string]string{"own/widest.yaml": widest} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config, err := os.OpenFile("chartline.yaml", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.WriteString("\nreports: own\n"); err != nil {
		t.Fatal(err)
	}
	if err := config.Close(); err != nil {
		t.Fatal(err)
	}
	mustRun(t, 0, "report", "widest", "--job", "demo", "-q")
	folders, err := filepath.Glob("out/widest/*")
	if err != nil || len(folders) != 1 {
		t.Fatalf("%v %v", folders, err)
	}
	return folders[0]
}

// smallStays are the diagnoses at facilities with 1 to 10 stays of a period, by the identified answer.
func smallStays(t *testing.T, from, to string) map[string]bool {
	t.Helper()
	small := map[string]bool{}
	for _, row := range unprotected(t, "frequency/standardised", from, to) {
		if isSmall(numeral(t, row["encounters"])) {
			small[row["grouping"]+" "+row["facility_name"]] = true
		}
	}
	return small
}

// smallYears are the diagnoses with 1 to 10 stays in the last year, or in the year before.
func smallYears(t *testing.T) map[string]bool {
	t.Helper()
	small := map[string]bool{}
	for _, row := range unprotected(t, "frequency/rising", "2024-10-01", "2026-10-01", "--param", "scheme=category") {
		small[row["grouping"]+" now"] = isSmall(numeral(t, row["later"]))
		small[row["grouping"]+" then"] = isSmall(numeral(t, row["earlier"]))
	}
	maps.DeleteFunc(small, func(_ string, is bool) bool { return !is })
	return small
}

func isSmall(n float64) bool { return n >= 1 && n <= 10 }

// unprotected is an answer from which nothing is withheld, its cells by their columns.
func unprotected(t *testing.T, query, from, to string, more ...string) (all []map[string]string) {
	t.Helper()
	text := mustRun(t, 0, append([]string{"query", query, "--from", from, "--to", to, "--identified", "--format", "csv", "-q"}, more...)...)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = cells[i]
		}
		all = append(all, row)
	}
	return all
}

func numeral(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// embedded are the fonts and pictures of a page.
var embedded = regexp.MustCompile(`(?:data:[a-z]+/|base64,)[^"')]*`)

// search looks for what is not told: the workbook and the page, with what it says where
// the mouse rests, hold no number of a row that the tables withhold, and name no diagnosis that
// these leave out.
func search(t *testing.T, folder string, truth map[string]bool) {
	t.Helper()
	places := tableOf(t, filepath.Join(folder, "tables", "places.csv"))
	named := map[string]bool{}
	for _, row := range append(places, tableOf(t, filepath.Join(folder, "tables", "stays.csv"))...) {
		named[row.group] = true
	}
	page, err := os.ReadFile(filepath.Join(folder, "widest.html"))
	if err != nil {
		t.Fatal(err)
	}
	seen := embedded.ReplaceAllString(string(page), "") + workbook(t, filepath.Join(folder, "widest.xlsx"))
	others := plainFiles(t, folder)
	unnamed := 0
	for name := range truth {
		group, _, _ := strings.Cut(name, " ")
		if named[group] {
			continue
		}
		unnamed++
		if at := regexp.MustCompile(`[>"\s(|]` + group + `[<"\s).,|]`).FindString(seen); at != "" {
			t.Errorf("%s is named, though nothing of it may be shown", group)
		}
		for file, text := range others {
			if strings.Contains(text, group) || strings.Contains(text, shortDigest(name)) || strings.Contains(text, shortDigest(group)) {
				t.Errorf("%s names %s, though nothing of it may be shown", file, group)
			}
		}
	}
	if unnamed == 0 {
		t.Error("every diagnosis is named: nothing was tried")
	}
	for _, row := range places {
		if row.cells[casesHead] != "withheld" {
			continue
		}
		line := regexp.MustCompile(`\|` + regexp.QuoteMeta(row.group) + `[^\n]*\|` + regexp.QuoteMeta(row.cells["Facility"]) + `\|([^\n]*)`).FindStringSubmatch(seen)
		if line == nil || strings.ContainsAny(line[1], "0123456789") {
			t.Errorf("the workbook does not withhold %s at %s: %q", row.group, row.cells["Facility"], line)
		}
	}
}

// workbook is every row of every sheet, its cells apart by bars.
func workbook(t *testing.T, path string) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			fmt.Fprintf(&all, "|%s|\n", strings.Join(row, "|"))
		}
	}
	return all.String()
}

// plainFiles are the files of a report that are text: tables, figures as drawings, the manifest.
func plainFiles(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".csv", ".svg", ".json", ".sql"}, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, path))
		files[path] = embedded.ReplaceAllString(string(text), "")
		return err
	})
	if err != nil || files["manifest.json"] == "" || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	counts := regexp.MustCompile(`"(rows_[a-z]+|totals|statements|withheld|warnings)"|"parameters": \{[^}]*\},\s*"rows"`)
	if words := counts.FindString(files["manifest.json"]); words != "" {
		t.Errorf("the manifest has %s", words)
	}
	return files
}

// shortDigest is how the site's own file of releases names a row with some labels: whoever knows the
// labels can make it, so that it must not leave.
func shortDigest(labels string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", strings.Fields(labels)))
	return hex.EncodeToString(sum[:8])
}

// subtract takes from the report another one that was made without a job and ends a month earlier: no
// two counts tell a small one of that month. The file of releases is not among what is published.
func subtract(t *testing.T, folder string) {
	t.Helper()
	before := reading(t, folder)
	mustRun(t, 0, "report", "widest", "--from", "2024-10-01", "--to", "2026-09-01", "--as-of", "2026-10-02T06:00:00Z", "-q")
	later := filepath.Join("out", "widest", "2026-10-02")
	after := reading(t, later)
	differences, small := 0, 0
	for name, n := range before.shown {
		m, shown := after.shown[name]
		if !shown || strings.HasSuffix(name, " now") || strings.HasSuffix(name, " then") { // of another year each
			continue
		}
		if differences++; isSmall(math.Abs(n - m)) {
			t.Errorf("%s is %g, and %g without the last month", name, n, m)
		}
	}
	for range smallStays(t, "2026-09-01", "2026-10-01") {
		small++
	}
	if differences < 20 || small < 20 {
		t.Errorf("%d differences were tried, of %d small counts", differences, small)
	}
}
