package bill

import (
	"cmp"
	"slices"
	"strings"

	"chartline/pipeline/source/fhir/resource"
)

// Procedure is a procedure of a claim.
type Procedure struct {
	Entry     int // of the claim's list from 1, in the order of its sequence
	Role      string
	Codes     []resource.Code // one of each system
	Elsewhere string          // the Procedure that states the codes
	Date      string
}

// Procedures are those of the claim, in the order of its sequence. Only one is the
// principal procedure: the first that is called so, else the first. bad counts entries
// without a code.
func (b *Bill) Procedures() (list []Procedure, bad int) {
	order := make([]*resource.ClaimProcedure, len(b.Procedure))
	for i := range b.Procedure {
		order[i] = &b.Procedure[i]
	}
	slices.SortStableFunc(order, func(x, y *resource.ClaimProcedure) int { return cmp.Compare(x.Sequence, y.Sequence) })
	principal := -1
	for i, p := range order {
		e := Procedure{Entry: i + 1, Role: "other", Codes: p.Concept.Procedures(nil), Date: p.Date}
		if c, ok := b.Find(p.Reference.Contained()); ok && len(e.Codes) == 0 {
			e.Codes = c.Code.First().Procedures(nil)
		}
		if len(e.Codes) == 0 {
			e.Elsewhere = p.Reference.ID()
		}
		if len(e.Codes) == 0 && e.Elsewhere == "" {
			bad++
			continue
		}
		if principal < 0 && isPrincipal(p.Type) {
			principal = len(list)
		}
		list = append(list, e)
	}
	if len(list) > 0 {
		list[max(principal, 0)].Role = "principal"
	}
	return list, bad
}

func isPrincipal(types []resource.Concept) bool {
	return slices.ContainsFunc(types, func(c resource.Concept) bool { return c.Has("principal", "primary") })
}

// DRG is a DRG of a claim.
type DRG struct{ System, Version, Code string }

// DRGs are those that the claim states, one of each grouper: as a whole, by a category
// (CARIN), or with a diagnosis (packageCode).
func (b *Bill) DRGs() (list []DRG) {
	list = withDRGs(list, &b.Claim.DRG)
	for i := range b.Groups {
		list = withDRGs(list, &b.Groups[i])
	}
	for i := range b.Diagnosis {
		list = withDRGs(list, &b.Diagnosis[i].PackageCode)
	}
	return list
}

// withDRGs adds the DRGs of groupers that the list has not.
func withDRGs(list []DRG, stated *resource.Concept) []DRG {
	for i := range stated.Coding {
		c := &stated.Coding[i]
		g := DRG{System: resource.DRGSystem(c.System), Version: c.Version, Code: threeDigits(strings.TrimSpace(c.Code))}
		isListed := slices.ContainsFunc(list, func(l DRG) bool { return l.System == g.System })
		if g.Code != "" && !isListed && !resource.IsAbsent(c.System) {
			list = append(list, g)
		}
	}
	return list
}

// threeDigits gives a DRG back the leading zeros that some program took away.
func threeDigits(drg string) string {
	for i := range len(drg) {
		if drg[i] < '0' || drg[i] > '9' {
			return drg
		}
	}
	if drg == "" || len(drg) >= 3 {
		return drg
	}
	return strings.Repeat("0", 3-len(drg)) + drg
}

// isIndicator reports whether a variable of Blue Button is a present-on-admission
// indicator: of a diagnosis, or of an external cause.
func isIndicator(variable string) bool {
	return strings.HasPrefix(variable, "clm_poa_ind_sw") || strings.HasPrefix(variable, "clm_e_poa_ind_sw")
}
