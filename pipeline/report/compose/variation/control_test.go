package variation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/chart/course"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// asked is an answer of queries about records by month: the mean of queries a record.
func asked(records int, queries ...int) string {
	rows := make([]string, len(queries))
	for i, k := range queries {
		rows[i] = fmt.Sprintf("DATE '%s', %d, %d, %d", composetest.Date("2024-10-01").AddDate(0, i, 0).Format(time.DateOnly), records, k, k)
	}
	return composetest.Rows("month date, reviewed int, queries int, queries_squared int",
		"-- metric: density = mean(reviewed, queries, queries_squared)\n"+composetest.NotWithheld, "month", rows...)
}

// steady are two years of counts around thirty.
var steady = []int{30, 33, 28, 31, 29, 32, 27, 34, 30, 31, 29, 30, 33, 28, 31, 29, 32, 27, 34, 30, 31, 29, 30, 32}

// figure composes a block of one figure.
func figure(t *testing.T, sql string, b report.BlockSpec) (*report.Figure, *report.Finding) {
	t.Helper()
	b.Kind = "control"
	part := composetest.Composed(t, composetest.Asked(sql, b)).Parts[0]
	return part.Blocks[0].Figure, &part.Findings[0]
}

// subtitle is what a figure of periods says of its limits.
func subtitle(f *report.Figure) string {
	c, _ := f.Chart.(course.Control)
	return c.Subtitle
}

// The centre of a u chart is all events over all records: 730 queries about 24 times 250
// records are 12.2 per 100.
func TestControlOfRatesIsPerHundredRecords(t *testing.T) {
	f, finding := figure(t, asked(250, steady...), report.BlockSpec{Metric: "density", Noun: "queries per 100 records"})
	if want := "Queries per 100 records varies around 12.2 as it always does: no month breaks a rule."; finding.Text != want {
		t.Errorf("text %q, want %q", finding.Text, want)
	}
	if got := strings.Join(f.Data.Rows[0][:4], " "); got != "2024-10-01 30 250 12" {
		t.Errorf("data %s", got)
	}
	if got := subtitle(f); !strings.HasPrefix(got, "Queries per 100 records by month, n = 6,000; dashed: ") {
		t.Errorf("subtitle %q", got)
	}
}

// Where nobody says which side is worse, a month outside is to watch, and more is not good. The latest
// month on the worse side is to act on, an earlier one is over.
func TestControlOfRatesHasNoBetterSideOfItsOwn(t *testing.T) {
	for month, tones := range map[string]map[string]report.Tone{
		"October 2025":   {"": report.Watch, report.Lower: report.Watch, report.Higher: report.Good},
		"September 2026": {"": report.Watch, report.Lower: report.Act, report.Higher: report.Good},
	} {
		counts := append([]int{}, steady...)
		counts[map[string]int{"October 2025": 12, "September 2026": 23}[month]] = 90
		for better, want := range tones {
			_, f := figure(t, asked(250, counts...), report.BlockSpec{Metric: "density", Noun: "queries", Better: better, Screen: true})
			if f.Tone != want || !strings.Contains(f.Text, "in "+month) {
				t.Errorf("better %q: %+v", better, f)
			}
		}
	}
}

// Screening makes limits without the month of an outage, and says so; without it the outage
// widens them.
func TestScreeningIsStated(t *testing.T) {
	sql := series(90, 92, 89, 91, 90, 93, 88, 91, 60, 90, 92, 89, 91)
	centre := map[bool]string{}
	for _, on := range []bool{true, false} {
		f, _ := figure(t, sql, report.BlockSpec{Metric: "accuracy", Noun: "accuracy", Screen: on})
		centre[on] = f.Data.Rows[0][4]
		said := "made from all months"
		if on {
			said = "made from the months inside them (1 screened out)"
		}
		if words := subtitle(f); !strings.Contains(words, said) {
			t.Errorf("screen %v: %s", on, words)
		}
	}
	// 1086 of 1200 without June, 1146 of 1300 with it.
	if centre[true] != "0.905" || !strings.HasPrefix(centre[false], "0.8815") {
		t.Errorf("centres %v", centre)
	}
}

