package x12

import (
	"strconv"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/x12/claim"
	"chartline/pipeline/source/x12/envelope"
)

// emit emits what a claim says. A void keeps its encounter, cancelled, and states every
// list as empty. Late charges say nothing of the account but their lines.
func (w *worker) emit() error {
	account := w.site.account(w.loops.Provider, w.claim.Account)
	stated := w.said.Stated() + w.order()
	frequency := w.claim.Frequency
	if frequency.IsLate() {
		return w.emitLines(account, stated)
	}
	if err := w.emitPatient(stated); err != nil {
		return err
	}
	if err := w.emitEncounter(account, stated); err != nil {
		return err
	}
	if !frequency.IsVoid() {
		if err := w.emitCodes(account, stated); err != nil {
			return err
		}
		if err := w.emitLines(account, stated); err != nil {
			return err
		}
	}
	if err := w.emitLists(account, stated); err != nil {
		return err
	}
	return w.emitEvent(account, frequency.Event())
}

// patientID is the key of the person: the medical record number, else what the insurance
// calls the person.
func (w *worker) patientID() string {
	if w.claim.Record == "" {
		return w.loops.PatientID()
	}
	return w.site.account(w.loops.Provider, w.claim.Record)
}

// emitPatient emits the person, where the claim has a key for one.
func (w *worker) emitPatient(stated int64) error {
	id, person := w.patientID(), w.loops.Treated()
	if id == "" {
		return nil
	}
	birth, ok := person.BirthOn()
	switch {
	case !ok:
		return w.reject(schema.Must("patient"), "birth_on", source.ReasonType, person.Birth)
	case !valid(person.Sex) || !valid(person.Postal):
		return w.reject(schema.Must("patient"), "", source.ReasonEncoding, person.Sex+" "+person.Postal)
	}
	b := w.rows.patient
	b.Text("patient_id", id)
	setDay(b, "birth_on", birth)
	b.Text("sex", person.Sex)
	b.Text("postal_code", person.Postal)
	return end(b, stated)
}

func (w *worker) emitEncounter(account string, stated int64) error {
	b, said := w.rows.encounter, &w.claim
	from, through := said.Stay()
	b.Text("encounter_id", account)
	b.Text("patient_id", w.patientID())
	b.Text("facility_id", w.facility())
	b.Text("patient_type", said.PatientType())
	setDay(b, "admitted_on", from)
	if said.AdmittedAt != "" && said.Kind == claim.Institutional && w.site.zoned {
		if m, ok := moment.Compact(said.AdmittedAt, w.site.zone); ok {
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
	if birth, ok := w.loops.Treated().BirthOn(); ok && birth.Set && from.Set && birth.On <= from.On {
		b.Integer("age_years", moment.Age(birth.On, from.On))
	}
	b.Text("payer_class", claim.PayerClass(w.firstPayer()))
	if said.Charges.Set && !said.Frequency.IsPart() {
		b.Decimal("total_charges", said.Charges.Value)
	}
	b.Boolean("cancelled", said.Frequency.IsVoid())
	b.Boolean("dates_shifted", w.site.shifted)
	return end(b, stated)
}

// facility is the billing provider, else what the configuration says.
func (w *worker) facility() string {
	if w.loops.Provider != "" {
		return w.loops.Provider
	}
	return w.site.facility
}

// isFirst reports whether the claim goes to the payer who comes first. When that one has
// paid, the same bill goes to the next.
func (w *worker) isFirst() bool { return w.loops.PayerRank == "P" || w.loops.PayerRank == "" }

// firstPayer is the filing indicator of the payer who comes first.
func (w *worker) firstPayer() string {
	if !w.isFirst() && w.claim.FirstPayer != "" {
		return w.claim.FirstPayer
	}
	return w.loops.Filing
}

// emitCodes emits, of the one version that there is (the default of version_no), the
// diagnoses, procedures, DRGs and account codes.
func (w *worker) emitCodes(account string, stated int64) error {
	for i := range w.claim.Diagnoses {
		if err := w.emitDiagnosis(account, stated, &w.claim.Diagnoses[i]); err != nil {
			return err
		}
	}
	for i := range w.claim.Procedures {
		if err := w.emitProcedure(account, stated, &w.claim.Procedures[i]); err != nil {
			return err
		}
	}
	for _, drg := range w.claim.DRGs {
		if err := w.emitDRG(account, stated, drg); err != nil {
			return err
		}
	}
	for i := range w.claim.Accounts {
		if err := w.emitAccountCode(account, stated, &w.claim.Accounts[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) emitDiagnosis(account string, stated int64, d *claim.Diagnosis) error {
	b := w.rows.diagnosis
	b.Text("encounter_id", account)
	b.Integer("sequence", d.Sequence)
	b.Text("role", d.Role)
	b.Text("code", d.Code)
	b.Text("code_system", d.System)
	b.Text("poa", d.POA)
	return end(b, stated)
}

func (w *worker) emitProcedure(account string, stated int64, p *claim.Procedure) error {
	b := w.rows.procedure
	b.Text("encounter_id", account)
	b.Integer("sequence", p.Sequence)
	b.Text("role", p.Role)
	b.Text("code", p.Code)
	b.Text("code_system", p.System)
	setDay(b, "performed_on", p.On)
	return end(b, stated)
}

func (w *worker) emitDRG(account string, stated int64, drg string) error {
	system, version := w.claim.Grouper(drg)
	if w.site.shifted {
		version = ""
	}
	b := w.rows.drg
	b.Text("encounter_id", account)
	b.Text("drg_system", system)
	b.Text("grouper_version", version)
	b.Text("drg", claim.DRG(drg))
	return end(b, stated)
}

func (w *worker) emitAccountCode(account string, stated int64, a *claim.AccountCode) error {
	b := w.rows.accountCode
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
func (w *worker) emitLines(account string, stated int64) error {
	var bill string
	switch {
	case w.claim.Frequency.IsLate():
		bill = "late " + strconv.FormatInt(w.said.Stated()/envelope.Below, 10) + "-"
	case w.claim.Frequency.IsPart():
		bill = w.claim.From.On.ToTime().Format(time.DateOnly) + "-"
	}
	b := w.rows.serviceLine
	for i := range w.claim.Lines {
		l := &w.claim.Lines[i]
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
func (w *worker) emitLists(account string, stated int64) error {
	b := w.rows.list
	for _, list := range [...]string{"diagnosis", "procedure", "drg_assignment", "account_code", "service_line"} {
		if list == "service_line" && w.claim.Frequency.IsPart() {
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
func (w *worker) emitEvent(account, kind string) error {
	if kind == "" || !w.said.Known || !w.isFirst() {
		return nil
	}
	return w.rows.event(account, kind, w.said, w.site, "837", w.made)
}

func setDay(b *source.Batcher, column string, d claim.Day) {
	if d.Set {
		b.Date(column, d.On)
	}
}
