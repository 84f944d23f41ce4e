// Package coding is the coding department: who codes, which errors slip in, when each
// step is done, and what audits find. Like the clinic it works from the seed and the
// encounter's number; all that it remembers is how many charts each coder has had.
package coding

import (
	"fmt"
	"time"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/chance"
	"chartline/pipeline/sample/clinic"
)

// TeamSize is the number of coders of a team; each team has two auditors.
const TeamSize = 10

// A team codes up to perTeam encounters of the period; beyond mostTeams, teams have
// more to do, so that what is remembered of them stays within bounds.
const (
	perTeam   = 100_000
	mostTeams = 100
)

// Rates are the probabilities of a coder's errors, in parts per million. Each true
// code is wrong or missing with probability Code, to which System and Query add what
// is nobody's fault.
type Rates struct {
	Code       int64 // a code omitted, wrong or of wrong specificity; a procedure's attribute
	Sequence   int64 // of a record: the principal diagnosis is swapped with another
	POA        int64 // of a matched inpatient code that is not exempt
	ExemptPOA  int64 // of a matched inpatient code that is exempt
	Commission int64 // of a record: an unsupported code
	Status     int64 // of a record: a wrong discharge status
}

// Rates that do not depend on the coder, in parts per million.
const (
	QueryRate    = 5_000  // of a code: the record needed a query (QO)
	SystemRate   = 4_000  // of a code: an interface spoiled it (SY)
	GrouperRate  = 6_000  // of an inpatient record: an old grouper version (SY)
	ValidityRate = 40_000 // of an inpatient record: a diagnosis without clinical support (CV)
	OverturnRate = 45_000 // of an audit: a finding that is overturned on rebuttal (AU)
)

// Rates of second reviews, in thousandths.
const (
	SecondRate = 100 // of random audits: the other auditor reviews the record too
	MissedRate = 250 // of these: the coder is taken for right
)

// ratesOf derives all rates from that of codes.
func ratesOf(code int64) Rates {
	return Rates{
		Code: code, Sequence: code * 4 / 10, POA: code * 6 / 10, ExemptPOA: code * 8 / 100,
		Commission: code * 16 / 10, Status: code * 4 / 10,
	}
}

// Coder is a pseudonymous member of the staff.
type Coder struct {
	ID       string
	HiredOn  calendar.Day
	Types    []clinic.PatientType
	Rates    Rates
	Educated calendar.Day // 0 for most
	After    Rates        // from the day of education
}

// On gives the coder's rates on a day.
func (c *Coder) On(day calendar.Day) Rates {
	if c.Educated != 0 && day >= c.Educated {
		return c.After
	}
	return c.Rates
}

// EducatedOn is the day on which one coder of each team was taught; the rates of that
// coder fall from EducatedFrom to EducatedTo parts per million.
var EducatedOn = calendar.On(2025, time.September, 10)

// Rates of the coder who is educated, before and after.
const (
	EducatedFrom = 180_000
	EducatedTo   = 50_000
)

// team is the pattern of every team: error rate and the patient types coded. Two are
// clearly worse than the rest, one is clearly better.
var team = [TeamSize]struct {
	rate  int64
	types []clinic.PatientType
}{
	{46_000, []clinic.PatientType{clinic.Inpatient}},
	{52_000, []clinic.PatientType{clinic.Inpatient}},
	{EducatedFrom, []clinic.PatientType{clinic.Inpatient}},
	{58_000, []clinic.PatientType{clinic.Inpatient, clinic.Observation}},
	{150_000, []clinic.PatientType{clinic.Inpatient}},
	{12_000, []clinic.PatientType{clinic.Inpatient, clinic.Observation}},
	{44_000, []clinic.PatientType{clinic.Observation, clinic.Emergency, clinic.Surgery}},
	{60_000, []clinic.PatientType{clinic.Emergency, clinic.Surgery}},
	{50_000, []clinic.PatientType{clinic.Emergency, clinic.Surgery}},
	{160_000, []clinic.PatientType{clinic.Emergency, clinic.Surgery}},
}

// Educatee is the place in the team of the coder who is educated.
const Educatee = 2

// Teams is the number of teams for so many encounters.
func Teams(encounters int64) int64 { return min((encounters+perTeam-1)/perTeam, mostTeams) }

// newTeam makes the coders of a team.
func newTeam(number int64) []*Coder {
	coders := make([]*Coder, TeamSize)
	for i, pattern := range team {
		coders[i] = &Coder{
			ID:      fmt.Sprintf("C%02d", number*TeamSize+int64(i)+1),
			HiredOn: calendar.First - calendar.Day(3500-320*i),
			Types:   pattern.types, Rates: ratesOf(pattern.rate),
		}
	}
	coders[Educatee].Educated = EducatedOn
	coders[Educatee].After = ratesOf(EducatedTo)
	return coders
}

// Auditor names one of the two auditors of a team.
func Auditor(number, which int64) string { return fmt.Sprintf("A%02d", number*2+which+1) }

// pools lists, by patient type, the places in the team of those who code it.
var pools = func() (pools [clinic.PatientTypes][]int) {
	for place, pattern := range team {
		for _, t := range pattern.types {
			pools[t] = append(pools[t], place)
		}
	}
	return pools
}()

// assign draws who codes an encounter: a place in the team.
func assign(s *chance.Stream, t clinic.PatientType) int {
	return pools[t][s.Below(int64(len(pools[t])))]
}
