package coding

import (
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
)

// ErrorType is a class of the error taxonomy (standard 2.3).
type ErrorType int

const (
	Omission ErrorType = iota
	Commission
	IncorrectCode
	Specificity
	Sequencing
	PresentOnAdmission
	ProcedureAttribute
	Abstraction
	QueryOpportunity
	ClinicalValidity
	System
	AuditorError
	ErrorTypes
)

// String is the value of audit_finding.error_type.
func (t ErrorType) String() string {
	return [...]string{"OM", "CM", "IC", "SP", "SQ", "PO", "PR", "AB", "QO", "CV", "SY", "AU"}[t]
}

// Attributable is false for errors that are not the coder's.
func (t ErrorType) Attributable() bool { return t < QueryOpportunity }

// Cause is the usual root cause of a type.
func (t ErrorType) Cause() string {
	return [...]string{
		"incomplete record review", "guideline not applied", "index not verified", "documentation overlooked",
		"definition of principal diagnosis", "timing of the condition", "root operation or device",
		"abstraction screen", "incomplete documentation", "criteria not met", "interface or encoder", "auditor",
	}[t]
}

// Citation is what a finding rests on (REB-05): sections of the ICD-10-CM guidelines, but for
// procedures, DRGs, the discharge status and queries.
func (f *Finding) Citation() string {
	if f.Element == "drg" {
		return "MS-DRG Definitions Manual"
	}
	return [...]string{
		"Section III", "Section III", "Section I.B.1", "Section I.B.2", "Section II", "Appendix I", "ICD-10-PCS B3",
		"42 CFR 412.4", "Section I.B.14", "Section I.A.19", "Section I.B.1", "Section III",
	}[f.Type]
}

// Finding is one disagreement between a coder's record and the true one.
type Finding struct {
	Element        string
	Type           ErrorType
	Subtype        string
	Coder, Auditor string // values, undotted
	DRGChanged     bool
	Direction      string // over, under or neutral
	State          string
	grouping       bool // the kind of error that can move the DRG
}

// missed is the finding of a code that the coder left out.
func missed(code *catalogue.Code, t ErrorType) Finding {
	f := Finding{Element: "diagnosis", Type: t, Subtype: "missed_secondary", Auditor: code.Text, Direction: "under"}
	switch code.Severity {
	case catalogue.MCC:
		f.Subtype, f.grouping = "missed_mcc", true
	case catalogue.CC:
		f.Subtype, f.grouping = "missed_cc", true
	}
	return f
}

// extra is the finding of a code that the record does not support.
func extra(code *catalogue.Code, t ErrorType, subtype string) Finding {
	return Finding{
		Element: "diagnosis", Type: t, Subtype: subtype, Coder: code.Text, Direction: "over",
		grouping: code.Severity != catalogue.None,
	}
}

// mistaken is the finding of a code in place of another.
func mistaken(had, should *catalogue.Code, t ErrorType, role clinic.Role) Finding {
	f := Finding{Element: "diagnosis", Type: t, Coder: had.Text, Auditor: should.Text, Direction: "neutral"}
	f.grouping = role == clinic.Principal || had.Severity != catalogue.None || should.Severity != catalogue.None
	switch {
	case had.Category() != should.Category():
		f.Subtype = "wrong_category"
	case sided(had.Title) && sided(should.Title):
		f.Subtype = "laterality"
	case unspecified(had.Title):
		f.Subtype = "unspecified"
	default:
		f.Subtype = "wrong_detail"
	}
	return f
}

// settle marks the findings that can have moved the DRG, where it moved, and the
// direction of the record.
func (c *Chart) settle(truth *clinic.Record) {
	if truth.DRG == nil || c.Record.DRG.Number == truth.DRG.Number {
		return
	}
	direction := "over"
	if c.Record.DRG.Weight < truth.DRG.Weight {
		direction = "under"
	}
	for i := range c.Findings {
		if c.Findings[i].grouping {
			c.Findings[i].DRGChanged, c.Findings[i].Direction = true, direction
		}
	}
}
