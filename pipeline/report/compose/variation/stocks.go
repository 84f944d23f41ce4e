package variation

import (
	"math"
	"slices"
	"time"

	"chartline/pipeline/query"
	"chartline/pipeline/report/compose/block"
)

// stocks are what a query tells in dollars at the end of each month, to be read in days of revenue
// (KPI-01 to KPI-03).
var stocks = []string{"dnfc", "dnfb", "fbns", "dnsp"}

// IsStock reports whether a query tells a stock by this name at the end of each month, beside the
// revenue that makes days of it.
func IsStock(q *query.Query, name string) bool {
	for _, column := range []string{"measure", "month", "dollars", "revenue", "revenue_months"} {
		if _, ok := q.Column(column); !ok {
			return false
		}
	}
	return slices.Contains(stocks, name)
}

// StockDays are the rows of a stock of which the month is over on a date, in order of time, and the days of
// revenue of each; NaN where the store lacks revenue of the three months that end with it. Those before the first
// with revenue are left out.
func StockDays(a block.Answer, name string, on time.Time) (rows []int, days []float64) {
	for row, measure := range a.Text("measure") {
		month := a.Date("month")[row]
		next := month.AddDate(0, 1, 0)
		if measure != name || next.After(on) { // a month that is not over has no end to be measured at
			continue
		}
		v, window := math.NaN(), next.Sub(month.AddDate(0, -2, 0)).Hours()/24
		if a.Int("revenue_months")[row] == 3 && a.Real("revenue")[row] > 0 {
			v = a.Real("dollars")[row] * window / a.Real("revenue")[row]
		}
		if len(rows) == 0 && math.IsNaN(v) {
			continue
		}
		rows, days = append(rows, row), append(days, v)
	}
	return rows, days
}
