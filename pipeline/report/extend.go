package report

import (
	"maps"
	"slices"

	"chartline/pipeline/fault"
)

// extended is a built-in report with what a site says of it: what the site leaves empty stays,
// parts and blocks are changed by their ids, and those with other ids are added.
func extended(base, own *Spec, where string) (*Spec, error) {
	d := *base
	d.Name, d.Origin, d.Extends, d.lines = own.Name, own.Origin, own.Extends, own.lines
	d.Title, d.Subtitle, d.Sensitivity = or(own.Title, base.Title), or(own.Subtitle, base.Subtitle), or(own.Sensitivity, base.Sensitivity)
	d.ForEach, d.Compare = or(own.ForEach, base.ForEach), or(own.Compare, base.Compare)
	d.Language = or(own.Language, base.Language)
	d.Bundle, d.OnePage, d.Public = own.Bundle || base.Bundle, own.OnePage || base.OnePage, own.Public || base.Public
	d.Filters = both(base.Filters, own.Filters)
	if len(own.KeyFigures) > 0 {
		d.KeyFigures = own.KeyFigures
	}
	d.Methods = slices.Clone(base.Methods)
	for _, m := range own.Methods {
		if at := slices.IndexFunc(d.Methods, func(b Definition) bool { return b.Term == m.Term }); at >= 0 {
			d.Methods[at] = m
		} else {
			d.Methods = append(d.Methods, m)
		}
	}
	var err error
	d.Parts, err = changed(base.Parts, own.Parts, where)
	return &d, err
}

// A changeable is what a site changes by its id: a part or a block.
type changeable[T any] interface {
	id() string
	change() change
	with(own T, where string) (T, error)
}

// change is how a site places or removes a part or block.
type change struct {
	Remove bool   `yaml:"remove"` // leave out what the built-in report has
	After  string `yaml:"after"`  // id of what a new one follows; empty for the last place
}

// changed are the parts or blocks of a built-in report with those of a site.
func changed[T changeable[T]](base, own []T, where string) ([]T, error) {
	all := slices.Clone(base)
	for _, o := range own {
		at := slices.IndexFunc(all, func(b T) bool { return b.id() == o.id() })
		switch {
		case at < 0 && o.change().Remove:
			return nil, fault.Newf(fault.Config, where, "name one that it has", "removes %q, which the built-in report does not have", o.id())
		case at < 0:
			place, err := placeOf(all, o, where)
			if err != nil {
				return nil, err
			}
			all = slices.Insert(all, place, o)
		case o.change().Remove:
			all = slices.Delete(all, at, at+1)
		default:
			merged, err := all[at].with(o, where)
			if err != nil {
				return nil, err
			}
			all[at] = merged
		}
	}
	return all, nil
}

func placeOf[T changeable[T]](all []T, o T, where string) (int, error) {
	after := o.change().After
	if after == "" {
		return len(all), nil
	}
	at := slices.IndexFunc(all, func(b T) bool { return b.id() == after })
	if at < 0 {
		return 0, fault.Newf(fault.Config, where, "name one that is there", "%q stands after %q, which does not exist", o.id(), after)
	}
	return at + 1, nil
}

func (p PartSpec) id() string     { return p.ID }
func (p PartSpec) change() change { return p.Change }

func (p PartSpec) with(own PartSpec, where string) (PartSpec, error) {
	p.Title, p.Lead, p.Parameters = or(own.Title, p.Title), or(own.Lead, p.Lead), both(p.Parameters, own.Parameters)
	var err error
	p.Blocks, err = changed(p.Blocks, own.Blocks, where)
	return p, err
}

func (b BlockSpec) id() string     { return b.ID }
func (b BlockSpec) change() change { return b.Change }

func (b BlockSpec) with(own BlockSpec, _ string) (BlockSpec, error) {
	b.Kind, b.Query, b.Parameters = or(own.Kind, b.Kind), or(own.Query, b.Query), both(b.Parameters, own.Parameters)
	b.Caption, b.Title, b.Headline = or(own.Caption, b.Caption), or(own.Title, b.Title), own.Headline || b.Headline
	b.Metric, b.Noun = or(own.Metric, b.Metric), or(own.Noun, b.Noun)
	b.Top, b.Target = or(own.Top, b.Top), or(own.Target, b.Target)
	b.Baseline, b.Limit, b.Better = or(own.Baseline, b.Baseline), or(own.Limit, b.Limit), or(own.Better, b.Better)
	b.Chart, b.Screen = or(own.Chart, b.Chart), own.Screen || b.Screen
	b.Optional = own.Optional || b.Optional
	if len(own.Measures) > 0 {
		b.Measures = own.Measures
	}
	if len(own.Events) > 0 {
		b.Events = own.Events
	}
	return b, nil
}

// or is what a site says, or else what the built-in report does.
func or[T comparable](own, base T) T {
	var nothing T
	if own == nothing {
		return base
	}
	return own
}

func both(base, own map[string]string) map[string]string {
	if len(base) == 0 {
		return own
	}
	all := maps.Clone(base)
	maps.Copy(all, own)
	return all
}
