package queries_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestPairsAreGreedy compares the two queries, which never look at a pair before they
// know that it is one, with the rule of standard.md 2.1 pass B as it reads: of all pairs
// of a category take the one with the longest common prefix, ties by the auditor's
// order and then the coder's, and go on with the rest.
func TestPairsAreGreedy(t *testing.T) {
	random := rand.New(rand.NewPCG(20261122, 1))
	var inserts []string
	pairs, byCategory := map[string]int{}, map[string][3]int{}
	for i := range 150 {
		coder, auditor := randomCodes(random), randomCodes(random)
		inserts = append(inserts, review(fmt.Sprintf("R%03d", i), strings.Join(coder, " "), strings.Join(auditor, " "))...)
		greedy(coder, auditor, pairs, byCategory)
	}
	db := hospital(t, inserts...)

	got := ask(t, db, "accuracy/substitutions")
	seen := map[string]int{}
	for row := range got.Len() {
		key := fmt.Sprintf("%s %s %d", got.Text("coder_code")[row], got.Text("auditor_code")[row], got.Int("alike")[row])
		seen[key] = int(got.Int("charts")[row])
	}
	if !maps.Equal(seen, pairs) {
		t.Errorf("substitutions: got %v, want %v", seen, pairs)
	}

	counts := ask(t, db, "accuracy/matching")
	for row := range counts.Len() {
		category := counts.Text("category")[row]
		alike := 0
		for k := 3; k <= 6; k++ {
			alike += int(counts.Int(fmt.Sprintf("alike_%d", k))[row])
		}
		sums := [3]int{int(counts.Int("substitutions")[row]), int(counts.Int("omissions")[row]), int(counts.Int("commissions")[row])}
		if sums != byCategory[category] || alike != sums[0] {
			t.Errorf("category %s: got %v (%d by prefix), want %v", category, sums, alike, byCategory[category])
		}
	}
}

// randomCodes are distinct codes of two categories and few characters, so that many
// share prefixes of every length.
func randomCodes(random *rand.Rand) []string {
	var codes []string
	for range random.IntN(8) {
		code := []string{"S72", "E11"}[random.IntN(2)]
		for range random.IntN(5) {
			code += string("12"[random.IntN(2)])
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// greedy pairs the codes of a chart and counts pairs, and substitutions, omissions and
// commissions by category.
func greedy(coder, auditor []string, pairs map[string]int, byCategory map[string][3]int) {
	coders := slices.DeleteFunc(slices.Clone(coder), func(c string) bool { return slices.Contains(auditor, c) })
	auditors := slices.DeleteFunc(slices.Clone(auditor), func(a string) bool { return slices.Contains(coder, a) })
	for alike := 6; alike >= 3; alike-- {
		for i := 0; i < len(auditors); i++ {
			j := slices.IndexFunc(coders, func(c string) bool { return commonPrefix(c, auditors[i]) == alike })
			if j < 0 {
				continue
			}
			pairs[fmt.Sprintf("%s %s %d", coders[j], auditors[i], alike)]++
			add(byCategory, auditors[i], 0)
			auditors, coders = slices.Delete(auditors, i, i+1), slices.Delete(coders, j, j+1)
			i--
		}
	}
	for _, a := range auditors {
		add(byCategory, a, 1)
	}
	for _, c := range coders {
		add(byCategory, c, 2)
	}
}

func add(byCategory map[string][3]int, code string, which int) {
	counts := byCategory[code[:3]]
	counts[which]++
	byCategory[code[:3]] = counts
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
