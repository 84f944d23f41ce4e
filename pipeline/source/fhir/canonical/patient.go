package canonical

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/resource"
)

// patient writes a person.
func (t *Tables) patient() {
	p := &t.buffer.patient
	*p = p.Emptied()
	if !t.decode(p, "patient") {
		return
	}
	birth, ok := t.day(p.BirthDate)
	switch id := t.place.id(p.ID); {
	case id == "":
		t.reject("patient", "patient_id", source.ReasonMissing)
	case !ok:
		t.reject("patient", "birth_on", source.ReasonType)
	case !t.state(p.Meta, ""):
		t.reject("patient", "", source.ReasonType)
	default:
		t.person(id, birth, p.Gender, p.Address)
	}
}

// person writes a row of a person.
func (t *Tables) person(id string, birth day, gender string, address []resource.Address) {
	b := t.patients
	b.Text("patient_id", id)
	setDay(b, "birth_on", birth)
	b.Text("sex", resource.Sex(gender))
	b.Text("postal_code", resource.PostalCode(address))
	t.end(b)
}
