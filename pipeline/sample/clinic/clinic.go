// Package clinic gives care: who comes when, with what, for how long and at what
// charge, and what a perfect coder would code. Every encounter is a function of the
// seed and its number alone, so that any number of them needs no memory.
package clinic

import (
	"sort"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
)

// PatientType is the kind of an encounter.
type PatientType int

const (
	Inpatient PatientType = iota
	Observation
	Emergency
	Surgery // same-day
	PatientTypes
)

// String is the value of encounter.patient_type.
func (t PatientType) String() string { return [...]string{"IP", "OBS", "ED", "SDS"}[t] }

// Facility is one hospital of the group.
type Facility struct {
	Index    int
	ID, Name string
	Zone     *calendar.Zone
	Births   bool  // has a maternity ward
	Share    int64 // per mille of the group's encounters
}

// Facilities of the group; all names are made up.
var Facilities = [3]*Facility{
	{0, "LMC", "Lakemont Medical Center", calendar.Chicago, true, 520},
	{1, "CPH", "Cedar Prairie Hospital", calendar.Chicago, true, 310},
	{2, "HGH", "Harbor Glen Hospital", calendar.NewYork, false, 170},
}

// Payers are the classes of the first payer.
var Payers = [5]string{"Commercial", "Medicaid", "Medicare", "Self-pay", "Other"}

// Purposes of the streams of chance.
const (
	forPerson uint64 = iota + 1
	forVisit
	forBirth
	forReturn
	forVolume
	forStaying
)

// Clinic makes the encounters of one run.
type Clinic struct {
	seed      uint64
	total     int64
	catalogue *catalogue.Catalogue
	volume    []int64 // cumulative weight of the days of the period
	lags      []int64 // distances, in encounters, at which people return
	menus     [PatientTypes][calendar.Months]menu
	births    [2]*catalogue.Condition // vaginal, cesarean
	newborn   *catalogue.Condition
}

// menu is a choice among conditions by cumulative weight.
type menu struct {
	conditions []*catalogue.Condition
	until      []int64
}

// New makes the clinic of a run of so many encounters.
func New(seed uint64, total int64) *Clinic {
	c := &Clinic{seed: seed, total: total, catalogue: catalogue.Load()}
	c.volume = volumes(seed)
	for _, days := range []int64{4, 9, 17, 27, 44, 80, 150} {
		c.lags = append(c.lags, max(1, days*total/int64(len(c.volume))))
	}
	for t := range PatientTypes {
		for month := range calendar.Months {
			c.menus[t][month] = c.menu(t, month)
		}
	}
	c.births = [2]*catalogue.Condition{c.catalogue.Condition("delivery"), c.catalogue.Condition("cesarean delivery")}
	c.newborn = c.catalogue.Condition("newborn")
	return c
}

func (c *Clinic) menu(t PatientType, month int) menu {
	var m menu
	sum := int64(0)
	for _, condition := range c.catalogue.Conditions {
		if condition.PatientType == t.String() {
			sum += condition.Weight * season(condition.Season, month)
			m.conditions = append(m.conditions, condition)
			m.until = append(m.until, sum)
		}
	}
	return m
}

func (m *menu) choose(s *chance.Stream) *catalogue.Condition {
	u := s.Below(m.until[len(m.until)-1])
	return m.conditions[sort.Search(len(m.until), func(i int) bool { return m.until[i] > u })]
}

// Day is the local date on which encounter i ends: the numbers run through the period
// in proportion to each day's volume.
func (c *Clinic) Day(i int64) calendar.Day {
	all := c.volume[len(c.volume)-1]
	point := (2*i + 1) * all / (2 * c.total)
	day := sort.Search(len(c.volume), func(d int) bool { return c.volume[d] > point })
	return calendar.First + calendar.Day(day)
}
