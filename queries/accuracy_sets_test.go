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

// levelled are six records with the sets of two auditors, over codes of which one is in two CCSR
// categories (I110, E1122) and one in none (Z000). An older version of the scheme says otherwise.
func levelled() []string {
	var inserts []string
	for i, sets := range [][2]string{
		{"I10 E119", "I110 E119"}, {"E1122", "E119 N183"}, {"R079", "Z000"}, {"Z000", "Z000"}, {"I10 R079 N183 Z000", "N183 I10"}, {"E1122 I110", "N183 R079"},
	} {
		inserts = append(inserts, twice(fmt.Sprintf("R%d", i), sets[0], sets[1])...)
	}
	return append(inserts, rows("code_group", "scheme scheme_version code_system code grouping",
		"CCSR v2026.1 ICD-10-CM I10 CIR007", "CCSR v2026.1 ICD-10-CM I110 CIR008", "CCSR v2026.1 ICD-10-CM I110 CIR019",
		"CCSR v2026.1 ICD-10-CM E119 END002", "CCSR v2026.1 ICD-10-CM E1122 END003", "CCSR v2026.1 ICD-10-CM E1122 GEN003",
		"CCSR v2026.1 ICD-10-CM N183 GEN003", "CCSR v2026.1 ICD-10-CM R079 CIR012", "CCSR v2026.1 ICD-10-CM Z000 XXX000",
		"CCSR v2025.1 ICD-10-CM I10 CIR008", "CCSR v2025.1 ICD-10-CM Z000 FAC025",
		"chapter 2026 ICD-10-CM I10 9", "chapter 2026 ICD-10-CM I110 9", "chapter 2026 ICD-10-CM E119 4", "chapter 2026 ICD-10-CM E1122 4",
		"chapter 2026 ICD-10-CM N183 14", "chapter 2026 ICD-10-CM R079 18", "chapter 2026 ICD-10-CM Z000 21"))
}

// The values are exact fractions of a program of thirty lines of Python that knows nothing of
// SQL: it makes the sets of each level, takes the distances of Jaccard and of Passonneau (MASI)
// from their definitions, over the records for what is observed and over all 66 pairs of the
// twelve sets for what is expected, and gives 1 less their ratio (AGR-04, AGR-06).
func TestSetAlphaOfEveryLevel(t *testing.T) {
	a := ask(t, hospital(t, levelled()...), "accuracy/sets")
	want(t, a, "level records same", "CCSR 6 1", "category 6 1", "chapter 6 2", "code 6 1")
	for column, fractions := range map[string][4]float64{
		"jaccard": {71.0 / 20, 11.0 / 3, 3, 25.0 / 6}, "jaccard_expected": {221.0 / 264, 541.0 / 660, 47.0 / 60, 427.0 / 495},
		"masi": {773.0 / 180, 38.0 / 9, 10.0 / 3, 41.0 / 9}, "masi_expected": {2143.0 / 2376, 434.0 / 495, 38.0 / 45, 2699.0 / 2970},
	} {
		for i, got := range a.Real(column) {
			if math.Abs(got-fractions[i]) > 1e-11 {
				t.Errorf("%s of %s is %.12f, want %.12f", column, a.Text("level")[i], got, fractions[i])
			}
		}
	}
	for name, alphas := range map[string][4]float64{
		"alpha_jaccard": {324.0 / 1105, 413.0 / 1623, 17.0 / 47, 333.0 / 1708},
		"alpha_masi":    {2212.0 / 10715, 257.0 / 1302, 13.0 / 38, 444.0 / 2699},
	} {
		for i, e := range a.Estimates(name) {
			if !e.Defined() || math.Abs(e.Value-alphas[i]) > 1e-11 {
				t.Errorf("%s of %s is %v (missing %q), want %.12f", name, a.Text("level")[i], e.Value, e.Missing, alphas[i])
			}
		}
	}
}

// No chart that was reviewed twice is no row, and no error.
func TestSetsOfNobody(t *testing.T) {
	if a := ask(t, hospital(t, review("R1", "I10", "I10")...), "accuracy/sets"); a.Len() != 0 {
		t.Errorf("%d rows", a.Len())
	}
}
