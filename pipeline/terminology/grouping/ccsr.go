package grouping

import (
	"fmt"
	"regexp"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/sheet"
)

const (
	ccsr       = "CCSR"
	icd10CM    = "ICD-10-CM"
	dummyIn    = "XXX000" // unacceptable as a principal diagnosis
	dummyOut   = "XXX111" // unacceptable as a first-listed diagnosis
	mostGroups = 6        // of a code
)

// dummies have titles in the sheet of categories only.
var dummies = map[string]string{
	dummyIn:  "Code is unacceptable as a principal diagnosis",
	dummyOut: "Code is unacceptable as a first-listed diagnosis",
}

var (
	categoryName = regexp.MustCompile(`^[A-Z]{3}[0-9]{3}$`)
	versionWord  = regexp.MustCompile(`(?:^|[^a-z])v(20[0-9]{2})[.-]([0-9])(?:[^0-9]|$)`)
)

// versionOf is the version in the title of a sheet or the name of a file: v2026.1.
func versionOf(p sheet.Publication) (string, error) {
	for _, text := range append(append([]string{}, p.Title...), p.Names...) {
		if m := versionWord.FindStringSubmatch(text); m != nil {
			return fmt.Sprintf("v%s.%s", m[1], m[2]), nil
		}
	}
	return "", fault.New(fault.Input, p.Place, "neither its title nor its name says which version of CCSR it is",
		"rename it as it is published, such as DXCCSR_v2026-1.csv")
}

// bodySystem is the larger group of a category: its first three letters.
func bodySystem(category string) string {
	if !categoryName.MatchString(category) || dummies[category] != "" {
		return ""
	}
	return category[:3]
}

// classic is the file DXCCSR_v2026-1.csv: a row per code with its categories side by
// side, everything in single quotes, an empty category as a blank, and in some vintages
// a quote that is missing from the header.
var classic = sheet.Kind{
	Name: "CCSR of diagnoses",
	Maps: []source.Mapping{
		{Table: "code_group", Column: "scheme", Note: "CCSR"},
		{From: "name of the file", Table: "code_group", Column: "scheme_version", Note: "such as v2026.1"},
		{From: "ICD-10-CM CODE", Table: "code_group", Column: "code"},
		{From: "CCSR CATEGORY 1 to 6", Table: "code_group", Column: "grouping"},
		{From: "CCSR CATEGORY 1 to 6", Table: "code_group", Column: "position", Note: "empty for the dummies XXX000 and XXX111"},
		{From: "Default CCSR CATEGORY IP", Table: "code_group", Column: "default_inpatient"},
		{From: "Default CCSR CATEGORY OP", Table: "code_group", Column: "default_outpatient"},
		{From: "CCSR CATEGORY 1 DESCRIPTION", Table: "group_title", Column: "title"},
		{From: "CCSR CATEGORY 1", Table: "group_title", Column: "parent", Note: "body system: the first three letters"},
	},
	Knows: func(h sheet.Header, _ sheet.Publication) bool {
		return h.Has("icd-10-cm code", "default ccsr category ip", "ccsr category 1")
	},
	Start: startClassic,
}

// classicRows takes rows of the classic file.
type classicRows struct {
	*groups
	version               string
	code                  int
	inpatient, outpatient [2]int             // columns of the default and its title
	groupAt               [mostGroups][2]int // columns of each category and its title
}

func startClassic(h sheet.Header, p sheet.Publication, out source.Sink) (sheet.Rows, error) {
	version, err := versionOf(p)
	if err != nil {
		return nil, err
	}
	rows := &classicRows{
		groups: newGroups(out), version: version, code: h.Index("icd-10-cm code"),
		inpatient:  [2]int{h.Index("default ccsr category ip"), h.Index("default ccsr category description ip")},
		outpatient: [2]int{h.Index("default ccsr category op"), h.Index("default ccsr category description op")},
	}
	for i := range rows.groupAt {
		name := fmt.Sprintf("ccsr category %d", i+1)
		rows.groupAt[i] = [2]int{h.Index(name), h.Index(name + " description")}
	}
	return rows, nil
}

func (c *classicRows) Row(r sheet.Row) error {
	members, column, reason := c.members(r)
	if reason != "" {
		return c.reject(r, codeGroup, column, reason)
	}
	for _, m := range members {
		if err := c.add(m); err != nil {
			return err
		}
	}
	return c.titleAll(r)
}

// members are the categories of a code, and the dummies among its defaults.
func (c *classicRows) members(r sheet.Row) (all []membership, column, reason string) {
	code, inpatient, outpatient := r.Cell(c.code), r.Cell(c.inpatient[0]), r.Cell(c.outpatient[0])
	if code == "" {
		return nil, "code", source.ReasonMissing
	}
	like := membership{scheme: ccsr, version: c.version, system: icd10CM, code: code}
	for i, at := range c.groupAt {
		m := like
		if m.group = r.Cell(at[0]); m.group == "" {
			continue
		}
		if !categoryName.MatchString(m.group) {
			return nil, "grouping", source.ReasonType
		}
		m.position, m.inpatient, m.outpatient = int64(i+1), m.group == inpatient, m.group == outpatient
		all = append(all, m)
	}
	if len(all) == 0 {
		return nil, "grouping", source.ReasonMissing
	}
	return withDummies(all, like, inpatient == dummyIn, outpatient == dummyOut), "", ""
}

// withDummies adds the defaults of a code that has none among its categories.
func withDummies(all []membership, like membership, in, out bool) []membership {
	if in {
		like.group, like.inpatient, like.outpatient = dummyIn, true, false
		all = append(all, like)
	}
	if out {
		like.group, like.inpatient, like.outpatient = dummyOut, false, true
		all = append(all, like)
	}
	return all
}

// titleAll titles the categories in a row.
func (c *classicRows) titleAll(r sheet.Row) error {
	for _, at := range append(c.groupAt[:], c.inpatient, c.outpatient) {
		group := r.Cell(at[0])
		if err := c.title(title{ccsr, c.version, group, r.Cell(at[1]), bodySystem(group)}); err != nil {
			return err
		}
	}
	return nil
}
