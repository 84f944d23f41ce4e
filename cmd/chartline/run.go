package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"chartline/pipeline/fault"
)

const runHelp = `Run does what a job of the configuration says: it pulls its sources and writes its
reports. The paths of what it wrote are printed last.

The same records and the same --as-of give the same files, byte for byte.`

// runCommand runs a job: what a scheduler calls.
func (a *app) runCommand() *cobra.Command {
	var asOf string
	cmd := &cobra.Command{
		Use: "run JOB", Short: "Pull the sources of a job and write its reports", Long: runHelp,
		Annotations:       exits(fault.Config, fault.Input, fault.Query, fault.Unavailable, fault.Policy),
		Args:              exactly("a job", "chartline.yaml lists them under jobs:"),
		ValidArgsFunction: a.completeJobs,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			instant, err := parseAsOf(asOf, p.Config)
			if err != nil {
				return err
			}
			written, err := p.Run(cmd.Context(), args[0], instant)
			return errors.Join(err, a.printPaths(written))
		},
	}
	cmd.Flags().StringVar(&asOf, "as-of", "", asOfHelp)
	return cmd
}

func (a *app) printPaths(paths []string) error {
	for _, path := range paths {
		if _, err := fmt.Fprintln(a.stdout, path); err != nil {
			return outputError(err, "standard output")
		}
	}
	return nil
}
