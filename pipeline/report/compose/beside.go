package compose

import (
	"slices"

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

// ofTile reports whether a key figure is of a block.
func (c *Composer) ofTile(b report.BlockSpec) bool {
	return slices.ContainsFunc(c.Spec.KeyFigures, func(k report.KeyFigureSpec) bool { return k.Block == b.ID })
}
