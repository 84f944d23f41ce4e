package x12

import (
	"strconv"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/x12/claim"
)

// emit emits what a claim says. A void keeps its encounter, cancelled, and states every
// list as empty. Late charges say nothing of the account but their lines.
func (c *claimReader) emit() error {
	account := c.site.account(c.loops.Provider, c.claim.Account)
	stated := c.said.stated() + c.order()
	frequency := c.claim.Frequency
	if frequency.IsLate() {
		return c.emitLines(account, stated)
	}
	if err := c.emitPatient(stated); err != nil {
		return err
	}
	if err := c.emitEncounter(account, stated); err != nil {
		return err
	}
	if !frequency.IsVoid() {
		if err := c.emitCodes(account, stated); err != nil {
			return err
		}
		if err := c.emitLines(account, stated); err != nil {
			return err
		}
	}
	if err := c.emitLists(account, stated); err != nil {
		return err
	}
	return c.emitEvent(account, frequency.Event())
}

// patientID is the key of the person: the medical record number, else what the insurance
// calls the person.
func (c *claimReader) patientID() string {
	if c.claim.Record == "" {
		return c.loops.PatientID()
	}
	return c.site.account(c.loops.Provider, c.claim.Record)
}

// emitPatient emits the person, where the claim has a key for one.
func (c *claimReader) emitPatient(stated int64) error {
	id, person := c.patientID(), c.loops.Treated()
	if id == "" {
		return nil
	}
	birth, ok := person.BirthOn()
	switch {
	case !ok:
		return c.reject(schema.Must("patient"), "birth_on", source.ReasonType, person.Birth)
	case !valid(person.Sex) || !valid(person.Postal):
		return c.reject(schema.Must("patient"), "", source.ReasonEncoding, person.Sex+" "+person.Postal)
	}
	b := c.rows.patient
	b.Text("patient_id", id)
	setDay(b, "birth_on", birth)
	b.Text("sex", person.Sex)
	b.Text("postal_code", person.Postal)
	return end(b, stated)
}

func (c *claimReader) emitEncounter(account string, stated int64) error {
	b, said := c.rows.encounter, &c.claim
	from, through := said.Stay()
	b.Text("encounter_id", account)
	b.Text("patient_id", c.patientID())
	b.Text("facility_id", c.facility())
	b.Text("patient_type", said.PatientType())
	setDay(b, "admitted_on", from)
	if said.AdmittedAt != "" && said.Kind == claim.Institutional && c.site.zoned {
		if m, ok := moment.Compact(said.AdmittedAt, c.site.zone); ok {
			b.Instant("admitted_at", m.At)
		}
	}
	setDay(b, "discharged_on", through)
	b.Text("discharge_status", said.Status)
	b.Text("admission_type", said.AdmissionType)
	b.Text("admission_source", said.AdmissionSource)
	if said.Kind == claim.Institutional && said.Facility != "" {
		b.Text("bill_type", said.Facility+string(said.Frequency))
	}
	b.Text("attending_id", said.Attending)
	if birth, ok := c.loops.Treated().BirthOn(); ok && birth.Set && from.Set && birth.On <= from.On {
		b.Integer("age_years", moment.Age(birth.On, from.On))
	}
	b.Text("payer_class", claim.PayerClass(c.firstPayer()))
	if said.Charges.Set && !said.Frequency.IsPart() {
		b.Decimal("total_charges", said.Charges.Value)
	}
	b.Boolean("cancelled", said.Frequency.IsVoid())
	b.Boolean("dates_shifted", c.site.shifted)
	return end(b, stated)
}

// facility is the billing provider, else what the configuration says.
func (c *claimReader) facility() string {
	if c.loops.Provider != "" {
		return c.loops.Provider
	}
	return c.site.facility
}

// isFirst reports whether the claim goes to the payer who comes first. When that one has
// paid, the same bill goes to the next.
func (c *claimReader) isFirst() bool { return c.loops.PayerRank == "P" || c.loops.PayerRank == "" }

// firstPayer is the filing indicator of the payer who comes first.
func (c *claimReader) firstPayer() string {
	if !c.isFirst() && c.claim.FirstPayer != "" {
		return c.claim.FirstPayer
	}
	return c.loops.Filing
}

