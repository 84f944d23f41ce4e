//go:build duckdb_arrow

package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/load"
)

// TestLoadsAreGivenLittle follows DuckDB's limit through loads: little while one is under
// way, and all when it is over.
func TestLoadsAreGivenLittle(t *testing.T) {
	s := openStore(t)
	const limit = "SELECT CAST(round(parse_formatted_bytes(current_setting('memory_limit')) / 1048576) AS INTEGER)"
	threads := ask(t, s, "SELECT current_setting('threads')")[0]
	n, err := strconv.Atoi(threads)
	if err != nil {
		t.Fatal(err)
	}
	little := strconv.Itoa(min(488, 80+40*n))
	expect(t, s, limit, "488") // 512 MB
	l := begin(t, s)
	expect(t, s, limit, little)
	commit(t, l)
	expect(t, s, limit, "488")
	l = begin(t, s)
	l.Rollback()
	expect(t, s, limit, "488")
}

// accounts are n encounters, numbered from first, of patients of this age.
func accounts(first, n, age int) columns {
	ids, facilities, kinds, ages := make([]any, n), make([]any, n), make([]any, n), make([]any, n)
	for i := range n {
		ids[i], facilities[i], kinds[i], ages[i] = fmt.Sprintf("ENCOUNTER-%09d", first+i), "F", "IP", age
	}
	return columns{{"encounter_id", ids}, {"facility_id", facilities}, {"patient_type", kinds}, {"age_years", ages}}
}

// TestSettlesInSlices repeats and changes more accounts than are settled at a time, which
// are some 70,000.
func TestSettlesInSlices(t *testing.T) {
	s := openStore(t)
	tbl := schema.Must("encounter")
	const n = 60_000
	l := begin(t, s)
	give(t, l, tbl, accounts(0, n, 1), accounts(0, n, 2), accounts(0, n, 2))
	tally := commit(t, l)[0]
	if got, want := counts(tally), fmt.Sprint(3*n, n, n, n, 0); got != want {
		t.Errorf("tally %s, want %s", got, want)
	}
	expect(t, s, "SELECT count(*), count(DISTINCT encounter_id), min(age_years), max(age_years) FROM history.encounter",
		fmt.Sprintf("%d|%d|2|2", n, n))
	l = begin(t, s)
	give(t, l, tbl, accounts(0, n, 3))
	if got, want := counts(commit(t, l)[0]), fmt.Sprint(n, n, 0, 0, 0); got != want {
		t.Errorf("a later input: tally %s, want %s", got, want)
	}
	expect(t, s, "SELECT rows_loaded, rows_superseded FROM ledger.tally ORDER BY input_id",
		fmt.Sprintf("0|%d", 2*n), fmt.Sprintf("%d|0", n))
}

// TestRetiresInSlices has more lists than are compared at a time, each of which leaves out
// a diagnosis that was stated before and holds one that was stated with it.
func TestRetiresInSlices(t *testing.T) {
	s := openStore(t)
	const n = 201_000 // a slice has 200,000
	l := begin(t, s)
	for _, table := range []string{"diagnosis", "code_list"} {
		give(t, l, schema.Must(table), columns{{"encounter_id", nil}}) // which then come by another way
	}
	for _, insert := range []string{
		`INSERT INTO history.diagnosis (encounter_id, version_no, sequence, role, code, code_system, _stated, _input_id)
			SELECT 'E' || i, 1, k, 'other', 'I10', 'ICD-10-CM', k, 1 FROM range(%d) AS a(i), range(1, 3) AS b(k)`,
		`INSERT INTO history.code_list (encounter_id, version_no, list, _stated, _input_id)
			SELECT 'E' || i, 1, 'diagnosis', 2, 1 FROM range(%d) AS a(i)`,
	} {
		if err := s.w.Exec(context.Background(), fmt.Sprintf(insert, n)); err != nil {
			t.Fatal(err)
		}
	}
	for _, tally := range commit(t, l) {
		want := fmt.Sprint(n, n, 0, 0, 0)
		if tally.Table == "diagnosis" {
			want = fmt.Sprint(2*n, n, 0, n, 0)
		}
		if got := counts(tally); got != want {
			t.Errorf("%s %s, want %s", tally.Table, got, want)
		}
	}
	expect(t, s, "SELECT count(*), count(DISTINCT encounter_id), min(sequence) FROM history.diagnosis", fmt.Sprintf("%d|%d|2", n, n))
}

// TestLandsInPieces loads more than one transaction lands. Until the input is settled
// nobody may see it: not after a rollback, and not where the process was killed.
func TestLandsInPieces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chartline.duckdb")
	s := openAt(t, path)
	tbl := schema.Must("encounter")
	const rows = 200_000 // a piece has some 70,000
	land := func() *load.Load {
		l := begin(t, s)
		for first := 0; first < rows; first += 20_000 {
			give(t, l, tbl, accounts(first, 20_000, 1))
		}
		give(t, l, tbl, accounts(0, 10, 2))
		return l
	}
	const left = "SELECT (SELECT count(*) FROM history.encounter), (SELECT count(*) FROM ledger.input)"
	land().Rollback()
	expect(t, s, left, "0|0")
	land() // and nobody rolls back what was killed
	s.w.Rollback(context.Background())
	shut(t, s)
	s = openAt(t, path)
	expect(t, s, left, "0|0")
	commit(t, land())
	expect(t, s, "SELECT count(*), count(*) FILTER (WHERE age_years = 2) FROM encounter", fmt.Sprintf("%d|10", rows))
}
