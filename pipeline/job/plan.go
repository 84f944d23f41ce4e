package job

import (
	"context"
	"fmt"
	"strings"
	"time"

	"chartline/pipeline"
	"chartline/pipeline/config"
)

// Plan says what a run would do, and does nothing of it: which inputs it would load, which
// reports it would write for which period, and where they would go. Secrets are looked up,
// servers are not asked.
func (p Runner) Plan(ctx context.Context, r Request) ([]string, error) {
	job, err := p.job(r.Job)
	if err != nil {
		return nil, err
	}
	if _, err := p.senders(job.Deliver); err != nil {
		return nil, err
	}
	var lines []string
	if len(job.Pull) > 0 {
		pulled, err := p.Pull(ctx, pipeline.PullRequest{Sources: job.Pull, DryRun: true})
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("pull %s: %s, %d loaded before; %d records would be loaded",
			strings.Join(job.Pull, ", "), pulled.Found(), pulled.Skipped, pulled.Loaded))
	}
	reports, err := p.planReports(job, r)
	lines = append(lines, reports...)
	for _, name := range job.Deliver {
		lines = append(lines, "deliver to "+name+": "+words(p.Config.Deliver[name]))
	}
	return lines, err
}

// planReports says which reports would be written, where.
func (p Runner) planReports(job config.Job, r Request) ([]string, error) {
	zone, err := p.Config.Location()
	if err != nil {
		return nil, err
	}
	asOf := r.AsOf
	if asOf.IsZero() && job.AsOf != "" {
		if asOf, err = config.ParseAsOf(job.AsOf, zone); err != nil {
			return nil, err
		}
	}
	if asOf.IsZero() {
		asOf = p.Now()
	}
	from, to := job.Period.Resolve(asOf, zone)
	var lines []string
	for _, name := range job.Reports {
		if _, err := p.Reports.Get(name); err != nil {
			return nil, err
		}
		place, err := p.Place(pipeline.ReportRequest{Report: name, Job: job, JobName: r.Job}, asOf)
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("report %s: %s up to %s, into %s", name, from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly), place))
	}
	return lines, nil
}

// words say where a delivery goes, without its secrets.
func words(d config.Delivery) string {
	switch d.To {
	case "folder":
		return "folder " + d.Path
	case "mail":
		return fmt.Sprintf("mail to %d readers by %s", len(d.Mail), d.Host)
	case "webhook":
		return "webhook"
	default:
		return "sftp to " + d.Host + ", " + d.Path
	}
}
