package pipeline

import (
	"slices"
	"time"

	"chartline/pipeline/history"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/wording"
	"chartline/pipeline/restate"
)

// earlier gives what a job released of a report before an instant, the latest first.
func (p *Program) earlier(job, report string, asOf time.Time) ([]restate.Release, error) {
	if job == "" {
		return nil, nil
	}
	s, err := p.Seal()
	if err != nil {
		return nil, err
	}
	return restate.Earlier(history.Of(p.Config.Store.Path).Releases(job, report), asOf, s)
}

// restate gathers the figures of a document, and adds to it what earlier releases of it
// stated otherwise.
func (p *Program) restate(doc *report.Document, m *Manifest, spec *report.Spec, earlier []restate.Release) {
	m.Figures = restate.FiguresOf(doc, p.guarded(spec), wording.Withheld)
	if len(earlier) == 0 {
		return
	}
	now := m.release()
	if spec.Public { // how many records came late is a count too
		now.Inputs, earlier = nil, slices.Clone(earlier)
		for i := range earlier {
			earlier[i].Inputs = nil
		}
	}
	restate.Note(doc, now, earlier, m.MinCell)
}

// guarded tells of the blocks and tiles of a report whether counts of patients decide what
// of them may be shown.
func (p *Program) guarded(spec *report.Spec) func(name string) bool {
	judged := map[string]bool{}
	for _, part := range spec.Parts {
		for _, b := range part.Blocks {
			q, err := p.Queries.Get(b.Query)
			judged[b.ID] = err != nil || q.Judged()
		}
	}
	for _, k := range spec.KeyFigures {
		judged[k.Label] = judged[k.Block]
	}
	return func(name string) bool { return judged[name] }
}

// release is what comparing needs of a manifest.
func (m *Manifest) release() restate.Release {
	r := restate.Release{
		AsOf: m.AsOf, Language: m.Language, From: m.From, To: m.To, Parameters: m.Parameters, Versions: m.Versions, Figures: m.Figures,
	}
	for _, in := range m.Inputs {
		r.Inputs = append(r.Inputs, restate.Input{Source: in.Source, Format: in.Format, SHA256: in.SHA256, Loaded: in.Loaded, Superseded: in.Superseded})
	}
	for _, q := range m.Queries {
		r.Queries = append(r.Queries, restate.Query{Name: q.Name, SHA256: q.SHA256})
	}
	return r
}
