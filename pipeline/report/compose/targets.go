package compose

import (
	"chartline/pipeline/fault"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/variation"
)

// comparison is the part that sets the key figures beside an earlier period or beside their
// targets; none where the report asks for none.
func (c *Composer) comparison(tiles map[string]tile) ([]report.Part, error) {
	var t *report.Table
	var err error
	switch {
	case c.Spec.ComparesPeriods():
		t, err = c.compared(tiles)
	case c.Spec.Compare == report.Target:
		t = c.targeted(tiles)
	default:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.sayTable(t)
	return []report.Part{{ID: "compared_periods", Title: c.Text("Comparison"), Blocks: []report.Block{{Table: t}}}}, nil
}

// targeted sets the key figures that have a target beside it.
func (c *Composer) targeted(tiles map[string]tile) *report.Table {
	t := &report.Table{ID: "compared", Title: c.Text("Key figures beside their targets"), Columns: append(append(block.Textual("Key figure"),
		block.Numeric("This period", "95% CI", "Target", "Difference (95% CI)")...), block.Textual("Verdict")...)}
	for i, k := range c.Spec.KeyFigures {
		target := k.Aim()
		if target == 0 {
			continue
		}
		now := tiles[k.Block+"/"+k.Metric]
		row := append([]string{k.Label}, c.shownOf(now)...)
		t.Rows = append(t.Rows, append(row, c.InUnit(target, c.unitOf(i, now)), c.less(now.estimate, target), c.side(now.estimate, target)))
	}
	t.Notes = []string{
		c.Text("Difference: this period less the target, shares in percentage points."),
		c.Text("A figure is above or below its target only where its whole interval is; otherwise it cannot be told."),
	}
	return t
}

// unitOf is the unit of a key figure: of one without an estimate, such as days of revenue, that of its
// series, and without that of a share.
func (c *Composer) unitOf(i int, t tile) string {
	k := c.Spec.KeyFigures[i]
	switch {
	case t.estimate.Defined():
		return t.estimate.Unit
	case k.Series != nil:
		return variation.UnitOf(c.answerOf(report.PartSpec{ID: seriesPart}, seriesBlock(i, k)), k.Series.Metric)
	}
	return "1"
}

// less writes by how much an estimate differs from a target, which is known without error, so that
// the interval of the difference is that of the estimate less the target.
func (c *Composer) less(est metric.Estimate, target float64) string {
	if !est.Defined() {
		return "–"
	}
	value := c.apartBy(est.Value-target, est.Unit)
	if est.Level == 0 {
		return value
	}
	return c.Say("%s (%s to %s)", value, c.apartBy(est.Lo-target, est.Unit), c.apartBy(est.Hi-target, est.Unit))
}

// apartBy writes a difference with its sign, of shares in percentage points.
func (c *Composer) apartBy(v float64, unit string) string {
	write := func(v float64) string {
		if unit == "1" {
			return c.Fixed(100*v, 1)
		}
		return c.InUnit(v, unit)
	}
	if v > 0 && write(v) != write(0) {
		return "+" + write(v)
	}
	return write(v)
}

// side says on which side of its target a figure is, by its interval.
func (c *Composer) side(est metric.Estimate, target float64) string {
	switch {
	case !est.Defined() || est.Level == 0:
		return c.Text("not judged")
	case est.Lo > target:
		return c.Text("above")
	case est.Hi < target:
		return c.Text("below")
	}
	return c.Text("cannot be told")
}

// checkTargets refuses a comparison without key figures, or with targets where there are none, and
// targets that nothing is compared with.
func (c *Composer) checkTargets() error {
	where, found := c.Spec.Where(""), false
	if c.Spec.Compare != "" && len(c.Spec.KeyFigures) == 0 {
		return fault.New(fault.Config, where, "compares key figures, and has none", "add key_figures:, or remove compare:")
	}
	for _, k := range c.Spec.KeyFigures {
		found = found || k.Aim() != 0
		if k.Target != 0 && c.Spec.Compare != report.Target {
			return fault.Newf(fault.Config, where, "add compare: target, or remove it", "key figure %s has a target that it is not compared with", k.Label)
		}
	}
	if c.Spec.Compare == report.Target && !found {
		return fault.New(fault.Config, where, "compares key figures with targets, and none has one", "give a key figure a target:")
	}
	return nil
}
