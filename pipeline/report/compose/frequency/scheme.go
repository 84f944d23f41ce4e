package frequency

import (
	"strings"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
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

// NotLoaded stands for a figure whose groups or lists are not loaded: nothing is guessed.
func NotLoaded(e *block.Edition, a block.Answer, b report.BlockSpec) report.Block {
	text := e.Text("What it needs is not loaded, so that nothing is counted: chartline terminology load takes the published files.")
	if scheme := a.Given("scheme"); scheme != "" && scheme != "category" {
		text = e.Say("The grouping scheme %s is not loaded, so that nothing is counted: chartline terminology load takes the published files.", e.Text(scheme))
	}
	return report.Block{Table: &report.Table{ID: b.ID, Title: wording.Capital(block.TitleOf(b)), Columns: block.Textual("Not loaded"),
		Rows: [][]string{{text}}}}
}

// diagnosis is what is ranked where codes are not grouped.
const diagnosis = "diagnosis"

// thingOf is what the scheme of an answer calls its groups; "diagnosis" for codes.
func thingOf(a block.Answer) string {
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
