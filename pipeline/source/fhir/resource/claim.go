package resource

// Claim is a Claim or an ExplanationOfBenefit: what of them Chartline uses is the same.
// What follows a blank line differs by version.
type Claim struct {
	Holder
	ResourceType   string           `json:"resourceType"`
	ID             string           `json:"id"`
	Meta           Meta             `json:"meta"`
	Extension      []Extension      `json:"extension"`
	Identifier     []Identifier     `json:"identifier"`
	Status         string           `json:"status"`
	Use            string           `json:"use"`
	Type           Concept          `json:"type"`
	SubType        Raw              `json:"subType"`
	Patient        Reference        `json:"patient"`
	Created        string           `json:"created"`
	BillablePeriod Period           `json:"billablePeriod"`
	Provider       Reference        `json:"provider"`
	Facility       Location         `json:"facility"`
	Claim          Reference        `json:"claim"` // of an ExplanationOfBenefit
	Related        []Related        `json:"related"`
	CareTeam       []CareTeam       `json:"careTeam"`
	SupportingInfo []Information    `json:"supportingInfo"`
	Diagnosis      []ClaimDiagnosis `json:"diagnosis"`
	Procedure      []ClaimProcedure `json:"procedure"`
	Item           []Item           `json:"item"`
	Total          Raw              `json:"total"` // an amount, or one for each category
	Payment        Payment          `json:"payment"`

	Information     []Information `json:"information"`           // STU3, for supportingInfo
	Organization    Reference     `json:"organization"`          // STU3
	Hospitalization Period        `json:"hospitalization"`       // STU3
	TotalCost       Money         `json:"totalCost"`             // STU3, for total
	DRG             Concept       `json:"diagnosisRelatedGroup"` // R5
}

// Location is a reference to the place of service, with what Blue Button adds to it.
type Location struct {
	Reference
	Extension []Extension `json:"extension"`
}

// Related is another claim, and what it is to this one.
type Related struct {
	Claim        Reference  `json:"claim"`
	Relationship Concept    `json:"relationship"`
	Reference    Identifier `json:"reference"`
}

// CareTeam is somebody who gave care.
type CareTeam struct {
	Provider Reference `json:"provider"`
	Role     Concept   `json:"role"`
}

// Information is anything else that a claim states, by its category.
type Information struct {
	Category      Concept  `json:"category"`
	Code          Concept  `json:"code"`
	TimingDate    string   `json:"timingDate"`
	TimingPeriod  Period   `json:"timingPeriod"`
	ValueString   string   `json:"valueString"`
	ValueQuantity Quantity `json:"valueQuantity"`
}

// ClaimDiagnosis is a diagnosis in a claim's list.
type ClaimDiagnosis struct {
	Sequence    int64       `json:"sequence"`
	Concept     Concept     `json:"diagnosisCodeableConcept"`
	Reference   Reference   `json:"diagnosisReference"`
	Type        []Concept   `json:"type"`
	OnAdmission Concept     `json:"onAdmission"`
	PackageCode Concept     `json:"packageCode"`
	Extension   []Extension `json:"extension"`
}

// ClaimProcedure is a procedure in a claim's list.
type ClaimProcedure struct {
	Sequence  int64     `json:"sequence"`
	Type      []Concept `json:"type"`
	Date      string    `json:"date"`
	Concept   Concept   `json:"procedureCodeableConcept"`
	Reference Reference `json:"procedureReference"`
}

// Item is a line of a claim.
type Item struct {
	Sequence         int64          `json:"sequence"`
	Revenue          Concept        `json:"revenue"`
	ProductOrService Concept        `json:"productOrService"`
	Modifier         []Concept      `json:"modifier"`
	ServicedDate     string         `json:"servicedDate"`
	ServicedPeriod   Period         `json:"servicedPeriod"`
	Quantity         Quantity       `json:"quantity"`
	Net              Money          `json:"net"`
	Encounter        []Reference    `json:"encounter"`
	Adjudication     []Adjudication `json:"adjudication"`

	Service Concept `json:"service"` // STU3, for productOrService
}

// Adjudication is an amount by its category.
type Adjudication struct {
	Category Concept `json:"category"`
	Amount   Money   `json:"amount"`
}

// Payment is what was paid, and when.
type Payment struct {
	Date string `json:"date"`
}

// Totals are the amounts of a claim by category; the total of a Claim has none.
func Totals(total Raw) []Adjudication {
	type either struct {
		Adjudication
		Money
	}
	var all []Adjudication
	for _, e := range many[either](total) {
		if len(e.Amount.Value) == 0 {
			e.Amount = e.Money
		}
		all = append(all, e.Adjudication)
	}
	return all
}
