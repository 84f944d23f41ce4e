//go:build duckdb_arrow

package store

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source"
)

// Dates in another order than year, month and day are what the configuration says they are. Those
// that begin with the year are read whatever it says; what is no date in the order, or whose century
// is a guess, is quarantined.
func TestOrderOfDates(t *testing.T) {
	for _, order := range []struct {
		name  string
		cases []typing
	}{
		{source.MonthFirst, []typing{
			good("9/30/2026", "2026-09-30"), good("09/01/2026", "2026-09-01"), good("1-2-2026", "2026-01-02"), good("01.02.2026", "2026-01-02"),
			good("2026-09-30", "2026-09-30"), good("9/3/2026 0:00", "2026-09-03"), good("2/29/2024", "2024-02-29"), empty(""),
			bad("30/9/2026"), bad("9/30/26"), bad("2/29/2025"), bad("9/30/20261"), bad("/9/2026"), bad("2026/09/30"), bad("9/3/2026 10:00"), bad("Sep 30, 2026"),
		}},
		{source.DayFirst, []typing{
			good("30.9.2026", "2026-09-30"), good("1/2/2026", "2026-02-01"), good("2026-09-30", "2026-09-30"), bad("9/30/2026"), bad("30.9.26"),
		}},
		{source.YearFirst, []typing{good("2026-09-30", "2026-09-30"), bad("9/30/2026"), bad("30.9.2026")}},
	} {
		t.Run(order.name, func(t *testing.T) {
			s := openStore(t)
			var file strings.Builder
			file.WriteString("patient_id,birth_on\n")
			for i, c := range order.cases {
				fmt.Fprintf(&file, "K%03d,\"%s\"\n", i, c.text)
			}
			spec := source.Spec{Name: "own", Path: write(t, "patient.csv", file.String()), Options: map[string]string{"dates": order.name}}
			if _, err := pull(s, spec); err != nil {
				t.Fatal(err)
			}
			for i, c := range order.cases {
				want := "[" + c.value + "]"
				if c.reason != "" {
					want = "[]"
				}
				if got := fmt.Sprint(ask(t, s, fmt.Sprintf("SELECT CAST(birth_on AS VARCHAR) FROM patient WHERE patient_id = 'K%03d'", i))); got != want {
					t.Errorf("%q is %s, want %s", c.text, got, want)
				}
			}
		})
	}
}

// Instants in such an order are local times of the source's zone, as those that begin with the year
// are: Chicago is five hours behind UTC in September.
func TestOrderOfInstants(t *testing.T) {
	s := openStore(t)
	spec := source.Spec{
		Name: "own", Timezone: "America/Chicago", Options: map[string]string{"dates": source.MonthFirst},
		Path: write(t, "code_assignment.csv", "encounter_id,assigned_at\nE1,9/30/2026 7:05\nE2,09/30/2026 17:05:09\nE3,2026-09-30T12:00:00Z\nE4,9/30/2026 7:05 PM\n"),
	}
	if _, err := pull(s, spec); err != nil {
		t.Fatal(err)
	}
	expect(t, s, "SELECT encounter_id, assigned_at FROM history.code_assignment ORDER BY 1",
		"E1|2026-09-30T12:05:00Z", "E2|2026-09-30T22:05:09Z", "E3|2026-09-30T12:00:00Z")
	expect(t, s, "SELECT record_no, column_name FROM ledger.quarantine", "4|assigned_at")
}

// What the configuration says of every record stands where the file has no such column or leaves it
// empty, and is typed as if the file had said it.
func TestValuesOfEveryRecord(t *testing.T) {
	s := openStore(t)
	spec := source.Spec{
		Name: "own", Columns: map[string]string{"code": "ICD10"},
		Values: map[string]string{"code_system": "ICD-10-CM", "diagnosis.role": "other", "poa": "U"},
		Path:   write(t, "diagnosis.csv", "encounter_id,sequence,role,ICD10\nE1,1,principal,a41.9\nE1,1,,J18.9\n"),
	}
	if _, err := pull(s, spec); err != nil {
		t.Fatal(err)
	}
	expect(t, s, "SELECT code, role, code_system, poa FROM history.diagnosis ORDER BY 1", "A419|principal|ICD-10-CM|U", "J189|other|ICD-10-CM|U")
}

// A pull that stops at its limit says what must stand in the columns that stopped it.
func TestRefusalSaysWhatIsExpected(t *testing.T) {
	s := openStore(t)
	content := "encounter_id,sequence,role,code,code_system\nE1,x,principal,A419,ICD-10-CM\nE1,2,second,A419,ICD-10-CM\nE1,3,second,A419,ICD-10-CM\n"
	_, err := pullWithin(s, source.Spec{Name: "own", Path: write(t, "diagnosis.csv", content)}, 0.5)
	for _, want := range []string{"; sequence is a whole number", "; role is one of principal, other, admitting, reason_for_visit, external_cause"} {
		if got := fmt.Sprint(err); strings.Count(got, want) != 1 {
			t.Errorf("error %s, want%s once", got, want)
		}
	}
}
