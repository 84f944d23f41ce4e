package queries_test

import (
	"fmt"
	"math"
	"testing"
)

// us2000 is the standard population of RTE-04, as NCHS Statistical Notes 20 has it: the first and the
// last year of each age band, and its weight.
var us2000 = []struct {
	first, last int
	weight      float64
}{
	{0, 0, .013818}, {1, 4, .055317}, {5, 14, .145565}, {15, 24, .138646}, {25, 34, .135573}, {35, 44, .162613},
	{45, 54, .134834}, {55, 64, .087247}, {65, 74, .066037}, {75, 84, .044842}, {85, 120, .015508},
}

// RTE-04: a facility for each band, in which everybody of that band and nobody else has I10, so that
// its standardised rate is the weight of the band, from its first year to its last. They sum to 1.
func TestWeightsOfTheUSPopulation(t *testing.T) {
	var stays, codes []string
	for has := range us2000 {
		for at, band := range us2000 {
			for _, age := range []int{band.first, band.last} {
				id := fmt.Sprintf("F%02d-%d-%d", has, at, len(stays))
				code := map[bool]string{true: "I10", false: "J189"}[at == has]
				stays = append(stays, fmt.Sprintf("%s F%02d IP 2025-02-01 %d", id, has, age))
				codes = append(codes, id+" 1 principal 1 "+code+" ICD-10-CM")
			}
		}
	}
	db := hospital(t, rows("encounter", "encounter_id facility_id patient_type discharged_on age_years", stays...),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", codes...))
	a := ask(t, db, "frequency/standardised", "standard=us2000")
	var sum float64
	for at, band := range us2000 {
		if a.Text("grouping")[at] != "I10" || a.Text("facility_id")[at] != fmt.Sprintf("F%02d", at) {
			t.Fatalf("row %d is %s of %s", at, a.Text("grouping")[at], a.Text("facility_id")[at])
		}
		if got := a.Real("rate_sum")[at]; math.Abs(got-band.weight) > 1e-9 {
			t.Errorf("ages %d to %d weigh %v, want %v", band.first, band.last, got, band.weight)
		}
		sum += a.Real("rate_sum")[at]
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the weights sum to %v", sum)
	}
}
