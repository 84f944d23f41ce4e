package pipeline

import (
	"context"
	"errors"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/source"
	"chartline/pipeline/store"
)

// Program is what every stage needs: the configuration, and the lists of what is
// built in.
type Program struct {
	Config   *config.Config
	Sources  []source.Source
	Queries  *query.Library
	Reports  *report.Library
	Version  string
	Now      func() time.Time
	Progress Progress
}

// Progress tells a person what is going on. It never holds a value of a record.
type Progress interface {
	// Begin announces a stage of total units; 0 where they cannot be counted.
	Begin(stage string, total int64)
	// Advance says how many units more are done.
	Advance(n int64)
	// Line is one thing that was done.
	Line(text string)
	// End closes the stage.
	End()
}

// Run does what a job of the configuration says: it pulls and then reports. It gives
// the paths of what it wrote.
func (p *Program) Run(ctx context.Context, name string, asOf time.Time) ([]string, error) {
	job, err := p.job(name)
	if err != nil {
		return nil, err
	}
	if _, err := p.Pull(ctx, job.Pull, false); err != nil {
		return nil, err
	}
	var written []string
	for _, r := range job.Reports {
		paths, err := p.Report(ctx, ReportRequest{Report: r, Job: job, AsOf: asOf})
		if err != nil {
			return written, err
		}
		written = append(written, paths...)
	}
	return written, nil
}

func (p *Program) job(name string) (config.Job, error) {
	job, ok := p.Config.Jobs[name]
	if !ok {
		return job, fault.Newf(fault.Usage, "", "chartline.yaml lists the jobs under jobs:", "no job %q", name)
	}
	return job, nil
}

// Pull loads the named sources, all where none is named, and publishes the store.
// Inputs that were loaded before are skipped unless again is set. Each input is loaded
// whole or not at all; after an error the inputs before it stay loaded, and readers
// keep what was published last.
func (p *Program) Pull(ctx context.Context, names []string, again bool) (result Pulled, err error) {
	inputs, err := p.inputs(names)
	if err != nil {
		return Pulled{}, err
	}
	s, err := store.Open(ctx, p.Config.Store.Path, store.Options{Memory: p.Config.Store.Memory, Version: p.Version, Now: p.Now})
	if err != nil {
		return Pulled{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	run, err := s.StartRun(ctx)
	if err != nil {
		return Pulled{}, err
	}
	result, err = p.load(ctx, s, run, inputs, again)
	status := "done"
	if err != nil {
		status = "failed"
	}
	// The run ends in the ledger even where it was interrupted.
	err = errors.Join(err, s.EndRun(context.WithoutCancel(ctx), run, status))
	if err != nil {
		return result, err
	}
	_, err = s.Publish(ctx, run)
	return result, err
}

// Open opens the published store for questions, read-only.
func (p *Program) Open() (engine.Engine, error) {
	path, err := store.Published(p.Config.Store.Path)
	if err != nil {
		return nil, err
	}
	return duckdb.Open(path, duckdb.Options{MemoryLimit: p.Config.Store.Memory})
}
