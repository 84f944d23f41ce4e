//go:build duckdb_arrow

package extract

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
)

// counted is the answer of a question on encounters by some labels.
func counted(t *testing.T, name, identified string, labels []string, rows ...string) *query.Answer {
	t.Helper()
	text := "-- title: T\n-- answers: A?\n"
	for _, l := range labels {
		text += "-- column: " + l + " text - Label.\n"
	}
	text += "-- column: encounters int {encounter} Encounters.\n-- withhold: encounters\n" + identified + "-- source: test\n"
	columns := strings.Join(append(append([]string{}, labels...), "encounters"), ", ")
	text += fmt.Sprintf("SELECT %s, CAST(encounters AS BIGINT) AS encounters FROM (VALUES %s) AS t(%s) ORDER BY %s",
		strings.Join(labels, ", "), strings.Join(rows, ", "), columns, strings.Join(labels, ", "))
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

// TestReleasesProtectEachOther (SUP-08: what decides for reports decides for exports) makes two releases of a study. In the first, the months of A
// would tell the withheld one by the count of A; in the second, B has grown by 4.
func TestReleasesProtectEachOther(t *testing.T) {
	path := store(t)
	release := func(march, b string) string {
		r := request(t, path, privacy.Aggregate)
		r.Vault = vault.Path(path, "counts")
		months := counted(t, "test/months", "", []string{"facility", "month"}, "('A', '1', 40)", "('A', '2', 30)", "('A', '3', "+march+")")
		facilities := counted(t, "test/facilities", "", []string{"facility"}, "('A', 75)", "('B', "+b+")")
		if _, err := Aggregate(context.Background(), r, []*query.Answer{months, facilities}); err != nil {
			t.Fatal(err)
		}
		if mode := answer(t, r.Out, "SELECT value FROM about.stamp WHERE name = 'mode'"); mode != "aggregate" {
			t.Errorf("stamped %s", mode)
		}
		return answer(t, r.Out, "SELECT encounters FROM test_months ORDER BY month") + "\n" + answer(t, r.Out, "SELECT encounters FROM test_facilities ORDER BY facility")
	}
	first := strings.Fields(release("5", "60"))
	if first[2] != "<nil>" || first[4] != "60" {
		t.Errorf("first release %v", first)
	}
	if shown := strings.Count(strings.Join(first, " "), "<nil>"); shown != 2 {
		t.Errorf("first release %v withholds %d counts, and one besides the small one is enough", first, shown)
	}
	if second := strings.Fields(release("5", "64")); second[4] != "<nil>" {
		t.Errorf("second release %v shows 64 after 60", second)
	}
}

func TestPersonsAreNoAggregate(t *testing.T) {
	path := store(t)
	r := request(t, path, privacy.Aggregate)
	a := counted(t, "test/people", "-- identified: encounters\n", []string{"account"}, "('E1', 1)")
	if _, err := Aggregate(context.Background(), r, []*query.Answer{a}); fault.KindOf(err) != fault.Policy {
		t.Errorf("%v", err)
	}
	work := counted(t, "test/work", "", []string{"payer"}, "('X', 1)")
	work.Query.Withhold = []query.Withhold{{Reason: "it measures work"}}
	if _, err := Aggregate(context.Background(), r, []*query.Answer{work}); fault.KindOf(err) != fault.Policy {
		t.Errorf("counts of work that withhold nothing: %v", err)
	}
	if _, err := Aggregate(context.Background(), r, nil); fault.KindOf(err) != fault.Config {
		t.Errorf("%v", err)
	}
}

// TestCountsThatThePublicHasSeen are part of what the recipients of a study know: B was 60 in a report for
// the public, and is 64 now.
func TestCountsThatThePublicHasSeen(t *testing.T) {
	path := store(t)
	facilities := func(b string) *query.Answer {
		return counted(t, "test/facilities", "", []string{"facility"}, "('A', 75)", "('B', "+b+")")
	}
	public := []disclosure.Sheet{{Answer: facilities("60"), Leaves: true}}
	said := disclosure.Statements(public, disclosure.Withheld(public, 11))
	for name, c := range map[string]struct {
		released []disclosure.Statement
		want     string
	}{"nothing": {nil, "75\n64"}, "the report": {said, "75\n<nil>"}} {
		r := request(t, path, privacy.Aggregate)
		r.Vault, r.Released = vault.Path(path, strings.ReplaceAll(name, " ", "-")), c.released
		if _, err := Aggregate(context.Background(), r, []*query.Answer{facilities("64")}); err != nil {
			t.Fatal(err)
		}
		// Groups that are not named come last.
		if got := answer(t, r.Out, "SELECT encounters FROM test_facilities ORDER BY withheld, facility"); got != c.want {
			t.Errorf("after %s the extract shows %q, want %q", name, got, c.want)
		}
	}
}
