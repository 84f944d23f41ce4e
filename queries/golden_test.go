package queries_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/engine"
	"chartline/pipeline/query"
)

var update = flag.Bool("update", false, "rewrite the golden answers")

// RunGoldens answers every built-in query over the sample records and compares the
// answer with NAME.golden.csv beside it; -update rewrites that. Of the parameters each
// query takes those that it declares.
func RunGoldens(t *testing.T, e engine.Engine, params map[string]string) {
	for _, q := range allQueries(t) {
		t.Run(q.Name, func(t *testing.T) {
			a, err := q.Run(context.Background(), e, declared(q, params))
			if err != nil {
				t.Fatal(err)
			}
			uniquelySorted(t, a)
			estimable(t, a)
			var got bytes.Buffer
			if err := a.WriteCSV(&got); err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.FromSlash(q.Name), got.Bytes())
		})
	}
}

func declared(q *query.Query, params map[string]string) map[string]string {
	values := map[string]string{}
	for name, value := range params {
		if _, ok := q.Param(name); ok {
			values[name] = value
		}
	}
	return values
}

// compare leaves a differing answer beside the golden one, as NAME.got-csv.
func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	golden := name + ".golden.csv"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("no golden answer: run with -update and review it: %v", err)
	}
	if !bytes.Equal(got, want) {
		if err := os.WriteFile(name+".got-csv", got, 0o644); err != nil {
			t.Error(err)
		}
		t.Errorf("the answer differs: compare %s with %s.got-csv", golden, name)
	}
}

// uniquelySorted: the columns of ORDER BY must be a key, or rows could change places
// between engines.
func uniquelySorted(t *testing.T, a *query.Answer) {
	t.Helper()
	seen := map[string]bool{}
	for row := range a.Len() {
		var key []string
		for _, name := range a.Query.OrderBy() {
			key = append(key, a.Cell(row, index(t, a.Query, name)))
		}
		k := strings.Join(key, "\x00")
		if seen[k] {
			t.Fatalf("row %d has the same %v as another", row+1, a.Query.OrderBy())
		}
		seen[k] = true
	}
}

// estimable: a row with records behind it gives a number, unless its denominator is 0.
func estimable(t *testing.T, a *query.Answer) {
	t.Helper()
	for _, m := range a.Query.Metrics {
		if celled[m.Estimator] {
			continue
		}
		of := a.Number(m.Args[denominator(m)])
		for row, e := range a.Estimates(m.Name) {
			if e.Defined() != (of[row] > 0) {
				t.Errorf("row %d: %s of %v is %v (missing %q)", row+1, m.Name, of[row], e.Value, e.Missing)
			}
		}
	}
}

// celled are the estimators of the cells of a table, which have no denominator.
var celled = map[string]bool{"grade_kappa": true, "verdict_fleiss": true}

// denominator is the place of the argument that a metric divides by: a mean names its count
// first, and a share second.
func denominator(m query.Metric) int {
	if strings.HasPrefix(m.Estimator, "mean") {
		return 0
	}
	return 1
}

// TestFixtureAnswersAreSortedAndEstimable holds the hand-made records to what
// RunGoldens asks of the sample.
func TestFixtureAnswersAreSortedAndEstimable(t *testing.T) {
	for name, inserts := range map[string][]string{
		"stays": stays(), "groups": groups(), "endings": endings(), "backlog": backlog(), "stages": stages(), "every state": courses["every state once"].inserts(), "questions": questions(), "example 9.1": example91,
	} {
		t.Run(name, func(t *testing.T) {
			db := hospital(t, inserts...)
			for _, q := range allQueries(t) {
				a := ask(t, db, q.Name)
				uniquelySorted(t, a)
				estimable(t, a)
			}
		})
	}
}
