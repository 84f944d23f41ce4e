// Package job runs the jobs of a configuration: what a person or a schedule starts, from
// the pull to the delivery of the reports.
package job

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/deliver"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/restate"
)

// Runner runs the jobs of a program.
type Runner struct{ *pipeline.Program }

// Request says which job to run.
type Request struct {
	Job  string
	AsOf time.Time // zero: as the job says, or Due, or now
	Due  time.Time // when a schedule wanted it; zero where a person did
}

// job looks a job of the configuration up.
func (p Runner) job(name string) (config.Job, error) {
	job, ok := p.Config.Jobs[name]
	if !ok {
		fix := "chartline.yaml lists the jobs under jobs:"
		if near, ok := config.Nearest(name, slices.Sorted(maps.Keys(p.Config.Jobs))); ok {
			fix = "did you mean " + near + "?"
		}
		return job, fault.Newf(fault.Usage, "", fix, "no job %q", name)
	}
	return job, nil
}

// Run does what a job of the configuration says: it pulls, tries the record edits, reports
// and delivers, and gives the paths of what it wrote. One job of a store runs at a time.
//
// A run of a schedule whose reports are in the outbox makes none again: it delivers. So a
// run that is killed, or tried again, reports and delivers the same.
func (p Runner) Run(ctx context.Context, r Request) (paths []string, err error) {
	job, err := p.job(r.Job)
	if err != nil {
		return nil, err
	}
	senders, err := p.senders(job.Deliver)
	if err != nil {
		return nil, err
	}
	h := history.Of(p.Config.Store.Path)
	lock, err := h.LockJobs()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	run := &running{Runner: p, Request: r, job: job, history: h, at: r.Due}
	if r.Due.IsZero() {
		run.at = p.Now().UTC()
	}
	made, err := run.begin()
	if err != nil {
		return nil, err
	}
	if !made {
		paths, err = run.make(ctx)
	}
	if err == nil {
		box := p.Outbox()
		err = box.Deliver(ctx, senders, func(d history.Delivery) bool { return d.Job == r.Job && d.Waits() })
	}
	return paths, errors.Join(err, run.end(err))
}

// Outbox is where reports wait to be delivered.
func (p Runner) Outbox() *deliver.Outbox {
	return &deliver.Outbox{History: history.Of(p.Config.Store.Path), Now: p.Now, Tell: p.Progress.Line}
}

// running is a job that is under way.
type running struct {
	Runner
	Request
	job     config.Job
	history *history.History
	at      time.Time // by which the run is known
}

func (r *running) event(what string) history.RunEvent {
	return history.RunEvent{Event: what, Job: r.Job, Due: r.Due, Run: r.at, At: r.Now().UTC()}
}

// begin writes down that the run started, and tells whether its reports are made already.
func (r *running) begin() (made bool, err error) {
	events, err := r.history.Runs.Read()
	if err != nil {
		return false, err
	}
	for _, run := range history.FoldRuns(events) {
		made = made || run.Made && run.Job == r.Job && run.Scheduled() && run.Due.Equal(r.Due)
	}
	return made, r.history.Runs.Append(r.event(history.Started))
}

// end writes down how the run ended.
func (r *running) end(err error) error {
	e := r.event(history.Ended)
	e.Code = int(fault.KindOf(err))
	if errors.Is(err, context.Canceled) && e.Code == int(fault.Internal) {
		e.Code = int(fault.Interrupted)
	}
	var f *fault.Error
	if errors.As(err, &f) {
		e.Message = f.Error()
	}
	return r.history.Runs.Append(e)
}

// make pulls, reports, and puts the reports into the outbox.
func (r *running) make(ctx context.Context) ([]string, error) {
	if len(r.job.Pull) > 0 {
		if _, err := r.Pull(ctx, pipeline.PullRequest{Sources: r.job.Pull, Check: true}); err != nil {
			return nil, err
		}
	}
	asOf := r.AsOf
	if asOf.IsZero() && r.job.AsOf == "" {
		asOf = r.Due
	}
	var written []string
	var folders []string
	for _, name := range r.job.Reports {
		paths, err := r.Report(ctx, pipeline.ReportRequest{Report: name, Job: r.job, JobName: r.Job, AsOf: asOf})
		written = append(written, paths...)
		if err != nil {
			return written, err
		}
		folders = append(folders, folderOf(paths))
	}
	for _, folder := range folders {
		if err := errors.Join(r.post(folder), r.keep(folder)); err != nil {
			return written, err
		}
	}
	return written, r.history.Runs.Append(r.event(history.Made))
}

// folderOf is the folder of a report: where its manifest lies.
func folderOf(paths []string) string {
	for _, path := range paths {
		if filepath.Base(path) == pipeline.ManifestName {
			return filepath.Dir(path)
		}
	}
	return ""
}

// keep remembers what a report said, for those that come after it.
func (r *running) keep(folder string) error {
	m, err := pipeline.ReadManifest(folder)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(folder, pipeline.ManifestName))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, folder, "cannot be read", "check who owns the folder")
	}
	sealed, err := r.Seal()
	if err != nil {
		return err
	}
	return restate.Keep(r.history.Releases(r.Job, m.Report), m.AsOf, text, sealed)
}

// post puts a report into the outbox, unless a run of the same due time did.
func (r *running) post(folder string) error {
	if len(r.job.Deliver) == 0 || folder == "" {
		return nil
	}
	m, err := pipeline.ReadManifest(folder)
	if err != nil {
		return err
	}
	known, err := r.Outbox().Deliveries()
	if err != nil {
		return err
	}
	for _, d := range known {
		if !r.Due.IsZero() && d.Job == r.Job && d.Report == m.Report && d.Run.Equal(r.at) {
			return nil
		}
	}
	place, err := filepath.Rel(r.Config.Out, folder)
	if err != nil {
		return fault.Wrap(fault.Internal, err, folder, "is not in the folder of results", "")
	}
	return r.Outbox().Post(deliver.Parcel{
		Job: r.Job, Report: m.Report, Title: m.Title, Period: m.Period, AsOf: m.AsOf, Sensitivity: m.Sensitivity, Marking: m.Marking, Language: m.Language,
		Identified: m.Identified, Findings: m.Findings, Place: filepath.ToSlash(place),
	}, folder, r.at, r.job.Deliver)
}
