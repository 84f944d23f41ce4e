package resource

import "chartline/pipeline/source/fhir/document"

// Patient is a person.
type Patient struct {
	ID        string
	Meta      Meta
	BirthDate string
	Gender    string
	Address   []Address
}

// Member reads a member.
func (p *Patient) Member(name string, r *document.Reader) {
	switch name {
	case "id":
		r.Text(&p.ID)
	case "meta":
		r.Object(&p.Meta)
	case "birthDate":
		r.Text(&p.BirthDate)
	case "gender":
		r.Text(&p.Gender)
	case "address":
		several(r, &p.Address)
	}
}

// PostalCode is that of the home among the addresses, else of the first that has one.
func PostalCode(addresses []Address) string {
	var first string
	for _, a := range addresses {
		if a.PostalCode != "" && a.Use == "home" {
			return a.PostalCode
		}
		if first == "" && a.Use != "old" {
			first = a.PostalCode
		}
	}
	return first
}

// Address is where a person lives, or did.
type Address struct{ Use, PostalCode string }

// Member reads a member.
func (a *Address) Member(name string, r *document.Reader) {
	switch name {
	case "use":
		r.Text(&a.Use)
	case "postalCode":
		r.Text(&a.PostalCode)
	}
}

// Encounter is a visit or a stay. What follows a blank line differs by version.
type Encounter struct {
	Holder
	ID              string
	Meta            Meta
	Status          string
	Subject         Reference
	Period          Period
	ServiceProvider Reference
	Participant     []Participant
	Diagnosis       []EncounterDiagnosis

	Patient         Reference // DSTU2
	ActualPeriod    Period
	Class           Concepts // a Coding, in R5 concepts
	Hospitalization Hospitalization
	Admission       Hospitalization // R5
}

// Member reads a member.
func (e *Encounter) Member(name string, r *document.Reader) {
	switch name {
	case "id":
		r.Text(&e.ID)
	case "meta":
		r.Object(&e.Meta)
	case "status":
		r.Text(&e.Status)
	case "subject":
		r.Object(&e.Subject)
	case "period":
		r.Object(&e.Period)
	case "serviceProvider":
		r.Object(&e.ServiceProvider)
	case "participant":
		document.List(r, &e.Participant)
	case "diagnosis":
		document.List(r, &e.Diagnosis)
	case "patient":
		r.Object(&e.Patient)
	case "actualPeriod":
		r.Object(&e.ActualPeriod)
	case "class":
		e.Class.read(r)
	case "hospitalization":
		r.Object(&e.Hospitalization)
	case "admission":
		r.Object(&e.Admission)
	default:
		e.Holder.Member(name, r)
	}
}

// Participant is somebody who takes part in an encounter.
type Participant struct {
	Type       []Concept
	Individual Reference
	Actor      Reference // R5
}

// Member reads a member.
func (p *Participant) Member(name string, r *document.Reader) {
	switch name {
	case "type":
		document.List(r, &p.Type)
	case "individual":
		r.Object(&p.Individual)
	case "actor":
		r.Object(&p.Actor)
	}
}

// Hospitalization is how a stay began and ended.
type Hospitalization struct {
	AdmitSource          Concept
	DischargeDisposition Concept
}

// Member reads a member.
func (h *Hospitalization) Member(name string, r *document.Reader) {
	switch name {
	case "admitSource":
		r.Object(&h.AdmitSource)
	case "dischargeDisposition":
		r.Object(&h.DischargeDisposition)
	}
}

// EncounterDiagnosis is a reference from an encounter to a condition or a procedure.
type EncounterDiagnosis struct {
	Condition []Codeable // a Reference, in R5 a list with one in each
	Rank      int64
	Use       Concepts // a concept, in R5 several
	Role      Concepts // STU3, for use
}

// Member reads a member.
func (d *EncounterDiagnosis) Member(name string, r *document.Reader) {
	switch name {
	case "condition":
		several(r, &d.Condition)
	case "rank":
		r.Integer(&d.Rank)
	case "use":
		d.Use.read(r)
	case "role":
		d.Role.read(r)
	}
}

// Codeable is a Reference, or in R5 a CodeableReference with one in it.
type Codeable struct {
	Reference
	inner []Reference
}

// Member reads a member.
func (c *Codeable) Member(name string, r *document.Reader) {
	if name == "reference" && r.Begins() != '"' {
		several(r, &c.inner)
		return
	}
	c.Reference.Member(name, r)
}

// References are the resources that a diagnosis of an encounter names.
func (d *EncounterDiagnosis) References() []Reference {
	var all []Reference
	for i := range d.Condition {
		if c := &d.Condition[i]; c.inner != nil {
			all = append(all, c.inner...)
		} else {
			all = append(all, c.Reference)
		}
	}
	return all
}

// Condition is a diagnosis or a problem.
type Condition struct {
	ID                 string
	Meta               Meta
	VerificationStatus Concepts // a code in STU3
	Category           Concepts
	Code               Concept
	Encounter          Reference
	RecordedDate       string

	Context      Reference // STU3, for encounter
	AssertedDate string    // STU3, for recordedDate
	DateRecorded string    // DSTU2
}

// Member reads a member.
func (c *Condition) Member(name string, r *document.Reader) {
	switch name {
	case "id":
		r.Text(&c.ID)
	case "meta":
		r.Object(&c.Meta)
	case "verificationStatus":
		c.VerificationStatus.read(r)
	case "category":
		c.Category.read(r)
	case "code":
		r.Object(&c.Code)
	case "encounter":
		r.Object(&c.Encounter)
	case "recordedDate":
		r.Text(&c.RecordedDate)
	case "context":
		r.Object(&c.Context)
	case "assertedDate":
		r.Text(&c.AssertedDate)
	case "dateRecorded":
		r.Text(&c.DateRecorded)
	}
}

// Procedure is something that was done.
type Procedure struct {
	ID                string
	Meta              Meta
	Status            string
	Code              Concept
	Encounter         Reference
	PerformedDateTime string
	PerformedPeriod   Period

	Context            Reference // STU3, for encounter
	NotDone            bool      // STU3
	OccurrenceDateTime string
	OccurrencePeriod   Period // R5
}

// Member reads a member.
func (p *Procedure) Member(name string, r *document.Reader) {
	switch name {
	case "id":
		r.Text(&p.ID)
	case "meta":
		r.Object(&p.Meta)
	case "status":
		r.Text(&p.Status)
	case "code":
		r.Object(&p.Code)
	case "encounter":
		r.Object(&p.Encounter)
	case "performedDateTime":
		r.Text(&p.PerformedDateTime)
	case "performedPeriod":
		r.Object(&p.PerformedPeriod)
	case "context":
		r.Object(&p.Context)
	case "notDone":
		r.Boolean(&p.NotDone)
	case "occurrenceDateTime":
		r.Text(&p.OccurrenceDateTime)
	case "occurrencePeriod":
		r.Object(&p.OccurrencePeriod)
	}
}
