package pipeline

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/compose/wording"
	"chartline/pipeline/report/shelf"
	"chartline/pipeline/report/tagged"
)

// ReportRequest says which report to make. The job gives period and parameters.
type ReportRequest struct {
	Report   string
	Job      config.Job
	JobName  string       // empty for a report that is made without one
	AsOf     time.Time    // zero: as the job says, or now
	Paper    report.Paper // empty: as the configuration says
	Language string       // BCP 47 tag; empty: as the report or the configuration says
	Tagged   bool         // also as a tagged PDF, which takes an installed browser
}

// besides lists the formats that are written besides those of every report.
func (r ReportRequest) besides(ctx context.Context, spec *report.Spec) ([]page, error) {
	switch {
	case !r.Tagged:
		return nil, nil
	case spec.ForEach != "":
		return nil, fault.Newf(fault.Usage, "", "leave out --tagged", "%s is a file for each %s, and none of them is tagged", spec.Name, spec.ForEach)
	}
	browser, err := tagged.Find()
	if err != nil {
		return nil, err
	}
	return []page{{".tagged.pdf", func(w io.Writer, d *report.Document) error { return browser.Render(ctx, w, d) }}}, nil
}

// Report asks the published store, composes a report and writes it in every format
// into a folder of its own under the configured out folder. It gives the paths of what
// it wrote. The folder is there whole or not at all.
func (p *Program) Report(ctx context.Context, r ReportRequest) (paths []string, err error) {
	spec, err := p.Reports.Get(r.Report)
	if err != nil {
		return nil, err
	}
	besides, err := r.besides(ctx, spec)
	if err != nil {
		return nil, err
	}
	db, err := p.Open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	started := p.Now()
	c, asked, err := p.edition(spec, r, db)
	if err != nil {
		return nil, err
	}
	folder, err := p.Place(r, c.AsOf)
	if err != nil {
		return nil, err
	}
	if spec.ForEach != "" {
		return p.reportForEach(ctx, db, c, asked, folder, r)
	}
	earlier, err := p.earlier(r.JobName, spec.Name, c.AsOf)
	if err != nil {
		return nil, err
	}
	released, err := p.releases(c, earlier)
	if err != nil {
		return nil, err
	}
	defer released.close()
	doc, manifest, err := p.document(ctx, db, c, asked, r)
	if err != nil {
		return nil, err
	}
	if err := p.tellElsewhere(ctx, db, c.From, c.To); err != nil {
		return nil, err
	}
	p.restate(doc, manifest, c.Spec, earlier)
	if err := released.say(c.AsOf, spec.Name, r.JobName, c.Statements()); err != nil {
		return nil, err
	}
	manifest.Seconds.Measuring = p.Now().Sub(started).Seconds()
	p.Progress.Begin("rendering", 0)
	defer p.Progress.End()
	return p.write(folder, manifest, func(aside string) ([]string, error) {
		names, err := render(aside, doc, besides...)
		if err != nil {
			return nil, err
		}
		bundled, err := writeBundle(aside, manifest.statements)
		return append(names, bundled...), err
	})
}

// document composes a report, and says in it and beside it what it was made of.
func (p *Program) document(ctx context.Context, db engine.Engine, c *compose.Composer, log *[]asked, r ReportRequest) (*report.Document, *Manifest, error) {
	p.Progress.Begin("measuring", 0)
	doc, err := c.Compose(ctx)
	p.Progress.End()
	if err != nil {
		return nil, nil, err
	}
	manifest, err := p.manifest(ctx, db, c, log)
	if err != nil {
		return nil, nil, err
	}
	doc.Paper = p.paper(r)
	manifest.mark(doc)
	if c.Spec.Public {
		release(doc)
		manifest.public = true
	}
	manifest.summarise(doc, r.JobName)
	return doc, manifest, nil
}

// paper is the size of the pages of a report.
func (p *Program) paper(r ReportRequest) report.Paper {
	return cmp.Or(r.Paper, report.Paper(p.Config.Paper))
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

// edition binds a specification to a period, an instant and an engine, and keeps what is
// asked.
func (p *Program) edition(spec *report.Spec, r ReportRequest, db engine.Engine) (*compose.Composer, *[]asked, error) {
	loc, err := p.Config.Location()
	if err != nil {
		return nil, nil, err
	}
	asOf, err := p.asOf(r, loc)
	if err != nil {
		return nil, nil, err
	}
	spoken, err := p.language(spec, r)
	if err != nil {
		return nil, nil, err
	}
	from, to := r.Job.Period.Resolve(asOf, loc)
	var log []asked
	var mu sync.Mutex // documents for each coder ask at the same time
	ask := func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
		a, err := q.Run(ctx, db, values)
		if err != nil {
			return nil, err
		}
		given, err := q.Values(values)
		mu.Lock()
		defer mu.Unlock()
		log = append(log, asked{q, given, a.Len()})
		p.Progress.Line(q.Name + ": " + q.Title)
		return a, err
	}
	return &compose.Composer{
		Edition: compose.Edition{
			Language: wording.Language{Language: spoken}, Theme: p.Theme,
			From: from, To: to, AsOf: asOf.UTC(), Location: loc,
			MinCell: p.Config.Privacy.MinCell, Forecast: Forecasts(p.Config, asOf.In(loc)), ServiceLevels: serviceLevels(p.Config),
		},
		Spec: spec.In(spoken), Queries: p.Queries, Parameters: maps.Clone(r.Job.Parameters), Ask: ask,
	}, &log, nil
}

// write has a folder filled aside and then puts it in the place of the old one. It is its
// owner's alone: who else may read reports the site says.
func (p *Program) write(folder string, m *Manifest, fill func(aside string) (names []string, err error)) (paths []string, err error) {
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return nil, outError(err, folder)
	}
	aside, err := os.MkdirTemp(filepath.Dir(folder), ".writing-")
	if err != nil {
		return nil, outError(err, folder)
	}
	defer os.RemoveAll(aside)
	started := p.Now()
	names, err := fill(aside)
	if err != nil {
		return nil, err
	}
	m.Seconds.Rendering = p.Now().Sub(started).Seconds()
	if err := m.write(aside, names); err != nil {
		return nil, err
	}
	names = append(names, ManifestName)
	p.tellReplaced(folder, m)
	if err := replaceFolder(aside, folder); err != nil {
		return nil, outError(err, folder)
	}
	l, err := p.Language("")
	if err != nil {
		return nil, err
	}
	if err := shelf.Write(p.Config.Out, l, p.Theme); err != nil {
		return nil, err
	}
	for _, n := range names {
		paths = append(paths, filepath.Join(folder, n))
	}
	return paths, nil
}

// replaceFolder puts a folder in the place of another, which is moved away before it
// is removed: a reader finds the old one or the new one. The name of what was moved away
// begins with a dot, so that no list of reports takes it for one.
func replaceFolder(from, to string) error {
	old := filepath.Join(filepath.Dir(to), ".old-"+filepath.Base(to))
	defer os.RemoveAll(old)
	if _, err := os.Stat(to); err == nil {
		if err := errors.Join(os.RemoveAll(old), os.Rename(to, old)); err != nil { // a killed program may have left one
			return err
		}
	}
	return os.Rename(from, to)
}

func outError(err error, folder string) error {
	return fault.Wrap(fault.Unavailable, err, folder, "cannot be written", "check who owns the folder and whether the disk is full")
}

// sortedKeys lists the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
