package clinic

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/chance"
)

// clocks are the local hours between which a visit of each type ends.
var clocks = [PatientTypes][2]int64{{10, 19}, {9, 20}, {1, 24}, {10, 18}}

// stay sets the instants of an encounter that ends on a day.
func (c *Clinic) stay(s *chance.Stream, e *Encounter, day calendar.Day) {
	zone := e.Facility().Zone
	clock := clocks[e.Type]
	second := s.Between(clock[0]*calendar.HourSeconds, clock[1]*calendar.HourSeconds-1)
	e.Discharged, e.DischargedOn = zone.At(day, second), day
	length := s.Around(e.Condition.Stay*calendar.HourSeconds, &chance.Narrow)
	if e.Type == Inpatient {
		length = max(length, 15*calendar.HourSeconds)
	}
	e.Admitted = e.Discharged - length - s.Below(1800)
	if e.Type == Surgery { // opens at six
		e.Admitted = max(e.Admitted, zone.At(day, 6*calendar.HourSeconds+s.Below(1800)))
	}
	e.AdmittedOn = zone.Day(e.Admitted)
	e.DischargedOn = zone.Day(e.Discharged)
}

// nights is the length of stay in calendar days, to the as-of date for a patient in
// house.
func (e *Encounter) nights() int64 { return int64(e.LastDay() - e.AdmittedOn) }

// LastDay is the local date of discharge or, in house, of the as-of instant.
func (e *Encounter) LastDay() calendar.Day {
	if e.InHouse() {
		return e.Facility().Zone.Day(calendar.AsOf)
	}
	return e.DischargedOn
}

// Discharge statuses of UB-04.
const (
	Home       = "01"
	Transfer   = "02"
	Nursing    = "03"
	HomeCare   = "06"
	LeftEarly  = "07"
	Expired    = "20"
	Hospice    = "50"
	Rehab      = "62"
	StillThere = "30"
)

// status draws how the stay ended.
func status(s *chance.Stream, e *Encounter) string {
	if e.InHouse() {
		return StillThere
	}
	if s.PerMille(e.Condition.Mortality) {
		return Expired
	}
	u := s.Below(1000)
	switch {
	case e.Type == Surgery || e.Newborn():
		return Home
	case u < 18 && e.Type != Inpatient || u < 12:
		return LeftEarly
	case e.Type == Emergency:
		return Home
	case u >= 985:
		return Transfer
	}
	return afterCare(u, e)
}

func afterCare(u int64, e *Encounter) string {
	old := e.Age
	if e.Condition.ServiceLine == "Orthopedics" {
		old += 8
	}
	switch {
	case e.Type != Inpatient || old < 50:
		return Home
	case old >= 78 && u < 270, u < 110:
		return Nursing
	case old >= 78 && u < 500, u < 290:
		return HomeCare
	case old >= 65 && u < 550, u < 310:
		return Rehab
	case old >= 78 && u < 575:
		return Hospice
	}
	return Home
}

// payer draws the class of the first payer by age.
func payer(s *chance.Stream, e *Encounter) int {
	shares := [5]int64{560, 210, 60, 120, 50}
	switch {
	case e.Age >= 65:
		shares = [5]int64{80, 15, 880, 5, 20}
	case e.Age < 19:
		shares = [5]int64{480, 450, 0, 40, 30}
	}
	u := s.Below(1000)
	for i, share := range shares {
		if u < share {
			return i
		}
		u -= share
	}
	return 0
}

// daily is the charge of a day in house or hour on site, in dollars, by patient type.
var daily = [PatientTypes]int64{4200, 110, 150, 400}

// charges draws gross charges, in cents.
func charges(s *chance.Stream, e *Encounter) int64 {
	units := e.nights()
	if e.Type != Inpatient {
		end := e.Discharged
		if e.InHouse() {
			end = calendar.AsOf
		}
		units = (end - e.Admitted) / calendar.HourSeconds
	}
	rate := daily[e.Type]
	if e.Newborn() {
		rate = 1400
	}
	dollars := e.Condition.Charge + units*rate
	return dollars*s.Between(70, 145) + s.Below(100)
}
