package change

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mostCodes bounds what one range is spelled out to.
const mostCodes = 200

var (
	separators = regexp.MustCompile(`\s*(?:[,;&\n]|\bAND\b)\s*`)
	prose      = regexp.MustCompile(`^(?:AN? )?CODES? (?:IN|FROM) (?:CATEGOR(?:Y|IES) )?`)
)

// codesIn are the codes of a cell, each once. It is not ok where there is anything else.
func codesIn(cell string) (codes []string, ok bool) {
	for _, part := range separators.Split(strings.ToUpper(strings.TrimSpace(cell)), -1) {
		more, ok := codesOf(prose.ReplaceAllString(part, ""))
		if !ok {
			return nil, false
		}
		for _, code := range more {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes, len(codes) > 0
}

// codesOf are those of one part: a code, all codes below one (I63.-), or a range.
func codesOf(part string) ([]string, bool) {
	part = strings.TrimRight(strings.TrimSuffix(part, "-"), ".")
	if codeWord.MatchString(part) {
		return []string{part}, true
	}
	first, last, isRange := strings.Cut(part, "-")
	if !isRange || !codeWord.MatchString(first) || !codeWord.MatchString(last) {
		return nil, false
	}
	return spelled(first, last), true
}

// spelled is a range of codes that differ in nothing but a number, such as
// S06.890A-S06.899A or T15-T19. What lies between other ends only the release of that
// time can tell (VER-05), and so no more than the ends is said.
func spelled(first, last string) []string {
	ends := []string{first, last}
	if len(first) != len(last) {
		return ends
	}
	from, to := 0, len(first)
	for from < to && first[from] == last[from] {
		from++
	}
	for to > from && first[to-1] == last[to-1] {
		to--
	}
	low, err := strconv.Atoi(first[from:to])
	high, errHigh := strconv.Atoi(last[from:to])
	if err != nil || errHigh != nil || low > high || high-low >= mostCodes {
		return ends
	}
	var all []string
	for n := low; n <= high; n++ {
		all = append(all, fmt.Sprintf("%s%0*d%s", first[:from], to-from, n, first[to:]))
	}
	return all
}
