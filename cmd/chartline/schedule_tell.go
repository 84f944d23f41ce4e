package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/schedule"
)

// scheduleListCommand tells when jobs are due.
func (a *app) scheduleListCommand() *cobra.Command {
	var count int
	cmd := &cobra.Command{
		Use: "list", Short: "Tell when each job is due next",
		Annotations: exits(fault.Config),
		Args:        none,
		RunE: func(*cobra.Command, []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			jobs, err := scheduledJobs(p)
			if err != nil {
				return err
			}
			if count < 1 {
				return fault.New(fault.Usage, "", "--next is below 1", "write one such as 5")
			}
			return nextGrid(p, jobs, count).Write(a.stdout)
		},
	}
	cmd.Flags().IntVar(&count, "next", 1, "how many times of each job")
	return cmd
}

// nextGrid lists the times at which jobs are due, each in the zone of its schedule.
func nextGrid(p *pipeline.Program, jobs []schedule.Job, count int) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "job"}, {Name: "schedule"}, {Name: "due"}}}
	for _, j := range jobs {
		at := p.Now()
		for range count {
			at = j.Table.Next(at)
			g.Rows = append(g.Rows, []string{j.Name, p.Config.Jobs[j.Name].Schedule, at.In(j.Table.Zone()).Format("Mon 2006-01-02 15:04 MST")})
		}
	}
	return g
}

// scheduleHistoryCommand tells what became of runs.
func (a *app) scheduleHistoryCommand() *cobra.Command {
	var formatName string
	var most int
	cmd := &cobra.Command{
		Use: "history", Short: "Tell what became of the runs of jobs, the latest last",
		Annotations: exits(fault.Config, fault.Unavailable),
		Args:        none,
		RunE: func(*cobra.Command, []string) error {
			form, err := format.Parse(formatName, format.Table, format.JSON)
			if err != nil {
				return err
			}
			p, err := a.program()
			if err != nil {
				return err
			}
			events, err := history.Of(p.Config.Store.Path).Runs.Read()
			if err != nil {
				return err
			}
			runs := history.FoldRuns(events)
			if most > 0 {
				runs = runs[max(0, len(runs)-most):]
			}
			return a.tellRuns(p, runs, form)
		},
	}
	formatFlag(cmd, &formatName, format.Table, format.JSON)
	cmd.Flags().IntVar(&most, "last", 20, "how many runs; 0 for all")
	return cmd
}

func (a *app) tellRuns(p *pipeline.Program, runs []history.Run, form format.Form) error {
	zone, err := p.Config.Location()
	if err != nil {
		return err
	}
	if form == format.JSON {
		if runs == nil {
			runs = []history.Run{}
		}
		text, err := json.MarshalIndent(runs, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(a.stdout, string(text))
		}
		return outputError(err, "standard output")
	}
	g := format.Grid{Columns: []format.Column{{Name: "job"}, {Name: "due"}, {Name: "ended"}, {Name: "attempts", Numeric: true}, {Name: "exit", Numeric: true}, {Name: "what"}}}
	for _, r := range runs {
		g.Rows = append(g.Rows, runRow(r, zone))
	}
	return g.Write(a.stdout)
}

func runRow(r history.Run, zone *time.Location) []string {
	const minute = "2006-01-02 15:04 MST"
	due, ended, code, what := "by hand", "", "", r.Message
	if r.Scheduled() {
		due = r.Due.In(zone).Format(minute)
	}
	switch {
	case r.Event == history.Skipped:
		code = "–"
	case r.Going():
		what = "goes on, or was killed"
	default:
		ended, code = r.At.In(zone).Format(minute), strconv.Itoa(r.Code)
	}
	if what == "" {
		what = "done"
	}
	return []string{r.Job, due, ended, strconv.Itoa(r.Attempts), code, what}
}

const installHelp = `Install prints what has the machine keep the schedule: a service of systemd that runs
"chartline schedule", a service with a timer that calls "chartline schedule --once" each
minute, or a line of cron that does. With --into it writes the files into a folder. It
starts nothing: the lines that do are printed with it.`

// scheduleInstallCommand prints a unit of systemd or a line of cron.
func (a *app) scheduleInstallCommand() *cobra.Command {
	var as, user, into string
	cmd := &cobra.Command{
		Use: "install", Short: "Print a systemd unit, a timer or a crontab line that keeps the schedule", Long: installHelp,
		Annotations: exits(fault.Config, fault.Unavailable),
		Args:        none,
		RunE: func(*cobra.Command, []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			if _, err := scheduledJobs(p); err != nil {
				return err
			}
			site, err := a.site(p, user)
			if err != nil {
				return err
			}
			files, hint, err := site.Install(as)
			if err != nil {
				return err
			}
			return a.giveFiles(files, hint, into)
		},
	}
	cmd.Flags().StringVar(&as, "as", "service", "`kind`: service, timer or cron")
	cmd.Flags().StringVar(&user, "user", "chartline", "`account` that runs it")
	cmd.Flags().StringVar(&into, "into", "", "`folder` to write into, such as /etc/systemd/system")
	return cmd
}

// site gathers the absolute paths that a unit needs.
func (a *app) site(p *pipeline.Program, user string) (schedule.Site, error) {
	program, err := os.Executable()
	if err != nil {
		return schedule.Site{}, outputError(err, "program")
	}
	s := schedule.Site{Program: program, User: user}
	paths := map[string]*string{a.configPath: &s.Config, filepath.Dir(p.Config.Store.Path): &s.Data, p.Config.Out: &s.Out}
	for path, to := range paths {
		if *to, err = filepath.Abs(path); err != nil {
			return s, outputError(err, path)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Config.Deliver)) {
		if d := p.Config.Deliver[name]; d.To == "folder" {
			path, err := filepath.Abs(d.Path)
			if err != nil {
				return s, outputError(err, d.Path)
			}
			s.Folders = append(s.Folders, path)
		} else {
			s.Network = true
		}
	}
	for _, source := range p.Config.Sources {
		s.Network = s.Network || strings.Contains(source.Path, "://") || secret.IsReference(source.Path)
	}
	return s, nil
}

// giveFiles prints files, or writes them into a folder, and says what to do with them.
func (a *app) giveFiles(files []schedule.File, hint, into string) error {
	for _, f := range files {
		if into == "" {
			if _, err := fmt.Fprintf(a.stdout, "# %s\n%s\n", f.Name, f.Text); err != nil {
				return outputError(err, "standard output")
			}
			continue
		}
		path := filepath.Join(into, f.Name)
		if err := writeNew(path, []byte(f.Text)); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.stdout, path); err != nil {
			return outputError(err, "standard output")
		}
	}
	a.note("%s", hint)
	return nil
}
