package director_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/composetest"
)

// reviewedMonths makes the card of quality of 14 months up to September 2026: 100 reviews a month
// of which so many changed, with so many net dollars each, and discharges of a mean weight.
func reviewedMonths(t *testing.T, changed, net []int, cases int, index []float64) *report.Document {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	var reviews, weights []string
	for i := range changed {
		month := composetest.Date("2026-09-01").AddDate(0, i-len(changed)+1, 0).Format(time.DateOnly)
		reviews = append(reviews, fmt.Sprintf("('%s', 100, %d, 100, %d)", month, changed[i], 100*net[i]))
		weights = append(weights, fmt.Sprintf("('%s', %d, %v)", month, cases, float64(cases)*index[i]))
	}
	files := fstest.MapFS{
		"finance/impact.sql": {Data: []byte(composetest.Header + `-- column: month date - Month.
-- column: cases int {encounter} Reviews.
-- column: changed int {encounter} Changed.
-- column: priced int {encounter} Priced.
-- column: net real USD Net.
-- withhold: none it measures work
SELECT CAST(a AS DATE) AS month, CAST(b AS BIGINT) AS cases, CAST(c AS BIGINT) AS changed, CAST(d AS BIGINT) AS priced, CAST(e AS DOUBLE) AS net
FROM (VALUES ` + strings.Join(reviews, ", ") + `) AS t(a, b, c, d, e) ORDER BY month`)},
		"casemix/index_monthly.sql": {Data: []byte(composetest.Header + `-- column: month date - Month.
-- column: comparable int {encounter} Discharges.
-- column: constant_weights real 1 Weights.
-- withhold: comparable within all
SELECT CAST(a AS DATE) AS month, CAST(b AS BIGINT) AS comparable, CAST(c AS DOUBLE) AS constant_weights
FROM (VALUES ` + strings.Join(weights, ", ") + `) AS t(a, b, c) ORDER BY month`)},
	}
	library, err := query.Load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	shown := report.BlockSpec{ID: "quality", Kind: "quality", Query: "finance/impact", Title: "Quality", Measures: []report.MeasureSpec{
		{Noun: "kept", Label: "DRG kept", Target: 0.9}, {Noun: "net", Label: "Net effect"}, {Noun: "constant_cmi", Label: "Case-mix index"}}}
	c := compose.Composer{
		Spec:    &report.Spec{Name: "test", Title: "Test", Parts: []report.PartSpec{{ID: "part", Title: "Part", Blocks: []report.BlockSpec{shown}}}},
		Queries: library,
		Edition: block.Edition{MinCell: 11, Location: time.UTC, From: composetest.Date("2025-10-01"), To: composetest.Date("2026-10-01"), AsOf: composetest.Date("2026-10-01")},
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

var (
	usualChanges = []int{4, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6}
	usualNet     = []int{-100, 100, -100, 100, -100, 100, -100, 100, -100, 100, -100, 100, -100, 100}
	usualIndex   = []float64{1.4, 1.5, 1.4, 1.5, 1.4, 1.5, 1.4, 1.5, 1.4, 1.5, 1.4, 1.5, 1.4, 1.5}
)

// Of the dollars and the case-mix index neither more nor less is better: a month that is not as
// usual is marked and told, and called neither.
func TestQualityOfUsualAndUnusualMonths(t *testing.T) {
	doc := reviewedMonths(t, usualChanges, usualNet, 50, usualIndex)
	rows := doc.Parts[0].Blocks[0].Figure.Chart.(across.Scorecard).Rows
	for i, latest := range []string{"94.0%", "$100", "1.500"} {
		if rows[i].Latest != latest || rows[i].Variation != across.Usual {
			t.Errorf("%+v, want %s", rows[i], latest)
		}
	}
	if rows[0].Assurance != across.HitOrMiss && rows[0].Assurance != across.Reaches || len(doc.Parts[0].Findings) != 0 {
		t.Errorf("%+v, findings %+v", rows[0], doc.Parts[0].Findings)
	}
	doc = reviewedMonths(t, append(usualChanges[:13:13], 40), append(usualNet[:13:13], -2000), 50, append(usualIndex[:13:13], 2.5))
	rows = doc.Parts[0].Blocks[0].Figure.Chart.(across.Scorecard).Rows
	if rows[0].Variation != across.Concerning || rows[1].Variation != across.Notable || rows[2].Variation != across.Notable || rows[1].Latest != "−$2,000" {
		t.Errorf("%+v", rows)
	}
	var told []string
	for _, f := range doc.Parts[0].Findings {
		told = append(told, f.Headline)
	}
	if got := strings.Join(told, "; "); got != "DRG kept is worse than usual; Net effect is not as usual; Case-mix index is not as usual" {
		t.Error(got)
	}
}

// SUP-05: a mean of ten discharges is no number.
func TestQualityWithholdsIndexOfFew(t *testing.T) {
	rows := reviewedMonths(t, usualChanges, usualNet, 10, usualIndex).Parts[0].Blocks[0].Figure.Chart.(across.Scorecard).Rows
	if len(rows) != 2 {
		t.Errorf("%+v", rows)
	}
}
