//go:build duckdb_arrow

package extract

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/attacker"
	"chartline/pipeline/query"
)

// clinic asks of stays by diagnosis and month, by diagnosis and by month, as a release sees them. SCARLET is
// a diagnosis of nobody but a few.
var clinic = map[string]string{
	"test/cells": `-- title: T
-- answers: A?
-- column: code text - Diagnosis.
-- column: month int - Month.
-- column: encounters int {encounter} Stays.
-- column: deaths int {encounter} Of these.
-- column: days int d Their days.
-- column: day_squares int d2 Sum of their squares.
-- column: charges real USD Their charges.
-- metric: stay = mean_days(encounters, days, day_squares)
-- metric: mortality = proportion(deaths, encounters)
-- withhold: encounters within code within month
-- source: test
SELECT code, CAST(month AS BIGINT) AS month, CAST(n AS BIGINT) AS encounters, CAST(n / 5 AS BIGINT) AS deaths, CAST(3 * n AS BIGINT) AS days,
       CAST(11 * n AS BIGINT) AS day_squares, CAST(n * 1234.56 AS DOUBLE) AS charges
FROM (VALUES %s) AS t(code, month, n) ORDER BY code, month`,
	"test/codes": `-- title: T
-- answers: A?
-- column: code text - Diagnosis.
-- column: encounters int {encounter} Stays.
-- column: discharges int {encounter} All of them.
-- metric: share = proportion(encounters, discharges)
-- withhold: encounters of discharges within all
-- source: test
SELECT code, CAST(sum(n) AS BIGINT) AS encounters, CAST(sum(sum(n)) OVER () AS BIGINT) AS discharges FROM (VALUES %s) AS t(code, month, n) GROUP BY code ORDER BY code`,
	"test/months": `-- title: T
-- answers: A?
-- column: month int - Month.
-- column: encounters int {encounter} Stays.
-- withhold: encounters within all
-- source: test
SELECT CAST(month AS BIGINT) AS month, CAST(sum(n) AS BIGINT) AS encounters FROM (VALUES %s) AS t(code, month, n) GROUP BY month ORDER BY month`,
}

// stays are the truth: of each diagnosis the stays of four months. Later, those of the last column come late.
var stays = []struct {
	code   string
	counts [4]int64
	late   [4]int64
}{
	{"AMBER", [4]int64{40, 5, 32, 60}, [4]int64{0, 0, 4, 0}},
	{"BLUE", [4]int64{22, 31, 7, 44}, [4]int64{0, 0, 0, 30}},
	{"GREEN", [4]int64{90, 75, 61, 83}, [4]int64{3, 0, 0, 0}},
	{"SCARLET", [4]int64{0, 2, 0, 1}, [4]int64{0, 0, 1, 0}},
	{"WHITE", [4]int64{15, 9, 18, 3}, [4]int64{0, 12, 0, 0}},
}

// written makes a release of a study and gives its folder of Parquet files. Later ones have what came late.
func written(t *testing.T, store string, later bool) string {
	t.Helper()
	var values []string
	for _, s := range stays {
		for month, n := range s.counts {
			if later {
				n += s.late[month]
			}
			values = append(values, fmt.Sprintf("('%s', %d, %d)", s.code, month+1, n))
		}
	}
	var answers []*query.Answer
	for _, name := range []string{"test/cells", "test/codes", "test/months"} {
		answers = append(answers, asked(t, name, fmt.Sprintf(clinic[name], strings.Join(values, ", "))))
	}
	r := request(t, store, privacy.Aggregate)
	r.Vault, r.Format, r.Smallest = vault.Path(store, "counts"), Parquet, 2 // a site shows its own people more
	if _, err := Aggregate(context.Background(), r, answers); err != nil {
		t.Fatal(err)
	}
	return r.Out
}

