package variation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// A key figure is marked by its own series: 24 months of 100 records each, the last of which is
// planted. The centre is that of the months inside the limits.
func TestKeyFiguresAreMarkedByTheirSeries(t *testing.T) {
	for name, c := range map[string]struct {
		last   int
		better string
		target float64
		want   string
	}{
		"usual, hit or miss":      {80, report.Higher, 0.82, "~ usual variation; ? hit or miss: target 82.0%"},
		"concerning":              {40, report.Higher, 0, "! concerning"},
		"improving":               {99, report.Higher, 0, "+ improving"},
		"less is better":          {99, report.Lower, 0, "! concerning"},
		"neither is better":       {99, "", 0, "≠ not as usual"},
		"misses":                  {80, report.Higher, 0.99, "~ usual variation; F misses the target of 99.0%"},
		"reaches":                 {80, report.Higher, 0.4, "~ usual variation; P reaches the target of 40.0%"},
		"reaches, less is better": {80, report.Lower, 0.99, "~ usual variation; P reaches the target of 99.0%"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := marksOf(t, 24, c.last, c.better, c.target); got != c.want {
				t.Errorf("marks %q, want %q", got, c.want)
			}
		})
	}
	if got := marksOf(t, 6, 40, report.Higher, 0.9); got != "– too few periods" {
		t.Errorf("six months give the marks %q", got)
	}
}

func marksOf(t *testing.T, months, last int, better string, target float64) string {
	t.Helper()
	var rows []string
	for m := range months {
		x := 80 + []int{-3, 2, 0, 3, -2}[m%5]
		if m == months-1 {
			x = last
		}
		start := time.Date(2026, time.Month(9-months+m+1), 1, 0, 0, 0, 0, time.UTC)
		rows = append(rows, fmt.Sprintf("'%s', %d, 100", start.Format(time.DateOnly), x))
	}
	sql := composetest.Rows("month date, x int, n int", "-- metric: share = proportion(x, n)\n"+composetest.NotWithheld, "month", rows...)
	c := composetest.Composer(t, composetest.Asked(sql, report.BlockSpec{Kind: "control", Metric: "share", Noun: "the share"}))
	c.From = composetest.Date("2024-10-01")
	c.Spec.KeyFigures[0].Series = &report.SeriesSpec{Query: "test/q0", Metric: "share", Better: better, Target: target}
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

// A series that cannot be judged is refused before anything is asked.
func TestSeriesIsChecked(t *testing.T) {
	sql := composetest.Rows("unit text, x int, n int", "-- metric: share = proportion(x, n)\n"+composetest.NotWithheld, "unit", "'A', 1, 2")
	for name, s := range map[string]report.SeriesSpec{
		"no query": {Query: "test/none", Metric: "share"}, "no periods": {Query: "test/q0", Metric: "share"},
		"no metric": {Query: "test/q0", Metric: "rate"}, "no word": {Query: "test/q0", Metric: "share", Better: "more"},
	} {
		c := composetest.Composer(t, composetest.Asked(sql, report.BlockSpec{Kind: "dots", Metric: "share", Noun: "unit", Title: "T"}))
		c.Spec.KeyFigures[0].Series = &s
		if _, err := c.Compose(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
