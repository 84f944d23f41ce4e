package compose

import (
	"maps"
	"slices"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
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
	if err := c.checkTargets(); err != nil {
		faults = append(faults, err)
	}
	for _, k := range spec.KeyFigures {
		if err := c.checkKeyFigure(k); err != nil {
			faults = append(faults, err)
		}
		if k.Series == nil {
			continue
		}
		if _, err := c.seriesOf(k); err != nil {
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
	if err := c.checkBeside(k, p, b); err != nil {
		return err
	}
	if err := c.takes(q, p, b); err != nil {
		return err
	}
	_, err = c.subject(q, maps.Clone(c.given(p, b)), b)
	return err
}

// checkBeside checks the query that a kind reads beside that of the block.
func (c *Composer) checkBeside(k block.Kind, p report.PartSpec, b report.BlockSpec) error {
	if k.Beside == "" {
		return nil
	}
	q, err := c.Queries.Get(k.Beside)
	if err != nil {
		return err
	}
	b.Parameters = nil
	return c.takes(q, p, b)
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
			if k.Target != 0 && !kinds[b.Kind].Estimates {
				return fault.Newf(fault.Config, c.where(b), "remove it", "a target of a key figure, and a %s has no interval to judge by", b.Kind)
			}
			if k.Thresholds != nil && !kinds[b.Kind].Estimates {
				return fault.Newf(fault.Config, c.where(b), "remove them", "thresholds of a key figure, and a %s has no interval to judge by", b.Kind)
			}
		}
	}
	return nil
}
