package compose

import (
	"slices"
	"time"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// tile is a key figure with the estimate behind it; its estimate is missing where the kind of
// block has none.
type tile struct {
	figure   *report.KeyFigure
	estimate metric.Estimate
}

// keep takes the key figures of a block.
func keep(tiles map[string]tile, id string, m block.Made) {
	missing := metric.Estimate{Missing: "none"}
	of := func(name string) metric.Estimate {
		if est, ok := m.Estimates[name]; ok {
			return est
		}
		return missing
	}
	tiles[id+"/"] = tile{m.Key, of("")}
	for name, key := range m.Keys {
		tiles[id+"/"+name] = tile{key, of(name)}
	}
}

// keyFigures are the tiles of the title page, labelled and judged as the specification says.
func (c *Composer) keyFigures(tiles map[string]tile) []report.KeyFigure {
	var all []report.KeyFigure
	for i, k := range c.Spec.KeyFigures {
		t := tiles[k.Block+"/"+k.Metric]
		named := report.KeyFigure{Value: c.Text("no data")}
		if t.figure != nil {
			named = *t.figure
		}
		named.Label = k.Label
		if k.Thresholds != nil {
			named.Tone = toneOf(t.estimate, *k.Thresholds)
		}
		named.Marks = c.marks(i)
		all = append(all, named)
	}
	return all
}

// toneOf judges an estimate by its interval.
func toneOf(est metric.Estimate, t report.Thresholds) report.Tone {
	if !est.Defined() || est.Level == 0 {
		return report.Neutral
	}
	lo, hi, good, act := est.Lo, est.Hi, t.Good, t.Act
	if good < act { // less is better
		lo, hi, good, act = -est.Hi, -est.Lo, -t.Good, -t.Act
	}
	switch {
	case hi < act:
		return report.Act
	case lo >= good:
		return report.Good
	}
	return report.Watch
}

// compared sets the key figures of a report beside those of an earlier period, as they are
// known now.
func (c *Composer) compared(now map[string]tile) (*report.Table, error) {
	earlier := c.earlier()
	then, err := earlier.tiles()
	if err != nil {
		return nil, err
	}
	t := &report.Table{ID: "compared", Title: c.Text("Key figures beside an earlier period"), Columns: append(append(block.Textual("Key figure"),
		block.Numeric("This period", "95% CI", "Earlier", "95% CI")...), block.Textual("Difference")...)}
	for _, k := range c.Spec.KeyFigures {
		name := k.Block + "/" + k.Metric
		t.Rows = append(t.Rows, append(append([]string{k.Label}, c.shownOf(now[name])...), append(c.shownOf(then[name]), c.apart(now[name].estimate, then[name].estimate))...))
	}
	t.Notes = []string{
		c.Say("This period: %s. Earlier: %s, as the store knows it now.", c.Span(c.From, c.To), c.Span(earlier.From, earlier.To)),
		c.Text("A difference is told only where the intervals lie apart."),
	}
	return t, nil
}

// earlier composes the same of the period that a report compares itself with.
func (c *Composer) earlier() *Composer {
	earlier := *c
	earlier.From, earlier.To = earlierPeriod(c.Spec.Compare, c.From, c.To)
	earlier.Outlooks = nil
	return &earlier
}

// earlierPeriod is the period before one that is as long, in months where it is of whole
// months; or the same dates a year ago.
func earlierPeriod(compare string, from, to time.Time) (time.Time, time.Time) {
	if compare == report.LastYear {
		return from.AddDate(-1, 0, 0), to.AddDate(-1, 0, 0)
	}
	if from.Day() == 1 && to.Day() == 1 {
		months := 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
		return from.AddDate(0, -months, 0), from
	}
	return from.Add(from.Sub(to)), from
}

// tiles makes the blocks that key figures are of.
func (c *Composer) tiles() (map[string]tile, error) {
	tiles := map[string]tile{}
	for _, p := range c.Spec.Parts {
		for _, b := range p.Blocks {
			if !c.ofTile(b) {
				continue
			}
			m, err := c.block(p, b)
			if err != nil {
				return nil, err
			}
			keep(tiles, b.ID, m)
		}
	}
	return tiles, nil
}

// ofTile reports whether a key figure is of a block.
func (c *Composer) ofTile(b report.BlockSpec) bool {
	return slices.ContainsFunc(c.Spec.KeyFigures, func(k report.KeyFigureSpec) bool { return k.Block == b.ID })
}

func (c *Composer) shownOf(t tile) []string {
	if t.figure == nil {
		return []string{c.Text("no data"), ""}
	}
	return []string{t.figure.Value, c.Interval(t.estimate)}
}

func (c *Composer) apart(now, then metric.Estimate) string {
	switch {
	case !now.Defined() || !then.Defined() || now.Level == 0 || then.Level == 0:
		return c.Text("not judged")
	case now.Lo > then.Hi:
		return c.Text("higher")
	case now.Hi < then.Lo:
		return c.Text("lower")
	}
	return c.Text("not shown")
}
