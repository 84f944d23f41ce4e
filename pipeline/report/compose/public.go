package compose

import (
	"maps"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// forRelease raises the smallest count of a report for the public.
func (c *Composer) forRelease() {
	if c.Spec.Public {
		c.MinCell = max(c.MinCell, disclosure.Least)
	}
}

// releasable refuses what a report for the public must not show: questions of which no count is
// judged, second questions that are not judged with the first, documents of one coder, and kinds
// that name groups of which nothing may be shown: a name tells that somebody is there.
func (c *Composer) releasable(k block.Kind, q *query.Query, b report.BlockSpec) error {
	switch {
	case !c.Spec.Public:
		return nil
	case c.Spec.ForEach != "":
		return fault.Newf(fault.Config, c.where(b), "remove one of both", "a report that is public, and for each %s", c.Spec.ForEach)
	case k.Beside != "":
		return fault.Newf(fault.Config, c.where(b), "remove the block", "a %s reads a second question, and this report is public", b.Kind)
	case !q.Judged() || q.Identified != "":
		return fault.Newf(fault.Config, c.where(b), "ask a question with withhold:", "%s withholds nothing, and this report is public", q.Name)
	case k.Make != nil && !k.Nameless:
		return fault.Newf(fault.Config, c.where(b), "use "+strings.Join(nameless(), ", ")+", or remove the block",
			"a %s names groups of which nothing may be shown, and this report is public", b.Kind)
	default:
		return nil
	}
}

// nameless are the kinds that a report for the public may have.
func nameless() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(kinds)), func(name string) bool { return !kinds[name].Nameless })
}
