package calendar

import "time"

// Zone is an American time zone with daylight-saving time from the second Sunday of
// March to the first Sunday of November, 02:00 local (Energy Policy Act of 2005).
type Zone struct {
	Name     string // IANA
	standard int64  // seconds east of UTC
	summers  []span // instants between which clocks are an hour ahead
}

type span struct{ from, to int64 }

// The zones of the facilities.
var (
	Chicago = newZone("America/Chicago", -6*HourSeconds)
	NewYork = newZone("America/New_York", -5*HourSeconds)
)

func newZone(name string, standard int64) *Zone {
	z := &Zone{Name: name, standard: standard}
	for year := 2024; year <= 2027; year++ {
		spring := int64(nthSunday(year, time.March, 2))*DaySeconds + 2*HourSeconds - standard
		autumn := int64(nthSunday(year, time.November, 1))*DaySeconds + HourSeconds - standard
		z.summers = append(z.summers, span{spring, autumn})
	}
	return z
}

func nthSunday(year int, month time.Month, n int) Day {
	first := On(year, month, 1)
	return first + Day((7-int(first.Weekday()))%7) + Day(7*(n-1))
}

// Offset is the zone's distance from UTC at an instant, in seconds.
func (z *Zone) Offset(at int64) int64 {
	for i := range z.summers {
		if at < z.summers[i].from {
			break
		}
		if at < z.summers[i].to {
			return z.standard + HourSeconds
		}
	}
	return z.standard
}

// Local gives the local date and second of the day of an instant.
func (z *Zone) Local(at int64) (Day, int64) {
	local := at + z.Offset(at)
	return Day(local / DaySeconds), local % DaySeconds
}

// Day is the local date of an instant.
func (z *Zone) Day(at int64) Day {
	day, _ := z.Local(at)
	return day
}

// At is the instant of a local date and second of the day. A time that the clocks skip
// in spring is read as standard time, which is an hour later on the wall.
func (z *Zone) At(day Day, second int64) int64 {
	local := int64(day)*DaySeconds + second
	at := local - z.standard
	if summer := at - HourSeconds; z.Offset(summer) != z.standard {
		return summer
	}
	return at
}
