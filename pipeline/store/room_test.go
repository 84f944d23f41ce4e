//go:build duckdb_arrow

package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"chartline/pipeline/schema"
)

// TestLoadsAreGivenLittle follows DuckDB's limit through loads: little while one is under
// way, all when it is over, and all of it for good when little was too little.
func TestLoadsAreGivenLittle(t *testing.T) {
	s := openStore(t)
	if err := s.exec(context.Background(), "SET GLOBAL threads = 2"); err != nil {
		t.Fatal(err)
	}
	if err := s.measure(context.Background()); err != nil {
		t.Fatal(err)
	}
	const limit = "SELECT CAST(round(parse_formatted_bytes(current_setting('memory_limit')) / 1048576) AS INTEGER)"
	expect(t, s, limit, "488") // 512 MB
	l := begin(t, s)
	expect(t, s, limit, "160")
	commit(t, l)
	expect(t, s, limit, "488")
	l = begin(t, s)
	l.Rollback()
	expect(t, s, limit, "488")

	if s.Widen(engineError(errors.New("IO Error: No space left on device"), s.path)) || s.Widen(nil) {
		t.Error("memory is given for what is no want of it")
	}
	for _, text := range []string{"Out of Memory Error: could not allocate block", "Invalid Configuration Error: a read-only crypto module is loaded"} {
		s.wide = false
		if err := engineError(errors.New(text), s.path); !s.Widen(err) || s.Widen(err) {
			t.Errorf("%s: want one more try, and no third", text)
		}
	}
	begin(t, s)
	expect(t, s, limit, "488")
}

// TestTriesAgainWithMore has work fail for want of memory, and something else.
func TestTriesAgainWithMore(t *testing.T) {
	s := openStore(t)
	var tries []bool
	fails := func(err error) error {
		return s.sparingly(context.Background(), func() error {
			tries = append(tries, s.wide)
			if s.wide {
				return nil
			}
			return err
		})
	}
	if err := fails(errors.New("other")); err == nil || s.wide {
		t.Errorf("error %v, want that of the work", err)
	}
	if err := fails(engineError(errors.New("Out of Memory Error: could not allocate"), s.path)); err != nil {
		t.Error(err)
	}
	if fmt.Sprint(tries) != "[false false true]" {
		t.Errorf("tries with all memory %v, want one without, one without, one with", tries)
	}
}

// accounts are n encounters, numbered from first, of patients of this age.
func accounts(first, n, age int) columns {
	ids, facilities, kinds, ages := make([]any, n), make([]any, n), make([]any, n), make([]any, n)
	for i := range n {
		ids[i], facilities[i], kinds[i], ages[i] = fmt.Sprintf("ENCOUNTER-%09d", first+i), "F", "IP", age
	}
	return columns{{"encounter_id", ids}, {"facility_id", facilities}, {"patient_type", kinds}, {"age_years", ages}}
}

// TestSettlesInSlices repeats and changes more accounts than are settled at a time.
func TestSettlesInSlices(t *testing.T) {
	s := openStore(t)
	tbl := schema.Must("encounter")
	n := int(sliceRows(tbl))/2 + 1000
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
	const n = sliceLists + 1000
	l := begin(t, s)
	for _, table := range []string{"diagnosis", "code_list"} {
		l.arrivalOf(schema.Must(table))
	}
	for _, insert := range []string{
		`INSERT INTO history.diagnosis (encounter_id, version_no, sequence, role, code, code_system, _stated, _input_id)
			SELECT 'E' || i, 1, k, 'other', 'I10', 'ICD-10-CM', k, 1 FROM range(%d) AS a(i), range(1, 3) AS b(k)`,
		`INSERT INTO history.code_list (encounter_id, version_no, list, _stated, _input_id)
			SELECT 'E' || i, 1, 'diagnosis', 2, 1 FROM range(%d) AS a(i)`,
	} {
		if err := s.exec(context.Background(), fmt.Sprintf(insert, n)); err != nil {
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
	rows := 0
	land := func() *Load {
		l := begin(t, s)
		for rows = 0; !l.landed; rows += 20_000 {
			give(t, l, tbl, accounts(rows, 20_000, 1))
		}
		give(t, l, tbl, accounts(0, 10, 2))
		return l
	}
	const left = "SELECT (SELECT count(*) FROM history.encounter), (SELECT count(*) FROM ledger.input)"
	land().Rollback()
	expect(t, s, left, "0|0")
	land().over = true // as nobody rolls back what was killed
	s.rollback(context.Background())
	shut(t, s)
	s = openAt(t, path)
	expect(t, s, left, "0|0")
	commit(t, land())
	expect(t, s, "SELECT count(*), count(*) FILTER (WHERE age_years = 2) FROM encounter", fmt.Sprintf("%d|10", rows))
}
