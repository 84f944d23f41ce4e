package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"chartline/pipeline/fault"
	"chartline/pipeline/report/compose"
)

const reportCheckHelp = `Check holds the reports, built in and the site's, against the queries: kinds of blocks,
queries, their columns, metrics and parameters, filters and key figures. Each mistake is
told with its file and line. With names it checks these alone.`

// reportCheck validates reports without asking anything.
func (a *app) reportCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check [NAME...]", Short: "Hold reports against the queries that they ask", Long: reportCheckHelp,
		Annotations:       exits(fault.Config),
		ValidArgsFunction: a.completeReports,
		RunE: func(cmd *cobra.Command, names []string) error {
			p, err := a.anyProgram(cmd)
			if err != nil {
				return err
			}
			if len(names) == 0 {
				for _, spec := range p.Reports.List() {
					names = append(names, spec.Name)
				}
			}
			var faults []error
			for _, name := range names {
				spec, err := p.Reports.Get(name)
				if err != nil {
					return err
				}
				faults = append(faults, compose.Check(spec, p.Queries)...)
			}
			if len(faults) > 0 {
				return errors.Join(faults...)
			}
			_, err = fmt.Fprintf(a.stdout, "reports that fit their queries: %d\n", len(names))
			return outputError(err, "standard output")
		},
	}
}
