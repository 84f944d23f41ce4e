//go:build duckdb_arrow

package store

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source"
)

// typing is a text that arrives for a column, and what must become of it: its value as
// DuckDB prints it, or the reason for which its record is quarantined.
type typing struct{ text, value, reason string }

func good(text, value string) typing { return typing{text: text, value: value} }
func bad(text string) typing         { return typing{text: text, reason: source.ReasonType} }
func impossible(text string) typing  { return typing{text: text, reason: source.ReasonImpossible} }
func empty(text string) typing       { return typing{text: text, value: "-"} }

// kinds has a column of each kind with the columns that its table cannot do without; #
// stands for the number of the case.
var kinds = []struct {
	name, table, column string
	others              string // header=value of the other columns
	cases               []typing
}{
	{"integer", "encounter", "age_years", "encounter_id=# facility_id=F patient_type=IP", []typing{
		good("12", "12"), good(" 5 ", "5"), good("007", "7"), good("+5", "5"), good("0", "0"), good("-0", "0"),
		good("12.0", "12"), good("12.000", "12"), empty(""), empty("   "),
		bad("12.7"), bad("12."), bad(".0"), bad("1e1"), bad("1E1"), bad("1_0"), bad("0x1F"), bad("1,2"), bad("1 2"),
		bad("twelve"), bad("--5"), bad("5-"), bad("-"), bad("+"), bad("99999999999999999999"), bad("−5"), bad("٣"),
		bad("NaN"), bad("inf"), bad("true"), bad("\t5"), bad("5\n"), bad("'5'"),
		impossible("-3"), impossible("131"), good("130", "130"),
	}},
	{"money", "encounter", "total_charges", "encounter_id=# facility_id=F patient_type=IP", []typing{
		good("1234.50", "1234.50"), good("1234.5", "1234.50"), good("-12.00", "-12.00"), good("0", "0.00"), good("-0.00", "0.00"),
		good(".5", "0.50"), good("5.", "5.00"), good("007.10", "7.10"), good("999999999999.99", "999999999999.99"),
		good("0.005", "0.01"), good("0.004", "0.00"), good("1234.5000", "1234.50"), empty(""),
		bad("1,234.50"), bad("1234,50"), bad("1e3"), bad("1E+03"), bad("1_000"), bad("NaN"), bad("inf"), bad("-Infinity"),
		bad("$5"), bad("5 USD"), bad("(12.00)"), bad("1.2.3"), bad("."), bad("1000000000000.00"), bad("0x10"), bad("--1"),
	}},
	{"weight", "drg_assignment", "weight", "encounter_id=# drg_system=MS-DRG drg=014", []typing{
		good("1.2345", "1.2345"), good("26.4106", "26.4106"), good("0", "0.0000"), good("1.23456", "1.2346"), good("99999.9999", "99999.9999"),
		bad("100000"), bad("1,2345"), bad("1e0"), bad("n/a"), impossible("-0.5"), empty(""),
	}},
	{"hours", "coder_day", "paid_hours", "coder_id=# worked_on=2026-01-02 patient_type=IP", []typing{
		good("7.50", "7.50"), good("8", "8.00"), good("7.333", "7.33"), good("24", "24.00"), good("0", "0.00"),
		bad("7:30"), bad("7h"), bad("7,5"), bad("1e1"), impossible("24.01"), impossible("-1"), empty(""),
	}},
	{"boolean", "code_set", "billable", "code_system=ICD-10-CM code=# valid_from=2025-10-01", []typing{
		good("true", "true"), good("FALSE", "false"), good("t", "true"), good("F", "false"), good("1", "true"), good("0", "false"),
		good("yes", "true"), good("N", "false"), good(" true ", "true"), empty(""),
		bad("2"), bad("-1"), bad("wahr"), bad("tru"), bad("0.0"), bad("on"), bad("null"),
	}},
	{"boolean with a default", "encounter", "dates_shifted", "encounter_id=# facility_id=F patient_type=IP", []typing{
		good("", "false"), good("  ", "false"), good("true", "true"), bad("maybe"),
	}},
	{"integer with a default", "code_assignment", "version_no", "encounter_id=#", []typing{
		good("", "1"), good("3", "3"), impossible("0"), impossible("-1"), bad("v2"),
	}},
	{"date", "patient", "birth_on", "patient_id=#", []typing{
		good("2026-01-02", "2026-01-02"), good(" 2026-01-02 ", "2026-01-02"), good("2024-02-29", "2024-02-29"),
		good("2026-01-02 00:00:00", "2026-01-02"), good("2026-01-02T00:00", "2026-01-02"), good("2026-01-02 00:00:00.000", "2026-01-02"),
		good("1850-01-01", "1850-01-01"), good("2299-12-31", "2299-12-31"), good("2175-03-04", "2175-03-04"), empty(""),
		bad("2026-02-30"), bad("2023-02-29"), bad("2026-13-01"), bad("2026-00-01"), bad("2026-01-00"), bad("2026-1-2"),
		bad("26-01-02"), bad("02/03/2026"), bad("2026/01/02"), bad("2026 01 02"), bad("02.03.2026"), bad("20260102"),
		bad("2026-01-02T10:00"), bad("2026-01-02T00:00:00Z"), bad("2026-01-02T00:00:00+05:00"), bad("2026-01-02 00:00:01"),
		bad("infinity"), bad("today"), bad("2026-01-0x"), bad("2-1-1 (BC)"), bad("2026-01-02 (BC)"), bad("Jan 2 2026"),
		impossible("0205-01-01"), impossible("1849-12-31"), impossible("2300-01-01"), impossible("2400-01-01"), impossible("9999-12-31"),
		impossible("-026-01-02"),
	}},
	{"code", "diagnosis", "code", "encounter_id=# sequence=1 role=principal code_system=ICD-9-CM", []typing{
		good(" a41.9 ", "A419"), good("038.9", "0389"), good("0389", "0389"), good("V15.82", "V1582"), good("c4a.0", "C4A0"),
		good("\tI10", "I10"), good("I10\u00a0", "I10"), good("'038", "'038"), good("99213-25", "99213-25"), good("1e5", "1E5"),
		bad("."), bad(" . "), bad("..."),
	}},
	{"drg", "drg_assignment", "drg", "encounter_id=# drg_system=MS-DRG", []typing{
		good("014", "014"), good(" 001 ", "001"), good("\t014", "014"), good("470", "470"), good("014.0", "0140"),
	}},
	{"text", "facility", "name", "facility_id=#", []typing{
		good("St. Mary's", "St. Mary's"), good(" Łódź ", "Łódź"), good("007", "007"), good("NULL", "NULL"), good("a, b", "a, b"),
		good(`say "A"`, `say "A"`), good("two\nlines", "two\nlines"), good("=1+1", "=1+1"), good("京都病院", "京都病院"), empty(""), empty(" "),
	}},
}

