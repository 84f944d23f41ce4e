package report

import (
	"cmp"
	"slices"

	"chartline/pipeline/language"
)

// In is the specification with its texts said in a language. What names kinds, queries, metrics
// and parameters stays.
func (d *Spec) In(l *language.Language) *Spec {
	said := *d
	said.Marking = cmp.Or(d.Marking, d.Sensitivity)
	said.Title, said.Subtitle, said.Sensitivity = l.Text(d.Title), l.Text(d.Subtitle), l.Text(d.Sensitivity)
	said.KeyFigures = slices.Clone(d.KeyFigures)
	for i := range said.KeyFigures {
		said.KeyFigures[i].Label = l.Text(said.KeyFigures[i].Label)
	}
	said.Methods = SayAll(l, d.Methods)
	said.Parts = slices.Clone(d.Parts)
	for i, p := range said.Parts {
		p.Title, p.Lead, p.Blocks = l.Text(p.Title), l.Text(p.Lead), slices.Clone(p.Blocks)
		for j := range p.Blocks {
			p.Blocks[j] = p.Blocks[j].in(l)
		}
		said.Parts[i] = p
	}
	return &said
}

// SayAll says definitions in a language.
func SayAll(l *language.Language, all []Definition) []Definition {
	said := slices.Clone(all)
	for i, d := range said {
		said[i] = Definition{Term: l.Text(d.Term), Text: l.Text(d.Text)}
	}
	return said
}

func (b BlockSpec) in(l *language.Language) BlockSpec {
	b.Title, b.Caption, b.Noun = l.Text(b.Title), l.Text(b.Caption), l.Text(b.Noun)
	b.Measures, b.Events = slices.Clone(b.Measures), slices.Clone(b.Events)
	for i, m := range b.Measures {
		b.Measures[i].Label = l.Text(m.Label)
		if m.counts() {
			b.Measures[i].Noun = l.Text(m.Noun)
		}
	}
	for i, ev := range b.Events {
		b.Events[i].Label = l.Text(ev.Label)
	}
	return b
}

// counts reports whether a noun is what a metric counts; else it is the name of the measure.
func (m MeasureSpec) counts() bool { return m.Metric != "" }

// Texts lists the texts that In says, each once, in their order.
func (d *Spec) Texts() []string {
	all := []string{d.Title, d.Subtitle, d.Sensitivity}
	for _, k := range d.KeyFigures {
		all = append(all, k.Label)
	}
	for _, p := range d.Parts {
		all = append(all, p.Title, p.Lead)
		for _, b := range p.Blocks {
			all = append(all, b.texts()...)
		}
	}
	for _, m := range d.Methods {
		all = append(all, m.Term, m.Text)
	}
	var once []string
	for _, text := range all {
		if text != "" && !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}

func (b BlockSpec) texts() []string {
	all := []string{b.Title, b.Caption, b.Noun}
	for _, m := range b.Measures {
		all = append(all, m.Label)
		if m.counts() {
			all = append(all, m.Noun)
		}
	}
	for _, ev := range b.Events {
		all = append(all, ev.Label)
	}
	return all
}
