// Package bill says what a Claim or an ExplanationOfBenefit means, in R4, in CARIN Blue
// Button, in STU3 and in the Blue Button of CMS: whose account it is, what kind of stay,
// which diagnosis is the principal one. It writes nothing.
package bill

import (
	"strings"

	"chartline/pipeline/source/fhir/resource"
)

// Key is what names the encounter of a claim.
type Key int

// The encounter is known ByEncounter where all lines that name one name the same:
// then the claim is one of several things that tell of it. Else it is known ByAccount,
// the number under which the provider bills. Failing both the claim itself is the
// encounter, ByClaim.
const (
	ByClaim Key = iota
	ByAccount
	ByEncounter
)

// Bill is a claim as it is to be read.
type Bill struct {
	*resource.Claim
	ClaimID   string // of the claim, also where this is the ExplanationOfBenefit of one
	Encounter string
	Key       Key
	Facts
}

// Read reads a claim of an id. byClaim makes every claim an encounter of its own.
func Read(c *resource.Claim, id string, byClaim bool) *Bill {
	b := &Bill{Claim: c, ClaimID: id, Facts: facts(c)}
	if ref := c.Claim.ID(); ref != "" && c.ResourceType == "ExplanationOfBenefit" {
		b.ClaimID = ref
	}
	b.Encounter = b.ClaimID
	if byClaim {
		return b
	}
	if e := encounterOf(c); e != "" {
		b.Encounter, b.Key = e, ByEncounter
	} else if b.Account != "" {
		b.Encounter, b.Key = b.Account, ByAccount
	}
	return b
}

// encounterOf is the one encounter that the lines name.
func encounterOf(c *resource.Claim) string {
	var one string
	for i := range c.Item {
		for _, r := range c.Item[i].Encounter {
			switch id := r.ID(); {
			case id == "" || id == one:
			case one == "":
				one = id
			default:
				return ""
			}
		}
	}
	return one
}

// Passed is why a claim is no bill, empty where it is one: what is not sent yet, what asks
// in advance, and drugs that a pharmacy dispensed, which are no visit.
func Passed(c *resource.Claim) string {
	name := resource.TypeName(c.ResourceType)
	switch c.Use {
	case "preauthorization", "predetermination", "proposed", "exploratory":
		return name + " asked in advance"
	}
	if c.Status == "draft" {
		return name + " draft"
	}
	if c.Type.Has("pharmacy", "PDE") {
		return name + " pharmacy"
	}
	return ""
}

// IsVoid reports whether the claim takes itself, and what was billed before under its
// account, back.
func (b *Bill) IsVoid() bool {
	if b.Status == "cancelled" || b.Status == "entered-in-error" || b.Frequency() == "8" {
		return true
	}
	for i := range b.Related {
		if b.Related[i].Relationship.Has("replacedby", "replaced-by") {
			return true
		}
	}
	return false
}

// IsReplacement reports whether the claim stands in for an earlier one.
func (b *Bill) IsReplacement() bool {
	return b.Frequency() == "7" || len(b.relatives()) > 0
}

// Replaces are the claims that this one stands in for, where these are encounters of
// their own. unnamed counts those that are named by a number alone: a claim's number and
// its id are different things, and only one of them names an encounter.
func (b *Bill) Replaces() (claims []string, unnamed int) {
	if b.Key != ByClaim {
		return nil, 0
	}
	for _, r := range b.relatives() {
		switch id := r.Claim.ID(); {
		case id == "":
			unnamed++
		case id != b.ClaimID:
			claims = append(claims, id)
		}
	}
	return claims, unnamed
}

// relatives are the earlier claims for the same services. An associated claim is another.
func (b *Bill) relatives() []resource.Related {
	var all []resource.Related
	for _, r := range b.Related {
		if r.Relationship.Has("prior", "replaces") {
			all = append(all, r)
		}
	}
	return all
}

// Facility is who gave the care: the place of service, else the provider who bills, if
// that is no person, else the organization of STU3.
func (b *Bill) Facility() string {
	if id := b.Resolve(b.Claim.Facility.Reference); id != "" {
		return id
	}
	switch b.Provider.Type() {
	case "Practitioner", "PractitionerRole":
	default:
		if id := b.Resolve(b.Provider); id != "" && !b.isPerson(b.Provider) {
			return id
		}
	}
	return b.Resolve(b.Organization)
}

// isPerson reports whether a contained provider is a person.
func (b *Bill) isPerson(r resource.Reference) bool {
	c, ok := b.Find(r.Contained())
	return ok && strings.HasPrefix(c.ResourceType, "Practitioner")
}

// Attending is who attended the patient. Blue Button's STU3 calls that role primary on
// institutional claims.
func (b *Bill) Attending() string {
	var primary string
	isInstitutional := b.PatientType() != "PROF"
	for i := range b.CareTeam {
		m := &b.CareTeam[i]
		if m.Role.Has("attending") {
			return b.Resolve(m.Provider)
		}
		if m.Role.Has("primary") && isInstitutional && primary == "" {
			primary = b.Resolve(m.Provider)
		}
	}
	return primary
}

// Patient is whom the claim is about, and the person where the claim contains one.
func (b *Bill) Patient() (id string, person resource.Contained, contained bool) {
	if c, ok := b.Find(b.Claim.Patient.Contained()); ok {
		return c.KnownAs(), c, true
	}
	return b.Claim.Patient.ID(), resource.Contained{}, false
}
