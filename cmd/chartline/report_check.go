package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/fault"
	"chartline/pipeline/report/compose"
)

const reportCheckHelp = `Check holds the reports, built in and the site's, against the queries: kinds of blocks,
queries, their columns, metrics and parameters, filters and key figures. Each mistake is
told with its file and line. With names it checks these alone.

With --language it also lists the texts that the wording of this language lacks, each as a row
to complete in wording/TAG.yaml of the site's folder of reports: what the program says itself,
and what the reports do.`

// reportCheck validates reports without asking anything.
func (a *app) reportCheck() *cobra.Command {
	var tag string
	cmd := &cobra.Command{
		Use: "check [NAME...]", Short: "Hold reports against the queries that they ask", Long: reportCheckHelp,
		Annotations:       exits(fault.Config),
		ValidArgsFunction: a.completeReports,
		RunE: func(cmd *cobra.Command, names []string) error {
			p, err := a.anyProgram(cmd)
			if err != nil {
				return err
			}
			if len(names) == 0 {
				names = p.Reports.Names()
			}
			var faults []error
			for _, name := range names {
				spec, err := p.Reports.Get(name)
				if err != nil {
					return err
				}
				faults = append(faults, compose.Check(spec, p.Queries)...)
				if err := p.Wording.Check(spec.Language, spec.Where("")); err != nil {
					faults = append(faults, err)
				}
			}
			if len(faults) > 0 {
				return errors.Join(faults...)
			}
			if tag != "" {
				return a.lacking(p, names, tag)
			}
			_, err = fmt.Fprintf(a.stdout, "reports that fit their queries: %d\n", len(names))
			return outputError(err, "standard output")
		},
	}
	cmd.Flags().StringVar(&tag, "language", "", "also list the texts that the wording of a BCP 47 `tag` lacks")
	return cmd
}

// lacking lists the texts that a language has no rows for, as rows of a catalogue to complete.
func (a *app) lacking(p *pipeline.Program, names []string, tag string) error {
	rows, err := p.Lacking(names, tag)
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, text := range rows {
		fmt.Fprintf(&out, "%s: %s\n", strconv.Quote(text), strconv.Quote(text))
	}
	fmt.Fprintf(&out, "# reports that fit their queries: %d; texts that %s lacks: %d\n", len(names), tag, len(rows))
	_, err = io.WriteString(a.stdout, out.String())
	return outputError(err, "standard output")
}
