package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"chartline/pipeline/engine/duckdb"
)

// widest is the report for the public with every diagnosis that may be shown, not the first few.
const widest = `title: Reasons for hospital stays
sensitivity: Public – aggregate for release
public: true
parts:
  - id: reasons
    title: Reasons
    blocks:
      - {id: stays, kind: ranking, title: Reasons, query: frequency/group_principal, parameters: {scheme: category, patient_type: IP}, metric: rate, noun: stays, top: 1000}
      - {id: places, kind: standardised, title: Places, query: frequency/standardised, parameters: {scheme: category, patient_type: IP}, top: 1000}
`

// TestNobodyCanWorkOutWhatThePublicIsNotTold attacks the widest public report of the sample.
func TestNobodyCanWorkOutWhatThePublicIsNotTold(t *testing.T) {
	folder := published(t)
	small := smallStays(t)
	t.Run("by equations", func(t *testing.T) { attack(t, folder, small) })
	t.Run("by names and other files", func(t *testing.T) { search(t, folder, small) })
}

// attack tries it from its printed tables alone: it writes down all that they say of the stays of each diagnosis at
// each facility, and has gonum find the range of every count that is withheld. Of those that
// are small each range must reach from 1 to 11 (SUP-02).
func attack(t *testing.T, folder string, truth map[string]bool) {
	t.Helper()
	r := reading(t, folder)
	if len(r.hidden) < 20 {
		t.Fatalf("%d counts are withheld, too few to try", len(r.hidden))
	}
	small := 0
	for _, name := range slices.Concat(r.hidden, r.unlisted) {
		if !truth[name] {
			continue
		}
		small++
		if lo, hi := r.between(name); lo > 1+1e-6 || hi < 11-1e-6 {
			t.Errorf("%s is told to be from %g to %g", name, lo, hi)
		}
	}
	for name := range truth {
		if n, shown := r.shown[name]; shown {
			t.Errorf("%s shows %g", name, n)
		}
	}
	if small < 10 {
		t.Errorf("%d small counts were tried", small)
	}
	r.worksWhereTold(t)
}

// published loads the sample and writes the report.
func published(t *testing.T) string {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	t.Chdir(t.TempDir())
	mustRun(t, 0, "init", "--sample", "-q")
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
	mustRun(t, 0, "pull", "sample", "-q")
	mustRun(t, 0, "report", "widest", "--job", "demo", "-q")
	folders, err := filepath.Glob("out/widest/*")
	if err != nil || len(folders) != 1 {
		t.Fatalf("%v %v", folders, err)
	}
	return folders[0]
}

// smallStays are the diagnoses at facilities with 1 to 10 stays, by the identified answer.
func smallStays(t *testing.T) map[string]bool {
	t.Helper()
	text := mustRun(t, 0, "query", "frequency/standardised", "--from", "2024-10-01", "--to", "2026-10-01", "--identified", "--format", "csv", "-q")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	small := map[string]bool{}
	for _, row := range rows[1:] {
		if n := numeral(t, row[3]); n >= 1 && n <= 10 {
			small[row[0]+" "+row[2]] = true
		}
	}
	return small
}

