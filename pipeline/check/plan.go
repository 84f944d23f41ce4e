package check

import (
	"fmt"
	"slices"
)

// Off is the action of an edit that is not tried.
const Off = "off"

// Override is what a site says of an edit in place of the catalogue.
type Override struct {
	Action string  // a level, or Off; empty for the level of the catalogue
	Limit  float64 // share of failures above which reports warn; 0 for none
	Reason string  // why it is off
}

// Planned is an edit as a site has it tried.
type Planned struct {
	Edit
	Action string // what a finding is: a level, or Off
	Limit  float64
	Reason string
}

// Off reports whether the edit is not tried.
func (p Planned) Off() bool { return p.Action == Off }

// LimitShare is the limit, or nil where there is none.
func (p Planned) LimitShare() any {
	if p.Limit == 0 {
		return nil
	}
	return p.Limit
}

// Plan is every edit of the catalogue as a site has it tried.
type Plan []Planned

// NewPlan applies a site's overrides to the catalogue. An error names the edit at fault
// and says what is wrong with it.
func NewPlan(overrides map[string]Override) (Plan, error) {
	for id, o := range overrides {
		if _, ok := Lookup(id); !ok {
			return nil, &OverrideError{id, "no edit has this id"}
		}
		if o.Action != "" && !slices.Contains(Actions(), o.Action) {
			return nil, &OverrideError{id, "no such action"}
		}
		if o.Action == Off && o.Reason == "" {
			return nil, &OverrideError{id, "it is off without a reason"}
		}
	}
	plan := make(Plan, len(Catalogue))
	for i, e := range Catalogue {
		o := overrides[e.ID]
		plan[i] = Planned{Edit: e, Action: o.Action, Limit: o.Limit, Reason: o.Reason}
		if o.Action == "" {
			plan[i].Action = string(e.Level)
		}
	}
	return plan, nil
}

// Edits are those that are tried.
func (p Plan) Edits() []Edit {
	var edits []Edit
	for _, e := range p {
		if !e.Off() {
			edits = append(edits, e.Edit)
		}
	}
	return edits
}

// Actions lists what an override may make of an edit.
func Actions() []string {
	var words []string
	for _, l := range Levels {
		words = append(words, string(l))
	}
	return slices.Concat(words, []string{Off})
}

// OverrideError is what is wrong with a site's override of an edit.
type OverrideError struct{ ID, What string }

func (e *OverrideError) Error() string { return fmt.Sprintf("edits.%s: %s", e.ID, e.What) }
