package compose

import (
	"context"
	"time"

	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// answers are those that a document shows, all asked before any is shown: what may be seen of
// one depends on what is seen of the others (SUP-04).
type answers struct {
	sheets []disclosure.Sheet
	hidden [][]bool
	of     map[place]block.Answer

	timings map[string]timing // of the blocks of key figures that stand beside an earlier period, by id
	whole   bool              // the store holds the earlier period from its first days on
}

// place is where an answer is shown: in a block, as what its kind reads beside it, or of an
// earlier period that the report compares itself with.
type place struct {
	part, block string
	beside      bool
	from        time.Time
}

// Statements are what a document that leaves the site says of counts of patients, for the
// releases after it.
func (c *Composer) Statements() []disclosure.Statement {
	if !c.Spec.Public {
		return nil
	}
	return disclosure.Statements(c.answers.sheets, c.answers.hidden)
}

// askAll asks everything that the document shows, and decides what may be seen.
func (c *Composer) askAll(ctx context.Context) error {
	c.answers = &answers{of: map[place]block.Answer{}, timings: map[string]timing{}}
	var order []place
	for _, p := range c.Spec.Parts {
		for _, b := range p.Blocks {
			more, err := c.askBlock(ctx, p, b)
			if err != nil {
				return err
			}
			order = append(order, more...)
		}
	}
	if c.Spec.ComparesPeriods() {
		more, err := c.askEarlier(ctx)
		if err != nil {
			return err
		}
		order = append(order, more...)
	}
	more, err := c.askSeries(ctx)
	if err != nil {
		return err
	}
	order = append(order, more...)
	c.answers.hidden = disclosure.Withheld(c.answers.sheets, c.MinCell)
	for i, at := range order {
		a := c.answers.of[at]
		a.Withheld = c.answers.hidden[i]
		c.answers.of[at] = a
	}
	return nil
}

// askBlock asks the questions of a block: its own, and the one that its kind reads beside it.
func (c *Composer) askBlock(ctx context.Context, p report.PartSpec, b report.BlockSpec) ([]place, error) {
	k, q, err := c.kindOf(b)
	if err != nil {
		return nil, err
	}
	a, err := c.ask(ctx, q, k, p, b)
	if err != nil {
		return nil, err
	}
	order := []place{c.keep(c.place(p, b), k.Shape, a)}
	if k.Beside == "" || a.Len() == 0 {
		return order, nil
	}
	if q, err = c.Queries.Get(k.Beside); err != nil {
		return nil, err
	}
	own := b
	own.Parameters = nil
	if a, err = c.ask(ctx, q, block.Kind{}, p, own); err != nil {
		return nil, err
	}
	at := c.place(p, b)
	at.beside = true
	return append(order, c.keep(at, disclosure.Rows, a)), nil
}

// keep remembers an answer for where it is shown.
func (c *Composer) keep(at place, shape disclosure.Shape, a block.Answer) place {
	c.answers.of[at] = a
	c.answers.sheets = append(c.answers.sheets, disclosure.Sheet{Answer: a.Answer, Shape: shape, Earlier: c.Earlier, Leaves: c.Spec.Public})
	return at
}

func (c *Composer) place(p report.PartSpec, b report.BlockSpec) place {
	return place{part: p.ID, block: b.ID, from: c.From}
}

// answerOf is what a block shows, with what its kind reads beside it.
func (c *Composer) answerOf(p report.PartSpec, b report.BlockSpec) block.Answer {
	at := c.place(p, b)
	a := c.answers.of[at]
	at.beside = true
	if beside, ok := c.answers.of[at]; ok {
		a.Beside = &beside
	}
	return a
}
