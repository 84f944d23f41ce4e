package sample

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/chance"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// Days on which charges or work can fall: stays that end in the period may begin before
// it, and the as-of instant lies on the day after.
var (
	firstDay = calendar.First - 60
	days     = int(calendar.Last-firstDay) + 2
)

// revenue sums charges by facility, day, patient type and payer, in cents.
type revenue struct {
	cents [len(clinic.Facilities)][][clinic.PatientTypes][len(clinic.Payers)]int64
}

func newRevenue() *revenue {
	r := &revenue{}
	for i := range r.cents {
		r.cents[i] = make([][clinic.PatientTypes][len(clinic.Payers)]int64, days)
	}
	return r
}

// add spreads the charges of an encounter over its days: a third on the first, the rest
// evenly.
func (r *revenue) add(e *clinic.Encounter) {
	first, last := int(e.AdmittedOn-firstDay), int(e.LastDay()-firstDay)
	rest := e.Cents
	facility := e.Facility().Index
	put := func(day int, cents int64) {
		r.cents[facility][day][e.Type][e.Payer] += cents
		rest -= cents
	}
	if last > first {
		put(first, e.Cents/3)
		each := rest / int64(last-first)
		for day := first + 1; day < last; day++ {
			put(day, each)
		}
	}
	put(last, rest)
}

func (r *revenue) write(f *files) {
	for _, facility := range clinic.Facilities {
		for day := range days {
			for t := range clinic.PatientTypes {
				for payer, cents := range r.cents[facility.Index][day][t] {
					if cents != 0 {
						revenueRow(f.chargeDay, facility, firstDay+calendar.Day(day), t, payer, cents)
					}
				}
			}
		}
	}
}

func revenueRow(f *file, facility *clinic.Facility, day calendar.Day, t clinic.PatientType, payer int, cents int64) {
	f.string(facility.ID)
	f.day(day)
	f.string(t.String())
	f.string(clinic.Payers[payer])
	f.hundredths(cents)
	f.end()
}

// hours counts the charts of every coder by day and patient type.
type hours struct {
	seed   uint64
	charts [][coding.TeamSize][]perType // by team and place
}

// perType is a number of charts for each patient type.
type perType [clinic.PatientTypes]int32

func newHours(seed uint64, teams int) *hours {
	h := &hours{seed: seed, charts: make([][coding.TeamSize][]perType, teams)}
	for team := range h.charts {
		for place := range h.charts[team] {
			h.charts[team][place] = make([]perType, days)
		}
	}
	return h
}

func (h *hours) add(e *clinic.Encounter, c *coding.Chart) {
	h.charts[c.Team][c.Place][c.CodedOn(e)-firstDay][e.Type]++
}

// write gives each coder's days the time that the charts took.
func (h *hours) write(f *files, teams [][]*coding.Coder) {
	var s chance.Stream
	for team, coders := range teams {
		for place, coder := range coders {
			s.Seed(h.seed, forHours, uint64(team*coding.TeamSize+place))
			for day, charts := range h.charts[team][place] {
				for t, n := range charts {
					if n > 0 {
						hoursRow(f.coderDay, &s, coder, firstDay+calendar.Day(day), clinic.PatientType(t), int64(n))
					}
				}
			}
		}
	}
}

// forHours is the purpose of the stream of working hours.
const forHours = 301

// standard is what a chart of each patient type takes, in hundredths of an hour.
var standard = [clinic.PatientTypes]int64{44, 26, 11, 19}

func hoursRow(f *file, s *chance.Stream, c *coding.Coder, day calendar.Day, t clinic.PatientType, n int64) {
	productive := max(n*standard[t]*s.Between(80, 125)/100, 5)
	f.string(c.ID)
	f.day(day)
	f.string(t.String())
	f.hundredths(productive * s.Between(112, 128) / 100)
	f.hundredths(productive)
	f.int(n)
	f.end()
}
