package language

import "testing"

// The sign stands before the currency, of millions as of single dollars, and a zero has none.
func TestDollars(t *testing.T) {
	for want, v := range map[string]float64{
		"$12,345": 12345, "−$12": -12, "$0": -0.4, "$1.50\u00a0million": 1.5e6, "−$1.50\u00a0million": -1.5e6, "−$999,999": -999999,
	} {
		if got := (*Language)(nil).Dollars(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}
