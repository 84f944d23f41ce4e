package disclosure_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
)

// asked is an answer by facility as if it were of a stretch of time.
func asked(t *testing.T, from, to string, rows ...string) *query.Answer {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	q, err := query.Parse("test/counts", strings.NewReader(`-- title: T
-- answers: A?
-- column: facility text - Facility.
-- column: encounters int {encounter} Encounters.
-- withhold: encounters within all
-- source: test
SELECT facility, CAST(encounters AS BIGINT) AS encounters FROM (VALUES `+strings.Join(rows, ", ")+`) AS t(facility, encounters) ORDER BY facility`))
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := q.Run(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	a.Values = map[string]string{"from_date": from, "to_date": to}
	return a
}

// Two releases of the same: A was withheld, and B with it. Nothing that was withheld is shown by
// the second, though A has become large; C, which was shown, may be.
func TestWhatWasWithheldStaysWithheld(t *testing.T) {
	first := []disclosure.Sheet{{Leaves: true, Answer: asked(t, "2026-01-01", "2026-02-01", "('A', 5)", "('B', 30)", "('C', 50)")}}
	hidden := disclosure.Withheld(first, minCell)
	if !slices.Equal(hidden[0], []bool{true, true, false}) {
		t.Fatalf("first release withholds %v", hidden)
	}
	said := disclosure.Statements(first, hidden)
	later := func(from, to string, leaves bool, c string) []bool {
		a := asked(t, from, to, "('A', 25)", "('B', 30)", "('C', "+c+")")
		return disclosure.Withheld([]disclosure.Sheet{{Answer: a, Earlier: said, Leaves: leaves}}, minCell)[0]
	}
	for name, c := range map[string]struct {
		got  []bool
		want []bool
	}{
		"the same time": {later("2026-01-01", "2026-02-01", true, "50"), []bool{true, true, false}},
		"another time":  {later("2026-02-01", "2026-03-01", true, "50"), []bool{false, false, false}},
		"a longer time, of which nothing follows": {later("2026-01-01", "2026-03-01", true, "90"), []bool{false, false, false}},
		"late records":                         {later("2026-01-01", "2026-02-01", true, "54"), []bool{true, true, true}},
		"a month between two sums of the year": {later("2026-01-01", "2026-03-01", true, "54"), []bool{true, false, true}},
		"an internal report (SUP-07)":          {later("2026-01-01", "2026-02-01", false, "54"), []bool{false, false, false}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

// A report of one facility, and one of all, tell of the other facilities; those of two facilities do not
// tell of each other.
func TestWhatIsNarrowedCanBeSubtracted(t *testing.T) {
	said := func(from, to string, narrowed ...string) disclosure.Statement {
		a := asked(t, from, to, "('A', 50)")
		for i := 0; i < len(narrowed); i += 2 {
			a.Values[narrowed[i]] = narrowed[i+1]
		}
		return disclosure.Statements([]disclosure.Sheet{{Answer: a, Leaves: true}}, [][]bool{{false}})[0]
	}
	all := said("2026-01-01", "2026-07-01", "facility", "all", "payer", "all", "scheme", "category")
	for name, c := range map[string]struct {
		other disclosure.Statement
		want  bool
	}{
		"the same":                   {said("2026-02-01", "2026-08-01", "facility", "all", "payer", "all", "scheme", "category"), false},
		"one facility":               {said("2026-01-01", "2026-07-01", "facility", "X", "payer", "all", "scheme", "category"), true},
		"one in a part of the time":  {said("2026-06-01", "2026-12-01", "facility", "X", "payer", "all", "scheme", "category"), true},
		"one at another time":        {said("2026-07-01", "2026-12-01", "facility", "X", "payer", "all", "scheme", "category"), false},
		"one facility, another list": {said("2026-01-01", "2026-07-01", "facility", "X", "payer", "all", "scheme", "chapter"), false},
	} {
		if got := all.Subtracts(c.other); got != c.want || c.other.Subtracts(all) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	x, y := said("2026-01-01", "2026-07-01", "facility", "X", "payer", "all"), said("2026-01-01", "2026-07-01", "facility", "Y", "payer", "all")
	of := said("2026-01-01", "2026-07-01", "facility", "X", "payer", "P")
	if x.Subtracts(y) || !x.Subtracts(of) {
		t.Error("two facilities are taken from each other, or a payer of one is not")
	}
}

// What a release keeps names no label.
func TestStatementsNameNothing(t *testing.T) {
	sheets := []disclosure.Sheet{{Answer: asked(t, "2026-01-01", "2026-02-01", "('A', 5)", "('B', 30)")}}
	said := disclosure.Statements(sheets, disclosure.Withheld(sheets, minCell))
	if len(said) != 1 || len(said[0].Withheld["encounters"]) != 2 || len(said[0].Shown["encounters"]) != 0 {
		t.Fatalf("said %v", said)
	}
	for _, name := range said[0].Withheld["encounters"] {
		if len(name) != 16 {
			t.Errorf("a row is named %q", name)
		}
	}
}
