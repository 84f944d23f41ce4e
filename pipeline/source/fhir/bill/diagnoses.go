package bill

import (
	"cmp"
	"slices"

	"chartline/pipeline/source/fhir/resource"
)

// Diagnosis is a diagnosis in one role of a claim.
type Diagnosis struct {
	Position  int64 // within the role, 1 first
	Entry     int   // of the claim's list from 1, in the order of its sequence
	Role      string
	Codes     []resource.Code // one of each system
	Elsewhere string          // the Condition that states the codes
	POA       string
}

// Diagnoses are those of the claim, each in its roles, in the order of the claim's
// sequence. A code that is listed more than once counts once. bad counts entries without
// a code.
//
// Of several principal diagnoses the first stays one and the others become other. Where
// none is called principal, the first without any role is the first-listed one. A
// diagnosis may be the admitting and the principal one in one entry, as in Blue Button.
func (b *Bill) Diagnoses() (list []Diagnosis, bad int) {
	entries, bad := b.entries()
	settlePrincipal(entries)
	list = make([]Diagnosis, 0, len(entries)+1)
	begin := 0 // a code counts once from here on
	for _, role := range roles {
		if role.set > other {
			begin = len(list)
		}
		position := int64(0)
		for i := range entries {
			if entries[i].roles&role.set == 0 {
				continue
			}
			codes := unlisted(list[begin:], entries[i].Codes)
			if len(codes) == 0 && entries[i].Elsewhere == "" {
				continue
			}
			position++
			list = append(list, entries[i].Diagnosis)
			d := &list[len(list)-1]
			d.Role, d.Position, d.Codes = role.name, position, codes
		}
	}
	return list, bad
}

// roleSet is roles of one diagnosis, a bit for each.
type roleSet uint8

const (
	principal roleSet = 1 << iota
	other
	admitting
	externalCause
	reasonForVisit
)

// roles are those of the canonical table, in the order in which they are told.
var roles = []struct {
	set  roleSet
	name string
}{
	{principal, "principal"}, {other, "other"}, {admitting, "admitting"},
	{externalCause, "external_cause"}, {reasonForVisit, "reason_for_visit"},
}

func rolesOf(types []resource.Concept) (set roleSet) {
	for i := range types {
		for j := range types[i].Coding {
			name := resource.Role(types[i].Coding[j].Code)
			for _, r := range roles {
				if name == r.name {
					set |= r.set
				}
			}
		}
	}
	return set
}

// unlisted are the codes that no diagnosis of a list has.
func unlisted(list []Diagnosis, codes []resource.Code) []resource.Code {
	for i := 0; i < len(codes); i++ {
		isListed := slices.ContainsFunc(list, func(d Diagnosis) bool { return slices.ContainsFunc(d.Codes, codes[i].Same) })
		if isListed {
			codes = append(slices.Clone(codes[:i]), codes[i+1:]...)
			i--
		}
	}
	return codes
}

// entry is an entry of the claim's list.
type entry struct {
	Diagnosis
	roles roleSet
	typed bool
}

// entries are those with a code, in the order of their sequence. Reasons for the visit
// that are stated elsewhere in the claim come after them.
func (b *Bill) entries() (entries []entry, bad int) {
	entries = make([]entry, 0, len(b.Diagnosis)+len(b.Reasons))
	order := make([]*resource.ClaimDiagnosis, len(b.Diagnosis))
	for i := range b.Diagnosis {
		order[i] = &b.Diagnosis[i]
	}
	slices.SortStableFunc(order, func(x, y *resource.ClaimDiagnosis) int { return cmp.Compare(x.Sequence, y.Sequence) })
	for i, d := range order {
		e := entry{Diagnosis: Diagnosis{Entry: i + 1, Codes: b.codes(d), POA: poa(d)}}
		if len(e.Codes) == 0 {
			e.Elsewhere = d.Reference.ID()
		}
		if len(e.Codes) == 0 && e.Elsewhere == "" {
			bad++
			continue
		}
		e.roles = rolesOf(d.Type)
		e.typed = e.roles != 0
		entries = append(entries, e)
	}
	for i, c := range b.Reasons {
		if codes := c.Diagnoses(nil); len(codes) > 0 {
			d := Diagnosis{Entry: len(order) + i + 1, Codes: codes}
			entries = append(entries, entry{Diagnosis: d, roles: reasonForVisit, typed: true})
		}
	}
	return entries, bad
}

// codes are those of a diagnosis, also where it refers to a contained condition.
func (b *Bill) codes(d *resource.ClaimDiagnosis) []resource.Code {
	if codes := d.Concept.Diagnoses(nil); len(codes) > 0 {
		return codes
	}
	if c, ok := b.Find(d.Reference.Contained()); ok {
		return c.Code.First().Diagnoses(nil)
	}
	return nil
}

// settlePrincipal leaves one principal diagnosis.
func settlePrincipal(entries []entry) {
	first := slices.IndexFunc(entries, func(e entry) bool { return e.roles&principal != 0 })
	if first < 0 {
		first = slices.IndexFunc(entries, func(e entry) bool { return !e.typed })
	}
	for i := range entries {
		switch e := &entries[i]; {
		case i == first:
			e.roles = e.roles&^other | principal
		case e.roles&principal != 0 || !e.typed:
			e.roles = e.roles&^principal | other
		}
	}
}

// poa is the present-on-admission indicator: an element since R4, in Blue Button's STU3
// an extension with the number of the diagnosis in its name.
func poa(d *resource.ClaimDiagnosis) string {
	if code := d.OnAdmission.First(); code != "" {
		return resource.POA(code)
	}
	for i := range d.Extension {
		if isIndicator(resource.Slug(d.Extension[i].URL)) {
			return resource.POA(d.Extension[i].Coding.Code)
		}
	}
	return ""
}
