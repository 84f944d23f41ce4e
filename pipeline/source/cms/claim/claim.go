// Package claim is what the readers of claims have in common: a claim with its codes as
// rows of the canonical tables, the values that stand in its cells, and the classes that
// follow from its type of bill.
//
// Files of claims repeat what they say of a claim on each of its lines. Run finds the
// lines that only repeat it, so that a claim is written once for each run of adjacent
// lines that agree; where its lines are scattered the same rows are written again, and
// the store drops what repeats itself.
package claim

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
)

// Claim is what a record says of a whole claim. Texts are views of the record: they hold
// until the next one is read.
type Claim struct {
	ID, Patient     []byte
	Facility        []byte
	FacilityUnnamed string // stands where Facility is empty
	PatientType     string
	Admitted        Day
	Discharged      Day
	Birth           Day // of the patient, where the claim says it: for the age only
	DischargeStatus []byte
	AdmissionType   []byte
	AdmissionSource []byte
	BillType        []byte
	Attending       []byte
	Payer           []byte
	Charges         Amount
	Shifted         bool // dates were moved to protect patients
	Stated          Stated
	// Continued is set where another record says what there is to say of the claim, and
	// this one only adds codes to it.
	Continued bool
	// Withdrawn is set where the record takes the claim back: it is written as cancelled,
	// and all that it had goes. Such a claim is given without codes.
	Withdrawn bool
	// LinesListed is set where a sender repeats all lines when it states a claim again.
	LinesListed bool

	Diagnoses  Diagnoses
	Procedures []Procedure
	DRGs       []DRG
}

// Procedure is one of the procedures of a claim; the first of its list is the principal.
type Procedure struct {
	Sequence  int64
	Code      []byte
	System    string
	Performed Day
}

// DRG is a group to which a claim was assigned. Claims never say by which version of
// the grouper.
type DRG struct {
	System string
	Code   []byte
}

// Line is one line of charges.
type Line struct {
	Claim, Number []byte
	Revenue       []byte
	Code          []byte
	Modifiers     []byte // in their order, separated by blanks
	Service       Day
	Units         Amount
	Charge        Amount
	Stated        Stated
}

// Day is a local calendar date, where there is one. Claims have no times of day (CLK-06).
type Day struct {
	On    arrow.Date32
	Known bool
}

// Amount is a decimal number, where there is one.
type Amount struct {
	Num   decimal128.Num
	Known bool
}

// Stated is when a sender said what a record says, where it can be told: microseconds
// since 1970 in UTC.
type Stated struct {
	Micros int64
	Known  bool
}

// Reset empties a claim for the next record; what it has allocated is used again.
func (c *Claim) Reset() {
	listed, procedures, drgs := c.Diagnoses.listed[:0], c.Procedures[:0], c.DRGs[:0]
	*c = Claim{Diagnoses: Diagnoses{listed: listed}, Procedures: procedures, DRGs: drgs}
}

// Code systems of claims.
const (
	ICD10CM  = "ICD-10-CM"
	ICD9CM   = "ICD-9-CM"
	ICD10PCS = "ICD-10-PCS"
	ICD9PCS  = "ICD-9-PCS"
	MSDRG    = "MS-DRG"
	Other    = "other" // one that is named but not known
)

// icd10Since is the first through date of claims that are coded in ICD-10: 1 October
// 2015, as 45 CFR 162.1002 sets it.
const icd10Since = arrow.Date32(16_709)

// DiagnosisSystem is the system of diagnoses by the date on which a claim ends (VER-02),
// for claims that do not name it.
func DiagnosisSystem(ended Day) string {
	if ended.Known && ended.On < icd10Since {
		return ICD9CM
	}
	return ICD10CM
}

// ProcedureSystem is the system of procedures that goes with that of the diagnoses.
func ProcedureSystem(diagnoses string) string {
	switch diagnoses {
	case ICD10CM:
		return ICD10PCS
	case ICD9CM:
		return ICD9PCS
	default:
		return diagnoses
	}
}
