package main

import (
	"context"
	"fmt"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/engine"
)

// part is one query of an answer, with its head and what is said where it has no rows.
type part struct{ query, head, none string }

// parts shows the answers of several queries, one after the other.
func (a *app) parts(ctx context.Context, values map[string]string, parts ...part) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		for i, part := range parts {
			if i > 0 {
				part.head = "\n" + part.head
			}
			if err := a.showPart(ctx, p, e, part, values); err != nil {
				return err
			}
		}
		return nil
	})
}

// showPart shows the answer of one query under a head; without rows, what is said then.
func (a *app) showPart(ctx context.Context, p *pipeline.Program, e engine.Engine, part part, values map[string]string) error {
	q, err := p.Queries.Get(part.query)
	if err != nil {
		return err
	}
	taken := map[string]string{}
	for name, value := range values {
		if _, takes := q.Param(name); takes {
			taken[name] = value
		}
	}
	whole, err := q.Run(ctx, e, taken)
	if err != nil {
		return err
	}
	if whole.Len() == 0 {
		if part.none != "" {
			_, err = fmt.Fprintln(a.stdout, part.none)
		}
		return outputError(err, "standard output")
	}
	if _, err := fmt.Fprintf(a.stdout, "%s\n", part.head); err != nil {
		return outputError(err, "standard output")
	}
	return a.show(a.protect(whole, p.Config, false), format.Table)
}
