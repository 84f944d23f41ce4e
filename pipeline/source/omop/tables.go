package omop

import "chartline/pipeline/source/omop/table"

// cdm is a table of the Common Data Model.
type cdm struct {
	name     string
	columns  []table.Column
	into     string   // canonical table of its rows; "" where they are passed over
	why      string   // they are
	needs    []string // tables that are read beside it
	verbatim bool     // a vocabulary, in which tabs delimit and quotes are letters
	domain   bool     // of codes that are neither diagnoses nor procedures, but for what their source concept says
	emit     func(s *setting) emitter
}

// tables lists the tables that are read, parents before children.
var tables = []cdm{
	{name: "concept", columns: required("concept_id", "vocabulary_id", "concept_code"), verbatim: true, emit: passOver("concept"),
		why: "read beside the records: it says of which vocabulary a code is"},
	{name: "location", columns: required("location_id"), emit: passOver("location"),
		why: "read beside PERSON: its zip is the postal code"},
	{name: "care_site", columns: required("care_site_id"), emit: passOver("care_site"),
		why: "read beside VISIT_OCCURRENCE: its source value is the facility"},
	{name: "person", columns: personColumns, into: "patient", needs: []string{"location"}, emit: emitPerson},
	{name: "visit_occurrence", columns: visitColumns, into: "encounter", needs: []string{"person", "care_site", "concept"}, emit: emitVisit},
	coded("condition_occurrence", "condition", "condition_start_date", "condition_start_datetime"),
	coded("procedure_occurrence", "procedure", "procedure_date", "procedure_datetime"),
	ofDomain(coded("observation", "observation", "observation_date", "observation_datetime")),
	ofDomain(coded("measurement", "measurement", "measurement_date", "measurement_datetime")),
	ofDomain(coded("drug_exposure", "drug", "drug_exposure_start_date", "drug_exposure_start_datetime")),
	ofDomain(coded("device_exposure", "device", "device_exposure_start_date", "device_exposure_start_datetime")),
	{name: "cost", columns: costColumns, into: "drg_assignment", emit: emitCost},
	{name: "visit_detail", columns: required("visit_detail_id"), emit: passOver("visit_detail"),
		why: "passed over: parts of a visit are no accounts"},
	{name: "condition_era", columns: required("condition_era_id"), emit: passOver("condition_era"),
		why: "passed over: eras are derived from the conditions"},
}

// Columns that every table of coded records has, under names of its own.
const (
	codedID = iota
	codedPerson
	codedVisit
	codedSourceValue
	codedSourceConcept
	codedConcept
	codedDate
	codedDatetime
	codedType
	codedStatus
)

// coded is a table of coded records, whose columns begin with a word of their own.
func coded(name, word, date, datetime string) cdm {
	columns := required(name+"_id", "person_id", "visit_occurrence_id", word+"_source_value")
	columns = append(columns, optional(word+"_source_concept_id", word+"_concept_id", date, datetime, word+"_type_concept_id")...)
	if name == "condition_occurrence" {
		columns = append(columns, optional("condition_status_concept_id")...)
	}
	return cdm{name: name, columns: columns, into: "code_statement", needs: []string{"concept"},
		emit: func(s *setting) emitter { return emitCoded(s, name) }}
}

func ofDomain(t cdm) cdm {
	t.domain = true
	return t
}

func required(names ...string) []table.Column {
	columns := optional(names...)
	for i := range columns {
		columns[i].Required = true
	}
	return columns
}

func optional(names ...string) []table.Column {
	columns := make([]table.Column, len(names))
	for i, n := range names {
		columns[i].Name = n
	}
	return columns
}
