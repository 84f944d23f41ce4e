package compose

import (
	"maps"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// everybody is the value of a filter that leaves nobody out.
const everybody = "all"

// filters are what the report is narrowed to, by name: its own filters, and the values that the
// site's job gives above them.
func (c *Composer) filters() map[string]string {
	narrowed := maps.Clone(c.Spec.Filters)
	if narrowed == nil {
		narrowed = map[string]string{}
	}
	for _, name := range report.FilterNames {
		if given, ok := c.Parameters[name]; ok {
			narrowed[name] = given
		}
	}
	maps.DeleteFunc(narrowed, func(_, value string) bool { return value == everybody })
	return narrowed
}

// takes makes sure that a query has the parameters that a block gives it and those by which
// the report is filtered: without them its numbers would be of everybody.
func (c *Composer) takes(q *query.Query, p report.PartSpec, b report.BlockSpec) error {
	for _, name := range slices.Sorted(maps.Keys(b.Parameters)) {
		if _, ok := q.Param(name); !ok {
			return fault.Newf(fault.Config, c.where(b), "chartline query describe "+q.Name+" lists them", "%s has no param %s", q.Name, name)
		}
	}
	narrowed := c.filters()
	for _, name := range slices.Sorted(maps.Keys(narrowed)) {
		if _, ok := q.Param(name); !ok {
			return fault.Newf(fault.Config, c.where(b), "leave the block out, or the filter", "the report is filtered by %s, and %s has no such param", name, q.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Spec.Filters)) {
		if sets(b.Parameters, name, c.Spec.Filters[name]) || sets(p.Parameters, name, c.Spec.Filters[name]) {
			return fault.Newf(fault.Config, c.where(b), "remove one of the two", "the report is filtered by %s, and the block or its part sets it too", name)
		}
	}
	return nil
}

// sets reports whether parameters say something else of a filter than its value. One that is set
// to everybody gives way to the filter.
func sets(parameters map[string]string, name, value string) bool {
	own, ok := parameters[name]
	return ok && own != value && own != everybody
}

// population says by what the report is filtered, for its title page.
func (c *Composer) population() string {
	var said []string
	narrowed := c.filters()
	for _, name := range slices.Sorted(maps.Keys(narrowed)) {
		said = append(said, c.Text(strings.ReplaceAll(name, "_", " "))+" "+narrowed[name])
	}
	if len(said) == 0 {
		return ""
	}
	return c.Say("Only %s", strings.Join(said, ", "))
}
