package privacy

import "testing"

func TestWithholdShare(t *testing.T) {
	for _, c := range []struct {
		k, n int64
		want bool
	}{
		{0, 50, false}, {50, 50, false}, {25, 50, false}, {11, 22, false},
		{10, 50, true}, {1, 50, true}, {40, 50, true}, {49, 50, true}, {39, 50, false},
		{0, 10, true}, {10, 10, true}, {0, 0, false}, {0, 11, false},
		{-1, 50, true}, {51, 50, true},
	} {
		if got := WithholdShare(c.k, c.n, 11); got != c.want {
			t.Errorf("%d of %d: %v, want %v", c.k, c.n, got, c.want)
		}
	}
}

func TestSmall(t *testing.T) {
	for n, want := range map[int64]bool{-1: false, 0: false, 1: true, 10: true, 11: false} {
		if got := Small(n, 11); got != want {
			t.Errorf("%d: %v, want %v", n, got, want)
		}
	}
}
