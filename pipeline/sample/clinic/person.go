package clinic

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
)

// Person is somebody who was here once or more. First is the number of the first
// encounter and makes the person's key.
type Person struct {
	First    int64
	Birth    calendar.Day
	Sex      string
	Postal   int64
	Facility *Facility
}

// birth says whether the pair of encounters 2k and 2k+1 is a mother and her child.
func (c *Clinic) birth(i int64) bool {
	pair := i / 2
	return 2*pair+1 < c.total && chance.Hash(c.seed, forBirth, uint64(pair))%1000 < 54
}

// returns gives the lag, in encounters, after which the person of encounter i comes
// back; 0 for most.
func (c *Clinic) returns(i int64) int64 {
	h := chance.Hash(c.seed, forReturn, uint64(i))
	if h%1000 >= 330 || c.birth(i) {
		return 0
	}
	return c.lags[h>>32%uint64(len(c.lags))]
}

// previous is the person's encounter before encounter i; -1 where i is the first.
func (c *Clinic) previous(i int64) int64 {
	if c.birth(i) {
		return -1
	}
	for _, lag := range c.lags {
		if before := i - lag; before >= 0 && c.returns(before) == lag {
			return before
		}
	}
	return -1
}

// first is the number of the first encounter of the person who comes to encounter i.
func (c *Clinic) first(i int64) int64 {
	for before := c.previous(i); before >= 0; before = c.previous(i) {
		i = before
	}
	return i
}

// newcomer draws who comes first to encounter i, and with what.
func (c *Clinic) newcomer(i int64) (Person, PatientType, *catalogue.Condition) {
	var s chance.Stream
	s.Seed(c.seed, forPerson, uint64(i))
	kind, condition := c.arrival(&s, c.Day(i))
	return c.newPerson(&s, i, condition), kind, condition
}

// arrival draws the patient type and the condition of somebody's first encounter.
func (c *Clinic) arrival(s *chance.Stream, day calendar.Day) (PatientType, *catalogue.Condition) {
	shares := mix(day)
	u := s.Below(1000)
	kind := Inpatient
	for u >= shares[kind] {
		u -= shares[kind]
		kind++
	}
	return kind, c.menus[kind][day.Month()].choose(s)
}

// newPerson draws somebody whom the condition befalls.
func (c *Clinic) newPerson(s *chance.Stream, i int64, condition *catalogue.Condition) Person {
	p := Person{First: i, Sex: condition.Sex, Facility: c.facility(s)}
	if p.Sex == "" {
		p.Sex = "M"
		if s.PerMille(520) {
			p.Sex = "F"
		}
	}
	span := condition.AgeHigh - condition.AgeLow + 1
	years := condition.AgeLow + (s.Below(span)+s.Below(span))/2
	p.Birth = c.Day(i) - calendar.Day(years*1461/4+s.Below(364)+1)
	p.Postal = c.postal(s, p.Facility)
	return p
}

func (c *Clinic) facility(s *chance.Stream) *Facility {
	u := s.Below(1000)
	for _, f := range Facilities {
		if u < f.Share {
			return f
		}
		u -= f.Share
	}
	return Facilities[0]
}

// postal draws a postal code from a range that the postal service has given to nobody.
func (c *Clinic) postal(s *chance.Stream, f *Facility) int64 {
	return 200 + int64(f.Index)*20 + s.Below(20)
}

// suits says whether a condition can befall the person on a day.
func (p *Person) suits(condition *catalogue.Condition, day calendar.Day) bool {
	age := calendar.Age(p.Birth, day)
	return (condition.Sex == "" || condition.Sex == p.Sex) && age >= condition.AgeLow && age <= condition.AgeHigh
}
