package compose

import (
	"strings"

	"chartline/pipeline/report"
)

// schemeNotLoaded is the group of everything where its scheme is not loaded.
const schemeNotLoaded = "not loaded"

// special are the groups that are no groups of the scheme, in words.
var special = map[string]string{
	"XXX000": "Not acceptable as principal diagnosis (XXX000)", "XXX111": "Not acceptable as first-listed diagnosis (XXX111)",
	"not grouped": "In no group of the scheme", schemeNotLoaded: "Scheme not loaded",
}

// ordinary tells the rows of real groups from the others.
func ordinary(names []string, rows []int) (order, below []int) {
	for _, i := range rows {
		if special[names[i]] != "" {
			below = append(below, i)
		} else {
			order = append(order, i)
		}
	}
	return order, below
}

// notLoaded stands for a figure whose groups or lists are not loaded: nothing is guessed.
func notLoaded(a answered, b report.BlockSpec) report.Block {
	what := "What it needs"
	if scheme := a.given("scheme"); scheme != "" && scheme != "category" {
		what = "The grouping scheme " + scheme
	}
	return report.Block{Table: &report.Table{ID: b.ID, Title: capital(titleOf(b)), Columns: textual("Not loaded"),
		Rows: [][]string{{what + " is not loaded, so that nothing is counted: chartline terminology load takes the published files."}}}}
}

// thingOf is what the scheme of an answer calls its groups; "diagnosis" for codes.
func thingOf(a answered) string {
	switch scheme := a.given("scheme"); scheme {
	case "":
		return "diagnosis"
	case "chapter", "block", "category":
		return scheme
	case "CCSR":
		return "CCSR category"
	}
	return "group"
}

// schemeOf says by what a figure groups, with the version; empty for codes.
func schemeOf(a answered) string {
	scheme := a.given("scheme")
	if scheme == "" {
		return ""
	}
	if scheme == "category" {
		return "By three-character category. "
	}
	version := ""
	if _, ok := a.Query.Column("scheme_version"); ok && a.Len() > 0 {
		version = " " + a.Text("scheme_version")[0]
	}
	return "By " + scheme + strings.TrimRight(version, " ") + ". "
}
