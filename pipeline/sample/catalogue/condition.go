package catalogue

import (
	"fmt"
	"strings"
)

// Role says what a group of options contributes to an encounter.
type Role int

const (
	Principal Role = iota
	Other
	External
	Admitting
	Reason
	Procedural
	roles
)

var roleNames = map[string]Role{
	"principal": Principal, "other": Other, "external_cause": External,
	"admitting": Admitting, "reason_for_visit": Reason, "procedure": Procedural,
}

// Seasons that make a condition more frequent.
const (
	AllYear   = ""
	Winter    = "winter"
	Influenza = "influenza"
)

// Condition is a reason to come, with what is usually coded for it.
type Condition struct {
	Name, PatientType, ServiceLine string
	Weight                         int64  // share among conditions of its patient type
	Sex                            string // F, M or empty for both
	AgeLow, AgeHigh                int64  // years
	Stay                           int64  // median, hours
	Mortality                      int64  // per mille
	Charge                         int64  // basic charge, US dollars
	Season                         string
	Groups                         [roles][]Group
	Sets                           []*Set // comorbidities and complications, in order
}

// Set is a named list of groups that several conditions share.
type Set struct {
	Name   string
	Groups []Group
}

// Group is a list of options of which at most one applies.
type Group struct {
	Name    string
	Options []Option
}

// Option is one or more codes that come together.
type Option struct {
	Codes      []*Code
	Procedures []*Procedure
	Share      int64 // per mille; a relative weight for principal, admitting and reason
	Acquired   int64 // per mille that arose after admission
	Sex        string
	Given      string // code that must be there already
}

func (c *Catalogue) loadConditions() {
	sets := map[string]*Set{}
	owners := map[string]*Condition{}
	for _, r := range read("condition.csv", conditionFile) {
		condition := &Condition{
			Name: r["condition"], PatientType: r["patient_type"], ServiceLine: r["service_line"],
			Weight: r.number("weight"), Sex: r["sex"],
			AgeLow: r.number("age_low"), AgeHigh: r.number("age_high"), Stay: r.number("stay_hours"),
			Mortality: r.number("mortality"), Charge: r.number("charge"), Season: r["season"],
		}
		for _, name := range strings.Fields(r["sets"]) {
			if sets[name] == nil {
				sets[name] = &Set{Name: name}
			}
			condition.Sets = append(condition.Sets, sets[name])
		}
		c.Conditions = append(c.Conditions, condition)
		owners[condition.Name] = condition
	}
	for _, r := range read("content.csv", contentFile) {
		role, ok := roleNames[r["role"]]
		if !ok {
			panic(fmt.Sprintf("catalogue: no role %q", r["role"]))
		}
		option := c.option(r, role)
		if owner := owners[r["owner"]]; owner != nil {
			owner.Groups[role] = grouped(owner.Groups[role], r["group"], option)
			continue
		}
		set := must(sets, r["owner"])
		set.Groups = grouped(set.Groups, r["group"], option)
	}
}

func (c *Catalogue) option(r record, role Role) Option {
	o := Option{Share: r.number("share")}
	switch given := r["given"]; given {
	case "F", "M":
		o.Sex = given
	default:
		o.Given = given
	}
	if r["acquired"] != "" {
		o.Acquired = r.number("acquired")
	}
	for _, text := range strings.Split(r["codes"], "+") {
		if role == Procedural {
			o.Procedures = append(o.Procedures, must(c.procedures, text))
		} else {
			o.Codes = append(o.Codes, must(c.codes, text))
		}
	}
	return o
}

// grouped adds an option to the group of that name; groups keep the order of the file.
func grouped(groups []Group, name string, option Option) []Group {
	if last := len(groups) - 1; last >= 0 && groups[last].Name == name {
		groups[last].Options = append(groups[last].Options, option)
		return groups
	}
	return append(groups, Group{Name: name, Options: []Option{option}})
}
