package xlsx

import "testing"

// A row is as high as the lines that its text is wrapped into: a word that is longer than the
// column has a line of its own.
func TestRowsAreAsHighAsTheirText(t *testing.T) {
	for text, lines := range map[string]float64{
		"": 1, "95% CI": 1, "95% CI, lower": 2, "Standardised per 1,000": 2, "Share of grouped discharges": 3, "Verylongwordwithoutspace": 1,
	} {
		if got := tall(text, 12); got != lines*lineHeight {
			t.Errorf("%q is %v points high, want %v lines", text, got, lines)
		}
	}
}
