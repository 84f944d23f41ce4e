package pipeline

import (
	"context"
	"fmt"
	"slices"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// guesser is a source that can say as what it could read a file that it does not recognise.
type guesser interface {
	source.Source
	Guess(name string, head []byte) (spec source.Spec, ok bool)
}

// guess weighs files that no format recognises as what their headers speak for. Files with the same
// headers are one proposal, tried on the first of them.
func (p *Program) guess(ctx context.Context, files []source.Input, seen *Inspection) error {
	unknown := seen.Unrecognised
	seen.Unrecognised = nil
	at := map[string]int{} // proposal to its place among the formats
	for _, in := range files {
		if !slices.Contains(unknown, in.Place()) {
			continue
		}
		s, conf, err := p.guessed(ctx, in)
		if err != nil {
			return err
		}
		if s == nil {
			seen.Unrecognised = append(seen.Unrecognised, in.Place())
			continue
		}
		key := fmt.Sprint(conf.Table, conf.Columns, conf.Options)
		if i, ok := at[key]; ok {
			seen.Formats[i].Files++
			continue
		}
		r, err := p.weigh(ctx, s, conf)
		if err != nil {
			return err
		}
		r.Files, r.Guessed = 1, conf.Table
		at[key] = len(seen.Formats)
		seen.Formats = append(seen.Formats, *r)
	}
	return nil
}

// guessed asks the sources what a file could be; nil where none can say, and of a file within an
// archive, which no path of a configuration names.
func (p *Program) guessed(ctx context.Context, in source.Input) (source.Source, config.Source, error) {
	name, head, err := headOf(ctx, in)
	if fault.KindOf(err) == fault.Interrupted {
		return nil, config.Source{}, err
	}
	if err != nil || in.Member != "" {
		return nil, config.Source{}, nil
	}
	for _, s := range p.Sources {
		g, ok := s.(guesser)
		if !ok {
			continue
		}
		if spec, ok := g.Guess(name, head); ok {
			return s, config.Source{
				Name: sourceName(in.Path), Format: s.Name(), Path: in.Path,
				Table: spec.Table, Columns: spec.Columns, Options: spec.Options,
			}, nil
		}
	}
	return nil, config.Source{}, nil
}
