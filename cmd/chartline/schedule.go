package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/schedule"
)

const scheduleHelp = `Schedule waits in the foreground and runs the jobs of the configuration that have a
schedule:, each when it is due and one at a time. It stops in order on a signal; the run
that is going on then is taken up when it is started again.

A job is due by the clock of its timezone:. A local time that does not exist is made up
for when the clocks are put forward, and one that exists twice is due once. Of what was
due while nothing ran, missed: says what is made up for. A run that ends with exit 6 is
tried again, up to retries: times, with longer and longer pauses; one that takes longer
than limit: is ended and counts as that.

With --once it does what is due now and ends: for a line of cron, or a timer, that calls
it each minute.`

// scheduleCommand runs jobs when they are due.
func (a *app) scheduleCommand() *cobra.Command {
	var once bool
	cmd := &cobra.Command{
		Use: "schedule", Short: "Run the jobs when they are due", Long: scheduleHelp,
		Annotations: exits(fault.Config, fault.Unavailable),
		Args:        noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			return a.keepSchedule(cmd.Context(), p, once)
		},
	}
	cmd.Flags().BoolVar(&once, "once", false, "do what is due now, and end")
	cmd.AddCommand(a.scheduleListCommand(), a.scheduleHistoryCommand(), a.scheduleInstallCommand())
	return cmd
}

func (a *app) keepSchedule(ctx context.Context, p *pipeline.Program, once bool) (err error) {
	jobs, err := scheduledJobs(p)
	if err != nil {
		return err
	}
	h := history.Of(p.Config.Store.Path)
	lock, err := h.LockScheduler()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	s := &schedule.Scheduler{
		Jobs: jobs, History: h, Now: p.Now, Tell: p.Progress.Line,
		Start: a.startJob, Done: func() { a.writeMetrics(ctx, p) },
	}
	if once {
		return s.Once(ctx)
	}
	a.note("%d jobs are scheduled; chartline schedule list tells when each is due", len(jobs))
	return s.Run(ctx)
}

// scheduledJobs are the jobs that are due at times: at least one.
func scheduledJobs(p *pipeline.Program) ([]schedule.Job, error) {
	jobs, err := schedule.Jobs(p.Config)
	if err == nil && len(jobs) == 0 {
		err = fault.New(fault.Config, p.Config.Where("jobs"), "no job has a schedule", `add schedule: "0 6 2 * *" to one`)
	}
	return jobs, err
}

// mercy is how long a job may take to end in order.
const mercy = time.Minute

// startJob runs a job as a program of its own: whatever becomes of it, the scheduler goes
// on, and its memory is given back.
func (a *app) startJob(ctx context.Context, name string, due time.Time) int {
	program, err := os.Executable()
	if err != nil {
		return int(fault.Internal)
	}
	args := []string{"run", name, "--config", a.configPath, "--due", due.UTC().Format(time.RFC3339)}
	if a.quiet {
		args = append(args, "--quiet")
	}
	if a.json {
		args = append(args, "--json")
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Args[0] = os.Args[0] // by the name by which this one was called
	cmd.Stdout, cmd.Stderr = a.stdout, a.stderr
	cmd.WaitDelay = mercy
	runApart(cmd)
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return exit.ExitCode()
	case ctx.Err() != nil:
		return int(fault.Interrupted)
	default:
		return killed
	}
}

// killed is what shells call the end of a program that a signal ended at once.
const killed = 137
