package coding

import (
	"time"

	"chartline/pipeline/sample/calendar"
)

// The encoder was down from OutageFrom to OutageTo, local dates, both included: no chart
// was coded. Then the department worked off the queue at twice its pace.
var (
	OutageFrom = calendar.On(2026, time.February, 9)
	OutageTo   = calendar.On(2026, time.February, 20)

	// The instants are central time for the whole group; one hour of the east does not
	// matter, since nobody codes at night.
	outageFrom = calendar.Chicago.At(OutageFrom, 0)
	outageTo   = calendar.Chicago.At(OutageTo+1, 0)
)

// SlowFrom is the first discharge date from which the department, short of staff, takes
// longer; it still does at the as-of instant.
var SlowFrom = calendar.On(2026, time.September, 8)

// slowness is how much longer the waits are, in tenths.
const slowness = 32

// during is true for an instant within the outage.
func during(at int64) bool { return at >= outageFrom && at < outageTo }

// delayed maps the instant at which a chart's turn would have come to the one at which
// it came. Turns keep their order. Within the outage the queue builds up; a chart
// waits half as long again as it had still to wait, so that the queue is gone after
// as many days as the outage took.
func delayed(at int64) int64 {
	length := outageTo - outageFrom
	switch {
	case at < outageFrom || at >= outageTo+length:
		return at
	case at < outageTo:
		return outageTo + (at-outageFrom)/2
	}
	return outageTo + length/2 + (at-outageTo)/2
}
