package pipeline

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
)

// ReportRequest says which report to make. The job gives period and parameters.
type ReportRequest struct {
	Report string
	Job    config.Job
	AsOf   time.Time // zero: as the job says, or now
}

// Report asks the published store, composes a report and writes it in every format
// into a folder of its own under the configured out folder. It gives the paths of what
// it wrote. The folder is there whole or not at all.
func (p *Program) Report(ctx context.Context, r ReportRequest) (paths []string, err error) {
	spec, err := p.Reports.Get(r.Report)
	if err != nil {
		return nil, err
	}
	db, err := p.Open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	started := p.Now()
	loc, err := p.Config.Location()
	if err != nil {
		return nil, err
	}
	asOf, err := p.asOf(r, loc)
	if err != nil {
		return nil, err
	}
	edition, asked := p.edition(spec, r.Job, asOf, loc, db)
	p.Progress.Begin("measuring", 0)
	doc, err := edition.Compose(ctx)
	p.Progress.End()
	if err != nil {
		return nil, err
	}
	manifest, err := p.manifest(ctx, db, edition, asked)
	if err != nil {
		return nil, err
	}
	doc.Provenance = manifest.provenance()
	manifest.Seconds.Measuring = p.Now().Sub(started).Seconds()
	p.Progress.Begin("rendering", 0)
	defer p.Progress.End()
	folder := filepath.Join(p.Config.Out, spec.Name, edition.AsOf.In(edition.Location).Format(time.DateOnly))
	return p.write(folder, doc, manifest)
}

// asOf is the instant of a report in whole seconds: that asked for, that of the job, or
// now.
func (p *Program) asOf(r ReportRequest, loc *time.Location) (time.Time, error) {
	switch {
	case !r.AsOf.IsZero():
		return r.AsOf.Truncate(time.Second), nil
	case r.Job.AsOf != "":
		return config.ParseAsOf(r.Job.AsOf, loc)
	default:
		return p.Now().Truncate(time.Second), nil
	}
}

// asked is a question that the report asked, for the manifest.
type asked struct {
	query  *query.Query
	values [][2]string
	rows   int
}

// edition binds a specification to a period, an instant and an engine.
func (p *Program) edition(spec *report.Spec, job config.Job, asOf time.Time, loc *time.Location, db engine.Engine) (*compose.Edition, *[]asked) {
	from, to := job.Period.Resolve(asOf, loc)
	var log []asked
	return &compose.Edition{
		Spec: spec, Queries: p.Queries, From: from, To: to, AsOf: asOf.UTC(), Location: loc,
		MinCell: p.Config.Privacy.MinCell, Parameters: maps.Clone(job.Parameters), Forecast: Forecasts(p.Config, asOf.In(loc)),
		Ask: func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
			a, err := q.Run(ctx, db, values)
			if err != nil {
				return nil, err
			}
			given, err := q.Values(values)
			log = append(log, asked{q, given, a.Len()})
			p.Progress.Line(q.Name + ": " + q.Title)
			return a, err
		},
	}, &log
}

// write renders into a folder aside and then puts it in the place of the old one.
func (p *Program) write(folder string, doc *report.Document, m *Manifest) (paths []string, err error) {
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return nil, outError(err, folder)
	}
	aside, err := os.MkdirTemp(filepath.Dir(folder), ".writing-")
	if err != nil {
		return nil, outError(err, folder)
	}
	defer os.RemoveAll(aside)
	started := p.Now()
	names, err := render(aside, doc)
	if err != nil {
		return nil, err
	}
	bundled, err := writeBundle(aside, m.statements)
	if err != nil {
		return nil, err
	}
	names = append(names, bundled...)
	m.Seconds.Rendering = p.Now().Sub(started).Seconds()
	if err := m.write(aside, names); err != nil {
		return nil, err
	}
	names = append(names, manifestName)
	if err := replaceFolder(aside, folder); err != nil {
		return nil, outError(err, folder)
	}
	for _, n := range names {
		paths = append(paths, filepath.Join(folder, n))
	}
	return paths, nil
}

// replaceFolder puts a folder in the place of another, which is moved away before it
// is removed: a reader finds the old one or the new one.
func replaceFolder(from, to string) error {
	if err := os.Chmod(from, 0o755); err != nil {
		return err
	}
	old := from + "-old"
	defer os.RemoveAll(old)
	if err := os.Rename(to, old); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.Rename(from, to)
}

func outError(err error, folder string) error {
	return fault.Wrap(fault.Unavailable, err, folder, "cannot be written", "check who owns the folder and whether the disk is full")
}

// sortedKeys lists the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
