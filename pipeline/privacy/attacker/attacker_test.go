package attacker

import (
	"math"
	"testing"
)

// The counts of a row are 40, a and b; those of a column a and 12; a rate of 3 of a thousand, printed
// without decimals, tells how large b can be.
func TestRanges(t *testing.T) {
	r := New()
	r.AtLeast("a", 1)
	r.AtLeast("b", 1)
	r.Know(Of("a", "b"), 13)
	r.Know(Of("a", "b"), 13) // said twice
	r.KnowBetween(Sum{"b": 1}, 2.5, 3.5)
	r.Know(Sum{"a": 1, "c": -1}, 0)
	for name, want := range map[string][2]float64{"a": {9.5, 10.5}, "b": {2.5, 3.5}, "c": {9.5, 10.5}, "d": {0, math.Inf(1)}} {
		lo, hi, err := r.Range(name)
		if err != nil || math.Abs(lo-want[0]) > 1e-6 || hi != want[1] && math.Abs(hi-want[1]) > 1e-6 {
			t.Errorf("%s is from %g to %g, want %v (%v)", name, lo, hi, want, err)
		}
	}
	if len(r.Equations()) != 4 {
		t.Errorf("%d equations are kept, want 4", len(r.Equations()))
	}
	r.Know(Of("a"), 2) // contradicts
	if _, _, err := r.Range("b"); err == nil {
		t.Error("a contradiction has an answer")
	}
}

// A difference that only grows has no upper end.
func TestUnbounded(t *testing.T) {
	r := New()
	r.Know(Sum{"a": 1, "b": -1}, 5)
	if lo, hi, err := r.Range("a"); err != nil || lo != 5 || !math.IsInf(hi, 1) {
		t.Errorf("from %g to %g, %v", lo, hi, err)
	}
}