// emitCodes emits, of the one version that there is (the default of version_no), the
// diagnoses, procedures, DRGs and account codes.
func (c *claimReader) emitCodes(account string, stated int64) error {
	for i := range c.claim.Diagnoses {
		if err := c.emitDiagnosis(account, stated, &c.claim.Diagnoses[i]); err != nil {
			return err
		}
	}
	for i := range c.claim.Procedures {
		if err := c.emitProcedure(account, stated, &c.claim.Procedures[i]); err != nil {
			return err
		}
	}
	for _, drg := range c.claim.DRGs {
		if err := c.emitDRG(account, stated, drg); err != nil {
			return err
		}
	}
	for i := range c.claim.Accounts {
		if err := c.emitAccountCode(account, stated, &c.claim.Accounts[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *claimReader) emitDiagnosis(account string, stated int64, d *claim.Diagnosis) error {
	b := c.rows.diagnosis
	b.Text("encounter_id", account)
	b.Integer("sequence", d.Sequence)
	b.Text("role", d.Role)
	b.Text("code", d.Code)
	b.Text("code_system", d.System)
	b.Text("poa", d.POA)
	return end(b, stated)
}

func (c *claimReader) emitProcedure(account string, stated int64, p *claim.Procedure) error {
	b := c.rows.procedure
	b.Text("encounter_id", account)
	b.Integer("sequence", p.Sequence)
	b.Text("role", p.Role)
	b.Text("code", p.Code)
	b.Text("code_system", p.System)
	setDay(b, "performed_on", p.On)
	return end(b, stated)
}

func (c *claimReader) emitDRG(account string, stated int64, drg string) error {
	system, version := c.claim.Grouper(drg)
	if c.site.shifted {
		version = ""
	}
	b := c.rows.drg
	b.Text("encounter_id", account)
	b.Text("drg_system", system)
	b.Text("grouper_version", version)
	b.Text("drg", claim.DRG(drg))
	return end(b, stated)
}

func (c *claimReader) emitAccountCode(account string, stated int64, a *claim.AccountCode) error {
	b := c.rows.accountCode
	b.Text("encounter_id", account)
	b.Text("kind", a.Kind)
	b.Integer("sequence", a.Sequence)
	b.Text("code", a.Code)
	setDay(b, "occurred_on", a.From)
	setDay(b, "through_on", a.Through)
	if a.Amount.Set {
		b.Decimal("amount", a.Amount.Value)
	}
	return end(b, stated)
}

// emitLines numbers the lines from 1. Those of a part of a stay, and late ones, stand
// beside the lines of the other bills of the account and say which bill they are from.
func (c *claimReader) emitLines(account string, stated int64) error {
	var bill string
	switch {
	case c.claim.Frequency.IsLate():
		bill = "late " + strconv.FormatInt(c.said.stated()/statedBelow, 10) + "-"
	case c.claim.Frequency.IsPart():
		bill = c.claim.From.On.ToTime().Format(time.DateOnly) + "-"
	}
	b := c.rows.serviceLine
	for i := range c.claim.Lines {
		l := &c.claim.Lines[i]
		b.Text("encounter_id", account)
		b.Text("line_no", bill+strconv.Itoa(i+1))
		b.Text("revenue_code", l.Revenue)
		b.Text("code", l.Code)
		b.Text("modifiers", l.Modifiers)
		setDay(b, "service_on", l.On)
		if l.Units.Set {
			b.Decimal("units", l.Units.Value)
		}
		if l.Charge.Set {
			b.Decimal("charge", l.Charge.Value)
		}
		if err := end(b, stated); err != nil {
			return err
		}
	}
	return nil
}

// emitLists says which lists of the account the claim holds whole: all, but of the lines
// of a part of a stay only its own.
func (c *claimReader) emitLists(account string, stated int64) error {
	b := c.rows.list
	for _, list := range [...]string{"diagnosis", "procedure", "drg_assignment", "account_code", "service_line"} {
		if list == "service_line" && c.claim.Frequency.IsPart() {
			continue
		}
		b.Text("encounter_id", account)
			b.Text("list", list)
		if err := end(b, stated); err != nil {
			return err
		}
	}
	return nil
}

// emitEvent emits that the bill was sent. A bill to a second payer bills the account no
// more than the first did.
func (c *claimReader) emitEvent(account, kind string) error {
	if kind == "" || !c.said.known || !c.isFirst() {
		return nil
	}
	return c.rows.event(account, kind, c.said, c.site, "837", c.made)
}

func setDay(b *source.Batcher, column string, d claim.Day) {
	if d.Set {
		b.Date(column, d.On)
	}
}
