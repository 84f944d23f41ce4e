package compose

import (
	"context"
	"maps"
	"time"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// ask runs the query of a block with the values that it takes: those of the site's job
// stand above the block's, these above the part's.
func (c *Composer) ask(ctx context.Context, q *query.Query, k block.Kind, p report.PartSpec, b report.BlockSpec) (block.Answer, error) {
	known := c.given(p, b)
	if err := c.takes(q, p, b); err != nil {
		return block.Answer{}, err
	}
	subject, err := c.subject(q, known, b)
	if err != nil {
		return block.Answer{}, err
	}
	if k.Since != nil {
		known["from_date"] = k.Since(&c.Edition).Format(time.DateOnly)
	}
	values := valuesOf(q, known)
	a, err := c.Ask(ctx, q, values)
	if err != nil {
		return block.Answer{}, err
	}
	if subject != "" && !k.Team {
		a = a.Take(rowsOf(a.Text(subject), c.Whose))
	}
	if a, err = c.named(ctx, a, values); err != nil {
		return block.Answer{}, err
	}
	return block.Answer{Answer: a, Values: values, Subject: subject, Leaves: c.Spec.Public, Language: c.Language}, nil
}

// given are the values that a block gives to its query, and the period and the instant.
func (c *Composer) given(p report.PartSpec, b report.BlockSpec) map[string]string {
	known := map[string]string{
		"from_date": c.From.Format(time.DateOnly), "to_date": c.To.Format(time.DateOnly),
		"as_of": c.AsOf.UTC().Format(time.RFC3339), "as_of_on": c.AsOf.In(c.Location).Format(time.DateOnly),
	}
	for _, given := range []map[string]string{p.Parameters, b.Parameters, c.Spec.Filters, c.Parameters} {
		maps.Copy(known, given)
	}
	return known
}

// valuesOf are those of the known values that a query takes.
func valuesOf(q *query.Query, known map[string]string) map[string]string {
	values := map[string]string{}
	for _, param := range q.Params {
		if v, ok := known[param.Name]; ok {
			values[param.Name] = v
		}
	}
	return values
}
