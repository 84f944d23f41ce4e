package config

import "strings"

// suggestion is the fix for a name that is not known: the nearest known one, or all.
func suggestion(name string, known []string) string {
	if near, ok := Nearest(name, known); ok {
		return `did you mean "` + near + `"?`
	}
	if len(known) == 0 {
		return "there is none yet"
	}
	return "known are " + strings.Join(known, ", ")
}

// Nearest finds the known name that a misspelt one most likely means: the one that
// takes the fewest changed, added or removed letters, at most a third of the name's.
func Nearest(name string, known []string) (string, bool) {
	best, fewest := "", max(1, len([]rune(name))/3)+1
	for _, k := range known {
		if n := edits(strings.ToLower(name), strings.ToLower(k)); n < fewest {
			best, fewest = k, n
		}
	}
	return best, best != ""
}

// edits is the Levenshtein distance (1966), where two neighbours that changed places
// count once (optimal string alignment), as that is the commonest slip of the hand.
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before []int
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		next := make([]int, len(t)+1)
		next[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(t)]
}
