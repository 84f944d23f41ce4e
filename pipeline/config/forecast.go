package config

import (
	"fmt"
	"strings"
	"time"
)

// Forecast is how far the backlog is forecast, and for which question "what if".
type Forecast struct {
	Days  int64        `yaml:"days"`  // ahead, 1 to 90
	Paths int64        `yaml:"paths"` // simulated futures
	Seed  int64        `yaml:"seed"`  // the same seed gives the same numbers
	Extra []ExtraHours `yaml:"extra"` // coders beside those of the history; none unless set
}

// ExtraHours are coders beside those of the history on one weekday.
type ExtraHours struct {
	On          string  `yaml:"on"` // weekday, such as saturday
	Coders      int64   `yaml:"coders"`
	Hours       float64 `yaml:"hours"`        // productive hours of each; 8 unless set
	PatientType string  `yaml:"patient_type"` // what they code; all types unless set
}

func defaultForecast() Forecast { return Forecast{Days: 30, Paths: 2000, Seed: 1} }

// usualHours are those of an extra coder.
const usualHours = 8

// checkForecast wants a reach that can be simulated, and extra coders who can be.
func (c *Config) checkForecast() error {
	f := &c.Forecast
	switch {
	case f.Days < 1 || f.Days > 90:
		return c.fault("forecast.days", "forecast.days is not from 1 to 90", "write 30")
	case f.Paths < 200 || f.Paths > 100_000:
		return c.fault("forecast.paths", "forecast.paths is not from 200 to 100000", "write 2000")
	case f.Seed < 0:
		return c.fault("forecast.seed", "forecast.seed is below 0", "write any whole number from 0")
	}
	for i := range f.Extra {
		x, key := &f.Extra[i], fmt.Sprintf("forecast.extra[%d]", i)
		if x.Hours == 0 {
			x.Hours = usualHours
		}
		_, known := Weekday(x.On)
		switch {
		case !known:
			return c.fault(orParent(c, key, "on"), key+".on is not a weekday", "write one such as saturday")
		case x.Coders < 1 || x.Coders > 1000:
			return c.fault(orParent(c, key, "coders"), key+".coders is not from 1 to 1000", "write a whole number")
		case !(x.Hours > 0 && x.Hours <= 24):
			return c.fault(key+".hours", key+".hours is not above 0 and up to 24", "write one such as 8")
		}
	}
	return nil
}

// Weekday is the day of a name in English, such as Saturday or saturday.
func Weekday(name string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), name) {
			return d, true
		}
	}
	return 0, false
}
