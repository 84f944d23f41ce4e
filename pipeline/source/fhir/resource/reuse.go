package resource

// What was decoded is used again for the next resource, with the memory of its lists: a
// claim would otherwise cost a hundred allocations. Emptied is always made anew, and takes
// over nothing but lists that are emptied as well, so that nothing of one resource can
// reach the next.

// longestKept bounds the memory that one long list leaves behind.
const longestKept = 1024

// blank empties a list whose elements have no lists.
func blank[T any](list []T) []T {
	if cap(list) > longestKept {
		return nil
	}
	clear(list)
	return list[:0]
}

// emptied empties a list of elements that have lists.
func emptied[T interface{ Emptied() T }](list []T) []T {
	if cap(list) > longestKept {
		return nil
	}
	for i := range list {
		list[i] = list[i].Emptied()
	}
	return list[:0]
}

// Emptied is an empty concept.
func (c Concept) Emptied() Concept { return Concept{Coding: blank(c.Coding)} }

// Emptied is an empty meaning.
func (m Meaning) Emptied() Meaning { return Meaning{Concept: m.Concept.Emptied()} }

// Emptied are no concepts.
func (c Concepts) Emptied() Concepts { return Concepts{All: emptied(c.All)} }

// Emptied is an empty identifier.
func (i Identifier) Emptied() Identifier { return Identifier{Type: i.Type.Emptied()} }

// Emptied is an empty reference.
func (ref Reference) Emptied() Reference { return Reference{Identifier: ref.Identifier.Emptied()} }

// Emptied is an empty condition.
func (c *Condition) Emptied() Condition {
	return Condition{Code: c.Code.Emptied(), Category: c.Category.Emptied(), VerificationStatus: c.VerificationStatus.Emptied()}
}

// Emptied is an empty patient.
func (p *Patient) Emptied() Patient { return Patient{Address: blank(p.Address)} }

// Emptied is an empty procedure.
func (p *Procedure) Emptied() Procedure { return Procedure{Code: p.Code.Emptied()} }

// Emptied is an empty encounter.
func (e *Encounter) Emptied() Encounter {
	return Encounter{Class: e.Class.Emptied(), Participant: emptied(e.Participant), Diagnosis: emptied(e.Diagnosis)}
}

// Emptied is an empty diagnosis.
func (d EncounterDiagnosis) Emptied() EncounterDiagnosis {
	return EncounterDiagnosis{Condition: blank(d.Condition), Use: d.Use.Emptied(), Role: d.Role.Emptied()}
}

// Emptied is an empty participant.
func (p Participant) Emptied() Participant { return Participant{Type: emptied(p.Type)} }

// Emptied is an empty claim.
func (c *Claim) Emptied() Claim {
	return Claim{
		Holder:         Holder{Contained: blank(c.Contained)},
		Extension:      blank(c.Extension),
		Identifier:     emptied(c.Identifier),
		Type:           c.Type.Emptied(),
		SubType:        c.SubType.Emptied(),
		Related:        blank(c.Related),
		CareTeam:       emptied(c.CareTeam),
		SupportingInfo: emptied(c.SupportingInfo),
		Information:    emptied(c.Information),
		Diagnosis:      emptied(c.Diagnosis),
		Procedure:      emptied(c.Procedure),
		Item:           emptied(c.Item),
		Total:          emptied(c.Total),
	}
}

// Emptied is an empty member of a care team.
func (m CareTeam) Emptied() CareTeam {
	return CareTeam{Provider: m.Provider.Emptied(), Role: m.Role.Emptied()}
}

// Emptied is empty information.
func (i Information) Emptied() Information {
	return Information{Category: i.Category.Emptied(), Code: i.Code.Emptied()}
}

// Emptied is an empty diagnosis.
func (d ClaimDiagnosis) Emptied() ClaimDiagnosis {
	return ClaimDiagnosis{
		Concept: d.Concept.Emptied(), Type: emptied(d.Type), OnAdmission: d.OnAdmission.Emptied(),
		PackageCode: d.PackageCode.Emptied(), Extension: blank(d.Extension),
	}
}

// Emptied is an empty procedure.
func (p ClaimProcedure) Emptied() ClaimProcedure {
	return ClaimProcedure{Type: emptied(p.Type), Concept: p.Concept.Emptied()}
}

// Emptied is an empty line.
func (i Item) Emptied() Item {
	return Item{
		Revenue: i.Revenue.Emptied(), ProductOrService: i.ProductOrService.Emptied(), Service: i.Service.Emptied(),
		Modifier: emptied(i.Modifier), Encounter: emptied(i.Encounter), Adjudication: emptied(i.Adjudication),
	}
}

// Emptied is an empty total.
func (t Total) Emptied() Total { return Total{Adjudication: t.Adjudication.Emptied()} }

// Emptied is an empty adjudication.
func (a Adjudication) Emptied() Adjudication { return Adjudication{Category: a.Category.Emptied()} }
