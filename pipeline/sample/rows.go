package sample

import (
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// patientRow writes a person at the first encounter.
func (x *export) patientRow(e *clinic.Encounter) {
	if e.Person.First != e.Number {
		return
	}
	f := x.files.patient
	f.key('P', e.Person.First+1)
	f.day(e.Person.Birth)
	f.string(e.Person.Sex)
	f.text = append(f.text, '0', '0')
	f.int(e.Person.Postal)
	f.end()
}

// encounterRows writes an encounter as its fate will have it.
func (x *export) encounterRows(e *clinic.Encounter, status string, fate fate) {
	f := x.files.encounter
	mark := len(f.text)
	cents := e.Cents
	if fate.lateCharges {
		cents -= cents / 10
		f.counts.superseded++
	}
	encounterRow(f, e, status, fate.broken, cents)
	if fate.broken != "" {
		f.quarantine(fate.broken)
	}
	if fate.twice {
		f.repeat(mark, 1)
	}
	if fate.resent {
		encounterRow(x.files.encounterAgain, e, status, "", e.Cents)
	}
}

func encounterRow(f *file, e *clinic.Encounter, status, broken string, cents int64) {
	admitted, admittedOn := e.Admitted, e.AdmittedOn
	if broken == impossible {
		const late = 3
		admitted, admittedOn = e.Discharged+late*86400, e.DischargedOn+late
	}
	f.key('E', e.Number+1)
	f.key('P', e.Person.First+1)
	f.string(e.Facility().ID)
	f.string(e.Type.String())
	f.string(e.Condition.ServiceLine)
	f.day(admittedOn)
	f.instant(admitted)
	if broken == wrongType {
		f.text = append(e.DischargedOn.AppendTo(f.text)[:len(f.text)+5], "02-30,"...)
	} else {
		f.day(e.DischargedOn)
	}
	f.instant(e.Discharged)
	f.string(status)
	f.int(e.Age)
	f.string(clinic.Payers[e.Payer])
	f.hundredths(cents)
	f.string("false")
	f.end()
}

// versions writes the codes of an encounter: those of the coder and, where there is a
// second version, the true ones.
func (x *export) versions(e *clinic.Encounter, c *coding.Chart, fate fate) {
	x.assignmentRow(e, c, 1, c.Work.Coded, "first_final")
	mark, before := len(x.files.diagnosis.text), x.files.diagnosis.rows
	again := resent(e)
	lost := x.diagnosisRows(x.files.diagnosis, e, &c.Record, 1, again)
	if fate.codesTwice {
		x.files.diagnosis.repeat(mark, x.files.diagnosis.rows-before)
	}
	if again {
		start := x.files.diagnosisAgain.rows
		x.diagnosisRows(x.files.diagnosisAgain, e, &c.Record, 1, false)
		x.files.diagnosis.counts.duplicate += x.files.diagnosisAgain.rows - start - lost
		x.files.diagnosis.counts.superseded += lost
	}
	if fate.noCode {
		diagnosisRow(x.files.diagnosis, e, 1, len(c.Record.Diagnoses)+1, "other", "", 0)
		x.files.diagnosis.quarantine(missingValue)
	}
	x.procedureRows(e, &c.Record, 1)
	if fate.badProcedure {
		x.badProcedure(e, &c.Record)
	}
	x.drgRow(e, &c.Record, 1)
	if c.Recoded() {
		x.assignmentRow(e, c, 2, c.Revised, c.Reason)
		x.diagnosisRows(x.files.diagnosis, e, &e.Record, 2, false)
		x.procedureRows(e, &e.Record, 2)
		x.drgRow(e, &e.Record, 2)
	}
}

func (x *export) assignmentRow(e *clinic.Encounter, c *coding.Chart, version, at int64, reason string) {
	f := x.files.assignment
	f.key('E', e.Number+1)
	f.int(version)
	f.string(c.Coder.ID)
	f.instant(at)
	f.string(reason)
	f.end()
}

// diagnosisRows writes the diagnoses of a version, role by role. Where an interface drops
// indicators, it gives how many were lost.
func (x *export) diagnosisRows(f *file, e *clinic.Encounter, r *clinic.Record, version int64, dropping bool) (lost int64) {
	for role := clinic.Principal; role <= clinic.External; role++ {
		position := 0
		for i := range r.Diagnoses {
			d := &r.Diagnoses[i]
			if d.Role != role {
				continue
			}
			position++
			poa := d.POA
			if dropping && poa != 0 && dropped(e, i) {
				poa = 0
				lost++
			}
			diagnosisRow(f, e, version, position, role.String(), d.Text, poa)
		}
	}
	if e.Complaint != nil {
		role := "reason_for_visit"
		if e.Type == clinic.Inpatient {
			role = "admitting"
		}
		diagnosisRow(f, e, version, 1, role, e.Complaint.Text, 0)
	}
	return lost
}

func diagnosisRow(f *file, e *clinic.Encounter, version int64, position int, role, code string, poa byte) {
	f.key('E', e.Number+1)
	f.int(version)
	f.int(int64(position))
	f.string(role)
	f.dotted(code)
	f.string("ICD-10-CM")
	if poa != 0 {
		f.text = append(f.text, poa)
	}
	f.empty()
	f.end()
}

// dotted appends a diagnosis code with the dot that real exports have.
func (f *file) dotted(code string) {
	if len(code) > 3 {
		f.text = append(append(f.text, code[:3]...), '.')
		code = code[3:]
	}
	f.string(code)
}

func (x *export) procedureRows(e *clinic.Encounter, r *clinic.Record, version int64) {
	for i := range r.Procedures {
		x.procedureRow(e, &r.Procedures[i], version, i)
		x.files.procedure.day(r.Procedures[i].On)
		x.files.procedure.end()
	}
}

// procedureRow writes a procedure but for its date.
func (x *export) procedureRow(e *clinic.Encounter, p *clinic.Procedure, version int64, i int) {
	f := x.files.procedure
	f.key('E', e.Number+1)
	f.int(version)
	f.int(int64(i + 1))
	if i == 0 {
		f.string("principal")
	} else {
		f.string("other")
	}
	f.string(p.Entry.Text)
	f.string("ICD-10-PCS")
}

// badProcedure writes one more procedure, on a day that no month has.
func (x *export) badProcedure(e *clinic.Encounter, r *clinic.Record) {
	p := clinic.Procedure{Entry: catalogue.Load().Procedures[0]}
	f := x.files.procedure
	x.procedureRow(e, &p, 1, len(r.Procedures)+1)
	f.text = append(e.AdmittedOn.AppendTo(f.text)[:len(f.text)+5], "02-30,"...)
	f.end()
	f.quarantine(wrongType)
}

func (x *export) drgRow(e *clinic.Encounter, r *clinic.Record, version int64) {
	if r.DRG == nil {
		return
	}
	f := x.files.drg
	f.key('E', e.Number+1)
	f.int(version)
	f.string("MS-DRG")
	f.string(catalogue.Versions[r.Version])
	f.string(r.DRG.Number)
	f.string(r.DRG.WeightText)
	f.end()
}
