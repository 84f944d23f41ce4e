package canonical

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/bill"
	"chartline/pipeline/source/fhir/resource"
)

// claim writes a Claim or an ExplanationOfBenefit.
//
// A claim that stands for its encounter, by its account number or by itself, states
// lists: they are complete, and those of a later claim for the same account supersede
// them. A claim that names an Encounter is one of several voices on it. It writes no row
// of the encounter, which the Encounter states better, and its codes one by one, so that
// the store can settle them with the Conditions of the encounter.
func (t *Tables) claim() {
	c := &t.buffer.claim
	*c = c.Emptied()
	if !t.decode(c, "encounter") {
		return
	}
	if len(c.Diagnosis) > mostDiagnoses {
		t.reject("encounter", "", source.ReasonTooLarge)
		return
	}
	if word := bill.Passed(c); word != "" {
		t.skip(word)
		return
	}
	b := bill.Read(c, t.place.id(c.ID), t.set.ByClaim)
	if b.Encounter == "" {
		t.reject("encounter", "encounter_id", source.ReasonMissing)
		return
	}
	if !t.state(c.Meta, c.Created) {
		t.reject("encounter", "", source.ReasonType)
		return
	}
	d, ok := t.days(b)
	if !ok {
		return
	}
	if b.Key != bill.ByEncounter && !t.account(b, d) {
		return
	}
	if !b.IsVoid() || b.Key == bill.ByEncounter {
		t.contents(b)
	}
	t.replaced(b)
}

// days are the dates of a claim.
type days struct{ admitted, discharged day }

// days finds when the stay or the visit was; it is false where the claim was rejected.
// The period of the stay goes before that of the bill, and that before the dates of the
// lines. A bill that is not the last of its stay does not say when the stay ended.
func (t *Tables) days(b *bill.Bill) (d days, ok bool) {
	var starts, ends [2]day
	for i, p := range []resource.Period{b.Stay, b.BillablePeriod} {
		if starts[i], ok = t.day(p.Start); !ok {
			t.reject("encounter", "admitted_on", source.ReasonType)
			return days{}, false
		}
		if ends[i], ok = t.day(p.End); !ok {
			t.reject("encounter", "discharged_on", source.ReasonType)
			return days{}, false
		}
	}
	d = days{admitted: starts[0], discharged: ends[0]}
	if !d.admitted.known {
		d.admitted = starts[1]
	}
	if !d.discharged.known {
		d.discharged = ends[1]
	}
	if !starts[0].known && !starts[1].known {
		d = t.served(b)
	}
	if b.IsOpen() {
		d.discharged = day{}
	}
	return d, true
}

// served is from the first day of service to the last.
func (t *Tables) served(b *bill.Bill) (d days) {
	for i := range b.Item {
		item := &b.Item[i]
		for _, text := range []string{item.ServicedDate, item.ServicedPeriod.Start, item.ServicedPeriod.End} {
			if on, _ := t.day(text); on.known {
				d.admitted, d.discharged = earliest(d.admitted, dateOnly(on.On)), latest(d.discharged, dateOnly(on.On))
			}
		}
	}
	return d
}

// account writes the encounter that a claim stands for, with what it says of the whole;
// it is false where the claim was rejected.
func (t *Tables) account(b *bill.Bill, d days) bool {
	e := t.encounters
	e.Text("encounter_id", b.Encounter)
	patient, born := t.insured(b)
	e.Text("patient_id", patient)
	e.Text("facility_id", t.facility(b.Facility()))
	e.Text("patient_type", b.PatientType())
	setDay(e, "admitted_on", d.admitted)
	setInstant(e, "admitted_at", d.admitted)
	setDay(e, "discharged_on", d.discharged)
	setInstant(e, "discharged_at", d.discharged)
	e.Text("discharge_status", b.DischargeStatus)
	e.Text("admission_type", b.AdmissionType)
	e.Text("admission_source", b.AdmissionSource)
	e.Text("bill_type", b.BillType)
	e.Text("attending_id", b.Attending())
	if years, ok := age(born, d.admitted); ok {
		e.Integer("age_years", years)
	}
	if !setMoney(e, "total_charges", charges(b)) {
		e.Drop()
		t.reject("encounter", "total_charges", source.ReasonType)
		return false
	}
	e.Boolean("cancelled", b.IsVoid())
	e.Boolean("dates_shifted", t.set.Shifted)
	t.end(e)
	t.complete(b)
	return true
}

// insured is whom a claim is about. A person that it contains is told as well.
func (t *Tables) insured(b *bill.Bill) (id string, born day) {
	id, person, contained := b.Patient()
	if !contained {
		return id, day{}
	}
	born, ok := t.day(person.BirthDate)
	switch {
	case id == "":
	case !ok:
		t.reject("patient", "birth_on", source.ReasonType)
	default:
		t.person(id, born, person.Gender, person.Address)
	}
	return id, born
}

// complete says of the lists of a claim that they are complete, so that what was stated
// of the account before and is not in them goes. Without a time nothing is earlier.
func (t *Tables) complete(b *bill.Bill) {
	if !t.stated.known {
		return
	}
	for _, list := range []string{"diagnosis", "procedure", "drg_assignment", "account_code", "service_line"} {
		t.lists.Text("encounter_id", b.Encounter)
		t.lists.Integer("version_no", 1)
		t.lists.Text("list", list)
		t.end(t.lists)
	}
}

// contents writes what a claim lists.
func (t *Tables) contents(b *bill.Bill) {
	t.diagnosed(b)
	t.performed(b)
	if b.IsVoid() {
		return
	}
	t.grouped(b)
	t.coded(b)
	t.charged(b)
	t.happened(b)
}

// forever is later than every statement: a claim that was replaced stays so, whenever the
// server stored it.
const forever = 1 << 62

// replaced cancels the encounters that were earlier claims for the same services.
func (t *Tables) replaced(b *bill.Bill) {
	claims, unnamed := b.Replaces()
	if b.Status == "entered-in-error" {
		return // nor did it replace anything
	}
	for _, id := range claims {
		e := t.encounters
		e.Text("encounter_id", id)
		e.Text("facility_id", t.facility(b.Facility()))
		e.Text("patient_type", b.PatientType())
		e.Boolean("cancelled", true)
		e.Boolean("dates_shifted", t.set.Shifted)
		t.stated = stated{micros: forever, known: true}
		t.end(e)
	}
	if unnamed > 0 {
		t.skip("related claim named by its number alone")
	}
}

// charges is what was charged in all: the total that was submitted, else the only one
// that is stated, else the line of Blue Button's that holds the total.
func charges(b *bill.Bill) string {
	for i := range b.Total {
		if b.Total[i].Category.Has("submitted") {
			return b.Total[i].Dollars()
		}
	}
	for i := range b.Total {
		if len(b.Total[i].Category.Coding) == 0 {
			return b.Total[i].Dollars()
		}
	}
	if text := first(b.TotalCost.Dollars(), b.Charges); text != "" {
		return text
	}
	for i := range b.Item {
		if isTotal(&b.Item[i]) {
			return charge(&b.Item[i])
		}
	}
	return ""
}
