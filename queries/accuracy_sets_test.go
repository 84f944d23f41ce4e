package queries_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"chartline/pipeline/metric/agreement"
)

// twice is a chart that two auditors reviewed, with the codes of both.
func twice(id, first, second string) []string {
	return append(append(review(id, "I10", first),
		rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			id+"B Q1 "+id+" targeted C1 X2 1 2025-03-05 2025-05-01")), codes(id+"B", "I10", second)...)
}

// By hand: R1 has the same set twice, of R2 one set holds the other (Jaccard 1/2, MASI 2/3
// apart), R3 has nothing in common. In categories R3 has the same. Of the 30 pairs of six
// sets those of a record and, with R1, none share anything else, so that the expected
// distances are 1 less twice what is alike over 30.
func TestSetsOfTwoAuditors(t *testing.T) {
	var inserts []string
	for _, r := range [][3]string{{"R1", "I10 E119", "E119 I10"}, {"R2", "J189", "J189 R079"}, {"R3", "K219", "K210"}} {
		inserts = append(inserts, twice(r[0], r[1], r[2])...)
	}
	a := ask(t, hospital(t, inserts...), "accuracy/sets")
	want(t, a, "level records same jaccard jaccard_sq", "category 3 2 0.5 0.25", "code 3 1 1.5 1.25")
	expected := a.Real("jaccard_expected")
	if math.Abs(expected[1]-(1-2*1.5/30)) > 1e-12 || math.Abs(expected[0]-(1-2*2.5/30)) > 1e-12 {
		t.Errorf("expected distances %v", expected)
	}
}

// The sums give the alpha that the package agreement finds from the sets themselves, which
// the package krippendorff of Python checks there.
func TestSetAlphaIsThatOfTheSets(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	pick := func() (codes []string) {
		for i := range 4 {
			if random.IntN(2) == 0 {
				codes = append(codes, fmt.Sprintf("A%02d%d", i/2, i))
			}
		}
		if codes == nil {
			codes = []string{"Z000"}
		}
		return codes
	}
	var inserts []string
	var sets [][][]string
	for i := range 40 {
		first, second := pick(), pick()
		sets = append(sets, [][]string{first, second})
		inserts = append(inserts, twice(fmt.Sprintf("R%02d", i), strings.Join(first, " "), strings.Join(second, " "))...)
	}
	a := ask(t, hospital(t, inserts...), "accuracy/sets")
	for name, distance := range map[string]agreement.Distance{"alpha_jaccard": agreement.Jaccard, "alpha_masi": agreement.MASI} {
		got, want := a.Estimates(name)[1], agreement.SetAlpha(sets, distance, 1)
		if !got.Defined() || math.Abs(got.Value-want.Value) > 1e-9 {
			t.Errorf("%s is %v (missing %q), want %v", name, got.Value, got.Missing, want.Value)
		}
	}
}

// No chart that was reviewed twice is no row, and no error.
func TestSetsOfNobody(t *testing.T) {
	if a := ask(t, hospital(t, review("R1", "I10", "I10")...), "accuracy/sets"); a.Len() != 0 {
		t.Errorf("%d rows", a.Len())
	}
}
