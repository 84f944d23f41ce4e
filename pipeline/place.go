package pipeline

import (
	"maps"
	"path/filepath"
	"slices"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/report/shelf"
)

// Place is the folder that a report is written into: NAME/AS-OF below that of the results, the
// day being that of the zone of the configuration. Where a job of the configuration makes
// the report otherwise, of another period, instant or with other parameters, the folder is also
// called after the job of this one, or by hand: so that none is written into the place of
// another, and none changes its place with the order in which they run.
func (p *Program) Place(r ReportRequest, asOf time.Time) (string, error) {
	zone, err := p.Config.Location()
	if err != nil {
		return "", err
	}
	name := asOf.In(zone).Format(time.DateOnly)
	own := p.asConfigured(r)
	otherwise := func(job string) bool {
		made := p.Config.Jobs[job]
		return slices.Contains(made.Reports, r.Report) && !(own && (job == r.JobName || made.MakesAlike(r.Job)))
	}
	if slices.ContainsFunc(sortedKeys(p.Config.Jobs), otherwise) {
		name += "-" + config.ByHand
		if own {
			name = asOf.In(zone).Format(time.DateOnly) + "-" + r.JobName
		}
	}
	return filepath.Join(p.Config.Out, r.Report, name), nil
}

// asConfigured reports whether a report is what its job makes of it, at whatever instant: a
// person may name a job and ask for another period, other parameters or another language.
func (p *Program) asConfigured(r ReportRequest) bool {
	job, ok := p.Config.Jobs[r.JobName]
	return ok && r.Language == "" && job.Period == r.Job.Period && maps.Equal(job.Parameters, r.Job.Parameters)
}

// tellReplaced says what is about to be lost where a report takes the place of one that is about
// something else: one that a person asked for after another, or that of a job which the
// configuration has no more.
func (p *Program) tellReplaced(folder string, m *Manifest) {
	old, err := ReadManifest(folder)
	if err != nil {
		return // there is none, or nothing that says what it was
	}
	same := old.From == m.From && old.To == m.To && old.Language == m.Language && maps.Equal(old.Parameters, m.Parameters)
	if !same || old.Job != m.Job && !old.AsOf.Equal(m.AsOf) {
		span, made := shelf.Edition{From: old.From, To: old.To}.Span(), "made without a job"
		if old.Job != "" {
			made = "of job " + old.Job
		}
		p.Progress.Line(folder + ": takes the place of the one of " + span + ", " + made)
	}
}
