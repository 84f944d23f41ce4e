package director_test

import (
	"context"
	"fmt"
	"math"
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

// glance makes a scorecard of DNFB with a target, from days at the ends of months up to
// September 2026, and of weeks of 100 accounts of which so many were coded within target; the
// last week is not over.
func glance(t *testing.T, target float64, days []float64, within ...int) *report.Document {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	var months, weeks []string
	for i, d := range days {
		month := composetest.Date("2026-09-01").AddDate(0, i-len(days)+1, 0)
		length := month.AddDate(0, 1, 0).Sub(month.AddDate(0, -2, 0)).Hours() / 24
		months = append(months, fmt.Sprintf("('dnfb', '%s', %v, %v)", month.Format(time.DateOnly), d*1000, 1000*length))
	}
	months = append(months, "('dnfb', '2026-10-01', 999999, 1000)") // October is not over
	for i, x := range within {
		weeks = append(weeks, fmt.Sprintf("('%s', %d, %d)", composetest.Date("2026-09-28").AddDate(0, 0, 7*(i-len(within)+1)).Format(time.DateOnly), x, (i+1)/len(within)))
	}
	files := fstest.MapFS{
		"director/position_monthly.sql": {Data: []byte(composetest.Header + `-- column: measure text - Measure.
-- column: month date - Month.
-- column: accounts int {encounter} Accounts.
-- column: dollars real USD Dollars.
-- column: revenue real USD Revenue.
-- column: revenue_months int - Months.
-- withhold: none it measures work
SELECT a AS measure, CAST(b AS DATE) AS month, CAST(40 AS BIGINT) AS accounts, CAST(c AS DOUBLE) AS dollars, CAST(d AS DOUBLE) AS revenue, CAST(3 AS BIGINT) AS revenue_months
FROM (VALUES ` + strings.Join(months, ", ") + `) AS t(a, b, c, d) ORDER BY measure, month`)},
		"turnaround/attainment_weekly.sql": {Data: []byte(composetest.Header + `-- column: week date - Week.
-- column: discharged int {encounter} Judged.
-- column: coded_within int {encounter} Within.
-- column: pending int {encounter} Pending.
-- withhold: none it measures work
SELECT CAST(a AS DATE) AS week, CAST(100 AS BIGINT) AS discharged, CAST(b AS BIGINT) AS coded_within, CAST(c AS BIGINT) AS pending
FROM (VALUES ` + strings.Join(weeks, ", ") + `) AS t(a, b, c) ORDER BY week`)},
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
	shown := report.BlockSpec{ID: "measures", Kind: "scorecard", Query: "director/position_monthly", Measures: []report.MeasureSpec{
		{Noun: "dnfb", Label: "DNFB", Target: target}, {Noun: "attainment", Label: "Coded within target", Target: 0.9}}}
	c := compose.Composer{
		Spec:    &report.Spec{Name: "test", Title: "Test", OnePage: true, Parts: []report.PartSpec{{ID: "part", Title: "Part", Blocks: []report.BlockSpec{shown}}}},
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
	usualDays  = []float64{6, 7, 6, 7, 6, 7, 6, 7, 6, 7, 6, 7, 6, 7}
	usualWeeks = []int{90, 88, 91, 89, 90, 92, 88, 90, 91, 89, 90, 88, 91, 90}
)

func cards(t *testing.T, d *report.Document) []across.Measure {
	t.Helper()
	card, ok := d.Parts[0].Blocks[0].Figure.Chart.(across.Scorecard)
	if !ok || len(card.Rows) != 2 {
		t.Fatalf("%T", d.Parts[0].Blocks[0].Figure.Chart)
	}
	return card.Rows
}

// Days go from 6 to 7 and back: mean 6.5, moving range 1, limits 6.5 ± 2.66, so that a target
// of 10 is always reached, one of 3 never, and one of 7 by chance.
func TestScorecardJudgesByUsualVariation(t *testing.T) {
	for name, c := range map[string]struct {
		target    float64
		days      []float64
		variation across.Variation
		assurance across.Assurance
	}{
		"usual, reaches":      {10, usualDays, across.Usual, across.Reaches},
		"usual, misses":       {3, usualDays, across.Usual, across.Misses},
		"usual, hit or miss":  {7, usualDays, across.Usual, across.HitOrMiss},
		"a jump is worse":     {0, append(usualDays[:13:13], 16), across.Concerning, across.NoTarget},
		"a fall is better":    {0, append(usualDays[:13:13], 0.1), across.Improving, across.NoTarget},
		"eleven are too few":  {0, append(usualDays[:10:10], 30), across.TooFew, across.NoTarget},
		"too few to assure":   {7, usualDays[:10], across.TooFew, across.Unjudged},
		"a month without end": {0, usualDays, across.Usual, across.NoTarget},
	} {
		t.Run(name, func(t *testing.T) {
			m := cards(t, glance(t, c.target, c.days, append(usualWeeks, 0)...))[0]
			if m.Basis != "40\u00a0accounts" {
				t.Errorf("the latest value rests on %q", m.Basis)
			}
			if m.Variation != c.variation || m.Assurance != c.assurance {
				t.Errorf("variation %d, assurance %d, %+v", m.Variation, m.Assurance, m)
			}
			if last := c.days[len(c.days)-1]; math.Abs(m.Values[len(m.Values)-1]-last) > 1e-9 {
				t.Errorf("latest %v, want %v", m.Values, last)
			}
		})
	}
}

// More is better of a share, and the week that is not over says nothing.
func TestScorecardOfAShare(t *testing.T) {
	m := cards(t, glance(t, 0, usualDays, append(usualWeeks, 0)...))[1]
	if m.Variation != across.Usual || m.Latest != "90.0%" || m.Assurance != across.HitOrMiss {
		t.Errorf("usual weeks: %+v", m)
	}
	doc := glance(t, 0, usualDays, append(usualWeeks, 40, 0)...)
	if m := cards(t, doc)[1]; m.Variation != across.Concerning || m.Latest != "40.0%" {
		t.Errorf("a bad week: %+v", m)
	}
	f := doc.Parts[0].Findings[0]
	if f.Tone != report.Act || f.Headline != "Coded within target is worse than usual" || !strings.Contains(f.Text, "40.0% (95%\u00a0CI\u00a030.9–49.8%, 100\u00a0accounts) in the week of 21 September 2026") {
		t.Errorf("finding %+v", f) // Wilson's interval of 40 in 100: 30.9 to 49.8 %
	}
}

// A director is told nothing where there is no evidence.
func TestScorecardIsQuietWithoutEvidence(t *testing.T) {
	f := glance(t, 7, usualDays, append(usualWeeks, 0)...).Parts[0].Findings
	if len(f) != 1 || f[0].Headline != "The measures vary as usual" {
		t.Errorf("findings %+v", f)
	}
	f = glance(t, 3, append(usualDays[:13:13], 16), append(usualWeeks, 0)...).Parts[0].Findings
	if f[0].Headline != "DNFB is worse than usual" || !strings.HasPrefix(f[0].Text, "It was 16.0\u00a0d at the end of September 2026") {
		t.Errorf("findings %+v", f)
	}
}

// A month and a week that are not over make no scorecard, and the report says why: it does not say that there are
// no records.
func TestScorecardWithoutPeriodsSaysWhy(t *testing.T) {
	part := glance(t, 7, nil, 50).Parts[0]
	if len(part.Blocks) != 0 || len(part.Findings) != 1 || part.Findings[0].Headline != "Not shown: nothing was counted in any period" ||
		!strings.HasPrefix(part.Findings[0].Text, "Measures. Days of revenue take charges by day") {
		t.Errorf("%d blocks, findings %+v", len(part.Blocks), part.Findings)
	}
}