// Months of 1,000 records that differ by far more than coin tosses do: a p chart says that
// its limits are too narrow, and a p′ chart, which holds this, does not.
func TestOverdispersionIsStated(t *testing.T) {
	rows := make([]string, 24)
	for i := range rows {
		rows[i] = fmt.Sprintf("DATE '%s', %d, 1000", composetest.Date("2024-10-01").AddDate(0, i, 0).Format(time.DateOnly), 850+100*(i%2))
	}
	sql := composetest.Rows("month date, kept int, reviewed int", "-- metric: accuracy = proportion(kept, reviewed)\n"+composetest.NotWithheld, "month", rows...)
	for chart, want := range map[string]bool{"p": true, "p_prime": false} {
		f, _ := figure(t, sql, report.BlockSpec{Metric: "accuracy", Noun: "accuracy", Chart: chart})
		// 0.1 apart in standard errors of √(0.9 × 0.1 / 1000), over d₂ of two: 9.3.
		if told := strings.Contains(strings.Join(f.Data.Notes, " "), "vary 9.3 times as much as chance"); told != want {
			t.Errorf("%s chart: notes %v", chart, f.Data.Notes)
		}
	}
}

// A new system lifts the share from 80 to 90 %: limits begin anew there, and no month breaks
// a rule; without it every month does.
func TestLimitsBeginAnewAtAnEvent(t *testing.T) {
	var shares []int
	for i := range 26 {
		shares = append(shares, 80+10*(i/13)+i%3)
	}
	event := report.EventSpec{On: "2026-11-01", Label: "new encoder", Rebase: true}
	block := report.BlockSpec{Metric: "accuracy", Noun: "accuracy", Events: []report.EventSpec{event}}
	f, finding := figure(t, series(shares...), block)
	if finding.Tone != report.Neutral || !strings.Contains(subtitle(f), "and anew from New encoder on") {
		t.Errorf("finding %+v, subtitle %s", finding, subtitle(f))
	}
	block.Events[0].Rebase = false
	if _, finding := figure(t, series(shares...), block); finding.Tone == report.Neutral {
		t.Errorf("without new limits: %+v", finding)
	}
	block.Events[0].Rebase, block.Events[0].On = true, "2027-09-01" // two months before the end
	if f, _ := figure(t, series(shares...), block); !strings.Contains(strings.Join(f.Data.Notes, " "), "go on unchanged after new encoder") {
		t.Errorf("notes %v", f.Data.Notes)
	}
}

// Retractions ten days apart, but for five within a day of each other.
func TestTimesBetweenRareEvents(t *testing.T) {
	var rows []string
	at := 1_700_000_000
	for i := range 30 {
		step := 864_000 + 50_000*(i%5)
		if i >= 20 && i < 25 {
			step = 60
		}
		at += step
		rows = append(rows, fmt.Sprintf("%d, %d", i+1, at))
	}
	sql := composetest.Rows("retraction_no int, at_second int", composetest.NotWithheld, "retraction_no", rows...)
	f, finding := figure(t, sql, report.BlockSpec{Chart: "t", Noun: "retracted queries", Screen: true})
	if finding.Headline != "Retracted queries came closer together" || finding.Tone != report.Watch {
		t.Errorf("finding %+v", finding)
	}
	if len(f.Data.Rows) != 29 || f.Data.Rows[0][1] != fmt.Sprint((864000.0 + 50000) / 86400)[:len(f.Data.Rows[0][1])] {
		t.Errorf("%d rows, the first %v", len(f.Data.Rows), f.Data.Rows[0])
	}
}

func TestControlRefusesWhatDoesNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		block report.BlockSpec
		want  string
	}{
		"no such chart":        {report.BlockSpec{Metric: "density", Chart: "np"}, "there is no chart np"},
		"a mean on a p chart":  {report.BlockSpec{Metric: "density", Chart: "p"}, "share of two counts"},
		"no cases for g":       {report.BlockSpec{Chart: "g"}, "records_between"},
		"a target of times":    {report.BlockSpec{Chart: "t", Target: 3}, "rare events takes"},
		"no metric by periods": {report.BlockSpec{Chart: "xmr"}, "needs a metric"},
	} {
		c.block.Kind, c.block.Noun = "control", "queries"
		if _, err := composetest.Attempt(t, composetest.Asked(asked(250, steady...), c.block)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