func asked(t *testing.T, name, text string) *query.Answer {
	t.Helper()
	q, err := query.Parse(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := q.Run(context.Background(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// released is what the files of a release show: counts by their labels, and the labels of what is withheld.
type released struct {
	shown  map[string]float64
	hidden map[string]bool
}

// filesOf reads a release as anybody would, and looks at its bytes.
func filesOf(t *testing.T, folder string) released {
	t.Helper()
	r := released{map[string]float64{}, map[string]bool{}}
	for table, key := range map[string]string{"test_cells": "code || ' ' || month", "test_codes": "code", "test_months": "'month ' || month"} {
		file := filepath.Join(folder, table+"-01.parquet")
		if text, err := os.ReadFile(file); err != nil || bytes.Contains(text, []byte("SCARLET")) {
			t.Fatalf("%s names the diagnosis of three people, or %v", table, err)
		}
		for _, line := range strings.Split(answer(t, filepath.Join(folder, "catalogue.duckdb"), fmt.Sprintf("SELECT %[1]s || '|' || coalesce(CAST(encounters AS VARCHAR), '') FROM '%[2]s' WHERE %[1]s IS NOT NULL", key, file)), "\n") {
			name, count, _ := strings.Cut(line, "|")
			if n, err := strconv.ParseFloat(count, 64); err == nil {
				r.shown[name] = n
			} else {
				r.hidden[name] = true
			}
		}
	}
	return r
}

// learn writes down what one release says: months and diagnoses are sums of cells, and cells that no file
// has are diagnoses without a name.
func (r released) learn(x *attacker.Reader, when string) {
	count := func(sum attacker.Sum, is float64, names ...string) {
		for _, name := range names {
			if n, shown := r.shown[name]; shown {
				is -= n
			} else {
				sum[when+name]++
			}
		}
		if len(sum) > 0 {
			x.Know(sum, is)
		}
	}
	for name := range r.hidden {
		x.AtLeast(when+name, 1)
	}
	for _, s := range stays {
		var cells []string
		for month := range s.counts {
			cells = append(cells, fmt.Sprintf("%s %d", s.code, month+1))
		}
		count(attacker.Sum{when + s.code: -1}, 0, cells...)
		if n, shown := r.shown[s.code]; shown {
			x.Know(attacker.Of(when+s.code), n)
		}
	}
	for month := range stays[0].counts {
		var cells []string
		for _, s := range stays {
			cells = append(cells, fmt.Sprintf("%s %d", s.code, month+1))
		}
		name := fmt.Sprintf("month %d", month+1)
		count(attacker.Sum{when + name: -1}, 0, cells...)
		if n, shown := r.shown[name]; shown {
			x.Know(attacker.Of(when+name), n)
		}
	}
}

// knowLate says that a count is the earlier one and what came late.
func knowLate(x *attacker.Reader, first, second released) {
	for _, s := range stays {
		for month := range s.counts {
			name := fmt.Sprintf("%s %d", s.code, month+1)
			sum, is := attacker.Sum{"late " + name: 1}, 0.0
			for when, sign := range map[string]float64{"first ": 1, "second ": -1} {
				r := map[string]released{"first ": first, "second ": second}[when]
				if n, shown := r.shown[name]; shown {
					is -= sign * n
				} else {
					sum[when+name] = sign
				}
			}
			x.Know(sum, is)
		}
	}
}

// TestFilesOfCountsTellNoSmallOne attacks the Parquet files of two releases of a study. Of each release alone
// no small count can be worked out; and with both at hand, nor can a small number that came late.
func TestFilesOfCountsTellNoSmallOne(t *testing.T) {
	path := store(t)
	first := filesOf(t, written(t, path, false))
	second := filesOf(t, written(t, path, true))
	x, tried := attacker.New(), 0
	first.learn(x, "first ")
	second.learn(x, "second ")
	knowLate(x, first, second)
	for _, s := range stays {
		for month, n := range s.counts {
			name := fmt.Sprintf("%s %d", s.code, month+1)
			for when, count := range map[string]int64{"first ": n, "second ": n + s.late[month]} {
				r := map[string]released{"first ": first, "second ": second}[when]
				if shown, ok := r.shown[name]; ok && privacy.Small(int64(shown), 11) {
					t.Errorf("%s%s shows %g", when, name, shown)
				}
				if !privacy.Small(count, 11) {
					continue
				}
				tried++
				if lo, hi, err := x.Range(when + name); err != nil || lo > 1+1e-6 || hi < 11-1e-6 {
					t.Errorf("%s%s of %d is told to be from %g to %g (%v)", when, name, count, lo, hi, err)
				}
			}
			if late := s.late[month]; privacy.Small(late, 11) {
				if _, hi, err := x.Range("late " + name); err != nil || hi < 11-1e-6 {
					t.Errorf("%d of %s came late, which is told to be %g at the most (%v)", late, name, hi, err)
				}
			}
		}
	}
	if tried < 12 || len(first.shown) < 10 {
		t.Errorf("%d small counts were tried beside %d that are shown", tried, len(first.shown))
	}
}

// TestFilesOfCountsHoldNothingElse: no exact sum and no second count stands beside the count that decides.
func TestFilesOfCountsHoldNothingElse(t *testing.T) {
	folder := written(t, store(t), false)
	file := filepath.Join(folder, "test_cells-01.parquet")
	columns := answer(t, filepath.Join(folder, "catalogue.duckdb"), "SELECT string_agg(column_name, ' ') FROM (DESCRIBE FROM '"+file+"')")
	if want := "code month encounters withheld stay_value stay_lo stay_hi mortality_value mortality_lo mortality_hi"; columns != want {
		t.Errorf("columns %s, want %s", columns, want)
	}
	if got := answer(t, filepath.Join(folder, "catalogue.duckdb"), "SELECT count(stay_value), count(mortality_value) FROM '"+file+"' WHERE withheld"); got != "0 0" {
		t.Errorf("estimates of withheld rows: %s", got)
	}
	// Where nobody died the share may be shown: 0 is no small count.
	if got := answer(t, filepath.Join(folder, "catalogue.duckdb"), "SELECT count(*) FROM '"+file+"' WHERE mortality_value > 0"); got != "0" {
		t.Errorf("%s shares tell how many died, which decides nothing", got)
	}
}
