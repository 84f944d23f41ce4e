package outlook_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/composetest"
)

const flowHeader = composetest.Header + `-- param: days int = 300 Days.
-- column: patient_type text - Type.
-- column: discharged_on date - Day.
-- column: outcome text - Outcome.
-- column: ended_on date? - Day.
-- column: accounts int {encounter} Accounts.
-- column: held int {encounter} Held.
-- withhold: none it measures work
SELECT 'IP' AS patient_type, CAST(a AS DATE) AS discharged_on, b AS outcome, CAST(c AS DATE) AS ended_on, CAST(d AS BIGINT) AS accounts, CAST(0 AS BIGINT) AS held
FROM (VALUES %s) AS t(a, b, c, d) WHERE :days > 0 ORDER BY discharged_on, outcome, ended_on`

const capacityHeader = composetest.Header + `-- column: patient_type text - Type.
-- column: hours real h Hours.
-- column: charts int {encounter} Charts.
-- withhold: none it measures work
SELECT 'IP' AS patient_type, CAST(40 AS DOUBLE) AS hours, CAST(80 AS BIGINT) AS charts ORDER BY patient_type`

// forecasts makes every kind of block of a forecast. The history has so many days up to the
// as-of date and 10 accounts arrive a day: 5, 3, 1 and 1 are coded 1, 2, 4 and 9 days later, so
// that 5 + 6 + 4 + 9 = 24 wait. In the last idle days nothing is coded.
func forecasts(t *testing.T, days, idle int, extra ...flow.Extra) *report.Document {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	var rows []string
	asOf := composetest.Date("2026-10-01")
	for i := days; i > 0; i-- {
		on := asOf.AddDate(0, 0, -i)
		waiting := 0
		for after, n := range map[int]int{1: 5, 2: 3, 4: 1, 9: 1} {
			if i-after <= idle {
				waiting += n
				continue
			}
			rows = append(rows, fmt.Sprintf("('%s', 'coded', '%s', %d)", on.Format(time.DateOnly), on.AddDate(0, 0, after).Format(time.DateOnly), n))
		}
		if waiting > 0 {
			rows = append(rows, fmt.Sprintf("('%s', 'waiting', NULL, %d)", on.Format(time.DateOnly), waiting))
		}
	}
	files := fstest.MapFS{"forecast/flow.sql": {Data: fmt.Appendf(nil, flowHeader, strings.Join(rows, ", "))}, "forecast/capacity.sql": {Data: []byte(capacityHeader)}}
	library, err := query.Load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	part := report.PartSpec{ID: "part", Title: "Part"}
	for _, kind := range []string{"forecast", "forecast_types", "forecast_table", "backtest"} {
		part.Blocks = append(part.Blocks, report.BlockSpec{ID: kind, Kind: kind, Query: "forecast/flow", Title: "Title"})
	}
	c := compose.Composer{
		Spec: &report.Spec{Name: "test", Title: "Test", Parts: []report.PartSpec{part}}, Queries: library,
		Edition: block.Edition{
			MinCell: 11, Location: time.UTC, From: composetest.Date("2025-10-01"), To: asOf, AsOf: asOf,
			Forecast: flow.Settings{Days: 14, Paths: 300, Seed: 5, Extra: extra},
		},
		Ask: func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
			return q.Run(ctx, db, values)
		},
	}
	doc, err := c.Compose(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestForecastSaysWhereTheBacklogGoes(t *testing.T) {
	steady := forecasts(t, 200, 0)
	f := steady.Parts[0].Findings
	if f[0].Headline != "The forecast shows no clear change of the backlog" || !regexp.MustCompile(`^24 accounts waited at the end of 30 September 2026; (2[2-6]) are expected`).MatchString(f[0].Text) {
		t.Errorf("a steady backlog: %+v", f[0])
	}
	if !strings.Contains(f[1].Text, "lay within the 95% interval") || len(steady.Parts[0].Blocks) != 4 {
		t.Errorf("%d blocks, back-test %+v", len(steady.Parts[0].Blocks), f[1])
	}
	idle := forecasts(t, 200, 8).Parts[0].Findings[0]
	if idle.Headline != "The backlog will shrink" || !strings.HasPrefix(idle.Text, "104 accounts waited") {
		t.Errorf("after eight idle days: %+v", idle)
	}
}

func TestForecastOfExtraCodersNamesThem(t *testing.T) {
	doc := forecasts(t, 200, 0, flow.Extra{On: time.Saturday, Coders: 2, Hours: 1.5, Type: "IP"})
	if text := doc.Parts[0].Findings[0].Text; !strings.Contains(text, "with 2\u00a0coders more on Saturdays for 1.5 hours each on inpatient accounts") {
		t.Errorf("finding %q", text)
	}
	table := doc.Parts[0].Blocks[2].Table
	if head := table.Columns[7].Title; head != "With extra coders" || !strings.Contains(strings.Join(table.Notes, " "), "inpatient 2.0") {
		t.Errorf("columns %v, notes %v", table.Columns, table.Notes)
	}
}

// Too little history is a sentence, and no empty figure.
func TestForecastOfTooLittleSaysSo(t *testing.T) {
	doc := forecasts(t, 30, 0)
	f := doc.Parts[0].Findings
	if len(doc.Parts[0].Blocks) != 0 || f[0].Headline != "No forecast can be made" || f[0].Text != "Fewer than eight weeks of history." {
		t.Errorf("%d blocks, findings %+v", len(doc.Parts[0].Blocks), f)
	}
}
