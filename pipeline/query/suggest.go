package query

import (
	"fmt"
	"slices"
	"strings"
)

// suggest writes the fix for a misspelt name: the nearest of those that exist, or all
// of them where none is near.
func suggest(name string, candidates []string) string {
	if best, ok := nearest(name, candidates); ok {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(candidates) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(candidates))
	return "use one of " + strings.Join(sorted, ", ")
}

// nearest is the candidate with the fewest edits, at most a third of the name.
func nearest(name string, candidates []string) (string, bool) {
	best, fewest := "", max(2, len(name)/3)+1
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if d := edits(strings.ToLower(name), strings.ToLower(c)); d < fewest {
			best, fewest = c, d
		}
	}
	return best, best != ""
}

// edits is the Levenshtein distance in bytes (Wagner and Fischer 1974).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
