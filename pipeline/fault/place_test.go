package fault

import "testing"

// TestPlaces: a place and its byte tell each other, in characters and not in bytes.
func TestPlaces(t *testing.T) {
	const text = "SELECT a,\n\tżółć, 'é' || nope\r\n\nFROM t"
	for offset, want := range map[int]Place{
		0: {1, 1}, 7: {1, 8}, 9: {1, 10}, 10: {2, 1}, 11: {2, 2}, 13: {2, 3}, 30: {2, 16}, len(text) - 1: {4, 6}, len(text): {4, 7},
	} {
		got := PlaceIn(text, offset)
		if got != want {
			t.Errorf("byte %d: %v, want %v", offset, got, want)
		}
		if back := got.Offset(text); back != offset {
			t.Errorf("byte %d comes back as %d", offset, back)
		}
	}
	for _, offset := range []int{-1, len(text) + 1} {
		if got := PlaceIn(text, offset); got != (Place{}) || got.String() != "" {
			t.Errorf("byte %d: %v, want nowhere", offset, got)
		}
	}
	// Places that a text does not have, as a process that is not trusted may claim.
	for _, p := range []Place{{}, {5, 1}, {1, 11}, {4, 8}, {1 << 60, 1}, {1, 1 << 60}} {
		if got := p.Offset(text); got != -1 {
			t.Errorf("%v is byte %d", p, got)
		}
	}
}

func TestErrorTellsItsPlace(t *testing.T) {
	err := New(Query, "a.sql", "no such column", "mend it").Standing("SELECT\n  nope", 9)
	if got, want := err.Error(), "a.sql: no such column (line 2, column 3); mend it"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