// VER-10: codes become upper case without dot or padding, and stay texts with their leading zeros; what
// arrived for a record that cannot be typed is kept beside it. All other kinds take what is plain.
func TestTyping(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			s := openStore(t)
			header, values := []string{k.column}, []string{}
			for _, pair := range strings.Fields(k.others) {
				name, value, _ := strings.Cut(pair, "=")
				header, values = append(header, name), append(values, value)
			}
			records := [][]string{header}
			for i, c := range k.cases {
				record := []string{c.text}
				for _, v := range values {
					record = append(record, strings.ReplaceAll(v, "#", fmt.Sprintf("K%03d", i)))
				}
				records = append(records, record)
			}
			mustPull(t, s, k.table+".csv", table(records...))
			key := header[1]
			if k.table == "code_set" {
				key = "code"
			}
			for i, c := range k.cases {
				want := []string{c.value}
				if c.reason != "" {
					want = nil
				}
				got := ask(t, s, fmt.Sprintf("SELECT CAST(%s AS VARCHAR) FROM main.%s WHERE %s = 'K%03d'", k.column, k.table, key, i))
				if strings.Join(got, "\x00") != strings.Join(want, "\x00") || len(got) != len(want) {
					t.Errorf("%q is %q, want %q", c.text, got, want)
				}
				reason := []string{c.reason + "|" + k.column}
				if c.reason == "" {
					reason = nil
				}
				got = ask(t, s, fmt.Sprintf("SELECT reason, column_name FROM ledger.quarantine WHERE record_no = %d", i+1))
				if strings.Join(got, "") != strings.Join(reason, "") {
					t.Errorf("%q is quarantined for %q, want %q", c.text, got, reason)
				}
			}
		})
	}
}

func TestRequiredAndListed(t *testing.T) {
	const header = "encounter_id,version_no,sequence,role,code,code_system,poa\n"
	for _, c := range []struct{ name, record, want string }{
		{"all there", "E1,1,1,principal,A419,ICD-10-CM,Y", "[]"},
		{"nothing that may be empty", "E1,,1,principal,A419,ICD-10-CM,", "[]"},
		{"a key is empty", ",1,1,principal,A419,ICD-10-CM,Y", "[missing_value|encounter_id]"},
		{"blanks are empty", "   ,1,1,principal,A419,ICD-10-CM,Y", "[missing_value|encounter_id]"},
		{"quotes around nothing are empty", `"",1,1,principal,A419,ICD-10-CM,Y`, "[missing_value|encounter_id]"},
		{"a required number is empty", "E1,1,,principal,A419,ICD-10-CM,Y", "[missing_value|sequence]"},
		{"a required code is empty", "E1,1,1,principal,,ICD-10-CM,Y", "[missing_value|code]"},
		{"a role of the list", "E1,1,1,external_cause,A419,ICD-10-CM,Y", "[]"},
		{"a role outside the list", "E1,1,1,secondary,A419,ICD-10-CM,Y", "[unlisted_value|role]"},
		{"a list keeps case", "E1,1,1,Principal,A419,ICD-10-CM,Y", "[unlisted_value|role]"},
		{"no list, any text (ING-07)", "E1,1,1,principal,A419,LOCAL,Q", "[]"},
		{"the first column that is wrong is named", "E1,1,x,wrong,,ICD-10-CM,Y", "[wrong_type|sequence]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			mustPull(t, s, "diagnosis.csv", header+c.record+"\n")
			if got := fmt.Sprint(ask(t, s, "SELECT reason, column_name FROM ledger.quarantine")); got != c.want {
				t.Errorf("quarantined for %s, want %s", got, c.want)
			}
		})
	}
}
