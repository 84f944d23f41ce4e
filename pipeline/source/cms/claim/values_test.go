package claim

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseDay(t *testing.T) {
	for _, c := range []struct {
		text, want string
		ok         bool
	}{
		{"", "", true}, {"00000000", "", true}, {"0", "", true},
		{"17-JAN-1942", "1942-01-17", true}, {"17-Jan-1942", "1942-01-17", true}, {"7-jan-1942", "1942-01-07", true},
		{"29FEB2024", "2024-02-29", true}, {"29FEB2023", "", false}, {"20240229", "2024-02-29", true}, {"20230229", "", false},
		{"2024-12-31", "2024-12-31", true}, {"2024-13-01", "", false}, {"12/31/2024", "2024-12-31", true}, {"31/12/2024", "", false},
		{"2024-12-31 23:59:59", "2024-12-31", true}, {"2024-12-31T00:00:00Z", "2024-12-31", true}, {"2024-12-31 25:00:00", "", false},
		{"17-Xyz-1942", "", false}, {"17_JAN_1942", "", false}, {"2024-1-1", "", false}, {"1777-01-01", "", false},
		{"00-JAN-1942", "", false}, {"-1-JAN-1942", "", false}, {"soon", "", false}, {strings.Repeat("1", 100), "", false},
	} {
		day, ok := ParseDay([]byte(c.text))
		got := ""
		if day.Known {
			got = day.On.FormattedString()
		}
		if got != c.want || ok != c.ok {
			t.Errorf("%q is %q %v, want %q %v", c.text, got, ok, c.want, c.ok)
		}
	}
}

func TestEveryMonthHasItsName(t *testing.T) {
	for i, name := range strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC") {
		if day, ok := ParseDay([]byte("01-" + name + "-2024")); !ok || day.On.FormattedString() != fmt.Sprintf("2024-%02d-01", i+1) {
			t.Errorf("%s is %v", name, day)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		text  string
		money string
		units string
	}{
		{"", "", ""}, {"0", "0.00", "0.0000"}, {"84999.37", "84999.37", "84999.3700"}, {"-12.5", "-12.50", "-12.5000"}, {"+7", "7.00", "7.0000"},
		{"60.234", "60.23", "60.2340"}, {"1.005", "1.01", "1.0050"}, {"-1.005", "-1.01", "-1.0050"}, {"0.99999", "1.00", "1.0000"}, {".5", "0.50", "0.5000"}, {"5.", "5.00", "5.0000"},
		{"00012", "12.00", "12.0000"}, {"99999.9999", "100000.00", "99999.9999"}, {"99999.99999", "100000.00", "no"}, {"100000", "100000.00", "no"},
		{"999999999999.99", "999999999999.99", "no"}, {"999999999999.995", "no", "no"}, {"1000000000000", "no", "no"}, {"99999999999999999999", "no", "no"},
		{"1e3", "no", "no"}, {"1,000", "no", "no"}, {"$1", "no", "no"}, {"-", "no", "no"}, {".", "no", "no"}, {"-.", "no", "no"}, {"1.2.3", "no", "no"}, {"1.00x", "no", "no"}, {"NaN", "no", "no"},
	} {
		for i, parse := range []func([]byte) (Amount, bool){ParseMoney, ParseUnits} {
			want, scale := []string{c.money, c.units}[i], []int32{2, 4}[i]
			a, ok := parse([]byte(c.text))
			got := ""
			switch {
			case !ok:
				got = "no"
			case a.Known:
				got = a.Num.ToString(scale)
			}
			if got != want {
				t.Errorf("%q with scale %d is %q, want %q", c.text, scale, got, want)
			}
		}
	}
}

func TestZerosGivenBack(t *testing.T) {
	var buffer [5]byte
	for _, c := range []struct{ text, two, four, five string }{
		{"", "", "", ""}, {"1", "01", "0001", "00001"}, {"30", "30", "0030", "00030"}, {"651", "651", "0651", "00651"},
		{"1730", "1730", "1730", "01730"}, {"021391234", "021391234", "021391234", "021391234"}, {"A1", "A1", "A1", "A1"},
	} {
		for i, f := range []func(text, buffer []byte) []byte{TwoDigits, FourDigits, FiveDigits} {
			if got, want := string(f([]byte(c.text), buffer[:0])), []string{c.two, c.four, c.five}[i]; got != want {
				t.Errorf("%q becomes %q, want %q", c.text, got, want)
			}
		}
	}
}

func TestSameCode(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"I10", "I10", true}, {"I10", "i10", true}, {"E11.9", "E119", true}, {"E119", "E11.9", true}, {"E11.9", "E1.19", true},
		{"E11", "E119", false}, {"E119", "E11", false}, {"E119", "E118", false}, {"", "", true}, {".", "", true}, {"I10.", "I10", true},
	} {
		if got := sameCode([]byte(c.a), []byte(c.b)); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

// TestOfBill goes through every type of bill of the UB-04 manual that a claim can have.
func TestOfBill(t *testing.T) {
	want := map[string]string{
		"IP": "11 18 21 28 41 65 66 86", "OP-REC": "32 33 34 72 74 75 76 81 82", "SDS": "83",
		"ANC": "12 13 14 22 23 43 71 73 77 79 84 85 89", "": "00 01 91 A1 .1",
	}
	for patientType, bills := range want {
		for _, bill := range strings.Fields(bills) {
			if got := OfBill(bill[0], bill[1]); got != patientType {
				t.Errorf("%s is %q, want %q", bill, got, patientType)
			}
		}
	}
}

func TestPOALeavesTheCellAlone(t *testing.T) {
	cell := []byte("y")
	if got := string(POA(cell)); got != "Y" || string(cell) != "y" {
		t.Errorf("%q, and the cell is %q now", got, cell)
	}
	for value, want := range map[string]string{"": "", "YY": "YY", "?": "?", "2": "2"} {
		if got := string(POA([]byte(value))); got != want {
			t.Errorf("%q becomes %q, want %q", value, got, want)
		}
	}
}
