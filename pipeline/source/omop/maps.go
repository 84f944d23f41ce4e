package omop

import (
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// Maps says where in a table each canonical column comes from.
func (*Source) Maps(in source.Input) ([]source.Mapping, error) {
	t, ok := tableFor(in)
	if !ok {
		return nil, fault.New(fault.Input, in.Place(), "its name is that of no table of OMOP that is read", "name it after its table, as in person.csv")
	}
	if t.into == "" {
		return []source.Mapping{{From: t.name, Note: t.why}}, nil
	}
	var all []source.Mapping
	for _, m := range mapped(t) {
		m.Table = t.into
		all = append(all, m)
	}
	return all, nil
}

func mapped(t cdm) []source.Mapping {
	switch t.into {
	case "patient":
		return personMaps
	case "encounter":
		return visitMaps
	case "drg_assignment":
		return costMaps
	}
	return codedMaps(t)
}

var personMaps = []source.Mapping{
	{From: "person_id", Column: "patient_id"},
	{From: "year_of_birth, month_of_birth, day_of_birth", Column: "birth_on", Note: "empty unless all three are given"},
	{From: "gender_concept_id, gender_source_value", Column: "sex", Note: "8507 M, 8532 F, 8521 O, 8551 U, 8570 A, else what the source wrote"},
	{From: "LOCATION.zip", Column: "postal_code", Note: "by location_id"},
}

var visitMaps = []source.Mapping{
	{From: "visit_occurrence_id", Column: "encounter_id"},
	{From: "person_id", Column: "patient_id"},
	{From: "CARE_SITE.care_site_source_value, care_site_id", Column: "facility_id", Note: "the option facility where there is none"},
	{From: "visit_concept_id", Column: "patient_type",
		Note: "9201, 262, 8717, 32037, 581379, 8971 IP; 581385 OBS; 9203, 8870, 581381 ED; 8883 SDS; 9202, 8756, 32036 ANC; 581477, 8940, 581476, 5083 PROF; else OTHER"},
	{From: "visit_start_date", Column: "admitted_on"},
	{From: "visit_start_datetime", Column: "admitted_at", Note: "empty at midnight, which stands for a date only, and where dates are shifted"},
	{From: "visit_end_date", Column: "discharged_on"},
	{From: "visit_end_datetime", Column: "discharged_at", Note: "as admitted_at"},
	{From: "discharged_to_concept_id, discharged_to_source_value", Column: "discharge_status", Note: "only a UB-04 code; in 5.3 discharge_to_…"},
	{From: "admitted_from_concept_id, admitted_from_source_value", Column: "admission_source", Note: "only a UB-04 code; in 5.3 admitting_source_…"},
	{From: "provider_id", Column: "attending_id"},
	{From: "PERSON", Column: "age_years", Note: "from the date of birth, by person_id"},
}

var costMaps = []source.Mapping{
	{From: "cost_event_id", Column: "encounter_id", Note: "where cost_domain_id is Visit"},
	{From: "drg_source_value", Column: "drg", Note: "three digits; rows without one are passed over"},
	{From: "option drg_system", Column: "drg_system", Note: "without a version: none is kept"},
}

func codedMaps(t cdm) []source.Mapping {
	at := func(i int) string { return t.columns[i].Name }
	all := []source.Mapping{
		{From: at(codedID), Column: "statement_id", Note: "after the name of the table"},
		{From: at(codedVisit), Column: "encounter_id", Note: "rows without one are passed over"},
		{From: "CONCEPT.concept_code, " + at(codedSourceValue), Column: "code", Note: "by " + at(codedSourceConcept) + ", never of the standard concept"},
		{From: "CONCEPT.vocabulary_id", Column: "code_system", Note: "by " + at(codedSourceConcept) + "; else as the options say, else other"},
		{From: "CONCEPT.vocabulary_id", Column: "kind", Note: "else as the table says"},
		{From: at(codedDate), Column: "stated_on"},
	}
	if t.domain {
		all[3].Note = "by " + at(codedSourceConcept) + "; rows of other vocabularies are passed over"
		return all
	}
	role := source.Mapping{From: at(codedType), Column: "role", Note: "principal for the first of the positions on a claim"}
	if len(t.columns) > codedStatus {
		role.From, role.Note = strings.Join([]string{at(codedStatus), at(codedType)}, ", "), "principal, admitting, or the first of the positions on a claim"
	}
	return append(all, role, source.Mapping{From: at(codedType), Column: "rank", Note: "position on a claim, up to 5.3"})
}
