package block

import (
	"time"

	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/report/compose/wording"
	"chartline/pipeline/theme"
)

// Edition is one issue of a report as its blocks see it: a period, an instant, and what the
// site asks of every figure.
type Edition struct {
	wording.Language              // that the document is written in
	Theme            *theme.Theme // that it is painted in; nil for the built-in one
	From, To         time.Time    // local dates at midnight UTC: first, and first after
	AsOf             time.Time
	Location         *time.Location
	MinCell          int64  // counts below it are small (SUP-01); 0 withholds nothing
	Whose            string // coder or facility that the document is about; empty where it is about all
	Forecast         flow.Settings
	ServiceLevels    map[string]int64        // business days that a finding may be in a state (standard 2.10), by state
	Outlooks         map[string]flow.Outlook // forecasts made so far by what was asked, which blocks share
}

// LocalDate is the local date of the as-of instant, at midnight UTC.
func (e *Edition) LocalDate() time.Time {
	year, month, date := e.AsOf.In(e.Location).Date()
	return time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
}

// Small writes a count of accounts, and a small one as such (SUP-06).
func (e *Edition) Small(n int64) string {
	if n > 0 && n < e.MinCell {
		return "<" + e.Count(e.MinCell)
	}
	return e.Count(n)
}
