package check

import (
	"fmt"
	"strings"
)

// step is a condition of an edit that ends its trial with a verdict.
type step struct{ when, verdict, reason string }

// steps are the conditions of an edit in the order in which they are tried: the first one
// that holds decides, and a record that none stops has passed.
func (e Edit) steps() []step {
	var all []step
	unless := func(conditions []Condition, verdict string) {
		for _, c := range conditions {
			all = append(all, step{"NOT " + holds(c.Holds), verdict, c.Reason})
		}
	}
	if e.From+e.To != "" {
		unless([]Condition{dated}, NotJudged)
	}
	if e.From != "" {
		all = append(all, step{fmt.Sprintf("starts_on < DATE '%s'", e.From), NotApplicable, "the edit came into force on " + e.From})
	}
	if e.To != "" {
		all = append(all, step{fmt.Sprintf("starts_on > DATE '%s'", e.To), NotApplicable, "the edit ended on " + e.To})
	}
	unless(e.Needs, NotJudged)
	unless(e.Applies, NotApplicable)
	if e.Bypass.Holds != "" {
		all = append(all, step{holds(e.Bypass.Holds), Bypassed, e.Bypass.Reason})
	}
	unless(e.Knows, NotJudged)
	return append(all, step{holds(e.Broken), Fail, ""})
}

// holds is a condition that is false where it is null.
func holds(condition string) string { return "coalesce(" + condition + ", FALSE)" }

// verdictSQL is an expression over the columns of the table of the edit's basis: the
// verdict on a record of the edit's scope, with its reason after a colon where it has one.
func (e Edit) verdictSQL() string {
	var b strings.Builder
	b.WriteString("CASE")
	for _, s := range e.steps() {
		fmt.Fprintf(&b, " WHEN %s THEN %s", s.when, text(s.verdict+":"+s.reason))
	}
	return b.String() + " ELSE " + text(Pass+":") + " END"
}

// boundaries are the dates on which edits come into force or have ended, besides those of
// the loaded releases and lists.
func boundaries() []string {
	var dates []string
	for _, e := range Catalogue {
		if e.From != "" {
			dates = append(dates, text(e.From))
		}
		if e.To != "" {
			dates = append(dates, "CAST("+text(e.To)+" AS DATE) + 1")
		}
	}
	return dates
}

// text writes a SQL literal.
func text(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
