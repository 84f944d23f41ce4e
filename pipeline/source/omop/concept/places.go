package concept

import "slices"

// IsProblemList reports whether condition_type_concept_id says that a condition stands on
// a problem list: it is not coded for a visit then.
func IsProblemList(id int64) bool {
	return id == 32840 || id == 38000245 // EHR problem list, EHR problem list entry
}

// RoleOf is the role that condition_status_concept_id says; it is not ok for other
// concepts.
func RoleOf(status int64) (role string, ok bool) {
	role, ok = statuses[status]
	return role, ok
}

// statuses maps condition_status_concept_id to a role, with the concepts of SNOMED CT
// that stood for it before.
var statuses = map[int64]string{
	32902:   "principal", // primary diagnosis
	32903:   "principal", // primary discharge diagnosis
	32890:   "admitting", // admission diagnosis
	32901:   "admitting", // primary admission diagnosis
	32907:   "admitting", // secondary admission diagnosis
	4203942: "admitting", // admitting diagnosis
	32896:   "other",     // discharge diagnosis
	32908:   "other",     // secondary diagnosis
	32909:   "other",     // secondary discharge diagnosis
	4230359: "other",     // final diagnosis
}

// position is a range of the type concepts by which versions up to 5.3 said where a code
// stood on a claim: first is the first of its positions.
type position struct {
	first, last int64
	rank        int64 // of the first
	leads       bool  // whether the first one is the principal
}

// Ranks put the header of a claim before its lines, and what is called primary before
// the first position: where both are given, the store keeps one principal, by rank.
const (
	headerRank = 1
	lineRank   = 101
)

var conditionTypes = []position{
	{44786627, 44786627, headerRank, true},     // primary condition
	{44786628, 44786628, headerRank + 1, true}, // first position condition
	{38000199, 38000199, headerRank, true},     // inpatient header, primary
	{38000200, 38000214, headerRank + 1, true}, // inpatient header, 1st to 15th position
	{38000230, 38000244, headerRank + 1, true}, // outpatient header
	{45756835, 45756842, headerRank + 1, true}, // carrier claim header, 1st to 8th
	{38000183, 38000183, lineRank, true},       // inpatient detail, primary
	{38000184, 38000198, lineRank + 1, true},   // inpatient detail, 1st to 15th
	{38000215, 38000229, lineRank + 1, true},   // outpatient detail
	{45756843, 45756855, lineRank + 1, true},   // carrier claim detail, 1st to 13th
}

// A line of charges has a first procedure of its own, and an outpatient claim has no
// principal one.
var procedureTypes = []position{
	{38000250, 38000250, headerRank, true},      // inpatient header, primary
	{38000251, 38000265, headerRank + 1, true},  // inpatient header, 1st to 15th
	{38000269, 38000274, headerRank + 1, false}, // outpatient header, 1st to 6th
	{38000248, 38000248, lineRank, true},        // inpatient detail, primary
	{38000249, 38000249, lineRank + 1, false},   // inpatient detail, 1st
	{38000267, 38000267, lineRank + 1, false},   // outpatient detail, 1st
}

// PlaceOf is the role and rank that the type concept of a condition or procedure says;
// none and 0 where it says nothing.
func PlaceOf(kind string, id int64) (role string, rank int64) {
	all := conditionTypes
	if kind == Procedure {
		all = procedureTypes
	}
	i := slices.IndexFunc(all, func(p position) bool { return id >= p.first && id <= p.last })
	if i < 0 {
		return "", 0
	}
	p := all[i]
	if p.leads && id == p.first {
		role = "principal"
	}
	return role, p.rank + id - p.first
}
