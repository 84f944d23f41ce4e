package queries_test

import (
	"slices"
	"testing"

	"chartline/pipeline/query"
)

// notPeople are the units of whole numbers that are of work, things and measures, and of nobody: a
// count of people among judged ones has {encounter} or {patient}, by which each is hidden where
// it is small.
var notPeople = []string{"{check}", "{code}", "{coder}", "{group}", "{record}", "{stratum}", "1", "d", "d2", "h", "s"}

// withoutUnit are whole numbers without a unit in questions that count people: sums of squares and
// of products, and how many characters two codes share.
var withoutUnit = []string{"alike", "codes_squared", "titled_squared", "unspecified_squared", "unspecified_titled"}

// TestEveryCountIsJudged: a question is either of people, and says which count decides, or of
// work, and says why (`withhold: none REASON`), or identified. In one of people every whole
// number is a count of people, a label, or of a unit that counts nobody.
func TestEveryCountIsJudged(t *testing.T) {
	judged := 0
	for _, q := range allQueries(t) {
		switch {
		case q.Identified != "":
			continue
		case len(q.Withhold) == 0:
			for _, c := range q.Columns {
				if c.Type == query.Int {
					t.Errorf("%s: nothing says whether %s is of people or of work", q.Name, c.Name)
				}
			}
		case q.Judged():
			judged++
			for _, c := range q.Columns {
				if c.Type == query.Int && !isJudged(q, c) {
					t.Errorf("%s: %s has the unit %q, which says neither people nor work", q.Name, c.Name, c.Unit)
				}
			}
		}
	}
	if judged < 30 {
		t.Errorf("%d questions are of people: the library was not read", judged)
	}
}

func isJudged(q *query.Query, c query.Column) bool {
	isTotal := func(w query.Withhold) bool { return w.Column == c.Name || w.Total == c.Name }
	return c.Unit == "{encounter}" || c.Unit == "{patient}" || slices.ContainsFunc(q.Withhold, isTotal) ||
		slices.Contains(notPeople, c.Unit) || c.Unit == "" && slices.Contains(withoutUnit, c.Name) || slices.Contains(q.OrderBy(), c.Name) && c.Unit == ""
}
