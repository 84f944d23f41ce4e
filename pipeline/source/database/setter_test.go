package database

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
	"chartline/pipeline/source/sourcetest"
)

// everyKind is a table with a column of each kind.
var everyKind = &schema.Table{Name: "every_kind", Columns: []schema.Column{
	{Name: "text", Kind: schema.Text}, {Name: "code", Kind: schema.Text, Code: true}, {Name: "integer", Kind: schema.Integer},
	{Name: "money", Kind: schema.Money}, {Name: "weight", Kind: schema.Weight}, {Name: "hours", Kind: schema.Hours},
	{Name: "boolean", Kind: schema.Boolean}, {Name: "date", Kind: schema.Date}, {Name: "instant", Kind: schema.Instant},
}}

// set puts one value into a column, and gives what became of it: the value as Arrow
// prints it, "-" for none, or the reason of the reject.
func set(t testing.TB, column string, v sqldb.Value) string {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	everyKind := *everyKind
	c, _ := everyKind.Column(column)
	into, fix := setterOf(c, sqldb.Column{Kind: v.Kind}, zone)
	if into == nil {
		if fix == "" {
			t.Error("nothing says what to do")
		}
		return "refused"
	}
	var got sourcetest.Collector
	b := source.NewBatcher(&everyKind, &got)
	defer b.Release()
	if reason := into(b, v); reason != "" {
		return reason
	}
	if err := b.Next(); err != nil {
		t.Fatal(err)
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	if value, ok := got.Rows["every_kind"][0][column]; ok {
		return value
	}
	return "-"
}

func text(s string) sqldb.Value    { return sqldb.Value{Kind: sqldb.Text, Text: []byte(s)} }
func decimal(s string) sqldb.Value { return sqldb.Value{Kind: sqldb.Decimal, Text: []byte(s)} }
func integer(n int64) sqldb.Value  { return sqldb.Value{Kind: sqldb.Integer, Int: n} }
func float(f float64) sqldb.Value  { return sqldb.Value{Kind: sqldb.Float, Float: f} }
func at(kind sqldb.Kind, layout string) sqldb.Value {
	t, err := time.Parse("2006-01-02 15:04:05.999999", layout)
	if err != nil {
		panic(err)
	}
	return sqldb.Value{Kind: kind, Int: t.UnixMicro()}
}
func day(s string) sqldb.Value {
	v := at(sqldb.Date, s+" 00:00:00")
	v.Int /= dayMicros
	return v
}

// TestSetters holds values to the kinds of columns, by the rules that the store has for
// texts of files (pipeline/store, TestTyping).
func TestSetters(t *testing.T) {
	bad := sqldb.Value{Kind: sqldb.Invalid, Text: []byte("0000-00-00")}
	const wrong, impossible = source.ReasonType, source.ReasonImpossible
	for _, c := range []struct {
		column string
		value  sqldb.Value
		want   string
	}{
		{"text", text(" Łódź   "), "Łódź"}, {"text", text(""), "-"}, {"text", text("   "), "-"}, {"text", text("\xff"), source.ReasonEncoding},
		{"text", text(strings.Repeat("x", largestText+1)), source.ReasonTooLarge}, {"text", integer(-12), "-12"}, {"text", decimal("12.50"), "12.50"},
		{"text", float(1), "refused"}, {"text", sqldb.Value{Kind: sqldb.Boolean}, "refused"}, {"text", day("2024-01-01"), "refused"},
		{"text", sqldb.Value{Kind: sqldb.Bytes}, "refused"}, {"text", sqldb.Value{Kind: sqldb.Other}, "refused"},
		{"code", text("014 "), "014"}, {"code", integer(14), "refused"}, {"code", decimal("14"), "refused"},
		{"integer", integer(math.MaxInt64), "9223372036854775807"}, {"integer", decimal("12.00"), "12"}, {"integer", decimal("12.50"), wrong},
		{"integer", decimal("99999999999999999999"), wrong}, {"integer", float(12), "12"}, {"integer", float(12.5), wrong},
		{"integer", float(1e300), wrong}, {"integer", float(math.NaN()), wrong}, {"integer", text(" 007 "), "7"}, {"integer", text("+5"), "5"},
		{"integer", text("12.0"), "12"}, {"integer", text("12."), wrong}, {"integer", text("1e3"), wrong}, {"integer", text(""), "-"},
		{"integer", text("1_000"), wrong}, {"integer", sqldb.Value{Kind: sqldb.Boolean}, "refused"},
		{"money", decimal("1234.50"), "1234.5"}, {"money", integer(-7), "-7"}, {"money", float(0.1), "0.1"}, {"money", decimal("0.005"), "0.01"},
		{"money", decimal("0.004"), "0"}, {"money", decimal("-0.005"), "-0.01"}, {"money", decimal("0.0049999"), "0"},
		{"money", decimal("999999999999.99"), "999999999999.99"}, {"money", decimal("999999999999.995"), wrong}, {"money", decimal("1000000000000"), wrong},
		{"money", float(1e300), wrong}, {"money", float(math.Inf(1)), wrong}, {"money", float(math.NaN()), wrong}, {"money", text("1,234.50"), wrong},
		{"money", text(" 5. "), "5"}, {"money", text(".5"), "0.5"}, {"money", text("."), wrong}, {"money", text("-"), wrong}, {"money", text(""), "-"},
		{"money", text("1.2.3"), wrong}, {"money", text("1e3"), wrong}, {"money", sqldb.Value{Kind: sqldb.Boolean}, "refused"},
		{"weight", decimal("1.23456"), "1.2346"}, {"weight", decimal("99999.9999"), "99999.9999"}, {"weight", decimal("100000"), wrong},
		{"hours", decimal("7.333"), "7.33"}, {"hours", decimal("7.335"), "7.34"}, {"hours", bad, "refused"},
		{"boolean", sqldb.Value{Kind: sqldb.Boolean, Int: 1}, "true"}, {"boolean", integer(0), "false"}, {"boolean", integer(2), wrong},
		{"boolean", text("YES"), "true"}, {"boolean", text(" f "), "false"}, {"boolean", text("maybe"), wrong}, {"boolean", text(""), "-"},
		{"boolean", float(1), "refused"},
		{"date", day("2024-02-29"), "2024-02-29"}, {"date", day("1849-12-31"), impossible}, {"date", day("1850-01-01"), "1850-01-01"},
		{"date", day("2299-12-31"), "2299-12-31"}, {"date", day("2300-01-01"), impossible}, {"date", at(sqldb.Local, "2024-02-29 00:00:00"), "2024-02-29"},
		{"date", at(sqldb.Local, "2024-02-29 00:00:01"), wrong}, {"date", at(sqldb.Local, "1960-02-29 00:00:00"), "1960-02-29"},
		{"date", at(sqldb.Instant, "2024-02-29 00:00:00"), "refused"}, {"date", text("2024-02-29"), "2024-02-29"}, {"date", text("2023-02-29"), wrong},
		{"date", text("2024-02-29 00:00:00.000"), "2024-02-29"}, {"date", text("2024-02-29T00:00:00Z"), wrong}, {"date", text("2024-02-29 12:00"), wrong},
		{"date", text("20240229"), wrong}, {"date", text(""), "-"}, {"date", integer(20240229), "refused"},
		// Chicago is 5 hours behind in July and 6 in January; the hour from 1:00 on 3
		// November 2024 occurs twice, that from 2:00 on 10 March 2024 never.
		{"instant", at(sqldb.Instant, "2024-07-01 05:00:00.9"), "2024-07-01T05:00:00Z"}, {"instant", at(sqldb.Local, "2024-07-01 05:00:00"), "2024-07-01T10:00:00Z"},
		{"instant", at(sqldb.Local, "2024-01-01 05:00:00.5"), "2024-01-01T11:00:00Z"}, {"instant", at(sqldb.Local, "2024-11-03 01:30:00"), "2024-11-03T07:30:00Z"},
		{"instant", at(sqldb.Local, "2024-03-10 02:30:00"), "2024-03-10T08:30:00Z"}, {"instant", at(sqldb.Instant, "1969-12-31 23:59:59.5"), "1969-12-31T23:59:59Z"},
		{"instant", at(sqldb.Instant, "1849-12-31 23:59:59"), impossible}, {"instant", at(sqldb.Local, "2300-01-01 00:00:00"), impossible},
		{"instant", text("2024-07-01T05:00:00-05:00"), "2024-07-01T10:00:00Z"}, {"instant", text("2024-07-01 05:00"), "2024-07-01T10:00:00Z"},
		{"instant", text("2024-07-01"), wrong}, {"instant", text(""), "-"}, {"instant", day("2024-07-01"), "refused"}, {"instant", integer(0), "refused"},
	} {
		if got := set(t, c.column, c.value); got != c.want {
			t.Errorf("%s from %v (%s) is %q, want %q", c.column, c.value.Any(), c.value.Kind, got, c.want)
		}
	}
}

// TestInvalidValues: the column is of a good kind, this one value is not.
func TestInvalidValues(t *testing.T) {
	for _, c := range everyKind.Columns {
		for _, kind := range []sqldb.Kind{sqldb.Text, sqldb.Integer, sqldb.Decimal, sqldb.Boolean, sqldb.Date, sqldb.Local, sqldb.Instant} {
			into, _ := setterOf(c, sqldb.Column{Kind: kind}, time.UTC)
			if into == nil {
				continue
			}
			b := source.NewBatcher(everyKind, &sourcetest.Collector{})
			if reason := into(b, sqldb.Value{Kind: sqldb.Invalid, Text: []byte("0000-00-00")}); reason != source.ReasonType {
				t.Errorf("%s from %s takes a value without meaning: %q", c.Name, kind, reason)
			}
			b.Release()
		}
	}
}

// TestScaledAgainstBigNumbers compares with exact arithmetic on rational numbers.
func TestScaledAgainstBigNumbers(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	half := big.NewRat(1, 2)
	for range 20_000 {
		digits := make([]byte, 0, 24)
		if rnd.IntN(2) == 0 {
			digits = append(digits, '-')
		}
		for range 1 + rnd.IntN(14) {
			digits = append(digits, byte('0'+rnd.IntN(10)))
		}
		if rnd.IntN(4) > 0 {
			digits = append(digits, '.')
			for range rnd.IntN(7) {
				digits = append(digits, "0123456789595"[rnd.IntN(13)])
			}
		}
		exact, ok := new(big.Rat).SetString(string(digits))
		if !ok {
			t.Fatalf("%s", digits)
		}
		exact.Mul(exact, big.NewRat(100, 1))
		negative := exact.Sign() < 0
		exact.Abs(exact).Add(exact, half)
		want := new(big.Int).Div(exact.Num(), exact.Denom()).Int64()
		fits := want < 100_000_000_000_000
		if negative {
			want = -want
		}
		got, ok := scaled(digits, 14, 2)
		if ok != fits || ok && got != want {
			t.Fatalf("%s is %d (%v), want %d (%v)", digits, got, ok, want, fits)
		}
	}
}

func TestRawIsBoundedAndText(t *testing.T) {
	long := strings.Repeat("Ł", largestRaw)
	columns := []sqldb.Column{{Name: "a"}, {Name: "b"}}
	got := raw(columns, []sqldb.Value{text(long), text("x")})
	if len(got) > largestRaw || len(got) < largestRaw-8 || strings.Contains(got, "\ufffd") {
		t.Errorf("%d bytes, want up to %d and no character cut in two", len(got), largestRaw)
	}
	got = raw(columns, []sqldb.Value{text("a\"\xff\n"), {Kind: sqldb.Float, Float: math.Inf(1)}})
	if got != `{"a":"a\"\ufffd\n","b":"+Inf"}` {
		t.Errorf("%s", got)
	}
}

// FuzzSetters gives any text to a column of each kind: a reason or a value comes back,
// the same each time.
func FuzzSetters(f *testing.F) {
	for _, s := range []string{"1234.50", "2024-02-29 00:00:00", "2024-07-01T05:00:00.5-05:00", "yes", "\xff", "-.5", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range everyKind.Columns {
			first := set(t, c.Name, text(s))
			if first != set(t, c.Name, text(s)) {
				t.Fatalf("%s: twice another", c.Name)
			}
			if first == "refused" {
				t.Fatalf("%s takes no text", c.Name)
			}
		}
	})
}
