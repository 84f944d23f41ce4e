package coding

import (
	"time"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/clinic"
)

// Contract says how a payer class pays an inpatient stay from a date of discharge on. A
// rate in cents is that of a DRG of weight 1 at a facility whose factor is 1,000.
type Contract struct {
	Payer              int // index of clinic.Payers
	From               calendar.Day
	Payment            string
	Operating, Capital int64 // cents; 0 where the contract pays by something else
}

// Contracts are made up, but for Medicare's of 2025-10-01: those are the national amounts
// of fiscal year 2026 before any adjustment.
var Contracts = []Contract{
	{0, calendar.On(2024, time.January, 1), "drg", 1_184_000, 0},
	{0, calendar.On(2026, time.January, 1), "drg", 1_231_500, 0},
	{1, calendar.On(2023, time.July, 1), "apr_drg", 0, 0},
	{2, calendar.On(2024, time.October, 1), "drg", 659_500, 51_200},
	{2, calendar.On(2025, time.October, 1), "drg", 675_261, 52_415},
	{3, calendar.On(2024, time.January, 1), "percent_of_charge", 0, 0},
	{4, calendar.On(2024, time.January, 1), "per_diem", 0, 0},
}

// Factors blend wage index, teaching and low-income share, per mille by facility.
var Factors = [len(clinic.Facilities)]int64{1148, 967, 1031}

// Rates gives what a contract pays at a facility, in whole cents.
func (c *Contract) Rates(facility *clinic.Facility) (operating, capital int64) {
	return c.Operating * Factors[facility.Index] / 1000, c.Capital * Factors[facility.Index] / 1000
}

// ContractOf finds the contract that pays an encounter, which has ended.
func ContractOf(e *clinic.Encounter) (found *Contract) {
	for i := range Contracts {
		if c := &Contracts[i]; c.Payer == e.Payer && c.From <= e.DischargedOn {
			found = c
		}
	}
	return found
}

// Standard is what a chart of a patient type should take from a length of stay on.
type Standard struct {
	Type       clinic.PatientType
	FromDays   int64
	Hundredths int64 // of a minute
}

// Standards are those of the department.
var Standards = []Standard{
	{clinic.Inpatient, 0, 2200}, {clinic.Inpatient, 5, 3100},
	{clinic.Observation, 0, 1560}, {clinic.Emergency, 0, 660}, {clinic.Surgery, 0, 1140},
}
