package canonical

import (
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/resource"
)

// encounter writes an Encounter and the codes that it refers to. One that is planned has
// not happened; one that was cancelled or entered in error is told as cancelled, since an
// earlier version may have been loaded.
func (t *Tables) encounter() {
	e := &t.buffer.encounter
	*e = e.Emptied()
	if !t.decode(e, "encounter") {
		return
	}
	if len(e.Diagnosis) > mostDiagnoses {
		t.reject("encounter", "", source.ReasonTooLarge)
		return
	}
	id := t.place.id(e.ID)
	if id == "" {
		t.reject("encounter", "encounter_id", source.ReasonMissing)
		return
	}
	if e.Status == "planned" {
		t.skip("Encounter planned")
		return
	}
	if !t.state(e.Meta, "") {
		t.reject("encounter", "", source.ReasonType)
		return
	}
	if t.stay(e, id) && !isWithdrawn(e.Status) {
		t.refer(e, id)
	}
}

// mostDiagnoses bounds what one stay or claim can list. They are compared with each other;
// the longest form has room for a hundred.
const mostDiagnoses = 5000

// isWithdrawn reports whether a status takes back what was stated.
func isWithdrawn(status string) bool {
	return status == "cancelled" || status == "entered-in-error"
}

// isOver reports whether a visit with this status has ended. The end of its period is
// what was expected otherwise.
func isOver(status string) bool {
	switch status {
	case "arrived", "triaged", "in-progress", "onleave", "on-hold":
		return false
	}
	return true
}

// stay writes the row of an encounter; it is false where it was rejected.
func (t *Tables) stay(e *resource.Encounter, id string) bool {
	period := e.Period
	if period == (resource.Period{}) {
		period = e.ActualPeriod
	}
	admitted, ok := t.day(period.Start)
	if !ok {
		t.reject("encounter", "admitted_on", source.ReasonType)
		return false
	}
	discharged, ok := t.day(period.End)
	if !ok {
		t.reject("encounter", "discharged_on", source.ReasonType)
		return false
	}
	if !isOver(e.Status) {
		discharged = day{}
	}
	b := t.encounters
	b.Text("encounter_id", id)
	b.Text("patient_id", t.subject(e))
	b.Text("facility_id", t.facility(e.Resolve(e.ServiceProvider)))
	b.Text("patient_type", patientType(e))
	setDay(b, "admitted_on", admitted)
	setInstant(b, "admitted_at", admitted)
	setDay(b, "discharged_on", discharged)
	setInstant(b, "discharged_at", discharged)
	b.Text("discharge_status", firstStatus(e.Hospitalization, e.Admission))
	b.Text("admission_source", ub04(e.Hospitalization.AdmitSource))
	b.Text("attending_id", attending(e))
	b.Boolean("cancelled", isWithdrawn(e.Status))
	b.Boolean("dates_shifted", t.set.Shifted)
	t.end(b)
	return true
}

// facility is who gave the care, else the facility of the feed.
func (t *Tables) facility(named string) string {
	if named == "" {
		return t.set.Facility
	}
	return named
}

func (t *Tables) subject(e *resource.Encounter) string {
	if id := e.Resolve(e.Subject); id != "" {
		return id
	}
	return e.Patient.ID()
}

// patientType is that of the first class that says one.
func patientType(e *resource.Encounter) string {
	told := "OTHER"
	for _, class := range e.Class.All {
		for _, coding := range class.Coding {
			if t := resource.PatientType(coding.Code); t != "OTHER" {
				return t
			}
		}
	}
	return told
}

func firstStatus(stays ...resource.Hospitalization) string {
	for _, s := range stays {
		if status := resource.DischargeStatus(s.DischargeDisposition); status != "" {
			return status
		}
	}
	return ""
}

// ub04 is the one character of a UB-04 code; HL7's own codes are words.
func ub04(c resource.Concept) string {
	for i := range c.Coding {
		if code := strings.TrimSpace(c.Coding[i].Code); len(code) == 1 {
			return code
		}
	}
	return ""
}

// attending is who attended, by the code of HL7's type of participation.
func attending(e *resource.Encounter) string {
	for _, p := range e.Participant {
		for _, kind := range p.Type {
			if !kind.Has("ATND") {
				continue
			}
			if id := e.Resolve(p.Individual); id != "" {
				return id
			}
			return e.Resolve(p.Actor)
		}
	}
	return ""
}
