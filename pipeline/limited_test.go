package pipeline_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"chartline/pipeline"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
)

// TestLimitedDataSetAnswersEveryQuestion: it has the tables and columns of a store, also those
// that are worked out when a store is published.
func TestLimitedDataSetAnswersEveryQuestion(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	folder := inpatients(t, "I10")
	p := program(t, fmt.Sprintf("timezone: America/Chicago\nsources: [{name: all, format: coding-csv, path: %q}]\nstudies: {s: {purpose: x, agreement: {id: A, expires: 2099-01-01}}}\n", folder))
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "limited.duckdb")
	if _, err := p.Extract(t.Context(), pipeline.ExtractRequest{Study: "s", Mode: privacy.Limited, Out: out, Format: extract.DuckDB}); err != nil {
		t.Fatal(err)
	}
	p.Config.Store.Path = out
	if mode := p.Mode(t.Context()); mode != privacy.Limited {
		t.Fatalf("its mode is %s", mode)
	}
	db, err := p.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all, err := p.Queries.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		if _, err := q.Run(t.Context(), db, some(q)); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
	}
}

// some gives every parameter of a query that has no default a value of its type.
func some(q *query.Query) map[string]string {
	values := map[string]string{}
	known := map[string]string{"from_date": "2026-01-01", "to_date": "2026-10-01", "as_of": "2026-10-01T06:00:00Z", "as_of_on": "2026-10-01"}
	types := map[query.Type]string{query.Text: "x", query.Int: "1", query.Real: "1", query.Date: "2026-01-01", query.Bool: "true", query.Instant: "2026-10-01T06:00:00Z"}
	for _, param := range q.Params {
		if value, ok := known[param.Name]; ok {
			values[param.Name] = value
		} else if !param.Optional && param.Default == "" {
			values[param.Name] = types[param.Type]
		}
	}
	return values
}

// TestExtractsStayAsTheyWereMade tries to load records into an extract of each kind and form:
// its stamp would then lie. Saved questions are asked of a store, or of what has its form.
func TestExtractsStayAsTheyWereMade(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	folder := inpatients(t, "I10")
	p := program(t, fmt.Sprintf("timezone: America/Chicago\nsources: [{name: all, format: coding-csv, path: %q}]\nstudies: {s: {purpose: x, questions: [frequency/volumes], agreement: {id: A, expires: 2099-01-01}}}\n", folder))
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	made := map[string]privacy.Mode{}
	for _, mode := range []privacy.Mode{privacy.Limited, privacy.SafeHarbor, privacy.Aggregate} {
		for _, form := range []extract.Format{extract.DuckDB, extract.Parquet} {
			out := filepath.Join(t.TempDir(), "extract."+string(form))
			if _, err := p.Extract(t.Context(), pipeline.ExtractRequest{Study: "s", Mode: mode, Out: out, Format: form}); err != nil {
				t.Fatal(err)
			}
			made[out] = mode
		}
	}
	for _, out := range slices.Sorted(maps.Keys(made)) {
		t.Run(made[out].String()+" "+filepath.Ext(out), func(t *testing.T) {
			p.Config.Store.Path = out
			if mode := p.Mode(t.Context()); mode != made[out] {
				t.Errorf("its mode is %s", mode)
			}
			if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); fault.KindOf(err) != fault.Policy {
				t.Errorf("records are loaded into it: %v", err)
			}
			if mode := p.Mode(t.Context()); mode != made[out] {
				t.Errorf("its mode has become %s", mode)
			}
			db, err := p.Open()
			if err == nil {
				defer db.Close()
			}
			asked := made[out] == privacy.Limited && filepath.Ext(out) == ".duckdb"
			if (err == nil) != asked || err != nil && fault.KindOf(err) != fault.Config {
				t.Errorf("asked of saved questions it says %v", err)
			}
		})
	}
}
