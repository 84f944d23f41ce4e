package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/fault"
	"chartline/pipeline/job"
)

const runHelp = `Run does what a job of the configuration says: it pulls its sources, writes its reports
and delivers them. The paths of the documents that it wrote are printed last, and the
folders of their figures and tables; manifest.json in each report's folder lists every file.

The same records and the same --as-of give the same files, byte for byte; what was
delivered is not delivered again.`

// runCommand runs a job: what a person calls, and the scheduler.
func (a *app) runCommand() *cobra.Command {
	var asOf, due string
	var dry bool
	cmd := &cobra.Command{
		Use: "run JOB", Short: "Pull the sources of a job, write its reports and deliver them", Long: runHelp,
		Annotations:       exits(fault.Config, fault.Input, fault.Query, fault.Unavailable, fault.Policy),
		Args:              exactly("a job", "chartline.yaml lists them under jobs:"),
		ValidArgsFunction: a.completeJobs,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			req := job.Request{Job: args[0]}
			if req.AsOf, err = parseAsOf(asOf, p.Config); err != nil {
				return err
			}
			if req.Due, err = parseDue(due); err != nil {
				return err
			}
			if dry {
				lines, err := job.Runner{Program: p}.Plan(cmd.Context(), req)
				return errors.Join(err, a.printPaths(lines))
			}
			if _, named := p.Config.Jobs[req.Job]; named {
				a.seen.object = req.Job
			}
			written, err := job.Runner{Program: p}.Run(cmd.Context(), req)
			a.writeMetrics(cmd.Context(), p)
			return errors.Join(err, a.sawReports(written), a.printPaths(documents(written)))
		},
	}
	cmd.Flags().StringVar(&asOf, "as-of", "", asOfHelp)
	cmd.Flags().BoolVar(&dry, "dry-run", false, "do nothing, and say what would be done")
	cmd.Flags().StringVar(&due, "due", "", "instant at which the schedule wanted the run")
	_ = cmd.Flags().MarkHidden("due") // chartline schedule sets it; the flag is there
	return cmd
}

func parseDue(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	due, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return due, fault.New(fault.Usage, "", "--due is no instant", "chartline schedule sets it")
	}
	return due, nil
}

// documents are the files of reports that people open, and in place of those in the folders
// below a report (figures, tables, a bundle) their folders.
func documents(written []string) []string {
	reports := map[string]bool{}
	for _, path := range written {
		if filepath.Base(path) == pipeline.ManifestName {
			reports[filepath.Dir(path)] = true
		}
	}
	var told []string
	for _, path := range written {
		if folder := filepath.Dir(path); reports[filepath.Dir(folder)] {
			path = folder
		}
		if !slices.Contains(told, path) {
			told = append(told, path)
		}
	}
	return told
}

func (a *app) printPaths(paths []string) error {
	for _, path := range paths {
		if _, err := fmt.Fprintln(a.stdout, path); err != nil {
			return outputError(err, "standard output")
		}
	}
	return nil
}
