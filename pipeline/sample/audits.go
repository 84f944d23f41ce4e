package sample

import (
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// Letters of the keys of reviews, which have the number of their encounter.
const (
	firstReview  = 'R'
	secondReview = 'S'
)

// auditRows writes a review: the case, the coder's codes and, once it is closed, the
// auditor's final codes, the first ones where a finding was overturned, and the findings. Of
// one whose findings the coder was told of, the auditor's codes are the first ones.
func (x *export) auditRows(e *clinic.Encounter, c *coding.Chart) {
	x.caseRow(e, c)
	x.codeRows(x.files.auditCode, firstReview, e, &c.Record, "coder")
	told := c.Audit.Told(e) && len(c.Findings) > 0
	if c.Audit.Open() && !told {
		return
	}
	found := &e.Record
	if told && c.Audit.First != nil {
		found = c.Audit.First
	}
	x.codeRows(x.files.auditCode, firstReview, e, found, "auditor")
	if !told && c.Audit.First != nil {
		x.codeRows(x.files.initialCode, firstReview, e, c.Audit.First, "")
	}
	for i := range c.Findings {
		x.disputed(e, c, c.Findings[i], i+1)
	}
	if c.Audit.Second != nil {
		x.secondRows(e, c)
	}
}

// disputed writes a finding of a first review as it stands, with its steps.
func (x *export) disputed(e *clinic.Encounter, c *coding.Chart, finding coding.Finding, number int) {
	steps := c.Steps(e, &finding)
	finding.State = coding.StateAfter(steps, finding.State)
	x.findingRow(firstReview, e, &finding, number)
	f := x.files.rebuttal
	for i, s := range steps {
		f.finding(firstReview, e.Number, number)
		f.int(int64(i + 1))
		f.string(s.From)
		f.string(s.To)
		f.string(s.Outcome)
		f.instant(s.At)
		f.day(s.On)
		f.string(s.Actor)
		f.string(s.Reason)
		f.end()
	}
}

// finding appends the key of a finding: that of its review and a number.
func (f *file) finding(letter byte, encounter int64, number int) {
	f.text = appendKey(f.text, letter, encounter+1)
	f.text = append(f.text, '-', byte('0'+number/10), byte('0'+number%10), ',')
}

// secondRows writes the review of the other auditor, who finds what the first one was left
// with in the end, or nothing.
func (x *export) secondRows(e *clinic.Encounter, c *coding.Chart) {
	f := x.files.auditCase
	codedOn := c.CodedOn(e)
	f.key(secondReview, e.Number+1)
	f.text = append(f.text, "SECOND-"...)
	f.text = append(codedOn.AppendTo(f.text)[:len(f.text)+4], ',')
	f.key('E', e.Number+1)
	f.string("random")
	f.string(e.Type.String())
	f.string(c.Coder.ID)
	f.string(coding.Auditor(c.Team, 1-c.Audit.Which))
	f.int(1)
	f.day(codedOn)
	f.day(e.Facility().Zone.Day(c.Audit.Second.Closed))
	f.end()
	x.codeRows(x.files.auditCode, secondReview, e, &c.Record, "coder")
	if c.Audit.Second.Missed {
		x.codeRows(x.files.auditCode, secondReview, e, &c.Record, "auditor")
		return
	}
	x.codeRows(x.files.auditCode, secondReview, e, &e.Record, "auditor")
	number := 0
	for i := range c.Findings {
		if found := c.Findings[i]; found.Type != coding.AuditorError {
			number++
			found.State = "accepted"
			x.findingRow(secondReview, e, &found, number)
		}
	}
}

func (x *export) caseRow(e *clinic.Encounter, c *coding.Chart) {
	f := x.files.auditCase
	zone := e.Facility().Zone
	codedOn := c.CodedOn(e)
	f.key(firstReview, e.Number+1)
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

// codeRows writes one side, which initial codes do not name: diagnoses with the principal
// first, procedures, DRG and discharge status.
func (x *export) codeRows(f *file, letter byte, e *clinic.Encounter, r *clinic.Record, side string) {
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		x.codeRow(f, letter, e, side, "diagnosis", i+1, d.Text, "ICD-10-CM", "")
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
		x.codeRow(f, letter, e, side, "procedure", i+1, p.Entry.Text, "ICD-10-PCS", "")
		f.empty()
		f.empty()
		f.day(p.On)
		f.end()
	}
	if r.DRG != nil {
		x.codeRow(f, letter, e, side, "drg", 1, r.DRG.Number, "MS-DRG", catalogue.Versions[r.Version])
		f.text = append(f.text, ",,,"...)
		f.end()
	}
	x.codeRow(f, letter, e, side, "discharge_status", 1, r.Status, "UB-04", "")
	f.text = append(f.text, ",,,"...)
	f.end()
}

// codeRow writes the columns that all elements share.
func (x *export) codeRow(f *file, letter byte, e *clinic.Encounter, side, element string, sequence int, code, system, version string) {
	f.key(letter, e.Number+1)
	if side != "" {
		f.string(side)
	}
	f.string(element)
	f.int(int64(sequence))
	f.string(code)
	f.string(system)
	f.string(version)
}

func (x *export) findingRow(letter byte, e *clinic.Encounter, finding *coding.Finding, number int) {
	f := x.files.auditFinding
	f.finding(letter, e.Number, number)
	f.key(letter, e.Number+1)
	f.string(finding.Element)
	f.string(finding.Type.String())
	f.string(finding.Subtype)
	f.string(finding.Coder)
	f.string(finding.Auditor)
	f.string(finding.Type.Cause())
	f.string(finding.Direction)
	f.bool(finding.DRGChanged)
	f.string(finding.State)
	f.string(finding.Citation())
	f.end()
}
