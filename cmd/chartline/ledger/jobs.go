package ledger

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/history"
	"chartline/pipeline/job"
)

// Job is when a job is due next, and what became of its last run.
type Job struct {
	Name    string     `json:"name"`
	Due     *time.Time `json:"due"`      // null for a job that people start
	LastRun *time.Time `json:"last_run"` // when it ended; null where it never did, or goes on
	Code    int        `json:"code"`     // exit code of the last run
	Message string     `json:"message"`  // what went wrong in it
}

// addJobs tells of the jobs that are due at times or have run, and of reports that wait.
func (s *Status) addJobs(p *pipeline.Program) error {
	events, err := history.Of(p.Config.Store.Path).Runs.Read()
	if err != nil {
		return err
	}
	runs := history.FoldRuns(events)
	for _, name := range slices.Sorted(maps.Keys(p.Config.Jobs)) {
		j := Job{Name: name}
		last, ran := history.Last(runs, name)
		if ran && last.Event == history.Ended {
			at := last.At.In(s.asOf.Location())
			j.LastRun, j.Code, j.Message = &at, last.Code, last.Message
		}
		if p.Config.Jobs[name].Schedule != "" {
			table, err := p.Config.Jobs[name].Table()
			if err != nil {
				return err
			}
			due := table.Next(s.asOf).In(s.asOf.Location())
			j.Due = &due
		}
		if ran || j.Due != nil {
			s.Jobs = append(s.Jobs, j)
		}
	}
	deliveries, err := job.Runner{Program: p}.Outbox().Deliveries()
	for _, d := range deliveries {
		if d.Waits() || d.State == history.Refused {
			s.Undelivered++
		}
	}
	return err
}

func (s *Status) jobGrid() format.Grid {
	g := format.Grid{Columns: columns("job", "due", "last run", "#exit", "what")}
	for _, j := range s.Jobs {
		row := []string{j.Name, "by hand", "never", "", ""}
		if j.Due != nil {
			row[1] = minute(*j.Due)
		}
		if j.LastRun != nil {
			row[2], row[3], row[4] = minute(*j.LastRun), strconv.Itoa(j.Code), j.Message
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
