//go:build duckdb_arrow

package desk_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/contain"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/servetest"
	"chartline/pipeline/serve/token"
)

func TestMain(m *testing.M) { servetest.Main(m) }

var roe = token.Holder{ID: "1", Person: "R. Roe", Role: "researcher"}

// TestStoreIsNotServed: neither by its mode nor where it comes to stand at the dataset's name.
func TestStoreIsNotServed(t *testing.T) {
	d := servetest.Desk(t, servetest.Dataset(t), servetest.Limits, contain.Limits{})
	s := d.Setup
	s.Mode = privacy.PHI
	if _, err := desk.Open(t.Context(), s); fault.KindOf(err) != fault.Policy {
		t.Errorf("the store is opened: %v", err)
	}
	if err := os.Rename(servetest.Dataset(t), d.Dataset); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Ask(t.Context(), roe, desk.Question{SQL: "SELECT 1"}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("what was put in its place is asked: %v", err)
	}
}

// TestShape has the columns of a statement without its rows, whatever stands around it.
func TestShape(t *testing.T) {
	d := servetest.Desk(t, servetest.Dataset(t), servetest.Limits, contain.Limits{})
	for sql, want := range map[string]string{
		"SELECT year FROM encounter":                                "year",
		"SELECT year FROM encounter -- all;":                        "year",
		"SELECT year AS y, weight FROM encounter WHERE year = ?;":   "y weight",
		"WITH w AS (SELECT 1 AS one) SELECT one, '?;' AS b FROM w;": "one b",
		"FROM about.stamp":                                          "name value",
		"EXPLAIN SELECT 1":                                          "",
		"SUMMARIZE (SELECT year AS y FROM encounter)":               "column_name column_type min max approx_unique avg std q25 q50 q75 count null_percentage",
		"(SELECT 1 AS a);":                                          "a",
		"SELECT 1 AS a WHERE 1::BIGINT <= 2 AND [1][1] = ?":         "a",
	} {
		schema, err := d.Shape(t.Context(), roe, sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		var names []string
		for _, f := range schema.Fields() {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s has %s, want %s", sql, got, want)
		}
	}
	for sql, says := range map[string]string{
		"SELECT 1) LIMIT 0; DELETE FROM encounter; SELECT (1": "not exactly one statement",
		"SELECT 1;; SELECT 2":              "not exactly one statement",
		"DELETE FROM encounter":            "not a SELECT",
		"copy encounter TO 'x'":            "not a SELECT",
		"SELECT nothing FROM encounter":    `column "nothing" not found`,
		"SELECT 1) UNION ALL (SELECT year": "was not found",
	} {
		if _, err := d.Shape(t.Context(), roe, sql); fault.KindOf(err) != fault.Query || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s", sql, err, says)
		}
	}
}

// TestPlaces holds each person to their share, and all people to theirs. A place that is
// given back is free.
func TestPlaces(t *testing.T) {
	limits := desk.Limits{AtOnce: 2, Each: 1, Longest: 1000, Wait: 300 * time.Millisecond}
	d := servetest.Desk(t, servetest.Dataset(t), limits, contain.Limits{})
	ask := func(person string) (func(), error) {
		r, err := d.Ask(context.Background(), token.Holder{Person: person, Role: "researcher"}, desk.Question{SQL: "SELECT * FROM range(1000000)"})
		if err != nil {
			return nil, err
		}
		return r.Release, nil
	}
	first, err := ask("one")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ask("one"); fault.KindOf(err) != fault.Policy {
		t.Errorf("the second statement of one person: %v", err)
	}
	second, err := ask("two")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ask("three"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("the third statement of all: %v", err)
	}
	first()
	third, err := ask("three")
	if err != nil {
		t.Fatalf("when there is room again: %v", err)
	}
	second()
	third()
}

// TestAnswersSayTheirMode, before they are asked for and when they come.
func TestAnswersSayTheirMode(t *testing.T) {
	d := servetest.Desk(t, servetest.Dataset(t), servetest.Limits, contain.Limits{})
	const sql = "SELECT year FROM encounter"
	a, err := d.Ask(t.Context(), roe, desk.Question{SQL: sql})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Release()
	shape, err := d.Shape(t.Context(), roe, sql)
	if err != nil {
		t.Fatal(err)
	}
	for what, schema := range map[string]*arrow.Schema{"answer": a.Schema(), "shape": shape} {
		metadata := schema.Metadata()
		if mode, _ := metadata.GetValue("mode"); mode != "safe-harbor" || schema.NumFields() != 1 {
			t.Errorf("%s: %v", what, schema)
		}
	}
}

// TestNothingUnlogged: what cannot be logged is not shown, and a refusal does not fill the log.
func TestNothingUnlogged(t *testing.T) {
	d := servetest.Desk(t, servetest.Dataset(t), servetest.Limits, contain.Limits{})
	var strangers sync.WaitGroup
	for range 50 {
		strangers.Go(func() {
			if _, err := d.Admit("chl_guess", "127.0.0.1:1"); !token.IsRefused(err) {
				t.Errorf("a guess: %v", err)
			}
		})
	}
	strangers.Wait()
	if n := strings.Count(servetest.Entries(t, d), "refused"); n < 1 || n > 10 {
		t.Errorf("%d of 50 refusals are logged", n)
	}
	if err := os.Remove(d.Log.Path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(d.Log.Path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Ask(t.Context(), roe, desk.Question{SQL: "SELECT 1"}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("without a log: %v", err)
	}
	if err := d.Show(roe, "quality", "phi", ""); err == nil {
		t.Error("without a log a report is shown")
	}
}

// TestFilesOfAFolderAreWatched: its stamp is one of them.
func TestFilesOfAFolderAreWatched(t *testing.T) {
	folder := t.TempDir()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	write := func(name string) {
		t.Helper()
		if _, err := db.Exec("COPY (SELECT 'mode' AS name, 'safe-harbor' AS value) TO '" + filepath.Join(folder, name) + "' (FORMAT parquet)"); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "about"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("encounter-01.parquet")
	write("about/stamp.parquet")
	d := servetest.Desk(t, folder, servetest.Limits, contain.Limits{})
	ask := func() error {
		a, err := d.Ask(t.Context(), roe, desk.Question{SQL: "SELECT count(*) FROM encounter"})
		if err == nil {
			a.Release()
		}
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "about/stamp.parquet")); err != nil {
		t.Fatal(err)
	}
	write("about/stamp.parquet")
	if err := ask(); fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "was replaced") {
		t.Errorf("with another stamp it is asked: %v", err)
	}
}
