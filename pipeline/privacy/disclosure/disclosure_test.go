package disclosure_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
)

const minCell = 11

// answer gives counts of encounters and patients by facility and month.
func answer(t *testing.T, withhold, order string, rows ...string) *query.Answer {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	text := fmt.Sprintf(`-- title: T
-- answers: A?
-- column: facility text - Facility.
-- column: month int - Month.
-- column: encounters int {encounter} Encounters.
-- column: patients int {patient} Patients.
-- column: total int {encounter} Of these.
-- withhold: %s
-- source: test
SELECT facility, CAST(month AS BIGINT) AS month, CAST(encounters AS BIGINT) AS encounters,
       CAST(patients AS BIGINT) AS patients, CAST(total AS BIGINT) AS total
FROM (VALUES %s) AS t(facility, month, encounters, patients, total)
ORDER BY %s`, withhold, strings.Join(rows, ", "), order)
	q, err := query.Parse("test/q", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := q.Run(context.Background(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// shaped is what is withheld of an answer of which only so much is seen.
func shaped(a *query.Answer, shape disclosure.Shape) []bool {
	return disclosure.Withheld([]disclosure.Sheet{{Answer: a, Shape: shape}}, minCell)[0]
}

func TestWithheldReadsTheHeader(t *testing.T) {
	rows := []string{"('A', 1, 40, 30, 100)", "('A', 2, 30, 20, 100)", "('A', 3, 5, 5, 100)", "('B', 1, 95, 90, 100)", "('B', 2, 0, 0, 100)"}
	for name, c := range map[string]struct {
		withhold string
		want     []bool
	}{
		"nothing":              {"none it counts work", []bool{false, false, false, false, false}},
		"small alone":          {"encounters", []bool{false, false, true, false, false}},
		"and its complement":   {"encounters within facility", []bool{false, true, true, false, false}},
		"and the small rest":   {"encounters of total", []bool{false, false, true, true, false}},
		"and the sum of all":   {"encounters within all", []bool{false, true, true, false, false}},
		"complement and share": {"encounters of total within facility", []bool{false, true, true, true, false}},
	} {
		t.Run(name, func(t *testing.T) {
			a := answer(t, c.withhold, "facility, month", rows...)
			if got := disclosure.Alone(a, minCell); !slices.Equal(got, c.want) {
				t.Errorf("withheld %v, want %v", got, c.want)
			}
		})
	}
}

// One series is shown with its sum: each run of rows protects itself, and the other
// series, which nobody sees, do not matter.
func TestWithheldRunsProtectEachSeriesByItself(t *testing.T) {
	a := answer(t, "encounters within month", "facility, month",
		"('A', 1, 40, 0, 0)", "('A', 2, 30, 0, 0)", "('A', 3, 5, 0, 0)", "('B', 1, 50, 0, 0)", "('B', 2, 60, 0, 0)")
	want := []bool{false, true, true, false, false}
	if got := shaped(a, disclosure.Series); !slices.Equal(got, want) {
		t.Errorf("withheld %v, want %v", got, want)
	}
}

// Six counts of 2 beside their sum of 12 can each be 7 at most: the sum is seen
// elsewhere, so none of the counts is. A zero hides nothing and stays.
func TestASumThatGivesItsCellsAwayHidesThemAll(t *testing.T) {
	a := answer(t, "encounters within all", "facility, month",
		"('A', 1, 2, 0, 0)", "('A', 2, 2, 0, 0)", "('A', 3, 2, 0, 0)", "('A', 4, 2, 0, 0)", "('A', 5, 2, 0, 0)", "('A', 6, 2, 0, 0)", "('A', 7, 0, 0, 0)")
	if got := disclosure.Alone(a, minCell); !slices.Equal(got, []bool{true, true, true, true, true, true, false}) {
		t.Errorf("withheld %v, want all but the zero", got)
	}
}

func TestASecondCountOfPatientsIsHiddenByItself(t *testing.T) {
	a := answer(t, "encounters", "facility, month", "('A', 1, 47, 10, 100)", "('A', 2, 57, 21, 100)")
	const patients = 3
	if !disclosure.SmallCell(a, 0, patients, minCell) {
		t.Error("10 patients are shown beside 47 encounters")
	}
	if disclosure.SmallCell(a, 1, patients, minCell) || disclosure.SmallCell(a, 0, 1, minCell) {
		t.Error("21 patients, or the first month, are hidden")
	}
}

func TestOrderDoesNotTellWithheldSizes(t *testing.T) {
	a := answer(t, "encounters", "encounters DESC, facility", "('A', 1, 3, 0, 0)", "('B', 1, 9, 0, 0)", "('C', 1, 40, 0, 0)")
	order := disclosure.Order(a, disclosure.Alone(a, minCell))
	var names []string
	for _, row := range order {
		names = append(names, a.Text("facility")[row])
	}
	if !slices.Equal(names, []string{"C", "A", "B"}) {
		t.Errorf("order %v: B before A tells that it is larger", names)
	}
}

// Either count of a row may forbid it.
func TestWithheldBySeveralCounts(t *testing.T) {
	a := answer(t, "encounters\n-- withhold: patients", "facility, month",
		"('A', 1, 40, 5, 100)", "('A', 2, 5, 30, 100)", "('A', 3, 30, 30, 100)")
	if got := disclosure.Alone(a, minCell); !slices.Equal(got, []bool{true, true, false}) {
		t.Errorf("withheld %v", got)
	}
}

// Of series of which sums are shown, the sum decides, and a second that would reveal a small
// one is hidden with it.
func TestWithheldTotals(t *testing.T) {
	a := answer(t, "encounters", "facility, month", "('A', 1, 6, 5, 100)", "('A', 2, 7, 5, 100)", "('B', 1, 3, 3, 100)", "('C', 1, 90, 9, 100)")
	if got := shaped(a, disclosure.Sums); !slices.Equal(got, []bool{true, true, true, false}) {
		t.Errorf("withheld %v", got)
	}
}
