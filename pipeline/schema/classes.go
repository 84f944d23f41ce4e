package schema

import (
	"slices"
	"strings"
)

// Class says what a column could tell of a person. What an extract makes of a column is a
// rule of its class and of nothing else (standard 6.2 and 6.3). The letters are those of the
// 18 identifiers of Safe Harbor, 45 CFR 164.514(b)(2).
type Class int

const (
	Unclassified Class = iota // of a column that nobody has judged: no extract holds it
	Mark                      // a truth value, or a word of a list that records are held to
	Published                 // a list that somebody published: about nobody
	PatientKey                // names a person, an account or a record: H, I, J, R
	StaffKey                  // names a coder, an auditor or a provider
	FacilityKey               // names a place smaller than a state: B
	RowKey                    // a number of a row to which no other row refers: R
	BirthDate                 // C, and tells an age above 89
	EventDate                 // the local date of something that happened to a person: C
	EventInstant              // its instant: C
	Age                       // in years: C above 89
	PostalCode                // B
	FreeText                  // words that anybody may have written: A to R
	Category                  // a word of a short list that sources choose
	ClinicalCode              // a code of a published system, or of a form such as UB-04
	Edition                   // the version of a code set, or what only one version has: C beside a year
	Ordinal                   // a place in a short list of one account
	Amount                    // money, units or hours
)

// String is the word that a codebook prints.
func (c Class) String() string {
	return [...]string{
		"unclassified", "mark", "published", "patient key", "staff key", "facility key", "row key", "birth date", "date",
		"instant", "age", "postal code", "free text", "category", "code", "edition", "ordinal", "amount",
	}[c]
}

// published are tables that are about nobody: code sets, and the counts of people in areas.
var published = []string{"code_set", "code_release", "code_mark", "code_group", "group_title", "code_change", "drg_set", "postal_area"}

// classes has every column of the other tables by its name, which means the same wherever
// it stands; a name with its table goes before.
var classes = map[Class]string{
	Mark: "cancelled dates_shifted poa_exempt drg_changed withdrawn list kind role side element selection event_type " +
		"error_type part outcome from_state to_state method payment",
	PatientKey:  "patient_id encounter_id statement_id audit_id audit_case_id finding_id",
	StaffKey:    "coder_id auditor_id attending_id provider_id actor_id",
	FacilityKey: "facility_id",
	RowKey:      "event_id query_id line_no sample_no position stands_for step_no",
	BirthDate:   "birth_on",
	EventDate: "admitted_on discharged_on performed_on stated_on occurred_on through_on service_on coded_on closed_on identified_on " +
		"hired_on educated_on drawn_on worked_on valid_from",
	EventInstant: "admitted_at discharged_at assigned_at occurred_at issued_at answered_at closed_at drawn_at",
	Age:          "age_years",
	PostalCode:   "postal_code",
	FreeText: "name timezone reason topic root_cause citation stratum stratified_by filter subtype generator frame_hash data_version " +
		"program_version weight_set",
	Category:     "sex patient_type service_line payer_class code_system drg_system phase response_class impact direction reason_code poa author_role final_state allocation",
	ClinicalCode: "code modifiers drg coder_value auditor_value final_value discharge_status admission_type admission_source bill_type revenue_code",
	Edition:      "grouper_version weight",
	Ordinal:      "version_no sequence rank from_days risk",
	Amount: "total_charges amount units charge gross_revenue paid_hours productive_hours charts_completed operating capital minutes " +
		"bill_hold_days coded_within_days seed universe unassigned shifted reviewed frame_count sample_count spare_count wanted_count stratum_floor " +
		"expected_error accuracy_weight.weight",
}

// Class is what a column of the table could tell of a person.
func (t *Table) Class(column string) Class {
	if slices.Contains(published, t.Name) {
		return Published
	}
	for _, name := range []string{t.Name + "." + column, column} {
		for class, names := range classes {
			if slices.Contains(strings.Fields(names), name) {
				return class
			}
		}
	}
	return Unclassified
}
