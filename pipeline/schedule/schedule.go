// Package schedule runs jobs when they are due: one at a time, each due time once, again
// where trying again helps, and what was due while nothing ran as the configuration says.
// What it knows it reads from the history of the store, so that it can be killed at any
// moment.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/timetable"
)

// Job is a job that is due at times.
type Job struct {
	Name    string
	Table   timetable.Table
	Missed  string // config.MissedLast, MissedAll or MissedNone
	Retries int64
	Wait    time.Duration // before the first retry; twice as long before each further one
	Limit   time.Duration // of a run
}

// Jobs are those of a configuration that have a schedule, by name.
func Jobs(conf *config.Config) ([]Job, error) {
	var all []Job
	for name, j := range conf.Jobs {
		if j.Schedule == "" {
			continue
		}
		table, err := j.Table()
		if err != nil {
			return nil, fault.Newf(fault.Config, conf.Where("jobs."+name+".schedule"), "mend schedule:", "job %q is never due", name)
		}
		all = append(all, Job{name, table, j.Missed, j.Retries, j.Wait, j.Limit})
	}
	slices.SortFunc(all, func(a, b Job) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all, nil
}

// Scheduler starts jobs.
type Scheduler struct {
	Jobs    []Job
	History *history.History
	// Start runs a job that was due and gives its exit code. It ends the job in order when
	// the context ends.
	Start func(ctx context.Context, job string, due time.Time) int
	Now   func() time.Time
	Tell  func(text string) // what is done, for a person
	Done  func()            // called after each run; nil for nothing
}

// nap is the longest sleep: a clock that was set, or a machine that slept, is noticed then.
const nap = 15 * time.Second

// Run starts jobs as they become due until the context ends. The run that is going on then
// is stopped, and taken up when a scheduler runs again.
func (s *Scheduler) Run(ctx context.Context) error {
	if err := s.watch(); err != nil {
		return err
	}
	since := s.Now()
	for ctx.Err() == nil {
		next, err := s.step(ctx, since)
		if err != nil {
			return err
		}
		pause := nap
		if wait := next.Sub(s.Now()); !next.IsZero() && wait < pause {
			pause = max(wait, 0)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	return nil
}

// Once does what is due now and returns.
func (s *Scheduler) Once(ctx context.Context) error {
	if err := s.watch(); err != nil {
		return err
	}
	since := s.Now()
	for ctx.Err() == nil {
		next, err := s.step(ctx, since)
		if err != nil || next.IsZero() || next.After(s.Now()) {
			return err
		}
	}
	return nil
}

// watch remembers since when each job has its schedule: what was due before is not missed.
func (s *Scheduler) watch() error {
	events, err := s.History.Runs.Read()
	if err != nil {
		return err
	}
	for _, j := range s.Jobs {
		if _, line := watched(events, j.Name); line == j.Table.String() {
			continue
		}
		now := s.Now().UTC()
		err := s.History.Runs.Append(history.RunEvent{Event: history.Watched, Job: j.Name, Run: now, At: now, Message: j.Table.String()})
		if err != nil {
			return err
		}
	}
	return nil
}

// watched is since when a job has the schedule that it has.
func watched(events []history.RunEvent, job string) (since time.Time, line string) {
	for _, e := range slices.Backward(events) {
		if e.Event == history.Watched && e.Job == job {
			return e.At, e.Message
		}
	}
	return time.Time{}, ""
}

// step does the first thing that is due and tells when the next one is; now, where
// something was done.
func (s *Scheduler) step(ctx context.Context, since time.Time) (time.Time, error) {
	events, err := s.History.Runs.Read()
	if err != nil {
		return time.Time{}, err
	}
	now := s.Now()
	var first *task
	for _, j := range s.Jobs {
		t, skipped := j.plan(events, now, since)
		if skipped != nil {
			return now, s.History.Runs.Append(*skipped)
		}
		if t != nil && (first == nil || t.at.Before(first.at)) {
			first = t
		}
	}
	switch {
	case first == nil:
		return time.Time{}, nil
	case first.at.After(now):
		return first.at, nil
	}
	if busy, err := s.History.Busy(); err != nil || busy {
		return now.Add(time.Second), err
	}
	return now, s.run(ctx, first, len(events))
}

// task is a run that is to be started.
type task struct {
	Job
	due, at time.Time
}

// run starts a job, and writes down how it ended where the job could not. Before it there
// were so many events.
func (s *Scheduler) run(ctx context.Context, t *task, before int) error {
	s.Tell(fmt.Sprintf("%s: due at %s, begins", t.Name, t.due.Format(time.RFC3339)))
	limited, cancel := context.WithTimeoutCause(ctx, t.Limit, errLimit)
	code := s.Start(limited, t.Name, t.due)
	late := errors.Is(context.Cause(limited), errLimit) && code != 0
	cancel()
	if err := s.settle(t, before, code, late); err != nil {
		return err
	}
	s.Tell(fmt.Sprintf("%s: due at %s, ended with exit %d", t.Name, t.due.Format(time.RFC3339), code))
	if s.Done != nil {
		s.Done()
	}
	return nil
}

var errLimit = errors.New("time limit")

// settle makes sure that the history knows how a run ended.
func (s *Scheduler) settle(t *task, before, code int, late bool) error {
	events, err := s.History.Runs.Read()
	if err != nil {
		return err
	}
	e := history.RunEvent{Event: history.Ended, Job: t.Name, Due: t.due, Run: t.due, At: s.Now().UTC(), Code: code}
	told := slices.ContainsFunc(events[before:], func(e history.RunEvent) bool {
		return e.Event == history.Ended && e.Job == t.Name && e.Due.Equal(t.due) && e.Code == code
	})
	switch {
	case late:
		e.Code, e.Message = int(fault.Unavailable), fmt.Sprintf("took longer than its limit of %s; raise limit:, or ask for less", t.Limit)
	case told:
		return nil
	case code != 0:
		e.Message = "ended before it could say why; standard error of the scheduler may tell"
	}
	return s.History.Runs.Append(e)
}
