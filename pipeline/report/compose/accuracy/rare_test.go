package accuracy_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/chart/course"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// gaps is an answer with a record with an error for each number: the records since the one
// before, two records a day.
func gaps(between ...int) string {
	rows := make([]string, len(between))
	for i, n := range between {
		rows[i] = fmt.Sprintf("(%d, DATE '2026-01-01' + %d, %d)", i+1, i/2, n)
	}
	return composetest.Header + `-- column: event_no int - Number.
-- column: coded_on date - Day.
-- column: records_between int {encounter} Between.
-- column: events int {encounter} Records with an error.
-- column: reviewed int {encounter} Reviewed.
-- metric: event_rate = proportion(events, reviewed)
-- withhold: none it measures work
SELECT CAST(k AS BIGINT) AS event_no, coded_on, CAST(n AS BIGINT) AS records_between, CAST(` + fmt.Sprint(len(between)) + ` AS BIGINT) AS events, CAST(900 AS BIGINT) AS reviewed
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(k, coded_on, n) ORDER BY event_no`
}

var rareBlock = report.BlockSpec{Kind: "rare", Title: "Rare", Noun: "severe findings"}

func TestRareErrorsAreAGChart(t *testing.T) {
	doc := composetest.Composed(t, composetest.Asked(gaps(10, 30, 20, 0, 40, 20, 20, 20), rareBlock))
	fig := doc.Parts[0].Blocks[0].Figure.Chart.(course.Gaps)
	// The mean is 160/8 = 20, the limit 20 + 3√(20 × 21) = 81.48 (Benneyan 2001), the median 20.
	if fig.Centre != 20 || math.Abs(fig.Upper-(20+3*math.Sqrt(420))) > 1e-9 || fig.Middle != 20 {
		t.Errorf("centre %v, limit %v, median %v", fig.Centre, fig.Upper, fig.Middle)
	}
	// Two of a day stand apart, in their order.
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if len(fig.Points) != 8 || !fig.Points[0].On.Equal(first) || !fig.Points[1].On.Equal(first) || fig.Points[0].Between != 10 || fig.Points[1].Between != 30 {
		t.Errorf("points %+v", fig.Points)
	}
	if rows := doc.Parts[0].Blocks[0].Figure.Data.Rows; len(rows) != 8 || strings.Join(rows[3], "|") != "2026-01-02|0|20|81.4817|common cause" {
		t.Errorf("data %q", rows)
	}
}

func TestRareErrorsSayWhatBrokeARule(t *testing.T) {
	closer := []int{30, 41, 28, 35, 52, 33, 47, 29, 38, 44, 2, 1, 3, 0, 2, 1, 4, 2}
	late := []int{10, 12, 9, 11, 10, 12, 9, 11, 10, 200}
	for name, c := range map[string]struct {
		between []int
		place   int
		signal  course.Signal
		title   string
	}{
		"a run below":      {closer, 17, course.Run, "Severe findings came closer together"},
		"beyond the limit": {late, 9, course.Outside, "Severe findings grew rarer for a time"},
		"nothing":          {[]int{10, 30, 20, 0, 40, 20, 20, 20}, 0, course.InControl, "Severe findings show no pattern"},
	} {
		t.Run(name, func(t *testing.T) {
			fig := composetest.Composed(t, composetest.Asked(gaps(c.between...), rareBlock)).Parts[0].Blocks[0].Figure.Chart.(course.Gaps)
			if fig.Points[c.place].Signal != c.signal || fig.Title != c.title {
				t.Errorf("signal %v, title %q", fig.Points[c.place].Signal, fig.Title)
			}
		})
	}
}
