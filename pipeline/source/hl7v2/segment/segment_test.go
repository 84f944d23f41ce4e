package segment

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"chartline/pipeline/source/hl7v2/message"
)

func reader(t *testing.T, version string) *Reader {
	t.Helper()
	var m message.Message
	if !m.Open(`MSH|^~\&|A|B|||2026||ADT^A08|1|P|` + version + "\r") {
		t.Fatal("the header is not sound")
	}
	return &Reader{Message: &m}
}

func TestParsePosition(t *testing.T) {
	for text, want := range map[string]Position{
		"":         {},
		"ZDX-3":    {"ZDX", 3, 1},
		"zdx-3.2":  {"ZDX", 3, 2},
		"DG1-26.1": {"DG1", 26, 1},
	} {
		if got, ok := ParsePosition(text); !ok || got != want {
			t.Errorf("%q: %+v %v, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"ZDX", "ZDX-", "ZDX-0", "ZDX-x", "ZDX-3.x", "ZDX-3.0", "ZDXX-3", "ZDX-128", "-3"} {
		if got, ok := ParsePosition(text); ok {
			t.Errorf("%q is the position %+v", text, got)
		}
	}
}

// TestDiagnosis has the fields of DG1 at their places: standard.md 5.2.
func TestDiagnosis(t *testing.T) {
	r := reader(t, "2.6")
	got := r.Diagnosis("DG1|2|I9|I50.9^HF^I10C^42343007^HF^SCT|text|20260225|f^final|7|8|9|10|11|12|13|14|1^x|D1|D|N|20260301|E1^NS^UID^ISO|A|22|23|24|25|n")
	want := Coded{
		Text: got.Text, Number: 2, Codes: [2]Code{{"I50.9", "ICD-10-CM"}, {"42343007", "SNOMED CT"}}, Type: "F",
		Priority: 1, Action: "A", ID: "E1/NS/UID", POA: "n", On: "20260225", Attested: "20260301",
	}
	if got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if got := r.Diagnosis("DG1"); got != (Coded{Text: "DG1", Priority: -1}) {
		t.Errorf("an empty one: %+v", got)
	}
	if got := reader(t, "2.5.1").Diagnosis("DG1|||||||||||||||||||||||||||Y"); got.POA != "" {
		t.Errorf("2.5.1 has no DG1-26: %q", got.POA)
	}
}

// TestProcedure has the fields of PR1 at their places.
func TestProcedure(t *testing.T) {
	got := reader(t, "2.5").Procedure("PR1|3|C4|99285^VISIT^C4|text|202602261015|P|7|8|9|10|11|12|13|2|15|25~59^x|17|18|P1|D")
	want := Coded{Text: got.Text, Number: 3, Codes: [2]Code{{"99285", "CPT"}}, Priority: 2, Action: "D", ID: "P1", On: "202602261015", Modifiers: "25 59"}
	if got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// TestCharge has the fields of FT1 at their places.
func TestCharge(t *testing.T) {
	r := reader(t, "2.5")
	r.Revenue = Position{"FT1", 13, 1}
	got := r.Charge("FT1|1|T1|B1|20260301|20260302|cg|300001|8|9|2|100.00&USD|50|0450^ER|14|15|16|17|18|19|20|21|22|23|24|99285^VISIT^C4|25^^C~59")
	want := Charge{Text: got.Text, Number: 1, Transaction: "T1", On: "20260301", Type: "CG", Code: "99285", Modifiers: "25 59",
		Revenue: "0450", Quantity: "2", Amount: "100.00", Price: "50"}
	if got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// TestCodes has which triplets of a coded field count.
func TestCodes(t *testing.T) {
	for name, c := range map[string]struct {
		segment string
		want    string
	}{
		"one":                      {"DG1|1||I10^HT^I10C", "I10 ICD-10-CM"},
		"an OID":                   {"DG1|1||I10^HT^2.16.840.1.113883.6.90", "I10 ICD-10-CM"},
		"both":                     {"DG1|1||I10^HT^I10C^38341003^HT^SCT", "I10 ICD-10-CM, 38341003 SNOMED CT"},
		"both, of one system":      {"DG1|1||I10^HT^I10C^I11^HT^ICD-10-CM", "I10 ICD-10-CM"},
		"the known one":            {"DG1|1||4711^HT^99LOCAL^I10^HT^I10C", "I10 ICD-10-CM"},
		"the known one, first":     {"DG1|1||I10^HT^I10C^4711^HT^99LOCAL", "I10 ICD-10-CM"},
		"none known":               {"DG1|1||4711^HT^99LOCAL^0815^HT^99OTHER", "4711 other"},
		"the alternate one only":   {"DG1|1||^HT^^I10^HT^I10C", "I10 ICD-10-CM"},
		"an unknown alternate one": {"DG1|1||^HT^^4711^HT^L", "4711 other"},
		"without a system":         {"DG1|1||I10", "I10 "},
		"by DG1-2":                 {"DG1|1|I9|401.9", "401.9 ICD-9-CM"},
		"none":                     {"DG1|1||^HT", " "},
	} {
		t.Run(name, func(t *testing.T) {
			codes := reader(t, "2.5").Diagnosis(c.segment).Codes
			have := codes[0].Code + " " + codes[0].System
			if codes[1] != (Code{}) {
				have += ", " + codes[1].Code + " " + codes[1].System
			}
			if have != c.want {
				t.Errorf("%q, want %q", have, c.want)
			}
		})
	}
}

// TestDecimal is checked against exact fractions.
func TestDecimal(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "1": 100, "12.5": 1250, "12.34": 1234, "12.345": 1235, "12.344999": 1234, "-12.345": -1235, "+7": 700, ".5": 50, "5.": 500,
		"000012": 1200, "999999999999.99": 99_999_999_999_999,
	} {
		got, ok := Decimal(text, MoneyDecimals)
		exact, _ := new(big.Rat).SetString(strings.TrimSuffix(text, "."))
		half := new(big.Rat).Sub(exact.Mul(exact, big.NewRat(100, 1)), new(big.Rat).SetInt64(got))
		if !ok || got != want || half.Abs(half).Cmp(big.NewRat(1, 2)) > 0 {
			t.Errorf("%s: %d %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", ".", "-", "--1", "1e3", "1,000", "$1", "1.2.3", "NaN", "1000000000000", "999999999999.995", strings.Repeat("9", 30), "1_0", "0x1", "1 "} {
		if got, ok := Decimal(text, MoneyDecimals); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
	if _, ok := Decimal("100000", UnitDecimals); ok {
		t.Error("100000 units fit a column of five digits before the point")
	}
	if n, ok := Decimal("99999.9999", UnitDecimals); !ok || n != 999_999_999 {
		t.Errorf("99999.9999 units: %d %v", n, ok)
	}
}

func FuzzDecimal(f *testing.F) {
	for _, text := range []string{"0", "-12.345", "999999999999.995", "99999.99995", "1.", ".5", "+"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for decimals, digits := range map[int]int{MoneyDecimals: 14, UnitDecimals: 9} {
			n, ok := Decimal(text, decimals)
			if !ok {
				continue
			}
			if len(fmt.Sprint(abs(n))) > digits {
				t.Fatalf("%q is %d, which has more than %d digits", text, n, digits)
			}
			exact, good := new(big.Rat).SetString(strings.TrimSuffix(text, "."))
			if !good {
				t.Fatalf("%q is no number, and is read as %d", text, n)
			}
			scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
			off := exact.Sub(exact.Mul(exact, scale), new(big.Rat).SetInt64(n))
			if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
				t.Fatalf("%q is %d with %d decimals", text, n, decimals)
			}
		}
	})
}

// TestSums are what lines add to an account.
func TestSums(t *testing.T) {
	for name, c := range map[string]struct {
		line Charge
		want Sums
	}{
		"amount":                  {Charge{Amount: "7", Quantity: "2"}, Sums{Units: 20_000, Amount: 700, HasUnits: true, HasAmount: true}},
		"price times units":       {Charge{Price: "10.01", Quantity: "2.5"}, Sums{Units: 25_000, Amount: 2503, HasUnits: true, HasAmount: true}}, // 25.025
		"price":                   {Charge{Price: "10.01"}, Sums{Units: 10_000, Amount: 1001, HasAmount: true}},
		"credit":                  {Charge{Type: "CR", Price: "10.01", Quantity: "2.5"}, Sums{Units: -25_000, Amount: -2503, HasUnits: true, HasAmount: true}},
		"nothing":                 {Charge{}, Sums{Units: 10_000}},
		"price too large a times": {Charge{Price: "999999999999", Quantity: "99999"}, Sums{Units: 999_990_000, HasUnits: true, HasAmount: true, AmountWrong: true}},
		"no number":               {Charge{Amount: "seven", Quantity: "two"}, Sums{HasUnits: true, HasAmount: true, UnitsWrong: true, AmountWrong: true}},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.line.Sums()
			if got.AmountWrong {
				got.Amount = 0
			}
			if got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}
