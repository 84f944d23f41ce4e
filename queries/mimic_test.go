package queries_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/source/mimic"
)

// mimicDemo is the folder of the MIMIC-IV demo 2.2, which lies beside the repository
// and is not part of it.
func mimicDemo(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join("..", "..", "shared", "data", "mimic-iv-demo"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no ../shared/data/mimic-iv-demo beside the repository")
	}
	return folder
}

// TestMIMIC compares answers over real records with figures that were counted with
// plain tools and stand in the README of that folder. Its dates are shifted, so that
// the period of the test, 2025, must not matter.
func TestMIMIC(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	db := pulled(t, mimic.Source{}, mimicDemo(t), &loaded.mimic)
	t.Run("principal", func(t *testing.T) {
		a := ask(t, db, "frequency/principal", "patient_type=all")
		counts(t, a, map[string]int64{"I214": 4, "N179": 4, "A419": 3, "I25110": 3, "I5023": 3, "J9601": 3})
		nine := ask(t, db, "frequency/principal", "patient_type=all", "code_system=ICD-9-CM")
		equal(t, "admissions with a principal diagnosis", a.Int("discharges")[0]+nine.Int("discharges")[0], 275)
	})
	t.Run("any listed", func(t *testing.T) {
		counts(t, ask(t, db, "frequency/any_listed", "patient_type=all"), map[string]int64{
			"E785": 57, "E039": 47, "Z794": 37, "Z87891": 35, "I2510": 33, "F329": 32, "I10": 32,
		})
		counts(t, ask(t, db, "frequency/any_listed", "patient_type=all", "code_system=ICD-9-CM"), map[string]int64{
			"4019": 68, "2724": 55, "42731": 34, "25000": 33, "V1582": 31,
		})
	})
	t.Run("length of stay", func(t *testing.T) {
		a := ask(t, db, "encounters/length_of_stay", "patient_type=all")
		stays, days := a.Int("encounters"), a.Int("days")
		var total int64
		for row, d := range days {
			total += d * stays[row]
		}
		// A mean of 6.8145 days over 275 admissions, to four digits, is 1,874 days.
		equal(t, "admissions", sum(stays), 275)
		equal(t, "days", total, 1874)
		equal(t, "shortest", slices.Min(days), 0)
		equal(t, "longest", slices.Max(days), 45)
	})
	t.Run("validity", func(t *testing.T) {
		want(t, ask(t, db, "frequency/code_validity"), "element code_system status codes",
			"diagnosis ICD-10-CM shifted 2313", "diagnosis ICD-9-CM shifted 2193",
			"procedure ICD-10-PCS shifted 321", "procedure ICD-9-PCS shifted 401")
	})
	t.Run("calendar", func(t *testing.T) {
		for _, name := range []string{"frequency/category_monthly", "frequency/volumes", "turnaround/survival"} {
			if a := ask(t, db, name, "from_date=1900-01-01", "to_date=2300-01-01"); a.Len() != 0 {
				t.Errorf("%s has %d rows of shifted dates", name, a.Len())
			}
		}
	})
}

// counts compares the most frequent codes.
func counts(t *testing.T, a *query.Answer, want map[string]int64) {
	t.Helper()
	for row, code := range a.Text("code")[:len(want)] {
		equal(t, code, a.Int("encounters")[row], want[code])
	}
}
