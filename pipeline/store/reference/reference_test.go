package reference

import (
	"slices"
	"testing"
)

// column gives a column of a table by the algorithm that a line is of.
func column(name string, at int, algorithm string) []string {
	var out []string
	for _, line := range lines(name)[1:] {
		if line[0] == algorithm {
			out = append(out, line[at])
		}
	}
	return out
}

// TestTablesBelongTogether: as many conditions as the papers have, and no table speaks of
// one that the others do not know.
func TestTablesBelongTogether(t *testing.T) {
	for algorithm, conditions := range map[string]int{
		"charlson_quan2005":   17, // Quan 2005, table 1
		"elixhauser_quan2005": 31, // Quan 2005, table 2
		"elixhauser_refined":  38, // AHRQ v2025.1
	} {
		known := column("comorbidity_condition", 1, algorithm)
		if len(known) != conditions {
			t.Errorf("%s has %d conditions, want %d", algorithm, len(known), conditions)
		}
		for _, place := range []struct {
			table string
			at    int
		}{{"comorbidity_prefix", 1}, {"comorbidity_hierarchy", 1}, {"comorbidity_hierarchy", 2}, {"comorbidity_weight", 2}} {
			for _, condition := range column(place.table, place.at, algorithm) {
				if !slices.Contains(known, condition) {
					t.Errorf("%s: %s of %s is no condition", place.table, condition, algorithm)
				}
			}
		}
	}
}

// TestEveryConditionHasEveryWeight and every line stands once.
func TestEveryConditionHasEveryWeight(t *testing.T) {
	seen := map[[3]string]int{}
	perSet := map[string]int{}
	for _, line := range lines("comorbidity_weight")[1:] {
		seen[[3]string(line[:3])]++
		perSet[line[0]+" "+line[1]]++
	}
	for line, n := range seen {
		if n != 1 {
			t.Errorf("%v stands %d times", line, n)
		}
	}
	for set, n := range map[string]int{"charlson_quan2005 1987": 17, "charlson_quan2005 2011": 17,
		"elixhauser_quan2005 van_walraven_2009": 31, "elixhauser_refined mortality": 38, "elixhauser_refined readmission": 38} {
		if perSet[set] != n {
			t.Errorf("%s has %d weights, want %d", set, perSet[set], n)
		}
	}
	prefixes := lines("comorbidity_prefix")[1:]
	slices.SortFunc(prefixes, slices.Compare)
	if once := slices.CompactFunc(slices.Clone(prefixes), slices.Equal); len(once) != len(prefixes) {
		t.Errorf("%d prefixes stand twice", len(prefixes)-len(once))
	}
}
