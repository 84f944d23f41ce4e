package privacy

import "testing"

// TestModesOnlyBecomeLessIdentifying tries every pair of modes, in the order of 6.1.
func TestModesOnlyBecomeLessIdentifying(t *testing.T) {
	order := []string{"phi", "limited", "safe-harbor", "aggregate"}
	for i, from := range order {
		for j, to := range order {
			a, okA := ParseMode(from)
			b, okB := ParseMode(to)
			if !okA || !okB || a.String() != from {
				t.Fatalf("%s or %s is not read", from, to)
			}
			if a.Allows(b) != (j >= i) {
				t.Errorf("%s may become %s: %v", from, to, a.Allows(b))
			}
		}
	}
	if m, ok := ParseMode("Safe Harbor"); ok {
		t.Errorf("a word that is no mode was read as %s", m)
	}
}
