package disclosure_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
)

// parsed asks a question that is given whole.
func parsed(t *testing.T, name, text string, values map[string]string) *query.Answer {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	q, err := query.Parse(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := q.Run(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	a.Values = values
	return a
}

// weighed counts cases, some of which can be compared, and sums weights over either.
const weighed = `-- title: T
-- answers: A?
-- column: month int - Month.
-- column: cases int {encounter} Cases.
-- column: weights real 1 Sum of weights.
-- column: squares real 1 Sum of their squares.
-- column: compared int {encounter} Of the cases, those that can be compared.
-- column: compared_weights real 1 Sum of their weights.
-- column: compared_squares real 1 Sum of their squares.
-- column: other int {encounter} The other cases.
-- column: first_day int d First day of a scale.
-- metric: mean = mean_weight(cases, weights, squares)
-- metric: compared_mean = mean_weight(compared, compared_weights, compared_squares)
-- withhold: cases within all
-- source: test
SELECT CAST(month AS BIGINT) AS month, CAST(cases AS BIGINT) AS cases, CAST(cases AS DOUBLE) AS weights, CAST(cases AS DOUBLE) AS squares,
       CAST(compared AS BIGINT) AS compared, CAST(compared AS DOUBLE) AS compared_weights, CAST(compared AS DOUBLE) AS compared_squares,
       CAST(cases - compared AS BIGINT) AS other, CAST(month AS BIGINT) AS first_day
FROM (VALUES (1, 50, 45), (2, 60, 60), (3, 70, 0)) AS t(month, cases, compared) ORDER BY month`

// Of 50 cases 45 can be compared, so that a count of these tells the other 5, and the mean of them
// is one of few by its difference. Where all or none can be, nothing follows.
func TestNumbersBesideTheCountThatDecidesDoNotLeave(t *testing.T) {
	a := parsed(t, "test/weighed", weighed, nil)
	var leave []string
	for _, c := range a.Query.Columns {
		if disclosure.Leaves(a.Query, c) {
			leave = append(leave, c.Name)
		}
	}
	if want := []string{"month", "cases", "first_day"}; !slices.Equal(leave, want) {
		t.Errorf("columns %v leave, want %v", leave, want)
	}
	for row, want := range []bool{false, true, true} {
		if got := disclosure.EstimateLeaves(a, "compared_mean", row); got != want {
			t.Errorf("month %d: the mean of those compared leaves: %v", row+1, got)
		}
		if !disclosure.EstimateLeaves(a, "mean", row) {
			t.Errorf("month %d: the mean of all does not leave", row+1)
		}
	}
}

func groups(t *testing.T, rows ...string) *query.Answer {
	t.Helper()
	return parsed(t, "test/groups", `-- title: T
-- answers: A?
-- column: grouping text - Group.
-- column: encounters int {encounter} Encounters.
-- column: discharges int {encounter} All of them.
-- withhold: encounters of discharges within all
-- source: test
SELECT g AS grouping, CAST(n AS BIGINT) AS encounters, CAST(sum(n) OVER () AS BIGINT) AS discharges FROM (VALUES `+strings.Join(rows, ", ")+`) AS t(g, n) ORDER BY grouping`, nil)
}

func places(t *testing.T, rows ...string) *query.Answer {
	t.Helper()
	return parsed(t, "test/places", `-- title: T
-- answers: A?
-- column: grouping text - Group.
-- column: facility_id text - Facility.
-- column: encounters int {encounter} Encounters of known age.
-- column: discharges int {encounter} All of the facility's of known age.
-- withhold: encounters of discharges within facility_id within grouping
-- source: test
SELECT g AS grouping, f AS facility_id, CAST(n AS BIGINT) AS encounters, CAST(sum(n) OVER (PARTITION BY f) AS BIGINT) AS discharges
FROM (VALUES `+strings.Join(rows, ", ")+`) AS t(g, f, n) ORDER BY grouping, facility_id`, nil)
}

// hiddenIn is how many rows of each of two answers are hidden that leave the site together.
func hiddenIn(leaves bool, shape disclosure.Shape, first, second *query.Answer) (n [2]int) {
	for i, hidden := range disclosure.Withheld([]disclosure.Sheet{{Answer: first, Leaves: leaves}, {Answer: second, Shape: shape, Leaves: leaves}}, minCell) {
		for _, h := range hidden {
			if h {
				n[i]++
			}
		}
	}
	return n
}

// The second table leaves out 3 encounters of group A, of unknown age. Nobody prints that number,
// and the difference of what is printed is it: of all, and of the group.
func TestWhatASecondQuestionLeavesOutIsNotTold(t *testing.T) {
	all := groups(t, "('A', 100)", "('B', 120)", "('C', 80)")
	few := places(t, "('A', 'X', 50)", "('A', 'Y', 47)", "('B', 'X', 60)", "('B', 'Y', 60)", "('C', 'X', 30)", "('C', 'Y', 50)")
	many := places(t, "('A', 'X', 50)", "('A', 'Y', 47)", "('B', 'X', 60)", "('B', 'Y', 40)", "('C', 'X', 30)", "('C', 'Y', 50)")
	none := places(t, "('A', 'X', 50)", "('A', 'Y', 50)", "('B', 'X', 60)", "('B', 'Y', 60)", "('C', 'X', 30)", "('C', 'Y', 50)")
	for name, c := range map[string]struct {
		leaves bool
		shape  disclosure.Shape
		second *query.Answer
		want   func(n [2]int) bool
	}{
		"3 in all":                         {true, disclosure.Rows, few, func(n [2]int) bool { return n[1] == 6 }},
		"3 in all, as series":              {true, disclosure.Series, few, func(n [2]int) bool { return n[1] == 6 }},
		"3 of a group, and 23 in all":      {true, disclosure.Rows, many, func(n [2]int) bool { return n[0]+n[1] > 0 && n[1] < 6 }},
		"3 of a series, and 23 in all":     {true, disclosure.Series, many, func(n [2]int) bool { return n == [2]int{0, 2} }},
		"nobody":                           {true, disclosure.Rows, none, func(n [2]int) bool { return n == [2]int{} }},
		"in an internal report (SUP-07)":   {false, disclosure.Rows, few, func(n [2]int) bool { return n == [2]int{} }},
		"series of one that stays, SUP-07": {false, disclosure.Series, many, func(n [2]int) bool { return n == [2]int{} }},
	} {
		if n := hiddenIn(c.leaves, c.shape, all, c.second); !c.want(n) {
			t.Errorf("%s: %d of %d and %d of %d rows are hidden", name, n[0], all.Len(), n[1], c.second.Len())
		}
	}
}
