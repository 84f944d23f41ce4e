package frequency

import (
	"slices"
	"strings"

	"chartline/pipeline/query"
	"chartline/pipeline/report/compose/block"
)

// SchemeNotLoaded is the group of everything where its scheme is not loaded.
const SchemeNotLoaded = "not loaded"

// Special are the groups that are no groups of the scheme, in words.
var Special = map[string]string{
	"XXX000": "Not acceptable as principal diagnosis (XXX000)", "XXX111": "Not acceptable as first-listed diagnosis (XXX111)",
	"not grouped": "In no group of the scheme", SchemeNotLoaded: "Scheme not loaded",
}

// ordinary tells the rows of real groups from the others.
func ordinary(names []string, rows []int) (order, below []int) {
	for _, i := range rows {
		if Special[names[i]] != "" {
			below = append(below, i)
		} else {
			order = append(order, i)
		}
	}
	return order, below
}

// NotLoaded stands for a figure whose groups are not loaded.
func NotLoaded() block.Made { return block.Made{Empty: true, Absent: block.NotLoaded} }

// diagnosis is what is ranked where codes are not grouped, and externalCause what is none.
const (
	diagnosis     = "diagnosis"
	externalCause = "external cause"
)

// withCause is what questions call the number of discharges with an external cause, which is no
// diagnosis (FRQ-03).
const withCause = "with_cause"

// thingOf is what the scheme of an answer calls its groups; "diagnosis" for codes.
func thingOf(a block.Answer) string {
	if slices.ContainsFunc(a.Query.Withhold, func(w query.Withhold) bool { return w.Of() == withCause }) {
		return externalCause
	}
	switch scheme := a.Given("scheme"); scheme {
	case "":
		return diagnosis
	case "chapter", "block", "category":
		return scheme
	case "CCSR":
		return "CCSR category"
	}
	return "group"
}

// schemeOf says by what a figure groups, with the version; empty for codes.
func schemeOf(e *block.Edition, a block.Answer) string {
	scheme := a.Given("scheme")
	if scheme == "" {
		return ""
	}
	if scheme == "category" {
		return e.Text("By three-character category.") + " "
	}
	version := e.Text(scheme)
	if _, ok := a.Query.Column("scheme_version"); ok && a.Len() > 0 {
		version = strings.TrimSpace(e.Text(scheme) + " " + a.Text("scheme_version")[0])
	}
	return e.Say("By %s.", version) + " "
}
