package disclosure_test

import (
	"slices"
	"testing"

	"chartline/pipeline/privacy/disclosure"
)

// A facility keeps its name in a month that is withheld where another month of it is shown; one
// of which no month shows anybody loses it, though one of its counts is withheld only to protect the
// other, and its 0 goes with it.
func TestGroupsOfWhichNothingIsShownLoseTheirNames(t *testing.T) {
	a := answer(t, "encounters", "facility, month", "('A', 1, 40, 0, 0)", "('A', 2, 5, 0, 0)", "('B', 1, 3, 0, 0)", "('B', 2, 50, 0, 0)", "('B', 3, 0, 0, 0)")
	for name, c := range map[string]struct{ hidden, want []bool }{
		"nothing is withheld": {[]bool{false, false, false, false, false}, []bool{false, false, false, false, false}},
		"one of two months":   {[]bool{false, true, false, false, false}, []bool{false, false, false, false, false}},
		"both months":         {[]bool{false, true, true, true, false}, []bool{false, false, true, true, true}},
	} {
		if got := disclosure.Unnamed(a, c.hidden); !slices.Equal(got, c.want) {
			t.Errorf("%s: unnamed %v, want %v", name, got, c.want)
		}
	}
	if names := disclosure.Names(a.Query); !slices.Equal(names, []string{"facility"}) {
		t.Errorf("names %v", names)
	}
}
