package clinic

import (
	"slices"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
)

// Role is the role of a diagnosis among the reported ones.
type Role byte

const (
	Principal Role = iota
	Other
	External
)

// String is the value of diagnosis.role.
func (r Role) String() string { return [...]string{"principal", "other", "external_cause"}[r] }

// Diagnosis is one reported diagnosis. Text is what stands in the export, undotted; it
// is the entry's code unless an interface spoiled it.
type Diagnosis struct {
	Entry *catalogue.Code
	Text  string
	Role  Role
	POA   byte // Y, N, U or 0 for empty
}

// Procedure is one procedure on its local date.
type Procedure struct {
	Entry *catalogue.Procedure
	On    calendar.Day
}

// Record is what is reported of an encounter, principal diagnosis first.
type Record struct {
	Diagnoses  []Diagnosis
	Procedures []Procedure
	Status     string         // UB-04 discharge status
	DRG        *catalogue.DRG // nil for outpatients
	Version    int            // of the grouper, an index of catalogue.Versions
}

// Reset empties a record and keeps its room.
func (r *Record) Reset() {
	*r = Record{Diagnoses: r.Diagnoses[:0], Procedures: r.Procedures[:0], Version: catalogue.Current}
}

// CopyTo makes another record the same.
func (r *Record) CopyTo(other *Record) {
	diagnoses := append(other.Diagnoses[:0], r.Diagnoses...)
	procedures := append(other.Procedures[:0], r.Procedures...)
	*other = *r
	other.Diagnoses, other.Procedures = diagnoses, procedures
}

// Has says whether a code is reported, by its intended entry.
func (r *Record) Has(text string) bool {
	for i := range r.Diagnoses {
		if r.Diagnoses[i].Entry.Text == text {
			return true
		}
	}
	return false
}

// Place is that of a code as it is written, -1 where it is not reported.
func (r *Record) Place(text string) int {
	return slices.IndexFunc(r.Diagnoses, func(d Diagnosis) bool { return d.Text == text })
}

// Did says whether a procedure is reported for a date.
func (r *Record) Did(text string, on calendar.Day) bool {
	for i := range r.Procedures {
		if r.Procedures[i].Entry.Text == text && r.Procedures[i].On == on {
			return true
		}
	}
	return false
}

// group finds the MS-DRG by the short road of the catalogue: the family of the first
// procedure that has one, else of the principal diagnosis; within it the severity of
// the heaviest secondary diagnosis that the principal one does not undo.
func (r *Record) group() *catalogue.Family {
	for i := range r.Procedures {
		if f := r.Procedures[i].Entry.Family; f != nil {
			return f
		}
	}
	return r.Diagnoses[0].Entry.Family
}

// Group sets the DRG of an inpatient record from its codes.
func (r *Record) Group(c *catalogue.Catalogue) {
	family := r.group()
	if r.Status == Expired && family == c.Families["infarction"] {
		family = c.Families["infarction expired"]
	}
	severity := catalogue.None
	for i := 1; i < len(r.Diagnoses); i++ {
		severity = max(severity, r.Diagnoses[i].Entry.Counts(r.Diagnoses[0].Entry))
	}
	if drg := family.DRGs[r.Version][severity]; drg != nil {
		r.DRG = drg
		return
	}
	r.Version = catalogue.Current
	r.DRG = family.DRGs[r.Version][severity]
}
