package resource

import "chartline/pipeline/source/fhir/document"

// Claim is a Claim or an ExplanationOfBenefit: what of them Chartline uses is the same.
// What follows a blank line differs by version.
type Claim struct {
	Holder
	ResourceType   string
	ID             string
	Meta           Meta
	Extension      []Extension
	Identifier     []Identifier
	Status         string
	Use            string
	Type           Concept
	SubType        Concepts
	Patient        Reference
	Created        string
	BillablePeriod Period
	Provider       Reference
	Facility       Location
	Claim          Reference // of an ExplanationOfBenefit
	Related        []Related
	CareTeam       []CareTeam
	SupportingInfo []Information
	Diagnosis      []ClaimDiagnosis
	Procedure      []ClaimProcedure
	Item           []Item
	Total          []Total // an amount, or one for each category
	Payment        Payment

	Information     []Information // STU3, for supportingInfo
	Organization    Reference     // STU3
	Hospitalization Period        // STU3
	TotalCost       Money         // STU3, for total
	DRG             Concept       // R5
}

// Member reads a member.
func (c *Claim) Member(name string, r *document.Reader) {
	switch name {
	case "resourceType":
		r.Text(&c.ResourceType)
	case "id":
		r.Text(&c.ID)
	case "meta":
		r.Object(&c.Meta)
	case "status":
		r.Text(&c.Status)
	case "use":
		r.Text(&c.Use)
	case "type":
		r.Object(&c.Type)
	case "subType":
		c.SubType.read(r)
	case "patient":
		r.Object(&c.Patient)
	case "created":
		r.Text(&c.Created)
	case "billablePeriod":
		r.Object(&c.BillablePeriod)
	case "provider":
		r.Object(&c.Provider)
	case "facility":
		r.Object(&c.Facility)
	case "claim":
		r.Object(&c.Claim)
	default:
		c.list(name, r)
	}
}

// list reads a member that is a list, or an amount.
func (c *Claim) list(name string, r *document.Reader) {
	switch name {
	case "extension":
		document.List(r, &c.Extension)
	case "identifier":
		document.List(r, &c.Identifier)
	case "related":
		document.List(r, &c.Related)
	case "careTeam":
		document.List(r, &c.CareTeam)
	case "supportingInfo":
		document.List(r, &c.SupportingInfo)
	case "diagnosis":
		document.List(r, &c.Diagnosis)
	case "procedure":
		document.List(r, &c.Procedure)
	case "item":
		document.List(r, &c.Item)
	case "total":
		several(r, &c.Total)
	case "payment":
		r.Object(&c.Payment)
	default:
		c.other(name, r)
	}
}

// other reads a member that other versions have.
func (c *Claim) other(name string, r *document.Reader) {
	switch name {
	case "information":
		document.List(r, &c.Information)
	case "organization":
		r.Object(&c.Organization)
	case "hospitalization":
		r.Object(&c.Hospitalization)
	case "totalCost":
		r.Object(&c.TotalCost)
	case "diagnosisRelatedGroup":
		r.Object(&c.DRG)
	default:
		c.Holder.Member(name, r)
	}
}

// Location is a reference to the place of service, with what Blue Button adds to it.
type Location struct {
	Reference
	Extension []Extension
}

// Member reads a member.
func (l *Location) Member(name string, r *document.Reader) {
	switch name {
	case "extension":
		document.List(r, &l.Extension)
	default:
		l.Reference.Member(name, r)
	}
}

// Related is another claim, and what it is to this one.
type Related struct {
	Claim        Reference
	Relationship Concept
	Reference    Identifier
}

// Member reads a member.
func (x *Related) Member(name string, r *document.Reader) {
	switch name {
	case "claim":
		r.Object(&x.Claim)
	case "relationship":
		r.Object(&x.Relationship)
	case "reference":
		r.Object(&x.Reference)
	}
}

// CareTeam is somebody who gave care.
type CareTeam struct {
	Provider Reference
	Role     Concept
}

// Member reads a member.
func (m *CareTeam) Member(name string, r *document.Reader) {
	switch name {
	case "provider":
		r.Object(&m.Provider)
	case "role":
		r.Object(&m.Role)
	}
}

// Information is anything else that a claim states, by its category.
type Information struct {
	Category      Concept
	Code          Concept
	TimingDate    string
	TimingPeriod  Period
	ValueString   string
	ValueQuantity Quantity
}

// Member reads a member.
func (i *Information) Member(name string, r *document.Reader) {
	switch name {
	case "category":
		r.Object(&i.Category)
	case "code":
		r.Object(&i.Code)
	case "timingDate":
		r.Text(&i.TimingDate)
	case "timingPeriod":
		r.Object(&i.TimingPeriod)
	case "valueString":
		r.Text(&i.ValueString)
	case "valueQuantity":
		r.Object(&i.ValueQuantity)
	}
}

// ClaimDiagnosis is a diagnosis in a claim's list.
type ClaimDiagnosis struct {
	Sequence    int64
	Concept     Concept
	Reference   Reference
	Type        []Concept
	OnAdmission Concept
	PackageCode Concept
	Extension   []Extension
}

// Member reads a member.
func (d *ClaimDiagnosis) Member(name string, r *document.Reader) {
	switch name {
	case "sequence":
		r.Integer(&d.Sequence)
	case "diagnosisCodeableConcept":
		r.Object(&d.Concept)
	case "diagnosisReference":
		r.Object(&d.Reference)
	case "type":
		document.List(r, &d.Type)
	case "onAdmission":
		r.Object(&d.OnAdmission)
	case "packageCode":
		r.Object(&d.PackageCode)
	case "extension":
		document.List(r, &d.Extension)
	}
}

// ClaimProcedure is a procedure in a claim's list.
type ClaimProcedure struct {
	Sequence  int64
	Type      []Concept
	Date      string
	Concept   Concept
	Reference Reference
}

// Member reads a member.
func (p *ClaimProcedure) Member(name string, r *document.Reader) {
	switch name {
	case "sequence":
		r.Integer(&p.Sequence)
	case "type":
		document.List(r, &p.Type)
	case "date":
		r.Text(&p.Date)
	case "procedureCodeableConcept":
		r.Object(&p.Concept)
	case "procedureReference":
		r.Object(&p.Reference)
	}
}
