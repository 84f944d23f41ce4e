package rif

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// reader reads what a record says of its claim.
type reader struct {
	columns  *columns
	facility string // of claims that name none
	shifted  bool
	claim    claim.Claim
	bill     [3]byte
	status   [2]byte
}

func newReader(c *columns, spec source.Spec) reader {
	return reader{columns: c, facility: spec.FacilityID(), shifted: spec.Option(source.Shifted) == "true"}
}

var medicare = []byte("Medicare")

// read fills the claim, or says what is wrong with the record.
func (c *reader) read(r *delimited.Record) flaw {
	k := &c.claim
	k.Reset()
	k.ID, k.Patient = claim.Cell(r, c.columns.id), claim.Cell(r, c.columns.patient)
	if len(k.ID) == 0 {
		return flaw{"encounter", "encounter_id", source.ReasonMissing}
	}
	ended, f := c.dates(r)
	if f != sound {
		return f
	}
	var ok bool
	if k.Charges, ok = claim.ParseMoney(claim.Cell(r, c.columns.charges)); !ok {
		return flaw{"encounter", "total_charges", source.ReasonType}
	}
	if k.Stated, ok = c.stated(r); !ok {
		return flaw{"encounter", "", source.ReasonType}
	}
	c.account(r)
	k.EndBy(ended)
	k.Withdrawn, k.LinesListed = c.withdrawn(r), c.columns.line.number >= 0
	if k.Withdrawn {
		return sound
	}
	c.diagnoses(r, ended)
	if code := claim.Cell(r, c.columns.drg); len(code) > 0 {
		k.DRGs = append(k.DRGs, claim.DRG{System: claim.MSDRG, Code: code})
	}
	return c.procedures(r, ended)
}

// dates reads when a claim began and ended; ended is its through date.
func (c *reader) dates(r *delimited.Record) (ended claim.Day, f flaw) {
	k := &c.claim
	var from claim.Day
	for _, d := range []struct {
		into   *claim.Day
		at     int
		column string
	}{
		{&k.Admitted, c.columns.admitted, "admitted_on"},
		{&from, c.columns.from, "admitted_on"},
		{&k.Discharged, c.columns.discharged, "discharged_on"},
		{&ended, c.columns.through, "discharged_on"},
		{&k.Birth, c.columns.birth, "age_years"},
	} {
		if d.at < 0 {
			continue
		}
		var ok bool
		if *d.into, ok = claim.ParseDay(claim.Cell(r, d.at)); !ok {
			return ended, flaw{"encounter", d.column, source.ReasonType}
		}
	}
	if !k.Admitted.Known {
		k.Admitted = from
	}
	k.DischargeStatus = claim.TwoDigits(claim.Cell(r, c.columns.status), c.status[:0])
	return ended, sound
}

// account reads what says where and how the care was given.
func (c *reader) account(r *delimited.Record) {
	k := &c.claim
	k.Facility, k.FacilityUnnamed = claim.Cell(r, c.columns.provider), c.facility
	if npi := claim.Cell(r, c.columns.npi); len(k.Facility) == 0 && !isZeros(npi) {
		k.Facility = npi
	}
	k.AdmissionType = claim.Cell(r, c.columns.admissionType)
	k.AdmissionSource = claim.Cell(r, c.columns.admissionSource)
	k.Attending = claim.Cell(r, c.columns.attending)
	if payer := claim.Cell(r, c.columns.primaryPayer); len(payer) == 0 || string(payer) == "Z" {
		k.Payer = medicare // otherwise another pays first, and it is not said of which class it is
	}
	k.Shifted = c.shifted
	k.BillType = c.typeOfBill(r)
	k.PatientType = c.patientType(r)
}

// typeOfBill joins the three digits; without one of them there is none.
func (c *reader) typeOfBill(r *delimited.Record) []byte {
	bill := c.bill[:0]
	for _, at := range []int{c.columns.facility, c.columns.class, c.columns.frequency} {
		digit := claim.Cell(r, at)
		if len(digit) != 1 {
			return nil
		}
		bill = append(bill, digit[0])
	}
	return bill
}

