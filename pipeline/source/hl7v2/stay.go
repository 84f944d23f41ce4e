package hl7v2

import (
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/segment"
	"chartline/pipeline/source/moment"
)

// patient emits the person. A bill or a charge knows less of one than the admission
// messages, and stands aside for them.
func (w *worker) patient() error {
	t, m := &w.told, &w.message
	if len(t.person) == 0 {
		return nil
	}
	r, stated := w.patients, t.stated
	if t.kind.Billed {
		stated -= aside
	}
	r.must("patient_id", t.patient)
	if birth := w.birth(); birth.wrong {
		r.blame("birth_on", source.ReasonType)
	} else {
		r.moment("birth_on", "", birth)
	}
	r.text("sex", m.Text(message.Field(t.person, 8), 1))
	r.text("postal_code", m.Text(message.Field(t.person, 11), 5))
	return r.end(stated, t.personText)
}

// birth is the date of birth. One of which only the year or the month is known is none.
func (w *worker) birth() when {
	text := w.message.Text(message.Field(w.told.person, 7), 1)
	if (len(text) == 4 || len(text) == 6) && strings.Trim(text, "0123456789") == "" {
		return when{}
	}
	return w.when(text)
}

// encounter emits the visit.
//
// A row replaces the one before it as a whole. The PV1 of an ADT message is a snapshot,
// but that of a bill or a charge is what its sender happened to know. So these stand
// aside for all ADT messages unless they tell the whole stay, with its end and the
// discharge disposition; without an end they stand aside for those with one; and without
// any date they say nothing.
func (w *worker) encounter() error {
	t := &w.told
	if len(t.visit) == 0 {
		return w.noVisit()
	}
	stated := t.stated
	if t.kind.Billed {
		switch whole := message.Field(t.visit, 36) != ""; {
		case !t.admitted.known && !t.discharged.known:
			return nil
		case !t.discharged.known:
			stated -= 2 * aside
		case !whole:
			stated -= aside
		}
	}
	w.stay()
	return w.encounters.end(stated, t.visitText)
}

// noVisit decides on a message without PV1: an update may be about the person only, and a
// bill about its codes. What begins, ends or cancels a visit must say which one it is.
func (w *worker) noVisit() error {
	t := &w.told
	if t.kind.Billed || t.kind.Name == "ADT^A08" {
		return nil
	}
	return w.reject(w.encounters.table, "patient_type", source.ReasonMissing, w.message.Body)
}

// stay sets the columns of a visit.
func (w *worker) stay() {
	t, m, r := &w.told, &w.message, w.encounters
	pv1 := func(field int) string { return m.Text(message.Field(t.visit, field), 1) }
	r.text("encounter_id", t.account)
	r.text("patient_id", t.patient)
	r.must("facility_id", w.facility())
	r.text("patient_type", w.patientType())
	r.text("service_line", pv1(10))
	r.moment("admitted_on", "admitted_at", t.admitted)
	r.moment("discharged_on", "discharged_at", t.discharged)
	if !t.kind.Undoes {
		r.text("discharge_status", twoDigits(pv1(36)))
	}
	r.text("admission_type", admissionType(pv1(4)))
	r.text("admission_source", pv1(14))
	r.text("attending_id", pv1(7))
	if birth := w.birth(); birth.known && t.admitted.known && birth.On <= t.admitted.On {
		r.integer("age_years", moment.Age(birth.On, t.admitted.On))
	}
	r.text("payer_class", pv1(20))
	r.amount("total_charges", pv1(47), segment.MoneyDecimals)
	r.batch.Boolean("cancelled", t.kind.Voids)
	r.batch.Boolean("dates_shifted", w.settings.shifted)
}

// facility is that of the patient's location, else the sender's, else that of the source.
func (w *worker) facility() string {
	m := &w.message
	if f := m.Text(message.Field(w.told.visit, 3), 4); f != "" {
		return f
	}
	if f := m.Text(message.Field(m.Header, 4), 1); f != "" {
		return f
	}
	return w.settings.facility
}

// canonical are the patient types that a site may use as its own codes in PV1-18.
var canonical = map[string]bool{"IP": true, "OBS": true, "ED": true, "SDS": true, "OP-REC": true, "ANC": true, "PROF": true}

// patientType is the site's code in PV1-18 where the option or its name says what it is,
// else the class in PV1-2: inpatients and obstetrics are IP, and pre-admitted patients
// outpatients until they are admitted. A class that is not listed stands as it is, and U
// (unknown) for none, so that they can be found.
func (w *worker) patientType() string {
	m, visit := &w.message, w.told.visit
	site := m.Text(message.Field(visit, 18), 1)
	if t, ok := w.settings.patientTypes[site]; ok {
		return t
	}
	if canonical[site] {
		return site
	}
	switch class := m.Text(message.Field(visit, 2), 1); class {
	case "I", "B":
		return "IP"
	case "E":
		return "ED"
	case "R":
		return "OP-REC"
	case "O", "P":
		return w.settings.outpatient
	case "":
		return "U"
	default:
		return class
	}
}

// twoDigits gives a discharge status back the zero that a number loses.
func twoDigits(status string) string {
	if len(status) == 1 && status[0] >= '1' && status[0] <= '9' {
		return "0" + status
	}
	return status
}

// admissionType is the UB-04 priority for the letters of HL7 table 0007 that have one;
// others, such as R for routine, have none and stand as they are.
func admissionType(hl7 string) string {
	switch hl7 {
	case "E":
		return "1"
	case "U":
		return "2"
	case "C":
		return "3"
	case "N":
		return "4"
	}
	return hl7
}
