package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
)

// Settings says what of a Spec a source uses.
type Settings struct {
	About   string   // the form of records that it reads, in a few words
	Table   bool     // takes table:
	Columns bool     // takes columns:
	Values  bool     // takes values:
	Queries bool     // takes queries:
	Remote  bool     // path: is the address of a server
	Options []Option // takes these under options:
}

// Option is a setting of a format's own.
type Option struct {
	Name     string
	Meaning  string   // one sentence
	Default  string   // what stands for an option that is not set
	Values   []string // the only ones, where there is a list
	Required bool
	Secret   bool // given by reference only: env:NAME, file:PATH or cmd:PROGRAM
}

// Options that several formats take, with the same meaning in each.
var (
	Facility = Option{Name: "facility", Meaning: "Facility of records that name none; the name of the source unless set."}
	Shifted  = Option{Name: "dates_shifted", Meaning: "Whether dates were shifted to protect patients.",
		Default: "false", Values: []string{"true", "false"}}
)

// Option is the value of an option, or its default.
func (s Spec) Option(o Option) string {
	if v, ok := s.Options[o.Name]; ok {
		return v
	}
	return o.Default
}

// FacilityID is the facility of records that name none.
func (s Spec) FacilityID() string {
	if f := s.Option(Facility); f != "" {
		return f
	}
	return s.Name
}

// Check refuses a Spec with something that the source would not use, or without
// something that it needs. The errors are of the configuration.
func (st Settings) Check(spec Spec) error {
	for _, part := range []struct {
		key  string
		set  bool
		used bool
	}{
		{"table", spec.Table != "", st.Table},
		{"columns", len(spec.Columns) > 0, st.Columns},
		{"values", len(spec.Values) > 0, st.Values},
		{"queries", len(spec.Queries) > 0, st.Queries},
	} {
		if part.set && !part.used {
			return st.fault(spec, fmt.Sprintf("its format takes no %s:", part.key), "remove "+part.key+": from it")
		}
	}
	for table := range spec.Queries {
		if _, ok := schema.Lookup(table); !ok {
			return st.fault(spec, fmt.Sprintf("queries: names no canonical table: %q", table), "see docs/data-dictionary.md for the tables")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(spec.Options)) {
		if err := st.checkOption(spec, name); err != nil {
			return err
		}
	}
	for _, o := range st.Options {
		if o.Required && spec.Options[o.Name] == "" {
			return st.fault(spec, fmt.Sprintf("the option %q is not set", o.Name), "set it under options: "+o.Meaning)
		}
	}
	return nil
}

func (st Settings) checkOption(spec Spec, name string) error {
	var known []string
	for _, o := range st.Options {
		if o.Name != name {
			known = append(known, o.Name)
			continue
		}
		if len(o.Values) > 0 && !slices.Contains(o.Values, spec.Options[name]) {
			return st.fault(spec, fmt.Sprintf("the option %q has no such value", name), "write one of "+strings.Join(o.Values, ", "))
		}
		return nil
	}
	fix := "this format has none"
	if len(known) > 0 {
		fix = "it takes " + strings.Join(known, ", ")
	}
	return st.fault(spec, fmt.Sprintf("no option %q", name), fix)
}

func (Settings) fault(spec Spec, what, fix string) error {
	return fault.New(fault.Config, fmt.Sprintf("source %q", spec.Name), what, fix)
}
