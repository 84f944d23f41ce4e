package omop

import (
	"maps"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// TestSynthea reads the 28 persons of OHDSI's Synthea27Nj. The counts were made with
// Python's csv: rows of PERSON, VISIT_OCCURRENCE and so on; visits by visit_concept_id
// (9201 13, 9202 1722, 9203 56); conditions without a visit_occurrence_id 1; source
// concepts joined with CONCEPT, which are all of SNOMED with the source value as their
// code in conditions and procedures, and of LOINC, SNOMED or RxNorm in the domains.
func TestSynthea(t *testing.T) {
	got := readAll(t, &Source{}, source.Spec{Name: "synthea", Path: realSet(t, "omop", "synthea27nj"), Timezone: "America/New_York"})
	for name, c := range map[string]struct {
		rows []sourcetest.Row
		want int
	}{
		"patients":              {got.Rows["patient"], 28},
		"men":                   {got.Where("patient", "sex", "M"), 15},
		"encounters":            {got.Rows["encounter"], 1791},
		"inpatients":            {got.Where("encounter", "patient_type", "IP"), 13},
		"emergency visits":      {got.Where("encounter", "patient_type", "ED"), 56},
		"outpatient visits":     {got.Where("encounter", "patient_type", "ANC"), 1722},
		"with an instant":       {with(got.Rows["encounter"], "admitted_at"), 0},
		"with an age":           {with(got.Rows["encounter"], "age_years"), 1791},
		"statements":            {got.Rows["code_statement"], 469 + 1649},
		"diagnoses":             {got.Where("code_statement", "kind", "diagnosis"), 469},
		"procedures":            {got.Where("code_statement", "kind", "procedure"), 1649},
		"codes of SNOMED CT":    {got.Where("code_statement", "code_system", "SNOMED CT"), 469 + 1649},
		"stress (finding)":      {got.Where("code_statement", "code", "73595000"), 113},
		"diagnoses with a role": {with(got.Where("code_statement", "kind", "diagnosis"), "role"), 0},
		"DRGs":                  {got.Rows["drg_assignment"], 0},
	} {
		if len(c.rows) != c.want {
			t.Errorf("%s: %d, want %d", name, len(c.rows), c.want)
		}
	}
	if len(got.Rejects) > 0 {
		t.Errorf("%d rejects, want none", len(got.Rejects))
	}
	skipped := map[string]int64{
		"concept": 2294, "visit_detail": 1791, "condition_era": 469,
		"condition_occurrence without a visit": 1,
		"observation":                          8099, "measurement": 10_040, "drug_exposure": 883, "device_exposure": 1,
	}
	if !maps.Equal(got.Skipped, skipped) {
		t.Errorf("skipped %v, want %v", got.Skipped, skipped)
	}
}
