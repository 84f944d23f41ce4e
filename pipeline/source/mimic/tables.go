package mimic

import (
	"bytes"
	"context"

	"chartline/pipeline/source"
)

// facility is the one that every record of MIMIC-IV belongs to.
const facility = "MIMIC"

// table is a file of MIMIC-IV and the canonical table that it becomes.
type table struct {
	file     string   // name without extension
	into     string   // canonical table
	optional bool     // a folder without it is still read
	header   []string // columns that are read; an emitter gets their fields in this order
	emit     emitter  // nil for admissions, which need the patients too
	maps     []mapping
}

// emitter sets the row of a record, or says what is wrong with it.
type emitter func(row *source.Batcher, f fields) flaw

// tables are those that are read, parents before children.
var tables = []table{
	{file: "patients", into: "patient", header: []string{
		"subject_id", "gender", "anchor_age", "anchor_year"}, emit: emitPatient, maps: patientMaps},
	{file: "admissions", into: "encounter", header: []string{
		"hadm_id", "subject_id", "admission_type", "admittime", "dischtime", "insurance"}, maps: admissionMaps},
	{file: "diagnoses_icd", into: "diagnosis", header: []string{
		"hadm_id", "seq_num", "icd_code", "icd_version"}, emit: emitDiagnosis, maps: diagnosisMaps},
	{file: "procedures_icd", into: "procedure", optional: true, header: []string{
		"hadm_id", "seq_num", "icd_code", "icd_version", "chartdate"}, emit: emitProcedure, maps: procedureMaps},
	{file: "drgcodes", into: "drg_assignment", optional: true, header: []string{
		"hadm_id", "drg_type", "drg_code"}, emit: emitDRG, maps: drgMaps},
	{file: "d_icd_diagnoses", into: "code_set", optional: true, header: titleHeader, emit: emitTitle(diagnosisSystems), maps: titleMaps},
	{file: "d_icd_procedures", into: "code_set", optional: true, header: titleHeader, emit: emitTitle(procedureSystems), maps: titleMaps},
}

var titleHeader = []string{"icd_code", "icd_version", "long_title"}

// emitterFor gives the table's emitter for an input.
func (t table) emitterFor(ctx context.Context, in source.Input) (emitter, error) {
	if t.emit != nil {
		return t.emit, nil
	}
	births, err := readBirths(ctx, in)
	if err != nil {
		return nil, err
	}
	return emitAdmission(births), nil
}

// emitPatient leaves the age to the admissions but rejects a patient whose age cannot
// be read, so that its loss is seen.
func emitPatient(row *source.Batcher, f fields) flaw {
	if _, _, flaw := birth(f.text(2), f.text(3)); flaw != sound {
		return flaw
	}
	row.TextBytes("patient_id", f.text(0))
	row.TextBytes("sex", f.text(1))
	return sound
}

// emitDiagnosis takes the first diagnosis for the principal one, as MIMIC-IV documents
// seq_num to be the order of priority.
func emitDiagnosis(row *source.Batcher, f fields) flaw {
	sequence, flaw := number("sequence", f.text(1))
	if flaw != sound {
		return flaw
	}
	system, flaw := codeSystem(diagnosisSystems, f.text(3))
	if flaw != sound {
		return flaw
	}
	row.TextBytes("encounter_id", f.text(0))
	row.Integer("version_no", 1)
	row.Integer("sequence", sequence)
	row.Text("role", role(sequence))
	row.TextBytes("code", f.text(2))
	row.Text("code_system", system)
	return sound
}

func emitProcedure(row *source.Batcher, f fields) flaw {
	sequence, flaw := number("sequence", f.text(1))
	if flaw != sound {
		return flaw
	}
	system, flaw := codeSystem(procedureSystems, f.text(3))
	if flaw != sound {
		return flaw
	}
	performed, has, flaw := date("performed_on", f.text(4))
	if flaw != sound {
		return flaw
	}
	row.TextBytes("encounter_id", f.text(0))
	row.Integer("version_no", 1)
	row.Integer("sequence", sequence)
	row.Text("role", role(sequence))
	row.TextBytes("code", f.text(2))
	row.Text("code_system", system)
	if has {
		row.Date("performed_on", performed)
	}
	return sound
}

// drgSystems names the groupers. HCFA is the one that CMS maintains: MIMIC-IV begins in
// 2008, and CMS's DRGs have been MS-DRGs since 1 October 2007 (VER-09). The version of
// the grouper is not told. An unknown grouper keeps its own name (ING-07).
var drgSystems = map[string]string{"HCFA": "MS-DRG", "APR": "APR-DRG"}

// emitDRG emits one row for each grouper: the system is part of the key, so that the
// two rows of an admission double nothing.
func emitDRG(row *source.Batcher, f fields) flaw {
	system := string(bytes.ToUpper(f.text(1)))
	if known, ok := drgSystems[system]; ok {
		system = known
	}
	row.TextBytes("encounter_id", f.text(0))
	row.Integer("version_no", 1)
	row.Text("drg_system", system)
	row.TextBytes("drg", threeDigits(f.text(2)))
	return sound
}

// emitTitle emits a code with its title. MIMIC-IV does not say when a code was in
// force, so it counts as having always been, and whether it is billable stays empty.
func emitTitle(systems map[string]string) emitter {
	return func(row *source.Batcher, f fields) flaw {
		system, flaw := codeSystem(systems, f.text(1))
		if flaw != sound {
			return flaw
		}
		row.Text("code_system", system)
		row.TextBytes("code", f.text(0))
		row.Date("valid_from", always)
		row.TextBytes("title", f.text(2))
		return sound
	}
}
