package pipeline

import (
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/config"
	"chartline/pipeline/forecast/flow"
)

// Forecasts are the settings of forecasts about an instant: what the configuration says of
// them, with the holidays of the years around.
func Forecasts(c *config.Config, asOf time.Time) flow.Settings {
	s := flow.Settings{
		Days: int(c.Forecast.Days), Paths: int(c.Forecast.Paths), Seed: uint64(c.Forecast.Seed),
		Holidays: calendar.USFederal(asOf.Year()-3, asOf.Year()+1).Also(named(c.Audit.Holidays)).Except(dates(c.Audit.Worked)...),
	}
	for _, x := range c.Forecast.Extra {
		on, _ := config.Weekday(x.On) // the configuration was checked
		s.Extra = append(s.Extra, flow.Extra{On: on, Coders: int(x.Coders), Hours: x.Hours, Type: x.PatientType})
	}
	return s
}

// dates reads those of a configuration that was checked.
func dates(texts []string) []calendar.Date {
	all := make([]calendar.Date, len(texts))
	for i, text := range texts {
		t, _ := time.Parse(time.DateOnly, text)
		all[i], _ = calendar.On(t.Date())
	}
	return all
}

func named(texts []string) map[calendar.Date]string {
	names := map[calendar.Date]string{}
	for _, d := range dates(texts) {
		names[d] = "holiday of the department"
	}
	return names
}
