package resource

// Patient is a person.
type Patient struct {
	ID        string `json:"id"`
	Meta      Meta   `json:"meta"`
	BirthDate string `json:"birthDate"`
	Gender    string `json:"gender"`
	Address   Raw    `json:"address"`
}

// PostalCode is that of the home among the addresses, else of the first that has one.
func PostalCode(address Raw) string {
	type place struct {
		Use        string `json:"use"`
		PostalCode string `json:"postalCode"`
	}
	var first string
	for _, a := range many[place](address) {
		if a.PostalCode != "" && a.Use == "home" {
			return a.PostalCode
		}
		if first == "" && a.Use != "old" {
			first = a.PostalCode
		}
	}
	return first
}

// Encounter is a visit or a stay. What follows a blank line differs by version.
type Encounter struct {
	Holder
	ID              string               `json:"id"`
	Meta            Meta                 `json:"meta"`
	Status          string               `json:"status"`
	Subject         Reference            `json:"subject"`
	Period          Period               `json:"period"`
	ServiceProvider Reference            `json:"serviceProvider"`
	Participant     []Participant        `json:"participant"`
	Diagnosis       []EncounterDiagnosis `json:"diagnosis"`

	Patient         Reference       `json:"patient"` // DSTU2
	ActualPeriod    Period          `json:"actualPeriod"`
	Class           Raw             `json:"class"` // a Coding, in R5 concepts
	Hospitalization Hospitalization `json:"hospitalization"`
	Admission       Hospitalization `json:"admission"` // R5
}

// Participant is somebody who takes part in an encounter.
type Participant struct {
	Type       []Concept `json:"type"`
	Individual Reference `json:"individual"`
	Actor      Reference `json:"actor"` // R5
}

// Hospitalization is how a stay began and ended.
type Hospitalization struct {
	AdmitSource          Concept `json:"admitSource"`
	DischargeDisposition Concept `json:"dischargeDisposition"`
}

// EncounterDiagnosis is a reference from an encounter to a condition or a procedure.
type EncounterDiagnosis struct {
	Condition Raw   `json:"condition"` // a Reference, in R5 a list with one in each
	Rank      int64 `json:"rank"`
	Use       Raw   `json:"use"`  // a concept, in R5 several
	Role      Raw   `json:"role"` // STU3, for use
}

// References are the resources that a diagnosis of an encounter names.
func (d EncounterDiagnosis) References() []Reference {
	type codeable struct {
		Reference Raw        `json:"reference"`
		ID        Identifier `json:"identifier"`
	}
	var all []Reference
	for _, c := range many[codeable](d.Condition) {
		if len(c.Reference) > 0 && c.Reference[0] == '{' {
			all = append(all, many[Reference](c.Reference)...)
			continue
		}
		r := Reference{Identifier: c.ID}
		if len(c.Reference) > 1 {
			r.Reference = string(c.Reference[1 : len(c.Reference)-1])
		}
		all = append(all, r)
	}
	return all
}

// Uses are the codes that say what a diagnosis is to an encounter.
func (d EncounterDiagnosis) Uses() []Concept { return append(Concepts(d.Use), Concepts(d.Role)...) }

// Condition is a diagnosis or a problem.
type Condition struct {
	ID                 string    `json:"id"`
	Meta               Meta      `json:"meta"`
	VerificationStatus Raw       `json:"verificationStatus"` // a code in STU3
	Category           Raw       `json:"category"`
	Code               Concept   `json:"code"`
	Encounter          Reference `json:"encounter"`
	RecordedDate       string    `json:"recordedDate"`

	Context      Reference `json:"context"`      // STU3, for encounter
	AssertedDate string    `json:"assertedDate"` // STU3, for recordedDate
	DateRecorded string    `json:"dateRecorded"` // DSTU2
}

// Procedure is something that was done.
type Procedure struct {
	ID                string    `json:"id"`
	Meta              Meta      `json:"meta"`
	Status            string    `json:"status"`
	Code              Concept   `json:"code"`
	Encounter         Reference `json:"encounter"`
	PerformedDateTime string    `json:"performedDateTime"`
	PerformedPeriod   Period    `json:"performedPeriod"`

	Context            Reference `json:"context"` // STU3, for encounter
	NotDone            bool      `json:"notDone"` // STU3
	OccurrenceDateTime string    `json:"occurrenceDateTime"`
	OccurrencePeriod   Period    `json:"occurrencePeriod"` // R5
}
