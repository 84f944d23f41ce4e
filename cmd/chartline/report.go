package main

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

const reportHelp = `Report asks the published store and writes a report: PDF, HTML, a workbook, pictures of
each figure for print and slides, the CSV of each figure and table, and manifest.json,
which says what it was made of. The paths of what it wrote are printed. Without a name
it lists the reports.

Period, instant and parameters come from --job, and the flags stand above it. Without
either the period is last month, and the instant is now.`

type reportFlags struct {
	job, asOf, from, to string
	params              []string
	paper, language     string
	tagged              bool
}

// reportCommand writes a report about what is loaded already.
func (a *app) reportCommand() *cobra.Command {
	var flags reportFlags
	cmd := &cobra.Command{
		Use: "report [NAME]", Short: "List the reports, or write one", Long: reportHelp,
		Annotations:       exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		Args:              atMostOne,
		ValidArgsFunction: a.completeReports,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listReports(cmd)
			}
			return a.report(cmd, args[0], flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.job, "job", "", "`job` of the configuration whose period and parameters to take")
	f.StringVar(&flags.asOf, "as-of", "", asOfHelp)
	f.StringVar(&flags.from, "from", "", "first `date` of the period")
	f.StringVar(&flags.to, "to", "", "first `date` after the period")
	f.StringArrayVar(&flags.params, "param", nil, "set a parameter of the queries: `NAME=VALUE`; repeatable")
	f.StringVar(&flags.paper, "paper", "", "`size` of the printed page: letter or a4; that of the configuration unless given")
	f.StringVar(&flags.language, "language", "", "language of the report as a BCP 47 `tag`, such as es-US; that of the report or the configuration unless given")
	f.BoolVar(&flags.tagged, "tagged", false, "also write a tagged PDF for screen readers, printed by Chromium where it is installed")
	complete(cmd, "job", a.completeJobFlag)
	cmd.AddCommand(a.reportNew(), a.reportCheck(), a.reportPreview())
	return cmd
}

func (a *app) listReports(cmd *cobra.Command) error {
	p, err := a.anyProgram(cmd)
	if err != nil {
		return err
	}
	all, err := p.Reports.List()
	if err != nil {
		return err
	}
	g := format.Grid{Columns: []format.Column{{Name: "report"}, {Name: "title"}, {Name: "origin"}}}
	for _, r := range all {
		g.Rows = append(g.Rows, []string{r.Name, r.Title, r.Origin})
	}
	return g.Write(a.stdout)
}

func (a *app) report(cmd *cobra.Command, name string, flags reportFlags) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	req, err := flags.request(p.Config, name)
	if err != nil {
		return err
	}
	if names := p.Reports.Names(); !slices.Contains(names, name) {
		return fault.Newf(fault.Usage, "", didYouMean(name, names, "there are "+strings.Join(names, ", ")), "no report %q", name)
	}
	a.seen.object = name
	written, err := p.Report(cmd.Context(), req)
	if err != nil {
		return err
	}
	return errors.Join(a.sawReports(written), a.printPaths(documents(written)))
}

// sawReports tells the access log how many rows are behind the reports that were written,
// and to where they went.
func (a *app) sawReports(written []string) error {
	for _, path := range written {
		if filepath.Base(path) != pipeline.ManifestName {
			continue
		}
		m, err := pipeline.ReadManifest(filepath.Dir(path))
		if err != nil {
			return err
		}
		for _, q := range m.Queries {
			a.seen.rows += int64(q.Rows)
		}
		a.seen.to = filepath.Dir(path)
	}
	return nil
}

// request is the edition of a report that the flags ask for.
func (f reportFlags) request(conf *config.Config, name string) (pipeline.ReportRequest, error) {
	req := pipeline.ReportRequest{Report: name, JobName: f.job, Language: f.language, Tagged: f.tagged}
	var err error
	if req.Job, err = f.applied(conf); err != nil {
		return req, err
	}
	if req.AsOf, err = parseAsOf(f.asOf, conf); err != nil {
		return req, err
	}
	req.Paper, err = f.sheet()
	return req, err
}

// sheet is the paper that the flag names, or none.
func (f reportFlags) sheet() (report.Paper, error) {
	if f.paper == "" {
		return "", nil
	}
	paper, err := report.ParsePaper(f.paper)
	if err != nil {
		return "", fault.New(fault.Usage, "", err.Error(), "give --paper letter or --paper a4")
	}
	return paper, nil
}

// applied is the job that the flags name, or an empty one, with what they set.
func (f reportFlags) applied(conf *config.Config) (config.Job, error) {
	job := config.Job{Period: config.LastMonth}
	if f.job != "" {
		named, ok := conf.Jobs[f.job]
		if !ok {
			return job, fault.Newf(fault.Usage, "", didYouMean(f.job, jobNames(conf), "the configuration lists them under jobs:"), "no job %q", f.job)
		}
		job = named
	}
	if f.from != "" || f.to != "" {
		period, err := config.Between(f.from, f.to)
		if err != nil {
			return job, fault.New(fault.Usage, "", "the period "+err.Error(), "give --from 2026-01-01 --to 2026-07-01, --to being the first date after")
		}
		job.Period = period
	}
	given, err := assignments(f.params)
	if err != nil {
		return job, err
	}
	parameters := map[string]string{}
	maps.Copy(parameters, job.Parameters)
	maps.Copy(parameters, given)
	job.Parameters = parameters
	return job, nil
}
