package omop

import (
	"bytes"

	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/omop/concept"
	"chartline/pipeline/source/omop/table"
)

const (
	visitID = iota
	visitPerson
	visitConcept
	visitStart
	visitStartTime
	visitEnd
	visitEndTime
	visitProvider
	visitSite
	visitFrom
	visitFromValue
	visitTo
	visitToValue
)

var visitColumns = append(required("visit_occurrence_id", "person_id", "visit_concept_id"), []table.Column{
	{Name: "visit_start_date"}, {Name: "visit_start_datetime"},
	{Name: "visit_end_date"}, {Name: "visit_end_datetime"},
	{Name: "provider_id"}, {Name: "care_site_id"},
	{Name: "admitted_from_concept_id", Formerly: "admitting_source_concept_id"},
	{Name: "admitted_from_source_value", Formerly: "admitting_source_value"},
	{Name: "discharged_to_concept_id", Formerly: "discharge_to_concept_id"},
	{Name: "discharged_to_source_value", Formerly: "discharge_to_source_value"},
}...)

// emitVisit emits an encounter.
func emitVisit(s *setting) emitter {
	return func(row *source.Batcher, f [][]byte) verdict {
		switch {
		case f[visitID] == nil:
			return reject("encounter_id", source.ReasonMissing)
		case f[visitPerson] == nil:
			return reject("patient_id", source.ReasonMissing)
		}
		kind, ok := concept.ID(f[visitConcept])
		if !ok {
			return reject("patient_type", source.ReasonType)
		}
		row.TextBytes("encounter_id", table.Digits(f[visitID]))
		row.TextBytes("patient_id", table.Digits(f[visitPerson]))
		s.setFacility(row, f[visitSite])
		row.Text("patient_type", concept.PatientType(kind))
		admitted, v := s.during(row, "admitted_on", "admitted_at", f[visitStart], f[visitStartTime])
		if v != (verdict{}) {
			return v
		}
		if _, v = s.during(row, "discharged_on", "discharged_at", f[visitEnd], f[visitEndTime]); v != (verdict{}) {
			return v
		}
		s.setBilled(row, "discharge_status", f[visitTo], f[visitToValue], concept.DischargeStatus)
		s.setBilled(row, "admission_source", f[visitFrom], f[visitFromValue], concept.PointOfOrigin)
		row.TextBytes("attending_id", table.Digits(f[visitProvider]))
		s.setAge(row, f[visitPerson], admitted)
		row.Boolean("dates_shifted", s.isShifted)
		return verdict{}
	}
}

// setFacility sets the facility: what the source called the care site, else its
// identifier.
func (s *setting) setFacility(row *source.Batcher, site []byte) {
	if name, ok := s.sites.Find(site); ok {
		row.Text("facility_id", name)
		return
	}
	if site != nil {
		row.TextBytes("facility_id", table.Digits(site))
		return
	}
	row.Text("facility_id", s.facility)
}

// setAge sets the age at admission, where the date of birth is known.
func (s *setting) setAge(row *source.Batcher, person []byte, admitted moment.Moment) {
	if born, ok := s.births.Find(person); ok && admitted != (moment.Moment{}) && born <= admitted.On {
		row.Integer("age_years", moment.Age(born, admitted.On))
	}
}

// setBilled sets a code of a UB-04 claim: that of a concept of its vocabulary, or what
// the source said where these codes are written so. Places of service and other words
// are none.
func (s *setting) setBilled(row *source.Batcher, column string, id, value []byte, of *concept.Vocabulary) {
	if c, ok := s.concepts.Find(id); ok && c.Of == of {
		row.Text(column, c.Code)
	} else if of.Writes(value) {
		row.TextBytes(column, value)
	}
}

const (
	costEvent = iota
	costDomain
	costDRG
)

var costColumns = append(required("cost_event_id"), optional("cost_domain_id", "drg_source_value")...)

// emitCost emits the DRG of a visit. Costs without one are passed over: what was charged
// for a visit is not a row of its own. The column has three characters, so there is no
// version of the grouper, and leading zeros that are missing can be told.
func emitCost(s *setting) emitter {
	system := s.spec.Option(drgSystem)
	return func(row *source.Batcher, f [][]byte) verdict {
		drg := table.Digits(f[costDRG])
		switch {
		case drg == nil:
			return skip("cost without a DRG")
		case f[costEvent] == nil:
			return reject("encounter_id", source.ReasonMissing)
		case !bytes.EqualFold(f[costDomain], []byte("visit")):
			return reject("encounter_id", source.ReasonUnmatched) // it is of some part of a visit
		}
		row.TextBytes("encounter_id", table.Digits(f[costEvent]))
		row.Integer("version_no", 1)
		row.Text("drg_system", system)
		row.TextBytes("drg", append(bytes.Repeat([]byte{'0'}, max(0, 3-len(drg))), drg...))
		return verdict{}
	}
}
