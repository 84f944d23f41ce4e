package sample

import (
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// auditRows writes a review: the case, the coder's codes and, once it is closed, the
// auditor's final codes and the findings.
func (x *export) auditRows(e *clinic.Encounter, c *coding.Chart) {
	x.caseRow(e, c)
	x.codeRows(e, &c.Record, "coder")
	if c.Audit.Open() {
		return
	}
	x.codeRows(e, &e.Record, "auditor")
	for i := range c.Findings {
		x.findingRow(e, &c.Findings[i], i+1)
	}
}

func (x *export) caseRow(e *clinic.Encounter, c *coding.Chart) {
	f := x.files.auditCase
	zone := e.Facility().Zone
	codedOn := c.CodedOn(e)
	x.caseKey(f, e)
	if c.Audit.Targeted {
		f.text = append(f.text, "TARGET-"...)
	} else {
		f.text = append(f.text, "RANDOM-"...)
	}
	f.text = append(codedOn.AppendTo(f.text)[:len(f.text)+7], ',')
	f.key('E', e.Number+1)
	if c.Audit.Targeted {
		f.string("targeted")
		f.string("single MCC")
	} else {
		f.string("random")
		f.string(e.Type.String())
	}
	f.string(c.Coder.ID)
	f.string(coding.Auditor(c.Team, c.Audit.Which))
	f.int(1)
	f.day(codedOn)
	if c.Audit.Open() {
		f.empty()
	} else {
		f.day(zone.Day(c.Audit.Closed))
	}
	f.end()
}

// caseKey appends the key of a review, which is that of its encounter.
func (x *export) caseKey(f *file, e *clinic.Encounter) {
	f.key('R', e.Number+1)
}

// codeRows writes one side: diagnoses with the principal first, procedures, DRG and
// discharge status.
func (x *export) codeRows(e *clinic.Encounter, r *clinic.Record, side string) {
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		f := x.codeRow(e, side, "diagnosis", i+1, d.Text, "ICD-10-CM", "")
		if d.POA != 0 {
			f.text = append(f.text, d.POA)
		}
		f.empty()
		f.bool(d.Entry.Exempt && d.Text == d.Entry.Text)
		f.empty()
		f.end()
	}
	for i := range r.Procedures {
		p := &r.Procedures[i]
		f := x.codeRow(e, side, "procedure", i+1, p.Entry.Text, "ICD-10-PCS", "")
		f.empty()
		f.empty()
		f.day(p.On)
		f.end()
	}
	if r.DRG != nil {
		f := x.codeRow(e, side, "drg", 1, r.DRG.Number, "MS-DRG", catalogue.Versions[r.Version])
		f.text = append(f.text, ",,,"...)
		f.end()
	}
	f := x.codeRow(e, side, "discharge_status", 1, r.Status, "UB-04", "")
	f.text = append(f.text, ",,,"...)
	f.end()
}

// codeRow writes the columns that all elements share.
func (x *export) codeRow(e *clinic.Encounter, side, element string, sequence int, code, system, version string) *file {
	f := x.files.auditCode
	x.caseKey(f, e)
	f.string(side)
	f.string(element)
	f.int(int64(sequence))
	f.string(code)
	f.string(system)
	f.string(version)
	return f
}

func (x *export) findingRow(e *clinic.Encounter, finding *coding.Finding, number int) {
	f := x.files.auditFinding
	f.text = appendKey(f.text, 'R', e.Number+1)
	f.text = append(f.text, '-', byte('0'+number/10), byte('0'+number%10), ',')
	x.caseKey(f, e)
	f.string(finding.Element)
	f.string(finding.Type.String())
	f.string(finding.Subtype)
	f.string(finding.Coder)
	f.string(finding.Auditor)
	f.string(finding.Type.Cause())
	f.string(finding.Direction)
	f.bool(finding.DRGChanged)
	f.string(finding.State)
	f.end()
}