// patientTypes are those of NCH_CLM_TYPE_CD: 10 home health, 20 and 30 skilled nursing,
// 40 outpatient, 50 hospice, 60 to 64 inpatient, 71 and 72 carrier, 81 and 82 equipment.
var patientTypes = map[string]string{
	"10": claim.Recurring, "20": claim.Inpatient, "30": claim.Inpatient, "40": claim.Ancillary, "50": claim.Recurring,
	"60": claim.Inpatient, "61": claim.Inpatient, "62": claim.Inpatient, "63": claim.Inpatient, "64": claim.Inpatient,
	"71": claim.Professional, "72": claim.Professional, "81": claim.Professional, "82": claim.Professional,
}

// patientType is told by the type of bill, else by the type of claim, else by what the
// file has columns for.
func (c *reader) patientType(r *delimited.Record) string {
	if len(c.claim.BillType) > 0 {
		if t := claim.OfBill(c.bill[0], c.bill[1]); t != "" {
			return t
		}
	}
	if t, ok := patientTypes[string(claim.Cell(r, c.columns.claimType))]; ok {
		return t
	}
	switch {
	case c.columns.professional:
		return claim.Professional
	case c.columns.drg >= 0 || c.columns.discharged >= 0:
		return claim.Inpatient
	default:
		return claim.Ancillary
	}
}

// isZeros reports whether an identifier is a placeholder.
func isZeros(id []byte) bool {
	for _, b := range id {
		if b != '0' {
			return false
		}
	}
	return true
}

// diagnoses reads the codes of a claim. The principal comes first, so that the list does
// not repeat it.
func (c *reader) diagnoses(r *delimited.Record, ended claim.Day) {
	c.diagnosis(r, claim.Principal, c.columns.principal, ended)
	for _, d := range c.columns.listed {
		c.diagnosis(r, claim.OtherRole, d, ended)
	}
	c.diagnosis(r, claim.Admitting, c.columns.admitting, ended)
	c.diagnosis(r, claim.ExternalCause, c.columns.firstExternal, ended)
	for _, d := range c.columns.external {
		c.diagnosis(r, claim.ExternalCause, d, ended)
	}
	for _, d := range c.columns.reasons {
		c.diagnosis(r, claim.ReasonOfVisit, d, ended)
	}
}

func (c *reader) diagnosis(r *delimited.Record, role string, at coded, ended claim.Day) {
	code := claim.Cell(r, at.code)
	if len(code) == 0 {
		return
	}
	c.claim.Diagnoses.Add(role, code, c.system(r, at.version, ended), claim.POA(claim.Cell(r, at.poa)))
}

// system names the system of a diagnosis by its version of the ICD.
func (c *reader) system(r *delimited.Record, at int, ended claim.Day) string {
	version := claim.Cell(r, at)
	switch {
	case c.columns.ninth:
		return claim.ICD9CM
	case len(version) == 0:
		return claim.DiagnosisSystem(ended)
	case string(version) == "0":
		return claim.ICD10CM
	case string(version) == "9":
		return claim.ICD9CM
	default:
		return claim.Other
	}
}

// procedures reads the procedures of a claim. One may be done twice, even on one day, so
// each counts as it stands.
func (c *reader) procedures(r *delimited.Record, ended claim.Day) flaw {
	for _, at := range c.columns.procedures {
		code := claim.Cell(r, at.code)
		if len(code) == 0 {
			continue
		}
		day, ok := claim.ParseDay(claim.Cell(r, at.date))
		if !ok {
			return flaw{"procedure", "performed_on", source.ReasonType}
		}
		c.claim.Procedures = append(c.claim.Procedures, claim.Procedure{
			Sequence: int64(len(c.claim.Procedures) + 1), Code: code,
			System: claim.ProcedureSystem(c.system(r, at.version, ended)), Performed: day,
		})
	}
	return sound
}
