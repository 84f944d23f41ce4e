package mimic

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
)

// Settings are none: MIMIC-IV has tables, columns and a facility of its own.
func (Source) Settings() source.Settings {
	return source.Settings{About: "hospital module of MIMIC-IV: a CSV file per table"}
}

// Recognises reports whether a file is a table of MIMIC-IV that is read: it has the
// table's name and its columns.
func (Source) Recognises(name string, head []byte) bool {
	at := indexOf(name)
	if at < 0 {
		return false
	}
	h, ok := delimited.Recognise(form(tables[at]), head)
	return ok && h.Has(tables[at].header...)
}

// Maps lists where the columns of the input's table come from.
func (Source) Maps(in source.Input) ([]source.Mapping, error) {
	t, err := tableOf(in)
	if err != nil {
		return nil, err
	}
	mappings := make([]source.Mapping, len(t.maps))
	for i, m := range t.maps {
		mappings[i] = source.Mapping{From: m.from, Table: t.into, Column: m.column, Note: m.note}
	}
	return mappings, nil
}

// mapping says where a column of the canonical table comes from.
type mapping struct{ column, from, note string }

const noVersion = "1: MIMIC-IV has one version of the codes of a stay"

var patientMaps = []mapping{
	{column: "patient_id", from: "subject_id"},
	{column: "sex", from: "gender"},
}

var admissionMaps = []mapping{
	{column: "encounter_id", from: "hadm_id"},
	{column: "patient_id", from: "subject_id"},
	{column: "facility_id", note: "MIMIC, for every encounter"},
	{column: "patient_type", from: "admission_type", note: "OBS for observation that was never admitted, IP for the other types, OTHER for one that is not listed"},
	{column: "payer_class", from: "insurance"},
	{column: "admitted_on", from: "admittime", note: "date only: its times carry no zone"},
	{column: "discharged_on", from: "dischtime", note: "date only: its times carry no zone"},
	{column: "age_years", from: "patients.anchor_age, patients.anchor_year, admittime", note: "year of admission less the year of birth; ages above 89 read 91 in the anchor year"},
	{column: "dates_shifted", note: "true: the dates of each patient are moved by a secret number of days"},
}

var diagnosisMaps = []mapping{
	{column: "encounter_id", from: "hadm_id"},
	{column: "version_no", note: noVersion},
	{column: "sequence", from: "seq_num"},
	{column: "role", from: "seq_num", note: "principal for 1, other for the rest"},
	{column: "code", from: "icd_code"},
	{column: "code_system", from: "icd_version", note: "ICD-9-CM for 9, ICD-10-CM for 10"},
}

var procedureMaps = []mapping{
	{column: "encounter_id", from: "hadm_id"},
	{column: "version_no", note: noVersion},
	{column: "sequence", from: "seq_num"},
	{column: "role", from: "seq_num", note: "principal for 1, other for the rest"},
	{column: "code", from: "icd_code"},
	{column: "code_system", from: "icd_version", note: "ICD-9-PCS for 9, ICD-10-PCS for 10"},
	{column: "performed_on", from: "chartdate"},
}

var drgMaps = []mapping{
	{column: "encounter_id", from: "hadm_id"},
	{column: "version_no", note: noVersion},
	{column: "drg_system", from: "drg_type", note: "MS-DRG for HCFA, APR-DRG for APR; others keep their name"},
	{column: "drg", from: "drg_code", note: "with the leading zeros of three digits"},
}

var titleMaps = []mapping{
	{column: "code_system", from: "icd_version"},
	{column: "code", from: "icd_code"},
	{column: "valid_from", note: "1900-01-01: MIMIC-IV does not say when a code was in force"},
	{column: "title", from: "long_title"},
}
