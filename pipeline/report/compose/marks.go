package compose

import (
	"context"
	"strconv"

	"chartline/pipeline/fault"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/variation"
)

// seriesPart is where the answers are kept that key figures are marked by; no part has this id.
const seriesPart = "key figures"

// seriesBlock asks the question of a series as a block would.
func seriesBlock(i int, k report.KeyFigureSpec) report.BlockSpec {
	return report.BlockSpec{ID: k.Block + "_" + strconv.Itoa(i), Query: k.Series.Query, Parameters: k.Series.Parameters, Metric: k.Series.Metric}
}

// seriesOf finds the query of a series, and checks that it answers by period.
func (c *Composer) seriesOf(k report.KeyFigureSpec) (*query.Query, error) {
	b := seriesBlock(0, k)
	b.ID = k.Block
	q, err := c.Queries.Get(k.Series.Query)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, c.where(b), "no query of this name for the series of "+k.Label, "chartline query lists them")
	}
	if block.FirstOf(q, query.Date) == "" {
		return nil, fault.Newf(fault.Config, c.where(b), "name one that answers by week or month", "%s answers no periods, which the series of a key figure needs", q.Name)
	}
	if _, ok := q.Metric(k.Series.Metric); !ok && !variation.IsStock(q, k.Series.Metric) {
		return nil, fault.Newf(fault.Config, c.where(b), "chartline query describe "+q.Name+" lists them", "%s has no metric %s", q.Name, k.Series.Metric)
	}
	if err := checkBetter(c.where(b), k.Series.Better); err != nil {
		return nil, err
	}
	if err := c.releasable(block.Kind{}, q, b); err != nil {
		return nil, err
	}
	return q, c.takes(q, report.PartSpec{}, b)
}

// checkBetter wants one of the words for what can be better.
func checkBetter(where, better string) error {
	switch better {
	case "", report.Higher, report.Lower:
		return nil
	}
	return fault.Newf(fault.Config, where, "use higher or lower, or leave it out", "cannot be better: %s", better)
}

// askSeries asks what key figures are marked by.
func (c *Composer) askSeries(ctx context.Context) (order []place, err error) {
	for i, k := range c.Spec.KeyFigures {
		if k.Series == nil {
			continue
		}
		q, err := c.seriesOf(k)
		if err != nil {
			return nil, err
		}
		b := seriesBlock(i, k)
		a, err := c.ask(ctx, q, block.Kind{}, report.PartSpec{}, b)
		if err != nil {
			return nil, err
		}
		order = append(order, c.keep(c.place(report.PartSpec{ID: seriesPart}, b), disclosure.Rows, a))
	}
	return order, nil
}

// marks are what the series of a key figure says.
func (c *Composer) marks(i int) []report.Mark {
	k := c.Spec.KeyFigures[i]
	if k.Series == nil {
		return nil
	}
	return variation.Marks(&c.Edition, c.answerOf(report.PartSpec{ID: seriesPart}, seriesBlock(i, k)), *k.Series)
}
