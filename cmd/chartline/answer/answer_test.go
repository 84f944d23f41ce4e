package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/cmd/chartline/answer"
	"chartline/pipeline/query"
)

const ranked = `-- title:   Ranked
-- answers: How many?
-- column:  code text - Code.
-- column:  encounters int {encounter} Encounters.
-- column:  total int {encounter} All of them.
-- metric:  share = proportion(encounters, total)
-- withhold: encounters of total within all
SELECT 'x' AS code, 1 AS encounters, 1 AS total ORDER BY encounters DESC, code`

const dated = `-- title:   Dated
-- answers: How many?
-- column:  code text - Place.
-- column:  encounters int {encounter} Encounters.
-- column:  total int {encounter} All of them.
-- withhold: encounters
SELECT 'x' AS code, 1 AS encounters, 1 AS total ORDER BY code`

// rows answers a query with counts, coded A, B, C and so on.
func rows(t *testing.T, text string, counts ...int64) *query.Answer {
	t.Helper()
	q, err := query.Parse("topic/name", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, n := range counts {
		total += n
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "code", Type: arrow.BinaryTypes.String},
		{Name: "encounters", Type: arrow.PrimitiveTypes.Int64},
		{Name: "total", Type: arrow.PrimitiveTypes.Int64},
	}, nil))
	defer b.Release()
	for i, n := range counts {
		b.Field(0).(*array.StringBuilder).Append(string(rune('A' + i)))
		b.Field(1).(*array.Int64Builder).Append(n)
		b.Field(2).(*array.Int64Builder).Append(total)
	}
	rec := b.NewRecordBatch()
	r, err := array.NewRecordReader(rec.Schema(), []arrow.RecordBatch{rec})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	a, err := q.Collect(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestNoFormShowsWhatIsWithheld: neither a table nor a record, nor the order of their
// rows, gives away a count below 11 or the one that protects it.
func TestNoFormShowsWhatIsWithheld(t *testing.T) {
	cases := map[string]struct {
		text   string
		counts []int64
		want   []string // codes in the order shown, small letters where withheld
	}{
		"nothing small":                          {ranked, []int64{40, 30, 20}, []string{"A", "B", "C"}},
		"a small one takes its neighbour":        {ranked, []int64{40, 30, 20, 10}, []string{"A", "B", "c", "d"}},
		"ranks of the withheld are not told":     {ranked, []int64{40, 12, 9, 3, 8}, []string{"A", "B", "c", "d", "e"}},
		"zero is no person":                      {ranked, []int64{40, 30, 0}, []string{"A", "B", "C"}},
		"an order that is no rank stays":         {dated, []int64{5, 40, 3, 30}, []string{"a", "B", "c", "D"}},
		"the rest of a total is a count as well": {ranked, []int64{40, 2}, []string{"a", "b"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := answer.Protected(rows(t, c.text, c.counts...), 11)
			grid, _ := s.Grid()
			rec := s.Record()
			defer rec.Release()
			for i, code := range c.want {
				hidden := strings.ToLower(code) == code
				if got := grid.Rows[i][0]; got != strings.ToUpper(code) {
					t.Fatalf("row %d is %s, want %s", i+1, got, strings.ToUpper(code))
				}
				for column := 1; column < len(grid.Columns); column++ {
					if (grid.Rows[i][column] == "withheld") != hidden {
						t.Errorf("row %d, %s: %q", i+1, grid.Columns[column].Name, grid.Rows[i][column])
					}
				}
				numbers(t, rec, i, hidden)
			}
		})
	}
}

// numbers checks that a row of a record has its numbers, or none.
func numbers(t *testing.T, rec arrow.RecordBatch, row int, hidden bool) {
	t.Helper()
	for i, col := range rec.Columns() {
		switch col := col.(type) {
		case *array.Int64, *array.Float64:
			if col.IsNull(row) != hidden {
				t.Errorf("row %d, %s: null is %v", row+1, rec.ColumnName(i), col.IsNull(row))
			}
		case *array.Boolean:
			if col.Value(row) != hidden {
				t.Errorf("row %d: withheld is %v", row+1, col.Value(row))
			}
		}
	}
}

// TestWholeShowsEverything holds Whole to the counts that it was given.
func TestWholeShowsEverything(t *testing.T) {
	counts := []int64{40, 9, 1}
	s := answer.Whole(rows(t, ranked, counts...))
	grid, more := s.Grid()
	if s.Withheld() != 0 || more != 0 {
		t.Errorf("%d withheld and %d more", s.Withheld(), more)
	}
	for i, n := range counts {
		if grid.Rows[i][1] != fmt.Sprint(n) {
			t.Errorf("row %d shows %s, want %d", i+1, grid.Rows[i][1], n)
		}
	}
}

// TestDescribeTellsTheHeader: whatever a header declares can be read.
func TestDescribeTellsTheHeader(t *testing.T) {
	q, err := query.Parse("topic/name", strings.NewReader(ranked))
	if err != nil {
		t.Fatal(err)
	}
	text := answer.Describe(q)
	for _, want := range []string{
		"topic/name", "How many?", "encounters  int   {encounter}  Encounters.",
		"share  proportion(encounters, total)",
		"rows where encounters, or the rest of total, is small, and what would reveal them",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
