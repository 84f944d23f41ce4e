package queries_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/reports"
)

// TestOutageIsFound: the report finds the outage that was put into the sample in its month
// and on its days, the recovery after it, and nothing else.
func TestOutageIsFound(t *testing.T) {
	from, to := injectedOutage(t)
	doc := turnaroundReport(t, sample(t))
	var outside []string
	for _, row := range figureRows(t, doc, "monthly_days") {
		if row[len(row)-1] != "common cause" {
			outside = append(outside, row[0]+" "+row[len(row)-1])
		}
	}
	if want := from.Format("2006-01") + " outside the limits"; !slices.Equal(outside, []string{want}) {
		t.Errorf("months that break a rule: %v, want %s", outside, want)
	}
	recovered := to.AddDate(0, 0, int(to.Sub(from).Hours()/24)+1) // the queue takes as long as the outage took
	silent := map[string]bool{}
	for _, row := range figureRows(t, doc, "daily_work") {
		on, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			t.Fatal(err)
		}
		during, signal := !on.Before(from) && !on.After(to), row[len(row)-1]
		switch {
		case signal == "shift" && during:
			silent[row[0]] = true
		case signal == "outside the limits" && on.After(to) && !on.After(recovered):
		case signal != "common cause":
			t.Errorf("%s is found without a cause: %s", row[0], signal)
		}
	}
	if !silent[from.Format(time.DateOnly)] || !silent[to.Format(time.DateOnly)] || len(silent) != 10 {
		t.Errorf("working days found in the outage: %v, want the ten from %s to %s", silent, from.Format(time.DateOnly), to.Format(time.DateOnly))
	}
}

// injectedOutage is when the sample states that nothing was coded.
func injectedOutage(t *testing.T) (from, to time.Time) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "sample-data", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var stated struct {
		Outage struct{ From, To string } `json:"outage"`
	}
	if err := json.Unmarshal(text, &stated); err != nil {
		t.Fatal(err)
	}
	if from, err = time.Parse(time.DateOnly, stated.Outage.From); err != nil {
		t.Fatal(err)
	}
	if to, err = time.Parse(time.DateOnly, stated.Outage.To); err != nil {
		t.Fatal(err)
	}
	return from, to
}

// turnaroundReport composes the report turnaround over the period of the sample.
func turnaroundReport(t *testing.T, db *duckdb.DB) *report.Document {
	t.Helper()
	specs, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := specs.Get("turnaround")
	if err != nil {
		t.Fatal(err)
	}
	central, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	c := compose.Composer{
		Edition: compose.Edition{
			From: instant(t, sampleParams["from_date"]), To: instant(t, sampleParams["to_date"]), AsOf: instant(t, sampleParams["as_of"]),
			Location: central, MinCell: 11,
		},
		Spec: spec, Queries: library(t),
		Ask: func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
			return q.Run(ctx, db, values)
		},
	}
	doc, err := c.Compose(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// instant reads a date, or an instant.
func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		at, err = time.Parse(time.RFC3339, text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// figureRows is the data table of a figure.
func figureRows(t *testing.T, doc *report.Document, id string) [][]string {
	t.Helper()
	for _, part := range doc.Parts {
		for _, block := range part.Blocks {
			if block.Figure != nil && block.Figure.ID == id {
				return block.Figure.Data.Rows
			}
		}
	}
	t.Fatalf("the report has no figure %s", id)
	return nil
}
