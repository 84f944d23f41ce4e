package agreement

import (
	"slices"
	"strings"
)

// Distance is how far apart two sets of codes are, from 0 for the same set to 1 for sets
// that have no code in common.
type Distance int

const (
	// Jaccard is the share of the codes of both that only one has.
	Jaccard Distance = iota
	// MASI is Jaccard's agreement, counted in full where the sets are the same, by two thirds
	// where one holds the other and by one third where each has codes of its own (Passonneau
	// 2006). It takes an omission for nearer than a disagreement.
	MASI
)

// Between measures the distance of two sets; the order of codes and repeats do not count.
// Two empty sets are the same.
func (d Distance) Between(a, b []string) float64 { return d.between(set(a), set(b)) }

// between takes sets that are sorted and without repeats.
func (d Distance) between(a, b []string) float64 {
	common := common(a, b)
	union := len(a) + len(b) - common
	if union == common {
		return 0
	}
	near := float64(common) / float64(union)
	if d == MASI {
		if common == min(len(a), len(b)) {
			near *= 2. / 3
		} else {
			near /= 3
		}
	}
	return 1 - near
}

// String names the distance as its method does.
func (d Distance) String() string {
	if d == MASI {
		return "MASI distance (Passonneau 2006)"
	}
	return "Jaccard distance (1912)"
}

// common counts the codes that two sorted sets share.
func common(a, b []string) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0], b[0]) {
		case -1:
			a = a[1:]
		case 1:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}

// set sorts codes and drops repeats, in a copy.
func set(codes []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}
