// Package dispute leads findings through their states (standard 2.10): who did what, when
// and why, within which business days, and what stands in the end.
package dispute

import (
	"slices"
	"strings"
)

// States of a finding.
const (
	Draft       = "draft"
	Issued      = "issued"
	Accepted    = "accepted"
	Rebutted    = "rebutted"
	Upheld      = "upheld"
	Overturned  = "overturned"
	Partially   = "partially_overturned"
	SecondLevel = "second_level"
	Final       = "final"
	Closed      = "closed"
)

// arcs are what may follow a state.
var arcs = map[string][]string{
	Draft:       {Issued},
	Issued:      {Accepted, Rebutted},
	Accepted:    {Closed},
	Rebutted:    {Upheld, Overturned, Partially},
	Upheld:      {SecondLevel, Closed},
	Overturned:  {SecondLevel, Closed},
	Partially:   {SecondLevel, Closed},
	SecondLevel: {Final},
	Final:       {Closed},
	Closed:      nil,
}

// Allowed are the states that may follow one.
func Allowed(from string) []string { return arcs[from] }

// outcomes are what a rebuttal can come to.
var outcomes = []string{Upheld, Overturned, Partially}

// mayFollow reports whether a state may follow another, and says what may if not.
func mayFollow(from, to string) (ok bool, instead string) {
	if slices.Contains(arcs[from], to) {
		return true, ""
	}
	if len(arcs[from]) == 0 {
		return false, "nothing may follow " + from
	}
	return false, "after " + from + " comes " + strings.Join(arcs[from], " or ")
}

// stateAfter is the final_state of a finding after a step: what was decided, or open. A
// closed finding keeps what it had.
func stateAfter(to, outcome, before string) string {
	switch to {
	case Accepted, Upheld, Overturned, Partially:
		return to
	case Final:
		return outcome
	case Closed:
		return before
	default:
		return "open"
	}
}
