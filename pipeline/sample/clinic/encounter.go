package clinic

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
)

// Encounter is one visit with the record that a perfect coder would make of it.
type Encounter struct {
	Number       int64 // 0 for the first
	Person       Person
	Type         PatientType
	Condition    *catalogue.Condition
	Admitted     int64 // instant
	Discharged   int64 // instant; 0 while the patient is in house
	AdmittedOn   calendar.Day
	DischargedOn calendar.Day // 0 while the patient is in house
	Age          int64        // years at admission
	Payer        int          // index of Payers
	Cents        int64        // gross charges
	Record       Record
	Complaint    *catalogue.Code // admitting diagnosis or reason for visit; nil for planned surgery

	delivered calendar.Day // of a mother, 0 otherwise
}

// Facility gave the care.
func (e *Encounter) Facility() *Facility { return e.Person.Facility }

// InHouse is true for a patient who has not been discharged at the as-of instant.
func (e *Encounter) InHouse() bool { return e.Discharged == 0 }

// Newborn is true for a child born in the encounter.
func (e *Encounter) Newborn() bool { return e.Condition.Name == "newborn" }

// stays says whether encounter i, if it is one with a bed, has not ended by the as-of
// instant: a few of those that would have ended in the last weeks.
func (c *Clinic) stays(i int64) bool {
	return i >= c.total-c.total/20 && chance.Hash(c.seed, forStaying, uint64(i))%1000 < 250
}

// Encounter makes encounter i, in place.
func (c *Clinic) Encounter(i int64, e *Encounter) {
	record := e.Record
	record.Reset()
	*e = Encounter{Number: i, Record: record}
	var s chance.Stream
	s.Seed(c.seed, forVisit, uint64(i))
	switch {
	case !c.birth(i):
		c.visit(&s, e)
	case i%2 == 0:
		c.delivery(&s, e)
	default:
		c.nativity(&s, e)
	}
	e.Age = calendar.Age(e.Person.Birth, e.AdmittedOn)
	e.Payer = payer(&s, e)
	e.Cents = charges(&s, e)
}

// visit makes an encounter that is no birth.
func (c *Clinic) visit(s *chance.Stream, e *Encounter) {
	day, before := c.Day(e.Number), c.previous(e.Number)
	e.Person, e.Type, e.Condition = c.newcomer(c.first(e.Number))
	if before >= 0 {
		e.Type, e.Condition = c.again(s, &e.Person, day)
	}
	c.stay(s, e, day)
	if before >= 0 {
		e.notBefore(c.Day(before) + 1)
	}
	if e.Type <= Observation && c.stays(e.Number) {
		e.keep(s)
	}
	c.report(s, e)
}

// again draws what brings a person back.
func (c *Clinic) again(s *chance.Stream, p *Person, day calendar.Day) (PatientType, *catalogue.Condition) {
	for range 40 {
		if kind, condition := c.arrival(s, day); p.suits(condition, day) {
			return kind, condition
		}
	}
	return Emergency, c.catalogue.Condition("respiratory infection")
}

// notBefore moves an admission that would fall before the end of the person's last
// stay to the morning after it.
func (e *Encounter) notBefore(day calendar.Day) {
	if e.AdmittedOn >= day {
		return
	}
	zone := e.Facility().Zone
	e.Admitted = min(zone.At(day, 7*calendar.HourSeconds), e.Discharged-calendar.HourSeconds)
	e.AdmittedOn = zone.Day(e.Admitted)
}

// keep leaves the patient in house: the stay began in the last days and has no end.
func (e *Encounter) keep(s *chance.Stream) {
	e.Admitted = calendar.AsOf - s.Between(6, 70)*calendar.HourSeconds
	e.AdmittedOn = e.Facility().Zone.Day(e.Admitted)
	e.Discharged, e.DischargedOn = 0, 0
}

// delivery makes the stay of a mother; nativity, one number later, that of her child.
func (c *Clinic) delivery(s *chance.Stream, e *Encounter) {
	born := c.confine(e, e.Number)
	e.delivered = e.Facility().Zone.Day(born)
	c.report(s, e)
}

// confine sets everything of a mother's encounter that her child's depends on, from a
// stream of its own. It gives the instant of birth.
func (c *Clinic) confine(e *Encounter, mother int64) int64 {
	var s chance.Stream
	s.Seed(c.seed, forPerson, uint64(mother))
	e.Type, e.Condition = Inpatient, c.births[0]
	if s.Below(c.births[0].Weight+c.births[1].Weight) >= c.births[0].Weight {
		e.Condition = c.births[1]
	}
	e.Person = c.newPerson(&s, mother, e.Condition)
	for !e.Person.Facility.Births {
		e.Person.Facility = c.facility(&s)
	}
	c.stay(&s, e, c.Day(mother))
	return e.Admitted + (e.Discharged-e.Admitted)*s.Between(15, 35)/100
}

func (c *Clinic) nativity(s *chance.Stream, e *Encounter) {
	born := c.confine(e, e.Number-1)
	cesarean := e.Condition == c.births[1]
	facility := e.Person.Facility
	e.Condition = c.newborn
	e.Person = c.newPerson(s, e.Number, e.Condition)
	e.Person.Facility = facility
	e.Admitted, e.AdmittedOn = born, facility.Zone.Day(born)
	e.Person.Birth = e.AdmittedOn
	options := c.newborn.Groups[catalogue.Principal][0].Options
	option := &options[0]
	if cesarean {
		option = &options[1]
	}
	e.add(s, option, Principal)
	c.complete(s, e)
}
