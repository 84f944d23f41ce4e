package forecast

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"chartline/pipeline/calendar"
	"chartline/pipeline/metric"
)

// Options say how far a forecast reaches, from what, and for which plans.
type Options struct {
	Days   int             // 1 to 90 days ahead
	Paths  int             // simulated futures; 0 stands for 2,000
	Seed   uint64          // the same seed gives the same numbers
	Window int             // the last so many days of history are used; 0 stands for 182
	Plans  map[string]Plan // by account type; none goes on as before
}

// Forecast is the days ahead of every account type and of all together.
type Forecast struct {
	Types    []Outlook // in the order of the series
	Total    Outlook
	Paths    int
	Seed     uint64
	Method   string
	Warnings []string
	Missing  string // why there is no forecast; empty where there is one
}

// Outlook is the days ahead of one account type.
type Outlook struct {
	Type string // empty for all types together
	Days []Day
}

// Day is one day ahead: the median of the accounts that wait uncoded at its end, with the
// interval that holds 95 % of the simulated futures and N days of history, and the narrower
// one that holds 80 %.
type Day struct {
	Date           calendar.Date
	Waiting        metric.Estimate
	Lo80, Hi80     float64
	Arrived, Coded float64 // medians
}

const (
	method = "simulation: arrivals negative binomial by weekday with log-linear trend, hazard of coding by age and weekday " +
		"with variation between days (complementary log-log), PCG generator (math/rand/v2)"
	usualPaths, usualWindow = 2000, 182
	leastPaths              = 200
	accounts                = "{account}"
)

// Defined reports whether there is a forecast.
func (f Forecast) Defined() bool { return f.Missing == "" }

// settled fills in what the options leave open, and says what is wrong with them.
func (o Options) settled() (Options, string) {
	o.Paths, o.Window = cmp.Or(o.Paths, usualPaths), cmp.Or(o.Window, usualWindow)
	if o.Days < 1 || o.Days > longest {
		return o, badHorizon
	}
	if o.Paths < leastPaths {
		return o, fmt.Sprintf("fewer than %d paths do not show the ends of an interval", leastPaths)
	}
	if o.Window < leastDays {
		return o, tooShort
	}
	for _, p := range o.Plans {
		if why := p.fault(); why != "" {
			return o, why
		}
	}
	return o, ""
}

// Forecast simulates the days after the history.
func (d Department) Forecast(options Options) Forecast {
	f := Forecast{Method: method}
	o, why := options.settled()
	if why = cmp.Or(why, d.fault()); why != "" {
		f.Missing = why
		return f
	}
	s, why := d.simulator(o)
	if why != "" {
		f.Missing = why
		return f
	}
	f.Paths, f.Seed = o.Paths, o.Seed
	futures := s.run(o.Paths, o.Seed)
	used := int64(min(o.Window, d.days()))
	for i, series := range d.Series {
		f.Types = append(f.Types, Outlook{Type: series.Type, Days: d.summary(futures, o.Days, used, i, i+1)})
	}
	f.Total = Outlook{Days: d.summary(futures, o.Days, used, 0, len(d.Series))}
	f.Warnings = d.warnings(o)
	return f
}

// simulator fits every account type.
func (d Department) simulator(o Options) (simulator, string) {
	s := simulator{past: d, horizon: o.Days}
	from := max(0, d.days()-o.Window)
	for _, series := range d.Series {
		a, fitted := fitArrivals(d, series, from)
		c, learned := fitCoding(d, series, from)
		if !fitted || !learned {
			return s, noWork
		}
		s.types = append(s.types, process{arrivals: a, coding: c, plan: o.Plans[series.Type], waiting: series.waiting(d.days() - 1)})
	}
	s.common = correlation(s.types)
	return s, ""
}

// summary takes the days of some account types together.
func (d Department) summary(futures []path, days int, used int64, first, past int) []Day {
	summed := make([]Day, days)
	waiting, arrived, coded := make([]float64, len(futures)), make([]float64, len(futures)), make([]float64, len(futures))
	for day := range summed {
		for i, future := range futures {
			waiting[i], arrived[i], coded[i] = 0, 0, 0
			for _, t := range future[first:past] {
				waiting[i] += float64(t[day].waiting)
				arrived[i] += float64(t[day].arrived)
				coded[i] += float64(t[day].coded)
			}
		}
		for _, values := range [][]float64{waiting, arrived, coded} {
			slices.Sort(values)
		}
		e := metric.Estimate{Value: quantile(waiting, 0.5), N: used, Unit: accounts, Method: method}
		summed[day] = Day{
			Date:    d.Start.After(calendar.Days(d.days() + day)),
			Waiting: e.Between(math.Floor(quantile(waiting, 0.025)), math.Ceil(quantile(waiting, 0.975))),
			Lo80:    math.Floor(quantile(waiting, 0.1)), Hi80: math.Ceil(quantile(waiting, 0.9)),
			Arrived: quantile(arrived, 0.5), Coded: quantile(coded, 0.5),
		}
	}
	return summed
}

// quantile is type 7 of Hyndman and Fan of sorted values.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	below := int(at)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (at-float64(below))*(sorted[below+1]-sorted[below])
}

// warnings say what a reader must know of the history and of the plans.
func (d Department) warnings(o Options) []string {
	var warnings []string
	end := d.days() + o.Days
	if !d.Holidays.Covers(d.Start) || !d.Holidays.Covers(d.Start.After(calendar.Days(end-1))) {
		warnings = append(warnings, "the holiday table does not reach over all days: holidays are taken for weekdays")
	}
	if n := d.unbalanced(max(0, d.days()-o.Window)); n > 0 {
		warnings = append(warnings, metric.Counted(n, "one account appears or vanishes from one day to the next: the history is not balanced",
			"%d accounts appear or vanish from one day to the next: the history is not balanced"))
	}
	for _, name := range plannedTypes(o.Plans) {
		if !slices.ContainsFunc(d.Series, func(s Series) bool { return s.Type == name }) {
			warnings = append(warnings, "there is a plan for an account type that is not in the history")
		}
	}
	return warnings
}

func plannedTypes(plans map[string]Plan) (names []string) {
	for name := range plans {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// unbalanced is how many accounts the end of a day and the start of the next do not share.
func (d Department) unbalanced(from int) (n int64) {
	for _, s := range d.Series {
		for day := from + 1; day < d.days(); day++ {
			expected := s.waiting(day - 1)
			grow(expected)
			expected[0] = s.Arrivals[day]
			for a, open := range s.Open[day] {
				n += max(open-expected[a], expected[a]-open)
			}
		}
	}
	return n
}
