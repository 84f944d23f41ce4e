package compose

import (
	"maps"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// Check gives what is wrong with a report before anything is asked: kinds, queries, their
// columns, metrics and parameters, filters and key figures, each with its file and line.
func Check(spec *report.Spec, queries *query.Library) (faults []error) {
	c := Composer{Edition: Edition{Location: time.UTC}, Spec: spec, Queries: queries}
	for _, p := range spec.Parts {
		for _, b := range p.Blocks {
			if err := c.checkBlock(p, b); err != nil {
				faults = append(faults, err)
			}
		}
		for name := range p.Parameters {
			if !c.taken(p, name) {
				faults = append(faults, fault.Newf(fault.Config, spec.Where(p.ID), "remove it", "no query of part %s has a param %s", p.ID, name))
			}
		}
	}
	for _, k := range spec.KeyFigures {
		if err := c.checkKeyFigure(k); err != nil {
			faults = append(faults, err)
		}
	}
	return faults
}

func (c *Composer) checkBlock(p report.PartSpec, b report.BlockSpec) error {
	k, q, err := c.kindOf(b)
	if err != nil {
		return err
	}
	if k.Beside != "" {
		if _, err := c.Queries.Get(k.Beside); err != nil {
			return err
		}
	}
	if err := c.takes(q, b); err != nil {
		return err
	}
	_, err = c.subject(q, maps.Clone(c.given(p, b)), b)
	return err
}

// taken reports whether a query of a part has a parameter.
func (c *Composer) taken(p report.PartSpec, name string) bool {
	return slices.ContainsFunc(p.Blocks, func(b report.BlockSpec) bool {
		q, err := c.Queries.Get(b.Query)
		if err != nil {
			return true // what is wrong is said of the block
		}
		_, ok := q.Param(name)
		return ok
	})
}

func (c *Composer) checkKeyFigure(k report.KeyFigureSpec) error {
	for _, p := range c.Spec.Parts {
		for _, b := range p.Blocks {
			if b.ID != k.Block {
				continue
			}
			if k.Metric != "" && kinds[b.Kind].Estimates && !slices.Contains(b.MetricNames(), k.Metric) {
				return fault.Newf(fault.Config, c.where(b), "add it to measures", "a key figure of metric %s, which block %s does not show", k.Metric, b.ID)
			}
			if k.Thresholds != nil && !kinds[b.Kind].Estimates {
				return fault.Newf(fault.Config, c.where(b), "remove them", "thresholds of a key figure, and a %s has no interval to judge by", b.Kind)
			}
		}
	}
	return nil
}

// takes makes sure that a query has the parameters that a block gives it and those by which
// the report is filtered, which a block must not set to something else.
func (c *Composer) takes(q *query.Query, b report.BlockSpec) error {
	for _, name := range slices.Sorted(maps.Keys(b.Parameters)) {
		if _, ok := q.Param(name); !ok {
			return fault.Newf(fault.Config, c.where(b), "chartline query describe "+q.Name+" lists them", "%s has no param %s", q.Name, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Spec.Filters)) {
		if _, ok := q.Param(name); !ok {
			return fault.Newf(fault.Config, c.where(b), "leave the block out, or the filter", "the report is filtered by %s, and %s has no such param", name, q.Name)
		}
		if _, set := b.Parameters[name]; set {
			return fault.Newf(fault.Config, c.where(b), "remove one of the two", "the report is filtered by %s, and the block sets it too", name)
		}
	}
	return nil
}

// population says by what the report is filtered, for its title page.
func (c *Composer) population() string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(c.Spec.Filters)) {
		value := c.Spec.Filters[name]
		if given, ok := c.Parameters[name]; ok {
			value = given
		}
		said = append(said, strings.ReplaceAll(name, "_", " ")+" "+value)
	}
	if len(said) == 0 {
		return ""
	}
	return "Only " + strings.Join(said, ", ")
}
