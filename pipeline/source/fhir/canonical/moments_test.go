package canonical

import (
	"testing"
	"time"
)

// Amounts are rounded half away from zero to the column's last digit, and refused where
// they do not fit it.
func TestScaled(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "12": 1200, "12.3": 1230, "-12.345": -1235, "12.344": 1234, "0.005": 1, "0.0049": 0, "1e2": 10000, "1.5E-1": 15,
		"999999999999.99": 99999999999999, "12345e-2": 12345, "1e-30": 0, "000000000000000000001": 100,
	} {
		if got, ok := scaled(text, moneyLimit, moneyScale); !ok || got != want {
			t.Errorf("%s is %d %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-", ".", "1.2.3", "x", "1e", "1e99", "1000000000000", "1e12", "999999999999.995", "NaN", "0x1", "1_0"} {
		if got, ok := scaled(text, moneyLimit, moneyScale); ok {
			t.Errorf("%q is %d, want a refusal", text, got)
		}
	}
}

func TestDay(t *testing.T) {
	tables := Tables{set: Settings{Zone: time.UTC}}
	for text, want := range map[string]struct{ known, ok bool }{
		"": {false, true}, "2024": {false, true}, "2024-02": {false, true}, "2024-02-29": {true, true}, "2024-02-29T10:00:00Z": {true, true},
		"2023-02-29": {false, false}, "0000": {false, false}, "abcd": {false, false}, "2024-13": {false, false}, "soon": {false, false}, "today": {false, false},
	} {
		if d, ok := tables.day(text); d.known != want.known || ok != want.ok {
			t.Errorf("%q: known %v, ok %v, want %v", text, d.known, ok, want)
		}
	}
}
