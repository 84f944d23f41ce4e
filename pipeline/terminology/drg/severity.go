package drg

import (
	"regexp"
	"strings"
)

// Severities of a DRG within its base.
const (
	withMCC     = "MCC"
	withCC      = "CC"
	withEither  = "CC/MCC"
	withoutBoth = "none"
	withoutMCC  = "without_MCC"
)

// base is what the title of a DRG says: its base and its severity, which is empty where
// the base is not split.
type base struct{ title, severity string }

var severityWord = regexp.MustCompile(`(?i)\b(WITHOUT|WITH|W/O|WO|W) (CC/MCC|MCC|CC)\b`)

// splits are the severities by how titles write them.
var splits = map[string]string{
	"W MCC": withMCC, "W CC": withCC, "W CC/MCC": withEither, "O MCC": withoutMCC, "O CC/MCC": withoutBoth, "O CC": withoutBoth,
}

// severityOf splits a title before its severity, the last that it names: WITH MCC OR
// CHEMOTHERAPY is the level with an MCC, and what follows is left out of the base.
func severityOf(title string) base {
	all := severityWord.FindAllStringSubmatchIndex(title, -1)
	if len(all) == 0 {
		return base{title: title}
	}
	m := all[len(all)-1]
	word := "W "
	if strings.Contains(strings.ToUpper(title[m[2]:m[3]]), "O") {
		word = "O "
	}
	return base{
		title:    strings.TrimRight(title[:m[0]], " ,"),
		severity: splits[word+strings.ToUpper(title[m[4]:m[5]])],
	}
}

// follows says which severities go on with a base after which.
var follows = map[[2]string]bool{
	{withMCC, withCC}: true, {withCC, withoutBoth}: true, {withMCC, withoutBoth}: true,
	{withEither, withoutBoth}: true, {withMCC, withoutMCC}: true,
}

// basesOf tells the bases of DRGs in the order of their numbers. The titles of one base
// are not all worded alike (CRANIOTOMY W MAJOR DEVICE IMPLANT, CRANIO W MAJOR DEV IMPL),
// but its DRGs stand side by side with their severities in descending order: the base
// goes by the title of the first.
func basesOf(titles []string) []base {
	bases := make([]base, len(titles))
	for i, t := range titles {
		bases[i] = severityOf(t)
		if i > 0 && follows[[2]string{bases[i-1].severity, bases[i].severity}] {
			bases[i].title = bases[i-1].title
		}
	}
	return bases
}
