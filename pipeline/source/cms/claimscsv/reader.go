package claimscsv

import (
	"bytes"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// reader reads what a record says of its claim.
type reader struct {
	columns  *columns
	facility string // of claims that name none
	shifted  bool
	repeats  string // the option charges
	claim    claim.Claim
	status   [2]byte
}

func newReader(c *columns, spec source.Spec) reader {
	return reader{
		columns: c, facility: spec.FacilityID(), repeats: spec.Option(charges),
		shifted: spec.Option(source.Shifted) == "true",
	}
}

const dayMicros = 86_400_000_000

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
	if f := c.totalCharges(r); f != sound {
		return f
	}
	c.account(r)
	k.EndBy(ended)
	if k.Withdrawn = len(k.BillType) == 3 && k.BillType[2] == claim.VoidFrequency; k.Withdrawn {
		return sound
	}
	system := c.diagnoses(r, ended)
	c.groups(r)
	return c.procedures(r, system)
}

// dates reads when a claim began, ended and was stated; ended is the date by which its
// codes are chosen.
func (c *reader) dates(r *delimited.Record) (ended claim.Day, f flaw) {
	k := &c.claim
	var started, stated claim.Day
	for _, d := range []struct {
		into   *claim.Day
		at     int
		column string
	}{
		{&k.Admitted, c.columns.admitted, "admitted_on"},
		{&started, c.columns.started, "admitted_on"},
		{&k.Discharged, c.columns.discharged, "discharged_on"},
		{&ended, c.columns.ended, "discharged_on"},
		{&stated, c.columns.stated, ""},
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
		k.Admitted = started
	}
	k.DischargeStatus = claim.TwoDigits(claim.Cell(r, c.columns.status), c.status[:0])
	if !ended.Known {
		ended = k.Discharged
	}
	k.Stated = claim.Stated{Micros: int64(stated.On) * dayMicros, Known: stated.Known}
	return ended, sound
}

// totalCharges reads the charges of the claim as a whole.
func (c *reader) totalCharges(r *delimited.Record) flaw {
	at := c.columns.total
	if at < 0 && c.chargesClaim(r) {
		at = c.columns.charge
	}
	var ok bool
	if c.claim.Charges, ok = claim.ParseMoney(claim.Cell(r, at)); !ok {
		return flaw{"encounter", "total_charges", source.ReasonType}
	}
	return sound
}

var institutional, cclf = []byte("institutional"), []byte("cclf")

// chargesClaim reports whether the charges that stand on a line are those of its claim.
func (c *reader) chargesClaim(r *delimited.Record) bool {
	if c.repeats == "line" || !bytes.EqualFold(claim.Cell(r, c.columns.claimType), institutional) {
		return false
	}
	return c.repeats == "claim" || bytes.EqualFold(claim.Cell(r, c.columns.origin), cclf)
}

// account reads what says where and how the care was given.
func (c *reader) account(r *delimited.Record) {
	k := &c.claim
	k.Facility, k.FacilityUnnamed = claim.Cell(r, c.columns.facility), c.facility
	if len(k.Facility) == 0 {
		k.Facility = claim.Cell(r, c.columns.billing)
	}
	k.AdmissionType = claim.Cell(r, c.columns.admissionType)
	k.AdmissionSource = claim.Cell(r, c.columns.admissionSource)
	k.Attending = claim.Cell(r, c.columns.attending)
	k.Payer = claim.Cell(r, c.columns.payer)
	k.Shifted = c.shifted
	k.BillType = claim.Cell(r, c.columns.bill)
	if len(k.BillType) == 4 && k.BillType[0] == '0' {
		k.BillType = k.BillType[1:]
	}
	k.PatientType = c.patientType(r)
}

// patientType is told by the kind of claim and its type of bill; a claim without either
// is inpatient where it has a DRG or was admitted.
func (c *reader) patientType(r *delimited.Record) string {
	switch kind := claim.Cell(r, c.columns.claimType); {
	case bytes.EqualFold(kind, []byte("professional")):
		return claim.Professional
	case bytes.EqualFold(kind, []byte("inpatient")):
		return claim.Inpatient
	}
	bill := c.claim.BillType
	if len(bill) >= 2 {
		if t := claim.OfBill(bill[0], bill[1]); t != "" {
			return t
		}
	}
	for _, at := range []int{c.columns.admitted, c.columns.msDRG, c.columns.aprDRG, c.columns.drg} {
		if len(claim.Cell(r, at)) > 0 {
			return claim.Inpatient
		}
	}
	return claim.Ancillary
}
