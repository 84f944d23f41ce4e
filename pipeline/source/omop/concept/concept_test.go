package concept

import (
	"math"
	"strconv"
	"testing"
)

func TestID(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "45600511": 45600511, "45600511.0": 45600511, "-6225647829918357531": -6225647829918357531, "007": 7,
		"999999999999999999": 999999999999999999, strconv.Itoa(math.MaxInt64): math.MaxInt64, "1000000000000000000": 1000000000000000000,
	} {
		if got, ok := ID([]byte(text)); !ok || got != want {
			t.Errorf("%s: %d %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"x", "1.5", "", "12x", "9223372036854775808", "-", "1e3", "1 2", "99999999999999999999"} {
		if got, ok := ID([]byte(text)); ok {
			t.Errorf("%q: %d, want none", text, got)
		}
	}
	if got, ok := ID(nil); got != 0 || !ok {
		t.Errorf("no text: %d %v, want no concept", got, ok)
	}
}

// TestRangesAreApart: a type concept has one place.
func TestRangesAreApart(t *testing.T) {
	for _, all := range [][]position{conditionTypes, procedureTypes} {
		seen := map[int64]bool{}
		for _, p := range all {
			for id := p.first; id <= p.last; id++ {
				if seen[id] {
					t.Errorf("%d has two places", id)
				}
				seen[id] = true
			}
		}
		if len(seen) == 0 {
			t.Error("no concept has a place")
		}
	}
}

func TestVocabularies(t *testing.T) {
	for id, want := range map[string]string{"ICD10CM": "ICD-10-CM", "icd9proc": "ICD-9-PCS", "CPT4": "CPT", "SNOMED": "SNOMED CT", "RxNorm": "none", "": "none"} {
		got := "none"
		if v := VocabularyOf([]byte(id)); v != nil {
			got = v.System
		}
		if got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	seen := map[string]bool{}
	for _, v := range Vocabularies {
		if seen[v.ID] || v.Kind != "" && v.System == "" {
			t.Errorf("%s is there twice, or its codes have no system", v.ID)
		}
		seen[v.ID] = true
	}
}
