package mimic

import (
	"context"
	"strings"

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
}

// emitter sets the row of a record, or says what is wrong with it.
type emitter func(row *source.Batcher, fields []string) flaw

// tables are those that are read, parents before children.
var tables = []table{
	{file: "patients", into: "patient", header: []string{
		"subject_id", "gender", "anchor_age", "anchor_year"}, emit: emitPatient},
	{file: "admissions", into: "encounter", header: []string{
		"hadm_id", "subject_id", "admission_type", "admittime", "dischtime", "insurance"}},
	{file: "diagnoses_icd", into: "diagnosis", header: []string{
		"hadm_id", "seq_num", "icd_code", "icd_version"}, emit: emitDiagnosis},
	{file: "procedures_icd", into: "procedure", optional: true, header: []string{
		"hadm_id", "seq_num", "icd_code", "icd_version", "chartdate"}, emit: emitProcedure},
	{file: "drgcodes", into: "drg_assignment", optional: true, header: []string{
		"hadm_id", "drg_type", "drg_code"}, emit: emitDRG},
	{file: "d_icd_diagnoses", into: "code_set", optional: true, header: titleHeader, emit: emitTitle(diagnosisSystems)},
	{file: "d_icd_procedures", into: "code_set", optional: true, header: titleHeader, emit: emitTitle(procedureSystems)},
}

var titleHeader = []string{"icd_code", "icd_version", "long_title"}

// emitterFor gives the table's emitter for the file at path.
func (t table) emitterFor(ctx context.Context, path string) (emitter, error) {
	if t.emit != nil {
		return t.emit, nil
	}
	births, err := readBirths(ctx, path)
	if err != nil {
		return nil, err
	}
	return emitAdmission(births), nil
}

// emitPatient leaves the age to the admissions but rejects a patient whose age cannot
// be read, so that its loss is seen.
func emitPatient(row *source.Batcher, f []string) flaw {
	if _, _, flaw := birth(f[2], f[3]); flaw != sound {
		return flaw
	}
	row.Text("patient_id", f[0])
	row.Text("sex", f[1])
	return sound
}

// emitDiagnosis takes the first diagnosis for the principal one, as MIMIC-IV documents
// seq_num to be the order of priority.
func emitDiagnosis(row *source.Batcher, f []string) flaw {
	sequence, flaw := number("sequence", f[1])
	if flaw != sound {
		return flaw
	}
	system, flaw := codeSystem(diagnosisSystems, f[3])
	if flaw != sound {
		return flaw
	}
	row.Text("encounter_id", f[0])
	row.Integer("version_no", 1)
	row.Integer("sequence", sequence)
	row.Text("role", role(sequence))
	row.Text("code", code(f[2]))
	row.Text("code_system", system)
	return sound
}

func emitProcedure(row *source.Batcher, f []string) flaw {
	sequence, flaw := number("sequence", f[1])
	if flaw != sound {
		return flaw
	}
	system, flaw := codeSystem(procedureSystems, f[3])
	if flaw != sound {
		return flaw
	}
	performed, has, flaw := date("performed_on", f[4])
	if flaw != sound {
		return flaw
	}
	row.Text("encounter_id", f[0])
	row.Integer("version_no", 1)
	row.Integer("sequence", sequence)
	row.Text("role", role(sequence))
	row.Text("code", code(f[2]))
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
func emitDRG(row *source.Batcher, f []string) flaw {
	system := strings.ToUpper(f[1])
	if known, ok := drgSystems[system]; ok {
		system = known
	}
	row.Text("encounter_id", f[0])
	row.Integer("version_no", 1)
	row.Text("drg_system", system)
	row.Text("drg", threeDigits(code(f[2])))
	return sound
}

// emitTitle emits a code with its title. MIMIC-IV does not say when a code was in
// force, so it counts as having always been, and whether it is billable stays empty.
func emitTitle(systems map[string]string) emitter {
	return func(row *source.Batcher, f []string) flaw {
		system, flaw := codeSystem(systems, f[1])
		if flaw != sound {
			return flaw
		}
		row.Text("code_system", system)
		row.Text("code", code(f[0]))
		row.Date("valid_from", always)
		row.Text("title", f[2])
		return sound
	}
}
