package query

import (
	"errors"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

// TestPlacedInTheFile: an engine points into the statement that it was asked, which has no header and
// longer parameters; whoever mends the query looks into its file.
func TestPlacedInTheFile(t *testing.T) {
	const file = `-- title:   Stays
-- answers: How many stays are there?
-- param:   from_date date First date.
-- column:  n int - Stays.
-- identified: a test
SELECT count(*) AS n
FROM encounter
WHERE discharged_on >= :from_date AND nope
`
	q, err := Parse("stays/count", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	asked, _, err := q.Bind(map[string]string{"from_date": "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	failed := fault.New(fault.Query, "", "binder error: no nope", "mend the query")
	err = q.Placed(failed.Standing(asked, strings.Index(asked, "nope")))
	if got, want := err.Error(), "stays/count: binder error: no nope (line 8, column 39); mend the query"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	want := "LINE 8: WHERE discharged_on >= :from_date AND nope\n" + strings.Repeat(" ", len("LINE 8: ")+38) + "^"
	if got := fault.ExcerptOf(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	err = q.Placed(failed)
	var f *fault.Error
	if !errors.As(err, &f) || f.Where != "stays/count" || f.At != (fault.Place{}) || f.Excerpt != "" {
		t.Errorf("an error without a place: %v", err)
	}
}
