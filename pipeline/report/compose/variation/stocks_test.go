package variation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// A stock is marked by its days of revenue at the ends of months: dollars over a day's revenue of three
// months of 100,000 dollars each. 16 months lie at 10 and 11 in turn, so that the limits are 10.5 ± 2.66; the
// last whole one is planted, the month that is not over and another measure say nothing.
func TestStocksAreMarkedByTheirDaysOfRevenue(t *testing.T) {
	for name, c := range map[string]struct {
		last   float64
		target float64
		want   string
	}{
		"usual":   {10, 11, "~ usual variation; ? hit or miss: target 11.0\u00a0d"},
		"worse":   {30, 0, "! concerning"},
		"better":  {1, 0, "+ improving"},
		"misses":  {10, 5, "~ usual variation; F misses the target of 5.0\u00a0d"},
		"reaches": {11, 15, "~ usual variation; P reaches the target of 15.0\u00a0d"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := stockMarks(t, c.last, c.target); got != c.want {
				t.Errorf("marks %q, want %q", got, c.want)
			}
		})
	}
}

func stockMarks(t *testing.T, last, target float64) string {
	t.Helper()
	var rows []string
	for m := range 18 {
		month := time.Date(2025, time.Month(5+m), 1, 0, 0, 0, 0, time.UTC)
		days := 10 + float64(m%2)
		switch m {
		case 16:
			days = last // September 2026
		case 17:
			days = 500 // October 2026, which is not over
		}
		window := month.AddDate(0, 1, 0).Sub(month.AddDate(0, -2, 0)).Hours() / 24
		rows = append(rows, fmt.Sprintf("'dnfb', '%s', 50, %f, 300000, 3", month.Format(time.DateOnly), days*300000/window),
			fmt.Sprintf("'dnsp', '%s', 50, 9999999, 300000, 3", month.Format(time.DateOnly)))
	}
	sql := composetest.Rows("measure text, month date, accounts int, dollars real, revenue real, revenue_months int",
		"-- metric: share = proportion(accounts, accounts)\n"+composetest.NotWithheld, "measure, month", rows...)
	c := composetest.Composer(t, composetest.Asked(sql, report.BlockSpec{Kind: "control", Metric: "share", Noun: "the share"}))
	c.From = composetest.Date("2025-05-01")
	c.Spec.KeyFigures[0].Series = &report.SeriesSpec{Query: "test/q0", Metric: "dnfb", Better: report.Lower, Target: target}
	doc, err := c.Compose(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, m := range doc.KeyFigures[0].Marks {
		words = append(words, m.Sign+" "+m.Word)
	}
	return strings.Join(words, "; ")
}
