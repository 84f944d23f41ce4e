package compose

import (
	"context"
	"maps"
	"time"

	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// ask runs the query of a block with the values that it takes: those of the site's job
// stand above the block's, these above the part's.
func (c *Composer) ask(ctx context.Context, q *query.Query, k block.Kind, p report.PartSpec, b report.BlockSpec) (block.Answer, error) {
	known := c.given(p, b)
	if err := c.takes(q, b); err != nil {
		return block.Answer{}, err
	}
	subject, err := c.subject(q, known, b)
	if err != nil {
		return block.Answer{}, err
	}
	values := map[string]string{}
	for _, param := range q.Params {
		if v, ok := known[param.Name]; ok {
			values[param.Name] = v
		}
	}
	a, err := c.Ask(ctx, q, values)
	if err != nil {
		return block.Answer{}, err
	}
	if subject != "" && !k.Team {
		a = a.Take(rowsOf(a.Text(subject), c.Whose))
	}
	protect := disclosure.Withheld
	if k.Protect != nil {
		protect = k.Protect
	}
	return block.Answer{Answer: a, Withheld: protect(a, c.MinCell), Values: values, Subject: subject}, nil
}

// given are the values that a block gives to its query, and the period and the instant.
func (c *Composer) given(p report.PartSpec, b report.BlockSpec) map[string]string {
	known := map[string]string{
		"from_date": c.From.Format(time.DateOnly), "to_date": c.To.Format(time.DateOnly),
		"as_of": c.AsOf.UTC().Format(time.RFC3339), "as_of_on": c.AsOf.In(c.Location).Format(time.DateOnly),
	}
	for _, given := range []map[string]string{c.Spec.Filters, p.Parameters, b.Parameters, c.Parameters} {
		maps.Copy(known, given)
	}
	return known
}

// second asks the other query that a kind reads, with the values of the part.
func (c *Composer) second(ctx context.Context, k block.Kind, p report.PartSpec, b report.BlockSpec) (*query.Answer, error) {
	if k.Beside == "" {
		return nil, nil
	}
	q, err := c.Queries.Get(k.Beside)
	if err != nil {
		return nil, err
	}
	b.Parameters = nil
	a, err := c.ask(ctx, q, block.Kind{}, p, b)
	return a.Answer, err
}