func numeral(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// publicReader is what a reader of the tables knows: equations over what is not printed, each of which
// is 0 or more. A withheld count is 1 and an unknown; what is listed nowhere is a rest.
type publicReader struct {
	hidden   []string // withheld
	unlisted []string // of diagnoses whose facilities are all left out
	shown    map[string]float64
	columns  map[string]int
	rows     []map[string]float64
	sums     []float64
}

func tableOf(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// reading reads both tables: the stays of diagnoses, and of these at facilities, whose sizes
// follow from rates that are rounded to one decimal.
func reading(t *testing.T, folder string) *publicReader {
	t.Helper()
	r := &publicReader{shown: map[string]float64{}, columns: map[string]int{}}
	byGroup, byPlace := map[string][]string{}, map[string][]string{}
	sizes := map[string][2]float64{}
	for _, row := range tableOf(t, filepath.Join(folder, "tables", "places.csv")) {
		group, place := row[0], row[2]
		name := group + " " + place
		byGroup[group], byPlace[place] = append(byGroup[group], name), append(byPlace[place], name)
		if row[3] == "withheld" {
			r.hidden = append(r.hidden, name)
			continue
		}
		n := numeral(t, row[3])
		if r.shown[name] = n; n == 0 {
			continue
		}
		rate := numeral(t, strings.Fields(row[4])[0])
		size, known := sizes[place]
		if !known {
			size = [2]float64{0, math.Inf(1)}
		}
		sizes[place] = [2]float64{max(size[0], 1000*n/(rate+.05)), min(size[1], 1000*n/(rate-.05))}
	}
	all := map[string]float64{}
	var total float64
	for _, row := range tableOf(t, filepath.Join(folder, "tables", "stays.csv")) {
		if total = numeral(t, row[6]); byGroup[row[0]] == nil { // it is listed with no facility
			for place := range byPlace {
				name := row[0] + " " + place
				r.unlisted = append(r.unlisted, name)
				byGroup[row[0]], byPlace[place] = append(byGroup[row[0]], name), append(byPlace[place], name)
			}
		}
		r.know(one(byGroup[row[0]]), numeral(t, row[2]))
	}
	for place, size := range sizes {
		sum := one(byPlace[place])
		sum["rest "+place], sum["size "+place] = 1, -1
		r.know(sum, 0)
		r.know(map[string]float64{"size " + place: 1, "above " + place: -1}, size[0])
		r.know(map[string]float64{"size " + place: 1, "below " + place: 1}, size[1])
		all["size "+place] = 1
	}
	r.know(all, total)
	return r
}

func one(names []string) map[string]float64 {
	sum := map[string]float64{}
	for _, name := range names {
		sum[name] = 1
	}
	return sum
}

// know adds an equation, unless those before say the same.
func (r *publicReader) know(row map[string]float64, sum float64) {
	unknown := map[string]float64{}
	for name, factor := range row {
		n, shown := r.shown[name]
		switch {
		case shown:
			sum -= factor * n
			continue
		case slices.Contains(r.hidden, name):
			sum -= factor // it is 1 and an unknown
		}
		unknown[name] = factor
		if _, known := r.columns[name]; !known {
			r.columns[name] = len(r.columns)
		}
	}
	if len(unknown) == 0 {
		return
	}
	r.rows, r.sums = append(r.rows, unknown), append(r.sums, sum)
	var svd mat.SVD
	if !svd.Factorize(r.matrix(), mat.SVDNone) || svd.Rank(1e-9) < len(r.rows) {
		r.rows, r.sums = r.rows[:len(r.rows)-1], r.sums[:len(r.sums)-1]
	}
}

func (r *publicReader) matrix() *mat.Dense {
	m := mat.NewDense(len(r.rows), len(r.columns), nil)
	for i, row := range r.rows {
		for name, factor := range row {
			m.Set(i, r.columns[name], factor)
		}
	}
	return m
}

// between is the range of a withheld count; one in no equation can be anything.
func (r *publicReader) between(name string) (lo, hi float64) {
	at, known := r.columns[name]
	if !known {
		return 0, math.Inf(1)
	}
	for sign, end := range map[float64]*float64{1: &lo, -1: &hi} {
		objective := make([]float64, len(r.columns))
		objective[at] = sign // gonum minimises
		least, _, err := lp.Simplex(objective, r.matrix(), r.sums, 1e-9, nil)
		if err != nil {
			panic(fmt.Sprintf("no range: %v", err))
		}
		*end = sign * least
		if slices.Contains(r.hidden, name) {
			*end++
		}
	}
	return lo, hi
}

// worksWhereTold makes sure that the attack is one: told all but one of the withheld counts of a
// diagnosis whose stays are printed, it must find that one.
func (r *publicReader) worksWhereTold(t *testing.T) {
	t.Helper()
	for i, row := range r.rows {
		var names []string
		for name := range row {
			if slices.Contains(r.hidden, name) {
				names = append(names, name)
			}
		}
		if len(names) != len(row) || len(names) < 2 {
			continue
		}
		slices.Sort(names)
		for _, told := range names[1:] {
			r.know(map[string]float64{told: 1}, 1)
		}
		if lo, hi := r.between(names[0]); math.Abs(lo-hi) > 1e-6 || math.Abs(lo-1-r.sums[i]) > 1e-6 {
			t.Errorf("told all the others, %s is still from %g to %g", names[0], lo, hi)
		}
		return
	}
	t.Error("no diagnosis to try the attack on")
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
		named[row[0]] = true
	}
	page, err := os.ReadFile(filepath.Join(folder, "widest.html"))
	if err != nil {
		t.Fatal(err)
	}
	seen := embedded.ReplaceAllString(string(page), "") + workbook(t, filepath.Join(folder, "widest.xlsx"))
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
	}
	if unnamed == 0 {
		t.Error("every diagnosis is named: nothing was tried")
	}
	for _, row := range places {
		_, after, found := strings.Cut(seen, "|"+strings.Join(row[:4], "|")+"|")
		after, _, _ = strings.Cut(after, "\n")
		if row[3] == "withheld" && (!found || strings.ContainsAny(after, "0123456789")) {
			t.Errorf("the workbook does not withhold %s at %s", row[0], row[2])
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
